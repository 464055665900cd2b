//! Launches apps: `/run` and `/UPRest/HandleAppClick`.

use base64::{Engine, engine::general_purpose::STANDARD};
use hyper::Method;
use serde_json::json;

use crate::catalog::app::{App, AppKind, LaunchBehavior};
use crate::catalog::company;
use crate::http::envelope;
use crate::http::page::{self, CredentialsPage, PostPage};
use crate::http::reply::Reply;
use crate::http::request::{Request, percent_encode};
use crate::portal::credentials;
use crate::random;
use crate::sign_in::caller::{self, Caller, Credential};
use crate::sign_in::session;
use crate::state::State;

/// `/run?appkey=&customerID=[&Auth=]`: for browsers.
pub(crate) fn run_app(state: &mut State, request: &Request) -> Reply {
    let now = state.clock.now();
    // The one-time value signs the browser in; it is used up even if a session is there already.
    let single_use = state.switches.auth_single_use;
    let session_value = request.query.get("Auth").and_then(|auth| state.sessions.redeem_one_time(auth, single_use));
    if let Some(caller) = session_value.as_deref().and_then(|value| caller::caller_of_session(state, value, now)) {
        let reply = open_app(state, request, &caller);
        return match &caller.credential {
            Credential::Session(value) => session::set_session_cookies(reply, value, request.is_secure),
            Credential::Access(_) => reply,
        };
    }
    match caller::identify_caller(state, request) {
        Some(caller) if is_allowed(state, request, &caller) => open_app(state, request, &caller),
        _ => redirect_to_login(state, request),
    }
}

/// `/UPRest/HandleAppClick?appkey=`: for the portal's page and for programs.
pub(crate) fn handle_app_click(state: &mut State, request: &Request) -> Reply {
    match caller::require_caller(state, request) {
        Ok(caller) => open_app(state, request, &caller),
        Err(reply) if reply.status == 302 => redirect_to_login(state, request),
        Err(reply) => reply,
    }
}

fn is_allowed(state: &State, request: &Request, caller: &Caller) -> bool {
    match &caller.credential {
        Credential::Session(_) => true,
        Credential::Access(token) => state.grants.access_token_allows(token, &request.path),
    }
}

/// The login page that goes on to the app; the prefix is "centrify" backwards, as real tenants write it.
fn redirect_to_login(state: &State, request: &Request) -> Reply {
    let key = request.param("appkey").unwrap_or_default();
    Reply::redirect(&format!(
        "{}/login?yfirtnecapplogin=true&appKey={}&customerId={}&stateId={}&yfirtnecrun=true",
        request.base,
        percent_encode(&key),
        percent_encode(&request.param("customerID").unwrap_or_else(|| state.config.tenant.id.clone())),
        random::token(),
    ))
}

fn open_app(state: &mut State, request: &Request, caller: &Caller) -> Reply {
    let key = request.param("appkey").unwrap_or_default();
    let Some(app) = company::find_assigned_app(&caller.account, &key) else {
        return page::launch_error("The application does not exist, or it is not assigned to you.");
    };
    match app.launch {
        LaunchBehavior::Error => {
            return page::launch_error(
                "The application is not available at the moment. Contact your system administrator.",
            );
        }
        LaunchBehavior::StepUp if !has_stepped_up(state, request, caller) => {
            return request_step_up(state, request, caller, &key);
        }
        LaunchBehavior::Credentials => {
            if let Some(reply) = request_credentials(state, request, caller, &app) {
                return reply;
            }
        }
        LaunchBehavior::Plain | LaunchBehavior::StepUp => {}
    }
    let page_address = format!("{}/app/{}", request.base, app.slug);
    match app.kind {
        AppKind::Saml => page::render(&PostPage {
            action: &format!("{page_address}/acs"),
            name: app.label(),
            fields: vec![
                ("SAMLResponse", STANDARD.encode(saml_response(state, request, caller, &app))),
                ("RelayState", app.url.clone()),
            ],
        }),
        AppKind::Password => {
            let stored = state.stored_credentials.get(&(caller.account.name.to_lowercase(), key));
            let user = stored.cloned().unwrap_or_else(|| caller.account.name.clone());
            let ticket = issue_ticket(state, caller);
            page::render(&PostPage {
                action: &format!("{page_address}/login"),
                name: app.label(),
                fields: vec![("username", user), ("password", "********".to_owned()), ("ticket", ticket)],
            })
        }
        AppKind::Oidc | AppKind::Bookmark | AppKind::Desktop => {
            Reply::redirect(&format!("{page_address}?ticket={}", issue_ticket(state, caller)))
        }
    }
}

/// Tells the demo page who opened it; a real app would learn it from its own protocol.
fn issue_ticket(state: &mut State, caller: &Caller) -> String {
    let ticket = random::token();
    state.launch_tickets.insert(ticket.clone(), caller.account.name.clone());
    ticket
}

fn has_stepped_up(state: &State, request: &Request, caller: &Caller) -> bool {
    let header_id = request.header("x-cfy-challengeid").map(str::to_owned);
    let ids = [header_id, request.param("ChallengeStateId"), request.param("challengeId")];
    caller.is_elevated
        || ids.iter().flatten().any(|id| state.step_ups.is_satisfied(id, &caller.account, state.clock.now()))
}

/// A browser gets the login page; a program gets the challenge in the envelope if it asked for JSON.
fn request_step_up(state: &mut State, request: &Request, caller: &Caller, key: &str) -> Reply {
    let id = state.step_ups.create(caller.account.clone());
    let wants_json = request.header("accept").is_some_and(|accept| accept.contains("json"));
    if wants_json {
        return envelope::failure(&json!({ "ChallengeId": id }), "Additional authentication is required.");
    }
    Reply::redirect(&format!(
        "{}/login?appkey={}&antixss={}&elevate=2&challengeId={id}",
        request.base,
        percent_encode(key),
        random::token()
    ))
}

/// Nothing to ask if credentials are stored, or come with this very request.
fn request_credentials(state: &mut State, request: &Request, caller: &Caller, app: &App) -> Option<Reply> {
    let key = app.key();
    if state.stored_credentials.contains_key(&(caller.account.name.to_lowercase(), key.clone())) {
        return None;
    }
    if request.method == Method::POST
        && let Some(user) = request.form.get("Username").filter(|user| !user.trim().is_empty())
    {
        credentials::store_user_name(state, caller, key, user.to_owned());
        return None;
    }
    Some(page::render(&CredentialsPage {
        base: &request.base,
        tenant: &state.config.tenant.name,
        name: app.label(),
        key: &key,
    }))
}

/// Unsigned: the demo pages are the only ones that read it.
fn saml_response(state: &State, request: &Request, caller: &Caller, app: &App) -> String {
    let escape =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    format!(
        concat!(
            r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns="urn:oasis:names:tc:SAML:2.0:assertion" "#,
            r#"ID="_{id}" Version="2.0" Destination="{url}/app/{slug}/acs"><Issuer>{url}/{tenant}</Issuer>"#,
            r#"<Assertion Version="2.0"><Subject><NameID>{user}</NameID></Subject></Assertion></samlp:Response>"#
        ),
        id = random::guid(),
        url = escape(&request.url()),
        slug = app.slug,
        tenant = state.config.tenant.id,
        user = escape(&caller.account.name),
    )
}
