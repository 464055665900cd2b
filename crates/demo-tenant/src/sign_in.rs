//! `/Security/StartAuthentication`, `AdvanceAuthentication` and `CleanupAuthentication`: what the login page calls.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::account::Account;
use crate::challenge::{Conversation, Progress, Step};
use crate::envelope::{self, AUTH_FAILED};
use crate::platform_token;
use crate::random;
use crate::reply::Reply;
use crate::request::{Request, member};
use crate::session;
use crate::state::State;
use crate::step_up::HOLDS_SECONDS;

#[derive(Default)]
pub(crate) struct SignIns {
    by_id: HashMap<String, Conversation>,
}

impl SignIns {
    /// Confirms every mail, call or tap that this user is being waited for.
    pub(crate) fn confirm(&mut self, user: &str) -> bool {
        let mut found = false;
        for conversation in self.by_id.values_mut().filter(|talk| talk.user.eq_ignore_ascii_case(user)) {
            found |= conversation.confirm_out_of_band();
        }
        found
    }
}

pub(crate) fn start(state: &mut State, request: &Request) -> Reply {
    let now = state.clock.now();
    let signed_in = request.cookie(session::COOKIE).and_then(|value| {
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
    if is_pod_lookup || (state.switches.pod_redirect && state.pod_answered.insert(user.to_lowercase())) {
        return auth_cookies(envelope::success(&json!({ "PodFqdn": request.fqdn() })), request);
    }
    let account = state.config.account(&user).cloned().map(Arc::new);
    let factors = account.as_ref().map_or_else(|| vec!["password".to_owned()], |account| account.factors.clone());
    let mut conversation = Conversation::new(&user, account, &factors);
    conversation.wants_platform_token = request.flag("PlatformTokenResponse");
    begin(state, request, conversation)
}

/// Keeps the conversation and answers its first package.
pub(crate) fn begin(state: &mut State, request: &Request, conversation: Conversation) -> Reply {
    let id = format!("{}1", random::token());
    let wait = state.lockouts.waiting_time(&conversation.user, state.clock.now());
    let mut result = json!({
        "ClientHints": {
            "PersistDefault": false,
            "AllowPersist": true,
            "AllowForgotPassword": false,
            "EndpointAuthenticationEnabled": false,
            "RequestedUsername": conversation.user,
        },
        "Version": "1.0",
        "SessionId": id,
        "EventDescription": null,
        "RetryWaitingTime": wait,
        "SecurityImageName": null,
        "AllowLoginMfaCache": false,
        "Challenges": conversation.challenges_json(),
        "Summary": "NewPackage",
        "TenantId": state.config.tenant.id,
    });
    if state.switches.pod_with_challenges {
        result["PodFqdn"] = json!(request.fqdn());
    }
    state.sign_ins.by_id.insert(id, conversation);
    auth_cookies(envelope::success(&result), request)
}

pub(crate) fn advance(state: &mut State, request: &Request) -> Reply {
    let id = request.param("SessionId").unwrap_or_default();
    let Some(mut conversation) = state.sign_ins.by_id.remove(&id) else {
        return auth_cookies(envelope::failure(&json!({ "Summary": "Undefined" }), AUTH_FAILED), request);
    };
    let now = state.clock.now();
    let mut progress = Progress::Nonsense;
    for operation in operations(request) {
        let text = |name| member(&operation, name).and_then(Value::as_str).unwrap_or_default();
        let step = Step {
            mechanism: text("MechanismId"),
            action: text("Action"),
            answer: member(&operation, "Answer").unwrap_or(&Value::Null),
        };
        let is_answer = step.action.eq_ignore_ascii_case("answer");
        progress = if is_answer && state.lockouts.waiting_time(&conversation.user, now) > 0 {
            Progress::Nonsense
        } else {
            conversation.step(&step, now)
        };
        if matches!(progress, Progress::Wrong | Progress::Nonsense) {
            break;
        }
    }
    let reply = match progress {
        Progress::Wrong => {
            state.lockouts.wrong_answer(&conversation.user, now, &state.switches);
            envelope::failure(&json!({ "Summary": "Failure" }), AUTH_FAILED)
        }
        Progress::Nonsense => envelope::failure(&json!({ "Summary": "Failure" }), AUTH_FAILED),
        Progress::Done => return done(state, request, &conversation),
        Progress::Pending { number } => {
            let mut result = json!({ "Summary": "OobPending" });
            if let Some(number) = number {
                result["GeneratedAuthValue"] = json!(number);
            }
            keep(state, id, conversation, &result)
        }
        Progress::NextChallenge => keep(state, id, conversation, &json!({ "Summary": "StartNextChallenge" })),
        Progress::NewPackage(challenges) => {
            let result = json!({ "Summary": "NewPackage", "Challenges": challenges, "SessionId": id.clone() });
            keep(state, id, conversation, &result)
        }
    };
    auth_cookies(reply, request)
}

pub(crate) fn clean_up(state: &mut State, request: &Request) -> Reply {
    state.sign_ins.by_id.remove(&request.param("SessionId").unwrap_or_default());
    auth_cookies(envelope::success(&Value::Null), request)
}

fn keep(state: &mut State, id: String, conversation: Conversation, result: &Value) -> Reply {
    state.sign_ins.by_id.insert(id, conversation);
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

fn done(state: &mut State, request: &Request, conversation: &Conversation) -> Reply {
    let Some(account) = conversation.account.clone() else {
        return envelope::failure(&json!({ "Summary": "Failure" }), AUTH_FAILED);
    };
    let now = state.clock.now();
    state.lockouts.right_answer(&conversation.user);
    let lifetime = state.config.tenant.session_lifetime;
    let value = state.sessions.open(Arc::clone(&account), now, lifetime);
    if let Some(step_up) = &conversation.step_up {
        state.step_ups.satisfy(step_up, now);
        state.sessions.elevate(&value, now + HOLDS_SECONDS);
    }
    let result = success_result(state, request, &value, &account, conversation.wants_platform_token);
    session::with_cookies(auth_cookies(envelope::success(&result), request), &value, request.secure)
}

fn success_result(state: &mut State, request: &Request, value: &str, account: &Account, platform: bool) -> Value {
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
    if platform {
        let issued = platform_token::issue(state, request, value, account);
        result["Token"] = json!(issued.token);
        result["RefreshToken"] = json!(issued.refresh);
        result["TokenLifetime"] = json!(platform_token::LIFETIME);
    }
    result
}

/// `sessdata` has a new value on every call; `ccsid` stays once set. Neither is needed to go on.
fn auth_cookies(reply: Reply, request: &Request) -> Reply {
    let reply = reply.cookie("sessdata", &random::token(), request.secure, "; HttpOnly");
    if request.cookie("ccsid").is_some() {
        return reply;
    }
    reply.cookie("ccsid", &random::guid(), request.secure, "; expires=Fri, 31-Dec-9999 23:59:59 GMT")
}
