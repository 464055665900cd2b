//! The endpoints for introspection (RFC 7662), revocation (RFC 7009) and userinfo.

use std::sync::Arc;

use serde_json::json;

use crate::config::oauth_app::{ClientIdType, OAuthApp};
use crate::http::page;
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::oauth::client_auth;
use crate::oauth::error;
use crate::oauth::token;
use crate::state::State;

/// RFC 7009: returns 200 for unknown tokens too.
pub(crate) fn revoke(state: &mut State, request: &Request, app_id: &str) -> Result<Reply, Reply> {
    let config = Arc::clone(&state.config);
    let client = client_auth::authenticate(config.app(app_id).ok_or_else(page::not_found)?, request)?;
    state.grants.revoke(&request.param("token").unwrap_or_default(), Some(&client.id));
    Ok(Reply::new(200, "application/json; charset=utf-8", ""))
}

/// RFC 7662. A confidential app must prove itself; elsewhere the token in hand is proof enough.
pub(crate) fn introspect(state: &State, request: &Request, app_id: &str) -> Result<Reply, Reply> {
    let app = state.config.app(app_id).ok_or_else(page::not_found)?;
    if app.client_id_type == ClientIdType::Confidential {
        client_auth::authenticate(app, request)?;
    }
    Ok(Reply::json(&introspection_response(state, request, app)))
}

fn introspection_response(state: &State, request: &Request, app: &OAuthApp) -> serde_json::Value {
    let value = request.param("token").unwrap_or_default();
    let now = state.clock.now();
    let found = state.grants.access_token_info(&value, now).or_else(|| state.grants.refresh_token_info(&value, now));
    match found.filter(|facts| facts.subject.app_id == app.id) {
        None => json!({ "active": false }),
        Some(facts) => json!({
            "active": true,
            "scope": facts.subject.scope,
            "client_id": facts.subject.client_id,
            "sub": facts.subject.account.uuid(),
            "username": facts.subject.account.name,
            "unique_name": facts.subject.account.name,
            "token_type": "Bearer",
            "iss": token::issuer(request, app),
            "iat": facts.issued_at,
            "exp": facts.expires_at,
        }),
    }
}

pub(crate) fn userinfo(state: &State, request: &Request, app_id: &str) -> Result<Reply, Reply> {
    state.config.app(app_id).ok_or_else(page::not_found)?;
    let now = state.clock.now();
    let facts = request.bearer_token().and_then(|bearer| state.grants.access_token_info(bearer, now));
    let facts = facts.ok_or_else(|| {
        error::error_reply("invalid_token", "The access token is not valid.")
            .with_status(401)
            .with_header("www-authenticate", "Bearer error=\"invalid_token\"")
    })?;
    let account = &facts.subject.account;
    let (given, family) = account.label().split_once(' ').unwrap_or((account.label(), ""));
    Ok(Reply::json(&json!({
        "sub": account.uuid(),
        "auth_time": facts.subject.auth_time,
        "name": account.label(),
        "given_name": given,
        "family_name": family,
        "email": account.name,
        "email_verified": true,
        "preferred_username": account.name,
        "unique_name": account.name,
    })))
}
