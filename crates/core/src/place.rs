//! Where an app opens, as one short text: in the settings, in the UI and on the command line.
//!
//! `browser` · `window` · `browser:firefox` · `browser:firefox:private` ·
//! `browser:firefox:profile=Work` · `command:NAME`. What a browser or a command is on this computer is
//! the shell's to know; here they are names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The longest text that is read, in bytes.
const LONGEST: usize = 400;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Place {
    /// The system's default browser.
    Browser,
    /// A window of Portico that is already signed in.
    Window,
    /// A certain browser.
    Chosen(Chosen),
    /// A command of the settings, by its name.
    Command(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Chosen {
    /// As `portico-desktop` names it: stable over updates and languages.
    pub browser: String,
    /// As the browser names it on its command line.
    pub profile: Option<String>,
    pub private: bool,
}

/// The text names no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no place to open an app in")
    }
}

impl std::error::Error for Malformed {}

impl FromStr for Place {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text.len() > LONGEST || text.chars().any(char::is_control) {
            return Err(Malformed);
        }
        match text.split_once(':') {
            None if text == "browser" => Ok(Self::Browser),
            None if text == "window" => Ok(Self::Window),
            Some(("command", name)) if !name.trim().is_empty() => Ok(Self::Command(name.to_owned())),
            Some(("browser", chosen)) => chosen.parse().map(Self::Chosen),
            _ => Err(Malformed),
        }
    }
}

impl FromStr for Chosen {
    type Err = Malformed;

    /// The profile stands last, since its name may hold anything.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (browser, mut rest) = text.split_once(':').map_or((text, None), |(browser, rest)| (browser, Some(rest)));
        let mut private = false;
        if let Some(after) = rest.and_then(|rest| rest.strip_prefix("private")) {
            private = true;
            rest = match after.strip_prefix(':') {
                Some(after) => Some(after),
                None if after.is_empty() => None,
                None => return Err(Malformed),
            };
        }
        let profile = match rest {
            None => None,
            Some(rest) => {
                Some(rest.strip_prefix("profile=").filter(|name| !name.is_empty()).ok_or(Malformed)?.to_owned())
            }
        };
        if browser.trim().is_empty() {
            return Err(Malformed);
        }
        Ok(Self { browser: browser.to_owned(), profile, private })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Browser => f.write_str("browser"),
            Self::Window => f.write_str("window"),
            Self::Command(name) => write!(f, "command:{name}"),
            Self::Chosen(Chosen { browser, profile, private }) => {
                write!(f, "browser:{browser}{}", if *private { ":private" } else { "" })?;
                profile.iter().try_for_each(|profile| write!(f, ":profile={profile}"))
            }
        }
    }
}

impl TryFrom<String> for Place {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.to_string()
    }
}

impl TS for Place {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &ts_rs::Config) -> String {
        "Place".to_owned()
    }

    fn inline(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }

    fn decl(_: &ts_rs::Config) -> String {
        "type Place = string;".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chosen(browser: &str, profile: Option<&str>, private: bool) -> Place {
        Place::Chosen(Chosen { browser: browser.into(), profile: profile.map(Into::into), private })
    }

    #[test]
    fn places_have_one_text_each() {
        for (text, place) in [
            ("browser", Place::Browser),
            ("window", Place::Window),
            ("browser:firefox", chosen("firefox", None, false)),
            ("browser:firefox:private", chosen("firefox", None, true)),
            ("browser:firefox:profile=Work: 2", chosen("firefox", Some("Work: 2"), false)),
            ("browser:firefox:private:profile=private", chosen("firefox", Some("private"), true)),
            ("command:Work container", Place::Command("Work container".into())),
        ] {
            assert_eq!(text.parse(), Ok(place.clone()));
            assert_eq!(place.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_place() {
        for text in [
            "",
            "Browser",
            "ask",
            "browser:",
            "browser: ",
            "browser:x:",
            "browser:x:privat",
            "browser:x:private:",
            "browser:x:privatex",
            "browser:x:profile=",
            "browser:x:other=1",
            "command:",
            "command: ",
            "window:x",
            "https://a.example",
            "browser:a\nb",
            "command:a\0",
        ] {
            assert_eq!(text.parse::<Place>(), Err(Malformed), "{text:?}");
        }
        assert_eq!(format!("command:{}", "x".repeat(LONGEST)).parse::<Place>(), Err(Malformed));
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_alike(text in "(browser|window|command)?:?\\PC{0,20}(:private)?(:profile=\\PC{0,12})?") {
            if let Ok(place) = text.parse::<Place>() {
                prop_assert_eq!(place.to_string(), text);
            }
        }
    }
}
