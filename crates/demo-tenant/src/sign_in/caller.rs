//! Identifies the caller of a request, bearer token before cookie, and checks that the token's scopes cover the path.

use std::sync::Arc;

use serde_json::Value;

use crate::config::account::Account;
use crate::http::envelope;
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::sign_in::session;
use crate::state::State;

pub(crate) struct Caller {
    pub(crate) account: Arc<Account>,
    pub(crate) credential: Credential,
    /// Signed in with an additional factor a short while ago.
    pub(crate) is_elevated: bool,
}

pub(crate) enum Credential {
    /// An `.ASPXAUTH` value, as cookie, as bearer or behind a one-time or platform token.
    Session(String),
    /// An OAuth access token.
    Access(String),
}

/// A signed-in caller, or the answer that refuses the call.
pub(crate) fn require_caller(state: &mut State, request: &Request) -> Result<Caller, Reply> {
    let refusal = if request.bearer_token().is_some() { unauthorized_json() } else { unauthorized(request) };
    let caller = identify_caller(state, request).ok_or(refusal)?;
    if let Credential::Access(token) = &caller.credential
        && !state.grants.access_token_allows(token, &request.path)
    {
        return Err(out_of_scope(state));
    }
    Ok(caller)
}

/// Without judging scopes. A bad bearer is not rescued by a good cookie.
pub(crate) fn identify_caller(state: &mut State, request: &Request) -> Option<Caller> {
    let now = state.clock.now();
    let Some(bearer) = request.bearer_token() else {
        return caller_of_session(state, &request.cookie(session::SESSION_COOKIE)?, now);
    };
    if let Some(account) = state.grants.access_token_account(bearer, now) {
        return Some(Caller { account, credential: Credential::Access(bearer.to_owned()), is_elevated: false });
    }
    if let Some(caller) = caller_of_session(state, bearer, now) {
        return Some(caller);
    }
    let value = state.sessions.find_by_platform_token(bearer, now).or_else(|| {
        let single_use = state.switches.auth_single_use;
        state.sessions.redeem_one_time(bearer, single_use)
    })?;
    caller_of_session(state, &value, now)
}

pub(crate) fn caller_of_session(state: &State, value: &str, now: u64) -> Option<Caller> {
    let session = state.sessions.find(value, now)?;
    Some(Caller {
        account: Arc::clone(&session.account),
        credential: Credential::Session(value.to_owned()),
        is_elevated: session.elevated_until > now,
    })
}

pub(crate) fn unauthorized(request: &Request) -> Reply {
    if request.is_api() { unauthorized_json() } else { Reply::redirect(&format!("{}/login", request.base)) }
}

fn unauthorized_json() -> Reply {
    envelope::failure(&Value::Null, "You are not signed in, or your session has expired.").with_status(401)
}

fn out_of_scope(state: &State) -> Reply {
    envelope::failure(&Value::Null, "The access token does not allow this call.")
        .with_status(state.switches.scope_mismatch_status)
}
