//! An OAuth2 Client app of the configuration.

use serde::{Deserialize, Serialize};

use crate::config::scope::Scope;

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
    /// A refresh token can be used once; a second use revokes its whole family.
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
