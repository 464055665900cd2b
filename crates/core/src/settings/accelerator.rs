//! A key that works from everywhere, as one short text: `Ctrl+Alt+Space`. How the desktop is asked for it
//! is the shell's to know; here it is modifiers and a key.

use std::fmt;
use std::str::FromStr;

/// One key with its modifiers. At least one of Ctrl, Alt and Super, unless the key is F1 to F24: any other
/// is what people type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Accelerator {
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
    /// The key with the desktop's mark; ⌘ on a Mac.
    pub super_key: bool,
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
pub struct ParseAcceleratorError;

const NAMED_KEYS: [(&str, Key); 12] = [
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

impl FromStr for Accelerator {
    type Err = ParseAcceleratorError;

    /// In any order and case, with the names that other programs use too.
    fn from_str(text: &str) -> Result<Self, ParseAcceleratorError> {
        let mut words: Vec<_> = text.split('+').map(|word| word.trim().to_ascii_lowercase()).collect();
        let key = words.pop().and_then(|word| Key::parse(&word)).ok_or(ParseAcceleratorError)?;
        let mut accelerator = Self { ctrl: false, alt: false, shift: false, super_key: false, key };
        for word in words {
            let modifier = match word.as_str() {
                "ctrl" | "control" => &mut accelerator.ctrl,
                "alt" | "option" => &mut accelerator.alt,
                "shift" => &mut accelerator.shift,
                "super" | "logo" | "meta" | "cmd" | "command" | "win" => &mut accelerator.super_key,
                _ => return Err(ParseAcceleratorError),
            };
            if std::mem::replace(modifier, true) {
                return Err(ParseAcceleratorError);
            }
        }
        let types_text =
            !(accelerator.ctrl || accelerator.alt || accelerator.super_key || matches!(key, Key::Function(_)));
        if types_text { Err(ParseAcceleratorError) } else { Ok(accelerator) }
    }
}

impl fmt::Display for Accelerator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modifiers = [(self.ctrl, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+"), (self.super_key, "Super+")];
        modifiers.iter().filter(|(is_set, _)| *is_set).try_for_each(|(_, name)| f.write_str(name))?;
        write!(f, "{}", self.key)
    }
}

impl Key {
    fn parse(word: &str) -> Option<Self> {
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
        let found = NAMED_KEYS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        found.map(|(_, key)| *key).or_else(|| (word == "return").then_some(Self::Enter))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(letter) => write!(f, "{letter}"),
            Self::Function(number) => write!(f, "F{number}"),
            named => f.write_str(NAMED_KEYS.iter().find(|(_, key)| key == named).map_or("", |(name, _)| name)),
        }
    }
}

impl fmt::Display for ParseAcceleratorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no key with a modifier")
    }
}

impl std::error::Error for ParseAcceleratorError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normalize(text: &str) -> Option<String> {
        text.parse().ok().map(|accelerator: Accelerator| accelerator.to_string())
    }

    #[test]
    fn accelerator_aliases_normalize_to_one_text() {
        for (input, text) in [
            ("ctrl+alt+space", "Ctrl+Alt+Space"),
            (" Alt + control + SPACE ", "Ctrl+Alt+Space"),
            ("Super+Shift+p", "Shift+Super+P"),
            ("cmd+k", "Super+K"),
            ("Meta+Return", "Super+Enter"),
            ("f13", "F13"),
            ("Shift+F1", "Shift+F1"),
            ("ctrl+0", "Ctrl+0"),
        ] {
            assert_eq!(normalize(input).as_deref(), Some(text), "{input}");
        }
    }

    #[test]
    fn plain_keys_and_malformed_texts_are_rejected() {
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
            assert_eq!(normalize(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn normalized_accelerator_is_stable(text in "(?i)((ctrl|alt|shift|super|cmd)\\+){0,4}([a-z0-9]|f[0-9]{1,2}|space|enter|tab|home|pageup|left)") {
            if let Some(normalized) = normalize(&text) {
                prop_assert_eq!(normalize(&normalized), Some(normalized));
            }
        }

        #[test]
        fn parsing_arbitrary_text_does_not_panic(text in "\\PC{0,40}") {
            let _ = normalize(&text);
        }
    }
}
