//! The token endpoint, `POST /oauth2/token/{app}`: exchanges codes, refresh tokens and client credentials for access
//! tokens.

use std::sync::Arc;

use hyper::Method;
use serde_json::{Value, json};

use crate::config::account::Account;
use crate::config::oauth_app::{OAuthApp, TokenType};
use crate::config::scope;
use crate::http::page;
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::oauth::app_policy;
use crate::oauth::client_auth::{self, Client};
use crate::oauth::error;
use crate::oauth::grants::{Redemption, Subject};
use crate::random;
use crate::state::State;

/// What a grant leads to.
struct IssuedGrant {
    subject: Subject,
    family: String,
    refresh: Option<String>,
}

pub(crate) fn token_endpoint(state: &mut State, request: &Request, app_id: &str) -> Result<Reply, Reply> {
    let config = Arc::clone(&state.config);
    let app = config.app(app_id).ok_or_else(page::not_found)?;
    if request.method != Method::POST {
        return Err(error::error_reply("invalid_request", "Use POST.").with_status(405).with_header("allow", "POST"));
    }
    let client = client_auth::authenticate(app, request)?;
    let grant_type = request.param("grant_type").unwrap_or_default();
    let redeem = match grant_type.as_str() {
        "authorization_code" => redeem_code_grant,
        "refresh_token" => redeem_refresh_grant,
        "client_credentials" => client_credentials_grant,
        "password" => password_grant,
        "" => return Err(error::error_reply("invalid_request", "The grant_type is missing.")),
        _ => return Err(error::error_reply("unsupported_grant_type", "The grant_type is not supported.")),
    };
    if !app.grants.contains(&grant_type) {
        return Err(error::error_reply("unauthorized_client", "The application does not allow this grant_type."));
    }
    let granted = redeem(state, request, app, &client)?;
    Ok(token_response(state, request, app, granted))
}

fn invalid_grant(description: &str) -> Reply {
    error::error_reply("invalid_grant", description)
}

fn redeem_code_grant(
    state: &mut State,
    request: &Request,
    app: &OAuthApp,
    client: &Client,
) -> Result<IssuedGrant, Reply> {
    let value = request.param("code").unwrap_or_default();
    let (now, lifetime) = (state.clock.now(), state.switches.code_lifetime);
    let code = match state.grants.redeem_code(&value, now, lifetime) {
        Redemption::Valid(code) => code,
        Redemption::Unknown => return Err(invalid_grant("The code is not known.")),
        Redemption::Expired => return Err(invalid_grant("The code has expired.")),
        Redemption::Replayed => return Err(invalid_grant("The code has already been used.")),
    };
    if code.subject.app_id != app.id || code.subject.client_id != client.id {
        return Err(invalid_grant("The code was issued to another client."));
    }
    if request.param("redirect_uri").as_deref() != Some(code.redirect_uri.as_str()) {
        return Err(invalid_grant("The redirect_uri is not the one of the authorization request."));
    }
    let verifier = request.param("code_verifier");
    match (&code.challenge, &verifier) {
        (Some(challenge), Some(verifier)) if challenge.verifies(verifier) => {}
        (None, None) => {}
        (None, Some(_)) => {
            return Err(invalid_grant("There was no code_challenge in the authorization request."));
        }
        (Some(_), _) => {
            return Err(invalid_grant("The code_verifier does not fit the code_challenge."));
        }
    }
    let (subject, family) = (code.subject.clone(), code.family.clone());
    let refresh = issue_refresh_for_app(state, app, &subject, &family, now + app.refresh_lifetime);
    Ok(IssuedGrant { subject, family, refresh })
}

fn issue_refresh_for_app(
    state: &mut State,
    app: &OAuthApp,
    subject: &Subject,
    family: &str,
    expires: u64,
) -> Option<String> {
    let issues_refresh = app.refresh && app.grants.iter().any(|grant| grant == "refresh_token");
    issues_refresh.then(|| state.grants.issue_refresh_token(subject.clone(), family, expires))
}

fn redeem_refresh_grant(
    state: &mut State,
    request: &Request,
    app: &OAuthApp,
    client: &Client,
) -> Result<IssuedGrant, Reply> {
    let value = request.param("refresh_token").unwrap_or_default();
    // Checked before the token is used up: a token of another client must stay valid.
    if state.grants.refresh_token_client(&value).is_some_and(|owner| owner != client.id) {
        return Err(invalid_grant("The refresh token was issued to another client."));
    }
    let now = state.clock.now();
    let (mut subject, family, expires) = match state.grants.redeem_refresh_token(&value, &app.id, now, app.rotation) {
        Redemption::Valid(found) => found,
        Redemption::Unknown => {
            return Err(invalid_grant("The refresh token is not known or has been revoked."));
        }
        Redemption::Expired => return Err(invalid_grant("The refresh token has expired.")),
        Redemption::Replayed => {
            return Err(invalid_grant("The refresh token has already been used."));
        }
    };
    let full = subject.clone();
    if let Some(narrower) = request.param("scope").filter(|scope| !scope.trim().is_empty()) {
        let granted = scope::parse_scope_names(&subject.scope);
        if scope::parse_scope_names(&narrower).iter().any(|name| !granted.contains(name)) {
            return Err(error::error_reply("invalid_scope", "The scope exceeds what was granted."));
        }
        subject.scope = narrower;
    }
    let next = app.rotation.then(|| state.grants.issue_refresh_token(full, &family, expires));
    Ok(IssuedGrant { subject, family, refresh: next })
}

fn client_credentials_grant(
    state: &mut State,
    request: &Request,
    app: &OAuthApp,
    client: &Client,
) -> Result<IssuedGrant, Reply> {
    if !client.is_authenticated {
        return Err(error::error_reply(
            "unauthorized_client",
            "Only a confidential client may use its own credentials.",
        ));
    }
    let mut account = Account::new(&client.id, "");
    account.apps = 0;
    grant_without_redirect(state, request, app, client, account)
}

fn password_grant(state: &mut State, request: &Request, app: &OAuthApp, client: &Client) -> Result<IssuedGrant, Reply> {
    let entered_password = request.param("password").unwrap_or_default();
    let account = request.param("username").and_then(|name| state.config.account(&name).cloned());
    match account.filter(|account| account.password == entered_password && app_policy::has_required_role(app, account))
    {
        Some(account) => grant_without_redirect(state, request, app, client, account),
        None => Err(invalid_grant("The user name or the password is wrong.")),
    }
}

/// A grant without a redirect: no refresh token.
fn grant_without_redirect(
    state: &State,
    request: &Request,
    app: &OAuthApp,
    client: &Client,
    account: Account,
) -> Result<IssuedGrant, Reply> {
    let scope = app_policy::grant_scope(app, &request.param("scope").unwrap_or_default())
        .map_err(|_| error::error_reply("invalid_scope", "The application has no such scope."))?;
    let subject = Subject {
        app_id: app.id.clone(),
        client_id: client.id.clone(),
        account: Arc::new(account),
        scope,
        auth_time: state.clock.now(),
        nonce: None,
    };
    Ok(IssuedGrant { subject, family: random::token(), refresh: None })
}

fn token_response(state: &mut State, request: &Request, app: &OAuthApp, granted: IssuedGrant) -> Reply {
    let IssuedGrant { subject, family, refresh } = granted;
    let now = state.clock.now();
    let access = match app.token_type {
        TokenType::Opaque => random::token(),
        TokenType::Jwt => {
            let claims = json!({
                "iss": issuer(request, app), "aud": subject.client_id, "sub": subject.account.uuid(),
                "unique_name": subject.account.name, "scope": subject.scope,
                "iat": now, "exp": now + app.access_lifetime, "auth_time": subject.auth_time, "jti": random::guid(),
            });
            state.signer.sign(&app.id, &claims)
        }
    };
    let mut body = json!({
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": app.access_lifetime,
        "scope": subject.scope,
    });
    if let Some(refresh) = refresh {
        body["refresh_token"] = json!(refresh);
    }
    if scope::parse_scope_names(&subject.scope).iter().any(|name| name == "openid") {
        body["id_token"] = json!(state.signer.sign(&app.id, &id_claims(request, app, &subject, now)));
    }
    let scopes = app_policy::granted_scopes(app, &subject.scope);
    state.grants.issue_access_token(access, subject, scopes, &family, now, app.access_lifetime);
    Reply::json(&body)
}

fn id_claims(request: &Request, app: &OAuthApp, subject: &Subject, now: u64) -> Value {
    let mut claims = json!({
        "iss": issuer(request, app), "aud": subject.client_id, "sub": subject.account.uuid(),
        "unique_name": subject.account.name, "preferred_username": subject.account.name,
        "name": subject.account.label(), "email": subject.account.name, "email_verified": true,
        "iat": now, "exp": now + 300, "auth_time": subject.auth_time,
    });
    if let Some(nonce) = &subject.nonce {
        claims["nonce"] = json!(nonce);
    }
    claims
}

/// With a trailing slash, as these tenants write it.
pub(crate) fn issuer(request: &Request, app: &OAuthApp) -> String {
    format!("{}/{}/", request.url(), app.id)
}
