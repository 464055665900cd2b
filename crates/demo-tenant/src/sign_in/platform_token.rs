//! Platform tokens (CyberArk ISPSS): the JWT that newer clients request at sign-in, and its renewal by cookies.

use std::sync::Arc;

use serde_json::json;

use crate::config::account::Account;
use crate::http::envelope;
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::random;
use crate::state::State;

/// Seconds.
pub(crate) const PLATFORM_TOKEN_SECONDS: u64 = 900;
const PLATFORM_APP_ID: &str = "__idaptive_cybr_user_oidc";

pub(crate) struct PlatformTokens {
    pub(crate) token: String,
    pub(crate) refresh: String,
}

pub(crate) fn issue_platform_tokens(
    state: &mut State,
    request: &Request,
    session: &str,
    account: &Account,
) -> PlatformTokens {
    let now = state.clock.now();
    let tenant = &state.config.tenant;
    let claims = json!({
        "iss": format!("{}/", request.url()),
        "aud": PLATFORM_APP_ID,
        "sub": account.uuid(),
        "user_uuid": account.uuid(),
        "unique_name": account.name,
        "preferred_username": account.name,
        "name": account.label(),
        "tenant_id": tenant.id,
        "idaptive_tenant_id": tenant.id,
        "subdomain": tenant.name.to_lowercase(),
        "user_roles": account.roles,
        "scope": "openid api profile",
        "iat": now,
        "auth_time": now,
        "exp": now + PLATFORM_TOKEN_SECONDS,
        "jti": random::guid(),
    });
    let token = state.signer.sign(PLATFORM_APP_ID, &claims);
    let refresh = state.sessions.bind_platform_tokens(session, &token, now + PLATFORM_TOKEN_SECONDS);
    PlatformTokens { token, refresh }
}

/// `POST /OAuth2/RefreshPlatformToken`: both tokens come and go as cookies.
pub(crate) fn refresh_platform_token(state: &mut State, request: &Request) -> Reply {
    let (id_name, refresh_name) =
        (format!("idToken-{}", state.config.tenant.id), format!("refreshToken-{}", state.config.tenant.id));
    let now = state.clock.now();
    let session = request.cookie(&refresh_name).and_then(|refresh| state.sessions.redeem_platform_refresh(&refresh));
    let session_and_account = session.and_then(|session| {
        let account = Arc::clone(&state.sessions.find(&session, now)?.account);
        Some((session, account))
    });
    let Some((session, account)) = session_and_account else {
        return envelope::failure(&serde_json::Value::Null, envelope::AUTH_FAILED).with_status(401);
    };
    let issued = issue_platform_tokens(state, request, &session, &account);
    envelope::success(&serde_json::Value::Null)
        .with_cookie(&id_name, &issued.token, request.is_secure, "; HttpOnly")
        .with_cookie(&refresh_name, &issued.refresh, request.is_secure, "; HttpOnly")
}
