//! A user account of the configuration.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::random;

/// One `[[account]]` of the configuration.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Account {
    /// Login name, `name@suffix`; compared without regard to case.
    pub name: String,
    pub password: String,
    pub display_name: String,
    pub roles: Vec<String>,
    /// One challenge an entry: `password`, `email`, `sms`, `phone`, `push`, `oath`, `questions`; `email|sms` offers a choice.
    pub factors: Vec<String>,
    /// How many apps: up to 500 come from the company's catalog, more are generated.
    pub apps: usize,
    /// Generate the apps even if there are few.
    pub generated: bool,
    /// The code that e-mail, text message and authenticator expect.
    pub code: String,
    /// Question to answer, for the factor `questions`.
    pub questions: BTreeMap<String, String>,
    /// After the first factor answer `NewPackage` with the rest instead of `StartNextChallenge`.
    pub new_package: bool,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            name: String::new(),
            password: "portico".into(),
            display_name: String::new(),
            roles: vec!["Everybody".into()],
            factors: vec!["password".into()],
            apps: 42,
            generated: false,
            code: "246810".into(),
            questions: BTreeMap::new(),
            new_package: false,
        }
    }
}

impl Account {
    /// An account with one password and the apps that most people have.
    pub fn new(name: &str, display_name: &str) -> Self {
        Self { name: name.into(), display_name: display_name.into(), ..Self::default() }
    }

    pub(crate) fn uuid(&self) -> String {
        random::guid_from(&self.name.to_lowercase())
    }

    pub(crate) fn label(&self) -> &str {
        if self.display_name.is_empty() { &self.name } else { &self.display_name }
    }

    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.name.to_lowercase() == name.trim().to_lowercase()
    }
}
