//! What the administrator of this tenant has set up: OAuth apps, accounts, switches. Read once, replaced as a whole.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::scope::Scope;
use crate::switches::Switches;

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

/// `[[app]]`: an app of the kind *OAuth2 Client*.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OAuthApp {
    /// The Application ID, the last segment of the OAuth paths.
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub client_id_type: ClientIdType,
    /// Client ids of the type `list`; the one client id of the type `confidential`.
    #[serde(default)]
    pub clients: Vec<String>,
    /// Only for `confidential`.
    #[serde(default)]
    pub secret: String,
    /// Compared exactly; `{url}` stands for the address the request came to.
    #[serde(default)]
    pub redirects: Vec<String>,
    #[serde(default, rename = "scope")]
    pub scopes: Vec<Scope>,
    #[serde(default)]
    pub token_type: TokenType,
    /// Seconds.
    #[serde(default = "default_access_lifetime")]
    pub access_lifetime: u64,
    /// Issue refresh tokens.
    #[serde(default = "default_refresh")]
    pub refresh: bool,
    /// Seconds.
    #[serde(default = "default_refresh_lifetime")]
    pub refresh_lifetime: u64,
    /// A refresh token is good for one use; a second use revokes all that came of it.
    #[serde(default)]
    pub rotation: bool,
    /// The user must confirm the authorization request.
    #[serde(default)]
    pub consent: bool,
    /// Roles of which the user must have one; none = everybody.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Grant types that the token endpoint takes for this app.
    #[serde(default = "default_grants")]
    pub grants: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientIdType {
    #[default]
    Anything,
    List,
    Confidential,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenType {
    #[default]
    Jwt,
    Opaque,
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

fn default_access_lifetime() -> u64 {
    18_000
}

fn default_refresh_lifetime() -> u64 {
    365 * 86_400
}

fn default_refresh() -> bool {
    true
}

fn default_grants() -> Vec<String> {
    vec!["authorization_code".into(), "refresh_token".into()]
}

impl OAuthApp {
    /// An app with the default settings, no scopes and no redirects.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.into(),
            name: id.into(),
            client_id_type: ClientIdType::Anything,
            clients: Vec::new(),
            secret: String::new(),
            redirects: Vec::new(),
            scopes: Vec::new(),
            token_type: TokenType::Jwt,
            access_lifetime: default_access_lifetime(),
            refresh: true,
            refresh_lifetime: default_refresh_lifetime(),
            rotation: false,
            consent: false,
            roles: Vec::new(),
            grants: default_grants(),
        }
    }

    pub(crate) fn label(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }
}

impl Default for TenantInfo {
    fn default() -> Self {
        Self { id: "ACM1234".into(), name: "Acme".into(), session_lifetime: 8 * 3600 }
    }
}

impl Default for Config {
    fn default() -> Self {
        let mut portico = OAuthApp::new("Portico");
        portico.redirects = vec!["{url}/sysinfo/dummy".into(), "http://127.0.0.1:47631/signed-in".into()];
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
            for factor in account.factors.iter().flat_map(|factor| factor.split('|')) {
                if crate::mechanism::Factor::parse(factor).is_none() {
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
            ("[[app]]\nid = \"x\"\nclient_id_type = \"confidential\"\n", "secret"),
            ("[[app]]\nid = \"x\"\n[[app.scope]]\nname = \"s\"\nrest = [\"(\"]\n", "scope"),
            ("[[account]]\nname = \"x\"\nfactors = [\"smell\"]\n", "smell"),
        ] {
            let error = Config::from_toml(text).expect_err("refused").to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
