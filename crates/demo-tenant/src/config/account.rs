//! A user account of the configuration.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::random;

/// One `[[account]]` of the configuration.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Login name, `name@suffix`; compared without regard to case.
    pub name: String,
    #[serde(default = "default_password")]
    pub password: String,
    #[serde(default)]
    pub display_name: String,
    #[serde(default = "default_roles")]
    pub roles: Vec<String>,
    /// One challenge an entry: `password`, `email`, `sms`, `phone`, `push`, `oath`, `questions`; `email|sms` offers a choice.
    #[serde(default = "default_factors")]
    pub factors: Vec<String>,
    /// How many apps: up to 500 come from the company's catalog, more are generated.
    #[serde(default = "default_app_count")]
    pub apps: usize,
    /// Generate the apps even if there are few.
    #[serde(default)]
    pub generated: bool,
    /// The code that e-mail, text message and authenticator expect.
    #[serde(default = "default_code")]
    pub code: String,
    /// Question to answer, for the factor `questions`.
    #[serde(default)]
    pub questions: BTreeMap<String, String>,
    /// After the first factor answer `NewPackage` with the rest instead of `StartNextChallenge`.
    #[serde(default)]
    pub new_package: bool,
}

fn default_password() -> String {
    "portico".into()
}

fn default_code() -> String {
    "246810".into()
}

fn default_roles() -> Vec<String> {
    vec!["Everybody".into()]
}

fn default_factors() -> Vec<String> {
    vec!["password".into()]
}

fn default_app_count() -> usize {
    42
}

impl Account {
    /// An account with one password and the apps that most people have.
    pub fn new(name: &str, display_name: &str) -> Self {
        Self {
            name: name.into(),
            password: default_password(),
            display_name: display_name.into(),
            roles: default_roles(),
            factors: default_factors(),
            apps: default_app_count(),
            generated: false,
            code: default_code(),
            questions: BTreeMap::new(),
            new_package: false,
        }
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
