//! The end-session endpoint, `GET|POST /oauth2/endsession[/{app}]`: closes the portal session and redirects the
//! browser.

use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::oauth::app_policy;
use crate::oauth::error::append_params;
use crate::sign_in::session;
use crate::sign_in::user;
use crate::state::State;

pub(crate) fn end_session(state: &mut State, request: &Request, app_id: Option<&str>) -> Reply {
    if let Some(value) = request.cookie(session::SESSION_COOKIE) {
        state.sessions.close(&value);
    }
    let target =
        request.param("post_logout_redirect_uri").filter(|target| is_allowed_target(state, request, app_id, target));
    let reply = match (target, request.param("state")) {
        (Some(target), Some(echo)) => Reply::redirect(&append_params(&target, &[("state", &echo)])),
        (Some(target), None) => Reply::redirect(&target),
        (None, _) => Reply::redirect(&format!("{}/", request.base)),
    };
    session::clear_session_cookies(reply, request.is_secure)
}

fn is_allowed_target(state: &State, request: &Request, app_id: Option<&str>, target: &str) -> bool {
    let mut apps = state.config.apps.iter().filter(|app| app_id.is_none_or(|id| app.id.eq_ignore_ascii_case(id)));
    user::is_local(target, request) || apps.any(|app| app_policy::allows_redirect(app, target, &request.url()))
}
