//! Platform tokens (CyberArk ISPSS): the JWT that newer clients ask for at sign-in, and its renewal by cookies.

use std::sync::Arc;

use serde_json::json;

use crate::account::Account;
use crate::envelope;
use crate::random;
use crate::reply::Reply;
use crate::request::Request;
use crate::state::State;

/// Seconds.
pub(crate) const LIFETIME: u64 = 900;
const APP: &str = "__idaptive_cybr_user_oidc";

pub(crate) struct Issued {
    pub(crate) token: String,
    pub(crate) refresh: String,
}

pub(crate) fn issue(state: &mut State, request: &Request, session: &str, account: &Account) -> Issued {
    let now = state.clock.now();
    let tenant = &state.config.tenant;
    let claims = json!({
        "iss": format!("{}/", request.url()),
        "aud": APP,
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
        "exp": now + LIFETIME,
        "jti": random::guid(),
    });
    let token = state.signer.sign(APP, &claims);
    let refresh = state.sessions.bind_platform(session, &token, now + LIFETIME);
    Issued { token, refresh }
}

/// `POST /OAuth2/RefreshPlatformToken`: both tokens come and go as cookies.
pub(crate) fn refresh(state: &mut State, request: &Request) -> Reply {
    let (id_name, refresh_name) =
        (format!("idToken-{}", state.config.tenant.id), format!("refreshToken-{}", state.config.tenant.id));
    let now = state.clock.now();
    let session = request.cookie(&refresh_name).and_then(|refresh| state.sessions.redeem_platform_refresh(&refresh));
    let known = session.and_then(|session| {
        let account = Arc::clone(&state.sessions.find(&session, now)?.account);
        Some((session, account))
    });
    let Some((session, account)) = known else {
        return envelope::failure(&serde_json::Value::Null, envelope::AUTH_FAILED).status(401);
    };
    let issued = issue(state, request, &session, &account);
    envelope::success(&serde_json::Value::Null).cookie(&id_name, &issued.token, request.secure, "; HttpOnly").cookie(
        &refresh_name,
        &issued.refresh,
        request.secure,
        "; HttpOnly",
    )
}
