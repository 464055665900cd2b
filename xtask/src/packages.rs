//! The system's packages that building, testing and drawing need, and installing those that are missing.
//!
//! Debian and Ubuntu only. On any other Linux it says what to install and goes on; elsewhere the system's own web view
//! is used and there is nothing to install.

use crate::run::Run;
use crate::{machine, run};
use std::process::Command;

/// What the packages are for, and their names in Debian 12 and Ubuntu 24.04.
#[derive(Clone, Copy)]
pub(crate) struct Group {
    pub(crate) purpose: &'static str,
    names: &'static [&'static str],
}

pub(crate) const BUILD: Group = Group {
    purpose: "building the app",
    names: &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "libgtk-3-dev", "librsvg2-dev"],
};

/// A desktop without a screen: window manager, buses, keyring, accessibility, and what reads and drives its windows.
pub(crate) const HEADLESS_DESKTOP: Group = Group {
    purpose: "running the app without a screen",
    names: &[
        "xvfb",
        "openbox",
        "dbus",
        "dbus-x11",
        "at-spi2-core",
        "gnome-keyring",
        "xdotool",
        "x11-utils",
        "x11-xserver-utils",
        "imagemagick",
        "python3",
        "python3-pyatspi",
        "fonts-dejavu-core",
    ],
};

pub(crate) const BROWSER: Group = Group { purpose: "the UI's tests in a browser", names: &["chromium"] };

pub(crate) const PYTHON: Group = Group { purpose: "programs from PyPI", names: &["python3", "python3-venv"] };

pub(crate) const MINGW: Group = Group { purpose: "compiling for Windows", names: &["gcc-mingw-w64-x86-64-win32"] };

pub(crate) const WINE: Group = Group { purpose: "testing on the calls of Windows", names: &["wine", "wine64"] };

pub(crate) const DRAW: Group = Group { purpose: "drawing the icons", names: &["librsvg2-bin", "imagemagick"] };

/// A picture of the app has few colours; with a palette it is a third of the size. The fonts are small ones that
/// have the letters of every language that Portico speaks.
pub(crate) const PICTURES: Group =
    Group { purpose: "small pictures", names: &["pngquant", "fonts-vlgothic", "fonts-noto-ui-core"] };

pub(crate) const BUNDLE: Group =
    Group { purpose: "making and checking packages", names: &["rpm", "desktop-file-utils", "file"] };

pub(crate) const ALL: &[Group] = &[BUILD, HEADLESS_DESKTOP, BROWSER, PYTHON, MINGW, WINE, DRAW, PICTURES, BUNDLE];

/// Installs what is missing of these groups. Quick when nothing is.
pub(crate) fn install(run: &mut Run, groups: &[Group]) -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !machine::is_debian() {
        for group in groups {
            run.print(&format!(
                "This is neither Debian nor Ubuntu, so nothing is installed for you. For {}, install what those call: {}",
                group.purpose,
                group.names.join(" ")
            ));
        }
        return Ok(());
    }
    let missing = missing(groups)?;
    if missing.is_empty() {
        return Ok(());
    }
    run.print(&format!("Installing from the system's archive: {}", missing.join(" ")));
    if !machine::is_root() && machine::which("sudo").is_none() {
        return Err(format!(
            "you are not root and sudo is not installed. Ask an administrator to run: apt-get install {}",
            missing.join(" ")
        ));
    }
    run.step(apt().arg("update").arg("-qq"))?;
    run.step(apt().args(["install", "--yes", "-qq", "--no-install-recommends"]).args(&missing))
}

/// The names of these groups that dpkg does not know as installed.
pub(crate) fn missing(groups: &[Group]) -> Result<Vec<&'static str>, String> {
    if !machine::is_debian() {
        return Ok(Vec::new());
    }
    let mut wanted: Vec<&str> = Vec::new();
    for name in groups.iter().flat_map(|group| group.names) {
        // Ubuntu's package of this name only fetches a snap, which works neither in a container nor under Xvfb.
        let is_elsewhere = *name == "chromium" && (machine::is_ubuntu() || machine::chromium().is_some());
        if !is_elsewhere && !wanted.contains(name) {
            wanted.push(name);
        }
    }
    // It fails when one name is unknown, and still lists the others, so its verdict does not count.
    let listed = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${db:Status-Abbrev}${Package}\n"])
        .args(&wanted)
        .output()
        .map_err(|error| format!("dpkg-query did not start: {error}."))?;
    let listed = String::from_utf8_lossy(&listed.stdout);
    let installed: Vec<&str> = listed.lines().filter_map(|line| line.strip_prefix("ii ")).map(str::trim).collect();
    Ok(wanted.into_iter().filter(|name| !installed.contains(name)).collect())
}

fn apt() -> Command {
    let mut command = if machine::is_root() { run::program("env") } else { run::program("sudo") };
    if !machine::is_root() {
        command.arg("env");
    }
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    command
}
