//! A tenant: its URL, how the URL is found from what a person types, and how Portico is registered there.

pub mod discovery;
pub mod registration;
pub mod url;
