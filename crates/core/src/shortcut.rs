//! A key that works from everywhere, as one short text: `Ctrl+Alt+Space`. How the desktop is asked for it
//! is the shell's to know; here it is modifiers and a key.

use std::fmt;
use std::str::FromStr;

/// One key with its modifiers. At least one of Ctrl, Alt and Super, unless the key is F1 to F24: any other
/// is what people type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shortcut {
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
    /// The key with the desktop's mark; ⌘ on a Mac.
    pub logo: bool,
    pub key: Key,
}

/// By what it types without modifiers, wherever it lies on the keyboard, or by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// `A` to `Z` and `0` to `9`.
    Character(char),
    /// 1 to 24.
    Function(u8),
    Space,
    Enter,
    Tab,
    Home,
    End,
    PageUp,
    PageDown,
    Insert,
    Up,
    Down,
    Left,
    Right,
}

/// The text is no shortcut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

const NAMED: [(&str, Key); 12] = [
    ("Space", Key::Space),
    ("Enter", Key::Enter),
    ("Tab", Key::Tab),
    ("Home", Key::Home),
    ("End", Key::End),
    ("PageUp", Key::PageUp),
    ("PageDown", Key::PageDown),
    ("Insert", Key::Insert),
    ("Up", Key::Up),
    ("Down", Key::Down),
    ("Left", Key::Left),
    ("Right", Key::Right),
];

impl FromStr for Shortcut {
    type Err = Malformed;

    /// In any order and case, with the names that other programs use too.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let mut words: Vec<_> = text.split('+').map(|word| word.trim().to_ascii_lowercase()).collect();
        let key = words.pop().and_then(|word| Key::read(&word)).ok_or(Malformed)?;
        let mut shortcut = Self { ctrl: false, alt: false, shift: false, logo: false, key };
        for word in words {
            let modifier = match word.as_str() {
                "ctrl" | "control" => &mut shortcut.ctrl,
                "alt" | "option" => &mut shortcut.alt,
                "shift" => &mut shortcut.shift,
                "super" | "logo" | "meta" | "cmd" | "command" | "win" => &mut shortcut.logo,
                _ => return Err(Malformed),
            };
            if std::mem::replace(modifier, true) {
                return Err(Malformed);
            }
        }
        let is_typed = !(shortcut.ctrl || shortcut.alt || shortcut.logo || matches!(key, Key::Function(_)));
        if is_typed { Err(Malformed) } else { Ok(shortcut) }
    }
}

impl fmt::Display for Shortcut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modifiers = [(self.ctrl, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+"), (self.logo, "Super+")];
        modifiers.iter().filter(|(held, _)| *held).try_for_each(|(_, name)| f.write_str(name))?;
        write!(f, "{}", self.key)
    }
}

impl Key {
    fn read(word: &str) -> Option<Self> {
        let mut letters = word.chars();
        match (letters.next()?, letters.as_str()) {
            (letter, "") if letter.is_ascii_alphanumeric() => {
                return Some(Self::Character(letter.to_ascii_uppercase()));
            }
            ('f', number) if number.starts_with(|first: char| ('1'..='9').contains(&first)) => {
                return number.parse().ok().filter(|number| *number <= 24).map(Self::Function);
            }
            _ => {}
        }
        let found = NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        found.map(|(_, key)| *key).or_else(|| (word == "return").then_some(Self::Enter))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(letter) => write!(f, "{letter}"),
            Self::Function(number) => write!(f, "F{number}"),
            named => f.write_str(NAMED.iter().find(|(_, key)| key == named).map_or("", |(name, _)| name)),
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no key with a modifier")
    }
}

impl std::error::Error for Malformed {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<String> {
        text.parse().ok().map(|shortcut: Shortcut| shortcut.to_string())
    }

    #[test]
    fn what_people_write_is_one_text() {
        for (written, text) in [
            ("ctrl+alt+space", "Ctrl+Alt+Space"),
            (" Alt + control + SPACE ", "Ctrl+Alt+Space"),
            ("Super+Shift+p", "Shift+Super+P"),
            ("cmd+k", "Super+K"),
            ("Meta+Return", "Super+Enter"),
            ("f13", "F13"),
            ("Shift+F1", "Shift+F1"),
            ("ctrl+0", "Ctrl+0"),
        ] {
            assert_eq!(read(written).as_deref(), Some(text), "{written}");
        }
    }

    #[test]
    fn what_people_type_is_no_shortcut() {
        for text in [
            "",
            "+",
            "a",
            "Shift+A",
            "Space",
            "ctrl",
            "Ctrl+",
            "Ctrl+Alt",
            "Ctrl+Ctrl+A",
            "Ctrl+AB",
            "Ctrl+é",
            "Ctrl+F0",
            "Ctrl+F25",
            "Ctrl+F01",
            "Ctrl+F+1",
            "Hyper+A",
            "Ctrl++A",
            "Enter",
            "Shift+Tab",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_text_that_is_read_stays_itself(text in "(?i)((ctrl|alt|shift|super|cmd)\\+){0,4}([a-z0-9]|f[0-9]{1,2}|space|enter|tab|home|pageup|left)") {
            if let Some(once) = read(&text) {
                prop_assert_eq!(read(&once), Some(once));
            }
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,40}") {
            let _ = read(&text);
        }
    }
}
