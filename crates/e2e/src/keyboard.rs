//! Real keys, through the X server's test extension, to whatever window is active.

use crate::desktop::Desktop;

/// Types text as it stands.
pub(crate) fn write(desktop: &Desktop, text: &str) {
    run(desktop, &["type", "--delay", "8", "--", text]);
}

/// Presses keys one after the other, in X's names: `Return`, `ctrl+a`.
pub(crate) fn press(desktop: &Desktop, keys: &[&str]) {
    run(desktop, &[&["key", "--delay", "8"], keys].concat());
}

/// What xdotool answers; `None` if it failed, as it does when nothing is found.
pub(crate) fn ask(desktop: &Desktop, words: &[&str]) -> Option<String> {
    let output = desktop.command("xdotool").args(words).output().expect("xdotool");
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn run(desktop: &Desktop, words: &[&str]) {
    assert!(ask(desktop, words).is_some(), "xdotool {} failed", words[0]);
}
