//! Types real keys to the active window, with `xdotool`.

use crate::desktop::session::Desktop;

/// Types text as it stands.
pub(crate) fn type_text(desktop: &Desktop, text: &str) {
    run_xdotool(desktop, &["type", "--delay", "8", "--", text]);
}

/// Presses keys one after the other, by their X11 names: `Return`, `ctrl+a`.
pub(crate) fn press_keys(desktop: &Desktop, keys: &[&str]) {
    run_xdotool(desktop, &[&["key", "--delay", "8"], keys].concat());
}

/// Runs `xdotool` and returns its output; `None` if it failed, as it does when it finds nothing.
pub(crate) fn xdotool(desktop: &Desktop, arguments: &[&str]) -> Option<String> {
    let output = desktop.command("xdotool").args(arguments).output().expect("xdotool");
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn run_xdotool(desktop: &Desktop, arguments: &[&str]) {
    assert!(xdotool(desktop, arguments).is_some(), "xdotool {} failed", arguments[0]);
}
