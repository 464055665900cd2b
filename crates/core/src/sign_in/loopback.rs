//! Receives the authorization response of a sign-in in the person's own browser (RFC 8252 §7.3).

mod page;
mod request;
pub mod server;
