//! Publishes the key set of an app and, where a tenant has it, the OpenID configuration.

use serde_json::json;

use crate::http::page;
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::oauth::token;
use crate::state::State;

pub(crate) fn key_set(state: &State, app_id: &str) -> Result<Reply, Reply> {
    state.config.app(app_id).map(|_| Reply::json(&state.signer.key_set())).ok_or_else(page::not_found)
}

/// 404 unless switched on: OAuth2 Client apps usually have no such document.
pub(crate) fn openid_configuration(state: &State, request: &Request, app_id: &str) -> Reply {
    let Some(app) = state.config.app(app_id).filter(|_| state.switches.discovery) else {
        return page::not_found();
    };
    let endpoint = |action: &str| format!("{}/OAuth2/{action}/{}", request.url(), app.id);
    Reply::json(&json!({
        "issuer": token::issuer(request, app),
        "authorization_endpoint": endpoint("Authorize"),
        "token_endpoint": endpoint("Token"),
        "userinfo_endpoint": endpoint("UserInfo"),
        "jwks_uri": endpoint("Keys"),
        "introspection_endpoint": endpoint("Introspect"),
        "revocation_endpoint": endpoint("Revoke"),
        "end_session_endpoint": endpoint("EndSession"),
        "response_types_supported": ["code"],
        "grant_types_supported": app.grants,
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": app.scopes.iter().map(|scope| scope.name.as_str()).chain(["openid", "profile", "email"]).collect::<Vec<_>>(),
        "authorization_response_iss_parameter_supported": state.switches.issuer_in_response,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
    }))
}
