//! Validates activation tokens: what a desktop gives to a program that the user just called, so that its window may
//! come to the front.
//!
//! On Wayland this is a token of XDG activation, on X11 an id of startup notification. A token authorizes nothing else.
//! It is passed on to the window system, and only in a form that is harmless on the way.

/// What this process was started with.
pub fn from_environment() -> Option<String> {
    let read_variable = |name| std::env::var(name).ok().and_then(validate_token);
    ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"].into_iter().find_map(read_variable)
}

/// `None`: no desktop gives such a one.
pub fn validate_token(text: String) -> Option<String> {
    let is_valid = (1..=1024).contains(&text.len()) && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    is_valid.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_printable_ascii_tokens_are_accepted() {
        for text in ["gnome-shell/Firefox/2212-0-host_TIME4711", "6f9619ff-8b86-d011", "x", &"x".repeat(1024)] {
            assert_eq!(validate_token(text.to_owned()).as_deref(), Some(text));
        }
        for text in ["", "a\0b", "a\nb", "a\u{7f}", "ä", &"x".repeat(1025)] {
            assert_eq!(validate_token(text.to_owned()), None, "{text:?}");
        }
    }
}
