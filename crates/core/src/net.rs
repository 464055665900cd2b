//! HTTP and JSON, with bounds on everything that a server can send.

pub mod http;
pub mod json;
