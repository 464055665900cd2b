//! Starts and ends one journey's desktop session: X server, window manager, session bus, accessibility bus. Journeys
//! therefore see neither each other nor the user who runs them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use zbus::blocking::{Connection, connection};

use crate::accessibility::node::Node;
use crate::desktop::environment::Environment;
use crate::desktop::fake_browser;
use crate::desktop::keyring::{self, Keyring};
use crate::desktop::process::Process;
use crate::desktop::sandbox_dirs::SandboxDirs;
use crate::desktop::screen::{HEIGHT, Screen, WIDTH};
use crate::exclusive::{self, Guard};
use crate::paths::target_path;
use crate::wait::{TIMEOUT, wait_within};

/// A call that takes longer has met a web process that is busy or being replaced.
const CALL_TIMEOUT: Duration = Duration::from_secs(3);

/// A bus that starts nothing on demand but what lies in the desktop's own folder.
const BUS_CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=RUNTIME/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>RUNTIME/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A window manager that leaves the keyboard to the applications, as those of GNOME and KDE do. Openbox by itself takes
/// Alt and Shift with an arrow.
const WINDOW_MANAGER_CONFIG: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
</openbox_config>
"#;

/// Ends all its processes and removes its folders when dropped.
pub struct Desktop {
    accessibility: Connection,
    // In the order in which they end: clients before their servers.
    processes: Vec<Process>,
    keyring: Mutex<Option<Process>>,
    name: String,
    environment: Environment,
    // Last, so that the next journey starts once this one's processes are gone.
    exclusive: Guard,
}

impl Desktop {
    /// `name` is the journey's own name. It names the folder of the report, and [`exclusive`] looks it up.
    pub fn new(name: &str) -> Self {
        Self::with_theme(name, false)
    }

    /// `is_dark`: the desktop's theme is dark, for pages that follow it.
    pub fn with_theme(name: &str, is_dark: bool) -> Self {
        let exclusive = exclusive::acquire(name);
        let dirs = SandboxDirs::new();
        fake_browser::install(&dirs);
        let runtime_dir = dirs.path().join("runtime");
        let (server, display) = start_x_server(&runtime_dir);
        let services = runtime_dir.join("services");
        fs::create_dir_all(&services).expect("a folder for services");
        keyring::install_prompter(&services);
        let config = runtime_dir.join("bus.conf");
        let bus_config = BUS_CONFIG.replace("RUNTIME", &runtime_dir.display().to_string());
        fs::write(&config, bus_config).expect("the bus's configuration");
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--nofork", "--nopidfile", "--print-address=1"]).arg("--config-file").arg(config);
        dirs.apply_to(&mut bus);
        let (bus, session_bus) = Process::start_server(bus.env("DISPLAY", &display));
        let environment = Environment { dirs, display, session_bus, is_dark };
        let silent_command = |program: &str| {
            let mut command = environment.command(program);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        let manager_config = runtime_dir.join("openbox.xml");
        fs::write(&manager_config, WINDOW_MANAGER_CONFIG).expect("the window manager's keys");
        let window_manager = Process::start(silent_command("openbox").arg("--config-file").arg(manager_config));
        let launcher = Process::start(silent_command("/usr/libexec/at-spi-bus-launcher").arg("--launch-immediately"));
        let is_ready = || {
            let status = silent_command("xdotool").arg("get_num_desktops").status();
            status.is_ok_and(|status| status.success()).then_some(())
        };
        wait_within(TIMEOUT, is_ready).expect("a window manager");
        // The pointer is painted too, and what it hovers over may look different: move it out of the way.
        let _ = silent_command("xdotool").args(["mousemove", "1279", "799"]).status();
        let accessibility =
            wait_within(TIMEOUT, || accessibility_bus(&environment.session_bus)).expect("an accessibility bus");
        Self {
            accessibility,
            processes: vec![launcher, window_manager, bus, server],
            keyring: Mutex::default(),
            name: name.to_owned(),
            environment,
            exclusive,
        }
    }

    /// A command that runs on this desktop.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        self.environment.command(program)
    }

    /// The display's name for X clients.
    pub(crate) fn display(&self) -> &str {
        &self.environment.display
    }

    pub fn dirs(&self) -> &SandboxDirs {
        &self.environment.dirs
    }

    /// The keyring of this desktop. None runs until it is started.
    pub const fn keyring(&self) -> Keyring<'_> {
        Keyring::new(&self.environment, &self.keyring)
    }

    pub(crate) fn session_bus(&self) -> &str {
        &self.environment.session_bus
    }

    pub(crate) const fn exclusive(&self) -> &Guard {
        &self.exclusive
    }

    /// Every call of a browser or opener so far: program and arguments.
    pub fn browser_calls(&self) -> Vec<Vec<String>> {
        fake_browser::recorded_calls(self.dirs())
    }

    /// Another program's window, which takes the keyboard as it opens. Closed when the process is dropped.
    pub fn open_other_window(&self) -> Process {
        let mut window = self.command("xev");
        window.args(["-name", "Another", "-event", "mouse"]);
        Process::start(window.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()))
    }

    pub const fn screen(&self) -> Screen<'_> {
        Screen::new(&self.environment)
    }

    /// The folder of a failed journey's report.
    pub(crate) fn report_dir(&self) -> PathBuf {
        let dir = target_path("e2e").join(&self.name);
        let _ = fs::create_dir_all(&dir);
        dir
    }

    /// Writes a picture of the screen, the accessible trees and the application's output. `state` is the application's.
    pub(crate) fn write_report(&self, state: &str) {
        let dir = self.report_dir();
        self.screen().screenshot(&dir.join("screen.png"));
        let trees: String = self.windows().iter().map(|window| window.dump() + "\n").collect();
        let _ = fs::write(dir.join("trees.txt"), trees);
        let _ = fs::copy(self.dirs().path().join("output.log"), dir.join("output.log"));
        #[allow(clippy::print_stderr, reason = "where the report lies is part of the report")]
        {
            eprintln!("{state} The report is in {}", dir.display());
        }
    }

    /// A further connection to the accessibility bus, for a listener.
    pub(crate) fn accessibility_connection(&self) -> Connection {
        accessibility_bus(self.session_bus()).expect("the accessibility bus")
    }

    /// The accessible trees of all windows.
    pub(crate) fn windows(&self) -> Vec<Node> {
        Node::registry(&self.accessibility).windows()
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        *self.keyring.lock().unwrap_or_else(PoisonError::into_inner) = None;
        for process in &mut self.processes {
            process.terminate();
        }
    }
}

/// Starts X servers one at a time: two that look for a free display number in the same moment can take the same one.
fn start_x_server(framebuffer_dir: &Path) -> (Process, String) {
    let _lock = exclusive::lock_display_numbers();
    let mut server = Command::new("Xvfb");
    let size = format!("{WIDTH}x{HEIGHT}x24");
    server.args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp", "-noreset", "-fbdir"]);
    let (server, number) = Process::start_server(server.arg(framebuffer_dir));
    (server, format!(":{number}"))
}

fn accessibility_bus(session_bus: &str) -> Option<Connection> {
    let session = connection::Builder::address(session_bus).ok()?.build().ok()?;
    let reply =
        session.call_method(Some("org.a11y.Bus"), "/org/a11y/bus", Some("org.a11y.Bus"), "GetAddress", &()).ok()?;
    let address: String = reply.body().deserialize().ok()?;
    connection::Builder::address(address.as_str()).ok()?.method_timeout(CALL_TIMEOUT).build().ok()
}
