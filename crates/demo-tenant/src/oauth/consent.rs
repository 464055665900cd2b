//! The consent page, `/OAuth2/Confirm/{app}`, where the user allows or denies what an app asks for. Its shape is
//! assumed.

use std::sync::Arc;

use hyper::Method;

use crate::http::page::{self, ConsentPage};
use crate::http::reply::Reply;
use crate::http::request::{Request, percent_encode};
use crate::oauth::app_policy;
use crate::oauth::authorize::Authorization;
use crate::sign_in::caller;
use crate::state::State;

pub(crate) fn consent(state: &mut State, request: &Request, app_id: &str) -> Reply {
    let config = Arc::clone(&state.config);
    let Some(app) = config.app(app_id) else {
        return page::not_found();
    };
    let Some(caller) = caller::identify_caller(state, request) else {
        return caller::unauthorized(request);
    };
    let now = state.clock.now();
    let id = request.param("bounce").unwrap_or_default();
    let Some(bounce) = state.bounces.find(&id, &app.id, now) else {
        return page::bad_request("This sign-in has expired. Go back to the app and start again.");
    };
    let authorization = match Authorization::parse(app, &bounce.params, &request.url()) {
        Ok(authorization) => authorization,
        Err(reply) => return reply,
    };
    if request.method != Method::POST {
        let granted = app_policy::grant_scope(app, &authorization.scope).unwrap_or_default();
        let scopes = app_policy::granted_scopes(app, &granted);
        return page::consent(&ConsentPage {
            base: &request.base,
            tenant: &config.tenant.name,
            app: app.label(),
            user: &caller.account.name,
            scopes: scopes
                .iter()
                .map(|scope| if scope.description.is_empty() { scope.name.clone() } else { scope.description.clone() })
                .collect(),
            bounce: &id,
        });
    }
    if request.param("decision").as_deref() == Some("allow") {
        bounce.has_consent = true;
        return Reply::redirect(&format!("{}/OAuth2/Authorize/{}?bounce={id}", request.base, percent_encode(&app.id)));
    }
    state.bounces.remove(&id);
    authorization.error_redirect("access_denied", "The user denied the request.")
}
