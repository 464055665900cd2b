//! What tests control: time, tokens, sessions, lists and faults, in Rust and over HTTP.

pub(crate) mod fault;
pub(crate) mod handle;
pub(crate) mod http_api;
pub(crate) mod request_log;
