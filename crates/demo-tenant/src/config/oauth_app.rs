//! An OAuth2 Client app of the configuration.

use serde::{Deserialize, Serialize};

use crate::config::scope::Scope;

/// `[[app]]`: an app of the kind *OAuth2 Client*.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct OAuthApp {
    /// The Application ID, the last segment of the OAuth paths.
    pub id: String,
    pub name: String,
    pub client_id_type: ClientIdType,
    /// Client ids of the type `list`; the one client id of the type `confidential`.
    pub clients: Vec<String>,
    /// Only for `confidential`.
    pub secret: String,
    /// Compared exactly; `{url}` stands for the address the request came to.
    pub redirects: Vec<String>,
    #[serde(rename = "scope")]
    pub scopes: Vec<Scope>,
    pub token_type: TokenType,
    /// Seconds.
    pub access_lifetime: u64,
    /// Issue refresh tokens.
    pub refresh: bool,
    /// Seconds.
    pub refresh_lifetime: u64,
    /// A refresh token can be used once; a second use revokes its whole family.
    pub rotation: bool,
    /// The user must confirm the authorization request.
    pub consent: bool,
    /// Roles of which the user must have one; none = everybody.
    pub roles: Vec<String>,
    /// Grant types that the token endpoint takes for this app.
    pub grants: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientIdType {
    Anything,
    List,
    Confidential,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenType {
    Jwt,
    Opaque,
}

impl Default for OAuthApp {
    fn default() -> Self {
        Self {
            id: String::new(),
            name: String::new(),
            client_id_type: ClientIdType::Anything,
            clients: Vec::new(),
            secret: String::new(),
            redirects: Vec::new(),
            scopes: Vec::new(),
            token_type: TokenType::Jwt,
            access_lifetime: 18_000,
            refresh: true,
            refresh_lifetime: 365 * 86_400,
            rotation: false,
            consent: false,
            roles: Vec::new(),
            grants: vec!["authorization_code".into(), "refresh_token".into()],
        }
    }
}

impl OAuthApp {
    /// An app with the default settings, no scopes and no redirects.
    pub fn new(id: &str) -> Self {
        Self { id: id.into(), name: id.into(), ..Self::default() }
    }

    pub(crate) fn label(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }
}
