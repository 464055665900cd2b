//! The authorization endpoint, `GET|POST /oauth2/authorize/{app}`: validates the request, sends the user to the login
//! page, and redirects with a code.

use std::sync::Arc;

use crate::config::oauth_app::OAuthApp;
use crate::http::page;
use crate::http::reply::Reply;
use crate::http::request::{Params, Request, percent_encode};
use crate::oauth::app_policy;
use crate::oauth::error::append_params;
use crate::oauth::grants::Subject;
use crate::oauth::pkce::Challenge;
use crate::oauth::token;
use crate::sign_in::caller;
use crate::state::State;

/// A request whose redirect and client are trusted, so that errors may go to the redirect.
pub(crate) struct Authorization {
    pub(crate) redirect_uri: String,
    client_id: String,
    response_type: String,
    pub(crate) scope: String,
    state: Option<String>,
    challenge: Option<String>,
    challenge_method: Option<String>,
    nonce: Option<String>,
    issuer: Option<String>,
}

pub(crate) fn authorize(state: &mut State, request: &Request, app_id: &str) -> Result<Reply, Reply> {
    let config = Arc::clone(&state.config);
    let app = config.app(app_id).ok_or_else(page::not_found)?;
    let now = state.clock.now();
    let (bounce_id, params, has_consent) = match request.param("bounce") {
        None => (None, merged_params(request), false),
        Some(id) => {
            let bounce = state.bounces.find(&id, &app.id, now)?;
            (Some(id), bounce.params.clone(), bounce.has_consent)
        }
    };
    let mut authorization = Authorization::parse(app, &params, &request.url())?;
    authorization.issuer = state.switches.issuer_in_response.then(|| token::issuer(request, app));
    let (scope, challenge) = authorization
        .validate(state, app)
        .map_err(|(error, description)| authorization.error_redirect(error, description))?;
    let Some(caller) = caller::identify_caller(state, request) else {
        let id = bounce_id.unwrap_or_else(|| state.bounces.insert(&app.id, params, now));
        let target = percent_encode(&cloud_redirect(app, &id));
        return Ok(Reply::redirect(&format!("{}/login?cloudRedirect={target}", request.base)));
    };
    if !app_policy::has_required_role(app, &caller.account) {
        let description = "You do not have the role that this application asks for.";
        return Err(authorization.error_redirect("access_denied", description));
    }
    if app.consent && !has_consent {
        let id = bounce_id.unwrap_or_else(|| state.bounces.insert(&app.id, params, now));
        let path = format!("{}/OAuth2/Confirm/{}", request.base, percent_encode(&app.id));
        return Ok(Reply::redirect(&format!("{path}?bounce={id}")));
    }
    if let Some(id) = bounce_id {
        state.bounces.remove(&id);
    }
    let subject = Subject {
        app_id: app.id.clone(),
        client_id: authorization.client_id.clone(),
        account: caller.account,
        scope,
        auth_time: now,
        nonce: authorization.nonce.clone(),
    };
    let code = state.grants.issue_code(subject, &authorization.redirect_uri, challenge, now);
    Ok(authorization.redirect_reply(&[("code", &code)]))
}

/// The value of `cloudRedirect`: where the login page goes when it is done.
fn cloud_redirect(app: &OAuthApp, bounce: &str) -> String {
    format!("Oauth2/Authorize/{}?bounce={bounce}", app.id)
}

/// Query and form together: a POST carries the same fields in its body.
fn merged_params(request: &Request) -> Params {
    Params(request.query.0.iter().chain(&request.form.0).cloned().collect())
}

impl Authorization {
    pub(crate) fn parse(app: &OAuthApp, params: &Params, url: &str) -> Result<Self, Reply> {
        let get = |name: &str| params.get(name).map(str::to_owned);
        let redirect_uri = get("redirect_uri").unwrap_or_default();
        if !app_policy::allows_redirect(app, &redirect_uri, url) {
            return Err(page::bad_request("The redirect address is not one that this application allows."));
        }
        let client_id = get("client_id").unwrap_or_default();
        if !app_policy::accepts_client(app, &client_id) {
            return Err(page::bad_request("invalid_client: this application does not know the client."));
        }
        Ok(Self {
            redirect_uri,
            client_id,
            response_type: get("response_type").unwrap_or_default(),
            scope: get("scope").unwrap_or_default(),
            state: get("state"),
            challenge: get("code_challenge"),
            challenge_method: get("code_challenge_method"),
            nonce: get("nonce"),
            issuer: None,
        })
    }

    fn validate(
        &self,
        state: &State,
        app: &OAuthApp,
    ) -> Result<(String, Option<Challenge>), (&'static str, &'static str)> {
        if self.response_type.is_empty() {
            return Err(("invalid_request", "The response_type is missing."));
        }
        if self.response_type != "code" || !app.grants.iter().any(|grant| grant == "authorization_code") {
            return Err(("unsupported_response_type", "This application issues codes only."));
        }
        let scope = app_policy::grant_scope(app, &self.scope)
            .map_err(|_| ("invalid_scope", "The application has no such scope."))?;
        let challenge = Challenge::parse(self.challenge.clone(), self.challenge_method.as_deref())
            .map_err(|why| ("invalid_request", why))?;
        match challenge {
            Some(Challenge::Plain(_)) if !state.switches.plain_pkce => {
                Err(("invalid_request", "The code_challenge_method must be S256."))
            }
            None if state.switches.require_pkce => Err(("invalid_request", "A code_challenge is required.")),
            challenge => Ok((scope, challenge)),
        }
    }

    pub(crate) fn error_redirect(&self, error: &str, description: &str) -> Reply {
        self.redirect_reply(&[("error", error), ("error_description", description)])
    }

    fn redirect_reply(&self, params: &[(&str, &str)]) -> Reply {
        let mut params = params.to_vec();
        if let Some(state) = &self.state {
            params.push(("state", state));
        }
        if let Some(issuer) = &self.issuer {
            params.push(("iss", issuer));
        }
        Reply::redirect(&append_params(&self.redirect_uri, &params))
    }
}
