//! The OAuth endpoints of OAuth2 Client apps: authorization, tokens, revocation, metadata.

pub(crate) mod app_policy;
pub(crate) mod authorize;
pub(crate) mod bounce;
pub(crate) mod client_auth;
pub(crate) mod consent;
pub(crate) mod discovery;
pub(crate) mod end_session;
pub(crate) mod error;
pub(crate) mod grants;
pub(crate) mod introspection;
pub(crate) mod jwt;
pub(crate) mod pkce;
pub(crate) mod token;
