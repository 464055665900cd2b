//! The OAuth 2.0 authorization code flow with PKCE (RFC 6749 §4.1, RFC 7636, RFC 8414, RFC 9207).

pub mod flow;
pub mod metadata;
pub mod pkce;
pub mod token;
