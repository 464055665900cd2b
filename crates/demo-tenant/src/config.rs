//! The configuration of the tenant: OAuth apps, accounts, switches. It is read once and replaced as a whole.

pub(crate) mod account;
pub(crate) mod oauth_app;
pub(crate) mod scope;
pub(crate) mod switches;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::config::account::Account;
use crate::config::oauth_app::{ClientIdType, OAuthApp};
use crate::config::scope::Scope;
use crate::config::switches::Switches;
use crate::sign_in::mechanism::Factor;

/// The configuration; its TOML form is described in the README.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub tenant: TenantInfo,
    pub switches: Switches,
    #[serde(rename = "app")]
    pub apps: Vec<OAuthApp>,
    #[serde(rename = "account")]
    pub accounts: Vec<Account>,
}

/// `[tenant]`: who the company is.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct TenantInfo {
    /// Three letters and four digits.
    pub id: String,
    pub name: String,
    /// Seconds that an `.ASPXAUTH` session lasts.
    pub session_lifetime: u64,
}

/// A configuration that cannot be used, said in one sentence.
#[derive(Debug)]
pub struct ConfigError(String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

impl Default for TenantInfo {
    fn default() -> Self {
        Self { id: "ACM1234".into(), name: "Acme".into(), session_lifetime: 8 * 3600 }
    }
}

impl Default for Config {
    fn default() -> Self {
        let mut portico = OAuthApp::new("Portico");
        portico.redirects = vec!["{url}/sysinfo/dummy".into(), "http://127.0.0.1:47631/{host}".into()];
        portico.scopes = vec![
            Scope {
                name: "UPData".into(),
                description: "See and open the apps in your portal".into(),
                rest: [
                    "^/UPRest/.*",
                    "^/Security/(WhoAmI|Logout)$",
                    "^/UserMgmt/GetUser.*",
                    "^/CDirectoryService/GetUser.*",
                    "^/Folder/.*",
                    "^/run$",
                ]
                .map(String::from)
                .into(),
            },
            Scope {
                name: "all".into(),
                description: "Everything you may do in the portal".into(),
                rest: vec![".*".into()],
            },
        ];
        let mut mfa = Account::new("mfa@acme.test", "Mia Faktor");
        mfa.factors = vec!["password".into(), "email".into()];
        let mut empty = Account::new("empty@acme.test", "Emil Leer");
        empty.apps = 0;
        let mut many = Account::new("many@acme.test", "Maya Menge");
        many.apps = 10_000;
        many.generated = true;
        let mut company = Account::new("company@acme.test", "Carla Konzern");
        company.apps = 500;
        let mut questions = Account::new("questions@acme.test", "Quentin Frage");
        questions.factors = vec!["password".into(), "questions".into()];
        questions.questions =
            [("First pet", "rex"), ("City of birth", "basel")].map(|(q, a)| (q.into(), a.into())).into();
        Self {
            tenant: TenantInfo::default(),
            switches: Switches::default(),
            apps: vec![portico],
            accounts: vec![Account::new("user@acme.test", "Ulla Nutzer"), mfa, empty, many, company, questions],
        }
    }
}

impl Config {
    /// Reads the TOML form. What the text does not name keeps its default.
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        let config: Self =
            toml::from_str(text).map_err(|error| ConfigError(format!("The configuration cannot be read: {error}")))?;
        config.validate()?;
        Ok(config)
    }

    fn validate(&self) -> Result<(), ConfigError> {
        for app in &self.apps {
            if app.id.is_empty() || app.id.contains(char::is_whitespace) || app.id.contains('/') {
                return Err(ConfigError(format!("The app id \"{}\" must be a word without spaces.", app.id)));
            }
            if app.client_id_type == ClientIdType::Confidential && (app.clients.len() != 1 || app.secret.is_empty()) {
                return Err(ConfigError(format!(
                    "The confidential app \"{}\" needs one entry in clients, and a secret.",
                    app.id
                )));
            }
            for pattern in app.scopes.iter().flat_map(Scope::patterns) {
                pattern.map_err(|error| {
                    ConfigError(format!("A scope of the app \"{}\" cannot be read: {error}", app.id))
                })?;
            }
        }
        for account in &self.accounts {
            if account.name.trim().is_empty() {
                return Err(ConfigError("An account needs a name.".into()));
            }
            for factor in account.factors.iter().flat_map(|factor| factor.split('|')) {
                if Factor::parse(factor).is_none() {
                    return Err(ConfigError(format!(
                        "The account \"{}\" has the unknown factor \"{factor}\".",
                        account.name
                    )));
                }
            }
        }
        Ok(())
    }

    pub(crate) fn app(&self, id: &str) -> Option<&OAuthApp> {
        self.apps.iter().find(|app| app.id.eq_ignore_ascii_case(id))
    }

    pub(crate) fn account(&self, name: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.is_named(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_toml_gives_default_config() {
        let config = Config::from_toml("").expect("reads");
        assert_eq!(config.accounts.len(), 6);
        assert!(config.app("portico").is_some());
    }

    #[test]
    fn given_list_replaces_its_default_only() {
        let config = Config::from_toml("[[account]]\nname = \"a@b.test\"\nfactors = [\"password\", \"email|sms\"]\n")
            .expect("reads");
        assert_eq!(config.accounts.len(), 1);
        assert_eq!(config.apps.len(), 1);
    }

    #[test]
    fn readme_example_parses() {
        let readme = include_str!("../README.md");
        let example = readme.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
        let config = Config::from_toml(example).expect("reads");
        assert_eq!((config.switches.scope_mismatch_status, config.accounts[0].factors.len()), (403, 2));
    }

    #[test]
    fn config_error_names_the_mistake() {
        for (text, word) in [
            ("[[app]]\nid = \"x\"\nredirect = []\n", "redirect"),
            ("[[app]]\nid = \"a b\"\n", "spaces"),
            ("[[app]]\nname = \"x\"\n", "app id"),
            ("[[account]]\npassword = \"x\"\n", "name"),
            ("[[app]]\nid = \"x\"\nclient_id_type = \"confidential\"\n", "secret"),
            ("[[app]]\nid = \"x\"\n[[app.scope]]\nname = \"s\"\nrest = [\"(\"]\n", "scope"),
            ("[[account]]\nname = \"x\"\nfactors = [\"smell\"]\n", "smell"),
        ] {
            let error = Config::from_toml(text).expect_err("refused").to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
