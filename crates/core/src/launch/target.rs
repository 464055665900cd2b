//! Where an app opens. The settings write it as one short text:
//!
//! `browser` · `window` · `browser:firefox` · `browser:firefox:private` ·
//! `browser:firefox:profile=Work` · `command:NAME`. What a browser or a command is on this computer is
//! the shell's to know; here they are names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The longest text that is read, in bytes.
const MAX_TEXT_BYTES: usize = 400;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Target {
    /// The system's default browser.
    Browser,
    /// A window of Portico that is already signed in.
    Window,
    /// A certain browser.
    SpecificBrowser(BrowserTarget),
    /// A command of the settings, by its name.
    Command { name: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BrowserTarget {
    /// As `portico-desktop` names it: stable over updates and languages.
    pub browser: String,
    /// As the browser names it on its command line.
    pub profile: Option<String>,
    pub is_private: bool,
}

/// The text names no place, or the place has no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseTargetError;

impl fmt::Display for ParseTargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no place to open an app in")
    }
}

impl std::error::Error for ParseTargetError {}

impl Target {
    /// # Errors
    /// The text would be read as another place, or as none: a name holds what separates the parts.
    pub fn to_text(&self) -> Result<String, ParseTargetError> {
        let text = self.to_string();
        if text.parse().as_ref() == Ok(self) { Ok(text) } else { Err(ParseTargetError) }
    }
}

impl FromStr for Target {
    type Err = ParseTargetError;

    fn from_str(text: &str) -> Result<Self, ParseTargetError> {
        if text.len() > MAX_TEXT_BYTES || text.chars().any(char::is_control) {
            return Err(ParseTargetError);
        }
        match text.split_once(':') {
            None if text == "browser" => Ok(Self::Browser),
            None if text == "window" => Ok(Self::Window),
            Some(("command", name)) if !name.trim().is_empty() => Ok(Self::Command { name: name.to_owned() }),
            Some(("browser", browser)) => browser.parse().map(Self::SpecificBrowser),
            _ => Err(ParseTargetError),
        }
    }
}

impl FromStr for BrowserTarget {
    type Err = ParseTargetError;

    /// The profile stands last, since its name may hold anything.
    fn from_str(text: &str) -> Result<Self, ParseTargetError> {
        let (browser, mut rest) = text.split_once(':').map_or((text, None), |(browser, rest)| (browser, Some(rest)));
        let mut is_private = false;
        if let Some(remainder) = rest.and_then(|rest| rest.strip_prefix("private")) {
            is_private = true;
            rest = match remainder.strip_prefix(':') {
                Some(remainder) => Some(remainder),
                None if remainder.is_empty() => None,
                None => return Err(ParseTargetError),
            };
        }
        let profile = match rest {
            None => None,
            Some(rest) => {
                Some(rest.strip_prefix("profile=").filter(|name| !name.is_empty()).ok_or(ParseTargetError)?.to_owned())
            }
        };
        if browser.trim().is_empty() {
            return Err(ParseTargetError);
        }
        Ok(Self { browser: browser.to_owned(), profile, is_private })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Browser => f.write_str("browser"),
            Self::Window => f.write_str("window"),
            Self::Command { name } => write!(f, "command:{name}"),
            Self::SpecificBrowser(BrowserTarget { browser, profile, is_private }) => {
                write!(f, "browser:{browser}{}", if *is_private { ":private" } else { "" })?;
                profile.iter().try_for_each(|profile| write!(f, ":profile={profile}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn browser_target(browser: &str, profile: Option<&str>, is_private: bool) -> Target {
        Target::SpecificBrowser(BrowserTarget { browser: browser.into(), profile: profile.map(Into::into), is_private })
    }

    #[test]
    fn targets_round_trip_through_text_and_json() {
        for (text, target) in [
            ("browser", Target::Browser),
            ("window", Target::Window),
            ("browser:firefox", browser_target("firefox", None, false)),
            ("browser:firefox:private", browser_target("firefox", None, true)),
            ("browser:firefox:profile=Work: 2", browser_target("firefox", Some("Work: 2"), false)),
            ("browser:firefox:private:profile=private", browser_target("firefox", Some("private"), true)),
            ("command:Work container", Target::Command { name: "Work container".into() }),
        ] {
            assert_eq!(text.parse(), Ok(target.clone()));
            assert_eq!(target.to_text().as_deref(), Ok(text));
            let json = serde_json::to_value(&target).unwrap();
            assert_eq!(serde_json::from_value::<Target>(json).unwrap(), target);
        }
    }

    #[test]
    fn target_that_another_text_names_has_no_text() {
        for target in [
            browser_target("firefox:private", None, false),
            browser_target("", None, false),
            browser_target("firefox", Some(""), false),
            browser_target("firefox", Some("a\nb"), false),
            Target::Command { name: " ".into() },
        ] {
            assert_eq!(target.to_text(), Err(ParseTargetError), "{target:?}");
        }
    }

    #[test]
    fn invalid_target_texts_are_rejected() {
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
            assert_eq!(text.parse::<Target>(), Err(ParseTargetError), "{text:?}");
        }
        assert_eq!(format!("command:{}", "x".repeat(MAX_TEXT_BYTES)).parse::<Target>(), Err(ParseTargetError));
    }

    proptest! {
        #[test]
        fn parsed_target_displays_as_its_input(text in "(browser|window|command)?:?\\PC{0,20}(:private)?(:profile=\\PC{0,12})?") {
            if let Ok(target) = text.parse::<Target>() {
                prop_assert_eq!(target.to_text(), Ok(text));
            }
        }
    }
}
