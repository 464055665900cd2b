//! Authenticates clients at the token endpoint: HTTP Basic or body fields, with or without a secret.

use crate::config::oauth_app::{ClientIdType, OAuthApp};
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::oauth::app_policy;
use crate::oauth::error;

pub(crate) struct Client {
    pub(crate) id: String,
    /// It has shown a secret that is right.
    pub(crate) is_authenticated: bool,
}

pub(crate) fn authenticate(app: &OAuthApp, request: &Request) -> Result<Client, Reply> {
    let basic = request.basic_credentials();
    let used_basic = basic.is_some();
    let (id, secret) = basic.unwrap_or_else(|| (field(request, "client_id"), field(request, "client_secret")));
    let rejection = || error::invalid_client(used_basic);
    if !app_policy::accepts_client(app, &id) {
        return Err(rejection());
    }
    match app.client_id_type {
        ClientIdType::Confidential if secret != app.secret => Err(rejection()),
        ClientIdType::Confidential => Ok(Client { id, is_authenticated: true }),
        // Public clients may send a secret; there is nothing to compare it with.
        ClientIdType::Anything | ClientIdType::List => Ok(Client { id, is_authenticated: false }),
    }
}

fn field(request: &Request, name: &str) -> String {
    request.param(name).unwrap_or_default()
}
