//! What Portico talks to: tenants, other servers, a recording proxy between them, and the user's browser as a client.

pub(crate) mod assignments;
pub(crate) mod browser;
pub(crate) mod hostile_tenant;
pub(crate) mod http;
pub(crate) mod oidc_provider;
pub(crate) mod paint_marker;
pub(crate) mod recording_proxy;
pub(crate) mod tenant;
pub(crate) mod web_server;
