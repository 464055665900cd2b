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

pub(crate) fn consent(state: &mut State, request: &Request, app_id: &str) -> Result<Reply, Reply> {
    let config = Arc::clone(&state.config);
    let app = config.app(app_id).ok_or_else(page::not_found)?;
    let caller = caller::identify_caller(state, request).ok_or_else(|| caller::unauthorized(request))?;
    let now = state.clock.now();
    let id = request.param("bounce").unwrap_or_default();
    let bounce = state.bounces.find(&id, &app.id, now)?;
    let authorization = Authorization::parse(app, &bounce.params, &request.url())?;
    if request.method != Method::POST {
        let granted = app_policy::grant_scope(app, &authorization.scope).unwrap_or_default();
        let scopes = app_policy::granted_scopes(app, &granted);
        return Ok(page::render(&ConsentPage {
            base: &request.base,
            tenant: &config.tenant.name,
            app: app.label(),
            user: &caller.account.name,
            scopes: scopes
                .iter()
                .map(|scope| if scope.description.is_empty() { scope.name.clone() } else { scope.description.clone() })
                .collect(),
            bounce: &id,
        }));
    }
    if request.param("decision").as_deref() == Some("allow") {
        bounce.has_consent = true;
        let path = format!("{}/OAuth2/Authorize/{}", request.base, percent_encode(&app.id));
        return Ok(Reply::redirect(&format!("{path}?bounce={id}")));
    }
    state.bounces.remove(&id);
    Err(authorization.error_redirect("access_denied", "The user denied the request."))
}
