//! Replaces the system's browsers and openers by programs that record what they were asked to open, and open nothing.

use std::fs;
use std::path::PathBuf;

use crate::desktop::sandbox_dirs::SandboxDirs;

/// All commands that may open a URL on Linux.
const BROWSER_COMMANDS: [&str; 6] = ["xdg-open", "gio", "gnome-open", "kde-open", "wslview", "x-www-browser"];

pub(crate) fn install(dirs: &SandboxDirs) {
    BROWSER_COMMANDS.iter().for_each(|name| install_command(dirs, name));
}

/// Installs a recording command of that name.
pub(crate) fn install_command(dirs: &SandboxDirs, name: &str) {
    use std::os::unix::fs::PermissionsExt;
    let file = dirs.bin_dir().join(name);
    // Each call is one line in one write, so that simultaneous calls do not mix. Fields end in a unit separator.
    let script = format!(
        "#!/bin/sh\nline=$(printf '%s\\037' {name} \"$@\")\nprintf '%s\\n' \"$line\" >> '{}'\n",
        record_file(dirs).display()
    );
    fs::write(&file, script).expect("a program");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("an executable");
}

/// Every call so far: program and arguments.
pub(crate) fn recorded_calls(dirs: &SandboxDirs) -> Vec<Vec<String>> {
    let text = fs::read_to_string(record_file(dirs)).unwrap_or_default();
    text.lines().map(|line| line.trim_end_matches('\u{1f}').split('\u{1f}').map(str::to_owned).collect()).collect()
}

fn record_file(dirs: &SandboxDirs) -> PathBuf {
    dirs.path().join("bin/opened")
}
