//! HTTP as a tenant speaks it: requests, replies with their common headers, the REST envelope, pages, TLS.

pub(crate) mod body;
pub(crate) mod envelope;
pub(crate) mod page;
pub(crate) mod private_ca;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod static_file;
