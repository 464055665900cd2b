//! Serves the calls of the login page: `/Security/StartAuthentication`, `AdvanceAuthentication`,
//! `CleanupAuthentication` and `StartChallenge`.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::config::account::Account;
use crate::http::envelope::{self, AUTH_FAILED};
use crate::http::reply::Reply;
use crate::http::request::{Request, member};
use crate::random;
use crate::sign_in::attempt::{Progress, SignInAttempt, Step};
use crate::sign_in::platform_token;
use crate::sign_in::session;
use crate::sign_in::step_up::STEP_UP_VALID_SECONDS;
use crate::state::State;

pub(crate) fn start_authentication(state: &mut State, request: &Request) -> Reply {
    let now = state.clock.now();
    let signed_in = request.cookie(session::SESSION_COOKIE).and_then(|value| {
        let account = Arc::clone(&state.sessions.find(&value, now)?.account);
        Some((value, account))
    });
    if let Some((value, account)) = signed_in {
        // The trap of real tenants: a leftover cookie decides, not the user name in the request.
        let result = success_result(state, request, &value, &account, false);
        return auth_cookies(envelope::success(&result), request);
    }
    let user = request.param("User").unwrap_or_default().trim().to_owned();
    if user.is_empty() {
        return auth_cookies(envelope::failure(&json!({ "Summary": "Undefined" }), AUTH_FAILED), request);
    }
    let is_pod_lookup = user.starts_with('@');
    if is_pod_lookup || (state.switches.pod_redirect && state.pod_redirected_users.insert(user.to_lowercase())) {
        return auth_cookies(envelope::success(&json!({ "PodFqdn": request.fqdn() })), request);
    }
    let account = state.config.account(&user).cloned().map(Arc::new);
    let factors = account.as_ref().map_or_else(|| vec!["password".to_owned()], |account| account.factors.clone());
    let mut attempt = SignInAttempt::new(&user, account, &factors);
    attempt.wants_platform_token = request.flag("PlatformTokenResponse");
    begin_attempt(state, request, attempt)
}

/// Keeps the conversation and answers its first package.
fn begin_attempt(state: &mut State, request: &Request, attempt: SignInAttempt) -> Reply {
    let id = format!("{}1", random::token());
    let wait = state.lockouts.remaining_seconds(&attempt.user, state.clock.now());
    let mut result = json!({
        "ClientHints": {
            "PersistDefault": false,
            "AllowPersist": true,
            "AllowForgotPassword": false,
            "EndpointAuthenticationEnabled": false,
            "RequestedUsername": attempt.user,
        },
        "Version": "1.0",
        "SessionId": id,
        "EventDescription": null,
        "RetryWaitingTime": wait,
        "SecurityImageName": null,
        "AllowLoginMfaCache": false,
        "Challenges": attempt.challenges_json(),
        "Summary": "NewPackage",
        "TenantId": state.config.tenant.id,
    });
    if state.switches.pod_with_challenges {
        result["PodFqdn"] = json!(request.fqdn());
    }
    state.sign_in_attempts.insert(id, attempt);
    auth_cookies(envelope::success(&result), request)
}

/// `POST /Security/StartChallenge`: the shape of StartAuthentication, for the additional factor only.
pub(crate) fn start_challenge(state: &mut State, request: &Request) -> Reply {
    let id = request.param("ChallengeStateId").unwrap_or_default();
    let Some(account) = state.step_ups.account(&id) else {
        return envelope::failure(&json!({ "Summary": "Undefined" }), AUTH_FAILED);
    };
    let mut conversation = SignInAttempt::new(&account.name.clone(), Some(account), &["email".into()]);
    conversation.step_up = Some(id);
    begin_attempt(state, request, conversation)
}

pub(crate) fn advance_authentication(state: &mut State, request: &Request) -> Reply {
    let id = request.param("SessionId").unwrap_or_default();
    let Some(mut attempt) = state.sign_in_attempts.remove(&id) else {
        return auth_cookies(envelope::failure(&json!({ "Summary": "Undefined" }), AUTH_FAILED), request);
    };
    let now = state.clock.now();
    let mut progress = Progress::InvalidStep;
    for operation in operations(request) {
        let text = |name| member(&operation, name).and_then(Value::as_str).unwrap_or_default();
        let step = Step {
            mechanism: text("MechanismId"),
            action: text("Action"),
            answer: member(&operation, "Answer").unwrap_or(&Value::Null),
        };
        let is_answer = step.action.eq_ignore_ascii_case("answer");
        progress = if is_answer && state.lockouts.remaining_seconds(&attempt.user, now) > 0 {
            Progress::InvalidStep
        } else {
            attempt.advance(&step, now)
        };
        if matches!(progress, Progress::WrongAnswer | Progress::InvalidStep) {
            break;
        }
    }
    let reply = match progress {
        Progress::WrongAnswer => {
            state.lockouts.record_wrong_answer(&attempt.user, now, &state.switches);
            envelope::failure(&json!({ "Summary": "Failure" }), AUTH_FAILED)
        }
        Progress::InvalidStep => envelope::failure(&json!({ "Summary": "Failure" }), AUTH_FAILED),
        Progress::Completed => return complete_attempt(state, request, &attempt),
        Progress::Pending { number } => {
            let mut result = json!({ "Summary": "OobPending" });
            if let Some(number) = number {
                result["GeneratedAuthValue"] = json!(number);
            }
            keep_attempt(state, id, attempt, &result)
        }
        Progress::NextChallenge => keep_attempt(state, id, attempt, &json!({ "Summary": "StartNextChallenge" })),
        Progress::NewPackage(challenges) => {
            let result = json!({ "Summary": "NewPackage", "Challenges": challenges, "SessionId": id.clone() });
            keep_attempt(state, id, attempt, &result)
        }
    };
    auth_cookies(reply, request)
}

pub(crate) fn cleanup_authentication(state: &mut State, request: &Request) -> Reply {
    state.sign_in_attempts.remove(&request.param("SessionId").unwrap_or_default());
    auth_cookies(envelope::success(&Value::Null), request)
}

fn keep_attempt(state: &mut State, id: String, attempt: SignInAttempt, result: &Value) -> Reply {
    state.sign_in_attempts.insert(id, attempt);
    envelope::success(result)
}

/// `MultipleOperations`, or the request itself as the one operation.
fn operations(request: &Request) -> Vec<Value> {
    match request.member("MultipleOperations") {
        Some(Value::Array(list)) => list.clone(),
        _ => {
            let text = |name| request.param(name).unwrap_or_default();
            let answer = request.member("Answer").cloned().unwrap_or_else(|| json!(text("Answer")));
            vec![json!({ "MechanismId": text("MechanismId"), "Action": text("Action"), "Answer": answer })]
        }
    }
}

fn complete_attempt(state: &mut State, request: &Request, attempt: &SignInAttempt) -> Reply {
    let Some(account) = attempt.account.clone() else {
        return envelope::failure(&json!({ "Summary": "Failure" }), AUTH_FAILED);
    };
    let now = state.clock.now();
    state.lockouts.reset(&attempt.user);
    let lifetime = state.config.tenant.session_lifetime;
    let value = state.sessions.create(Arc::clone(&account), now, lifetime);
    if let Some(step_up) = &attempt.step_up {
        state.step_ups.mark_satisfied(step_up, now);
        state.sessions.elevate(&value, now + STEP_UP_VALID_SECONDS);
    }
    let result = success_result(state, request, &value, &account, attempt.wants_platform_token);
    session::set_session_cookies(auth_cookies(envelope::success(&result), request), &value, request.is_secure)
}

fn success_result(
    state: &mut State,
    request: &Request,
    value: &str,
    account: &Account,
    wants_platform_token: bool,
) -> Value {
    let tenant = state.config.tenant.id.clone();
    let mut result = json!({
        "AuthLevel": "Normal",
        "DisplayName": account.label(),
        "Auth": state.sessions.issue_one_time(value),
        "UserId": account.uuid(),
        "EmailAddress": account.name,
        "UserDirectory": "CDS",
        "PodFqdn": request.fqdn(),
        "User": account.name,
        "CustomerID": tenant,
        "SystemID": tenant,
        "SourceDsType": "CDS",
        "Summary": "LoginSuccess",
    });
    if wants_platform_token {
        let issued = platform_token::issue_platform_tokens(state, request, value, account);
        result["Token"] = json!(issued.token);
        result["RefreshToken"] = json!(issued.refresh);
        result["TokenLifetime"] = json!(platform_token::PLATFORM_TOKEN_SECONDS);
    }
    result
}

/// `sessdata` has a new value on every call; `ccsid` stays once set. Neither is needed to go on.
fn auth_cookies(reply: Reply, request: &Request) -> Reply {
    let reply = reply.with_cookie("sessdata", &random::token(), request.is_secure, "; HttpOnly");
    if request.cookie("ccsid").is_some() {
        return reply;
    }
    reply.with_cookie("ccsid", &random::guid(), request.is_secure, "; expires=Fri, 31-Dec-9999 23:59:59 GMT")
}
