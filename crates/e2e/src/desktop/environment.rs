//! The environment of one desktop: its folders, X display and session bus, and commands that run in it.

use std::ffi::OsStr;
use std::process::Command;

use crate::desktop::sandbox_dirs::SandboxDirs;

/// Removed so that nothing of the user who runs the journeys reaches the programs. No proxy may stand between a loopback
/// tenant and the app.
const REMOVED_VARIABLES: [&str; 11] = [
    "WAYLAND_DISPLAY",
    "AT_SPI_BUS_ADDRESS",
    "NO_AT_BRIDGE",
    "GTK_MODULES",
    "XAUTHORITY",
    "http_proxy",
    "https_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "all_proxy",
];

pub(crate) struct Environment {
    pub(crate) dirs: SandboxDirs,
    /// The display's name for X clients, such as `:7`.
    pub(crate) display: String,
    /// D-Bus address of the session bus.
    pub(crate) session_bus: String,
    pub(crate) is_dark: bool,
}

impl Environment {
    /// A command that runs on this desktop.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        self.dirs.apply_to(&mut command);
        for name in REMOVED_VARIABLES {
            command.env_remove(name);
        }
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.session_bus)
            .env("GDK_BACKEND", "x11")
            .env("GSETTINGS_BACKEND", "memory")
            .env("GTK_THEME", if self.is_dark { "Adwaita:dark" } else { "Adwaita" })
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            // Journeys compute dates in UTC.
            .env("TZ", "UTC")
            .env("LANG", "C.UTF-8")
            .env("LC_ALL", "C.UTF-8");
        command
    }
}
