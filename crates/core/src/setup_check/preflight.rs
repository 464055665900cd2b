//! The quick form of the check, before a sign-in begins: one question, and only what is certain stops
//! it. Where the tenant refuses with a page, the whole check finds out why; in doubt the window opens
//! and shows what the tenant itself says.

use secrecy::SecretString;
use url::Url;

use super::probes::{is_captive_portal, parse_oauth_error, server_error, with_loopback_port};
use super::{SignInOutcome, check_tenant, first_failure};
use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};
use crate::net::http::{Budget, Http, Response};
use crate::sign_in::oauth::flow::{Flow, Navigation};
use crate::tenant::registration::ClientRegistration;
use crate::view::{CheckStep, SignInMethod};

/// # Errors
/// What makes a sign-in impossible: the network, the connection's security, a server that is no
/// tenant or has no such app, and refusals that name their reason in OAuth's own form.
pub async fn preflight(registration: &ClientRegistration, secret: Option<&SecretString>) -> Result<()> {
    let host = registration.tenant.host();
    let registration = with_loopback_port(registration)?;
    let http = Http::for_html(registration.tenant.clone())?;
    let mut flow = match registration.sign_in_method {
        SignInMethod::Portal => None,
        SignInMethod::Webview | SignInMethod::Browser => Some(Flow::start(&registration, Timestamp::default())?),
    };
    let url = flow.as_ref().map_or_else(|| registration.tenant.join("/login"), |flow| flow.authorize_url().clone());
    let response = match http.get(url.clone()).send(Budget::PROBE).await {
        Ok(response) => response,
        // Somebody answers, if oddly; a browser may make more of it.
        Err(error) if matches!(error.code, Code::ApiTooBig | Code::NetCut) => return Ok(()),
        Err(error) => return Err(error),
    };
    let result = evaluate_response(&registration, flow.as_mut(), &url, &response).map_err(|mut error| {
        error.transaction_id.clone_from(&response.transaction_id);
        error.with_host(host)
    });
    if result.is_ok() && flow.is_some() && matches!(response.status, 400 | 401) {
        return diagnose_rejection(&registration, secret).await;
    }
    result
}

/// A page is for the person to read, and says nothing for certain. What is asked around it does.
async fn diagnose_rejection(registration: &ClientRegistration, secret: Option<&SecretString>) -> Result<()> {
    // Boxed, since few sign-ins come here and all would carry its size.
    let steps = Box::pin(check_tenant(registration, secret, SignInOutcome::default(), |_| {})).await;
    let failed_step =
        first_failure(&steps).filter(|step| !matches!(step.step, CheckStep::Reachable | CheckStep::Tenant));
    failed_step.and_then(|step| step.problem.clone()).map_or(Ok(()), Err)
}

fn evaluate_response(
    registration: &ClientRegistration,
    flow: Option<&mut Flow>,
    request_url: &Url,
    response: &Response,
) -> Result<()> {
    if let Some(error) = server_error(registration, response) {
        return Err(error);
    }
    match response.status {
        300..=399 => evaluate_redirect(registration, flow, request_url, response),
        404 | 410 if response.transaction_id.is_none() => Err(Code::NotTenant.into()),
        404 | 410 if flow.is_some() => Err(Error::new(Code::TokenAppId).with_reason(&registration.app_id)),
        400..=499 if flow.is_some() => evaluate_oauth_error(registration, response),
        _ => Ok(()),
    }
}

fn evaluate_redirect(
    registration: &ClientRegistration,
    flow: Option<&mut Flow>,
    request_url: &Url,
    response: &Response,
) -> Result<()> {
    let Some(target) = response.redirect_target(request_url) else { return Ok(()) };
    if is_captive_portal(registration, response, &target) {
        return Err(Code::NetPortal.into());
    }
    match flow.map(|flow| flow.on_navigation(&target, Timestamp::default())) {
        Some(Navigation::Finish(Err(error))) if error.code != Code::AuthState => Err(error),
        _ => Ok(()),
    }
}

/// Only a refusal in JSON names its reason.
fn evaluate_oauth_error(registration: &ClientRegistration, response: &Response) -> Result<()> {
    let Some((error, description)) = parse_oauth_error(response) else { return Ok(()) };
    let error = match error.as_str() {
        "invalid_client" => Error::new(Code::TokenClient).with_reason(&registration.app_id),
        "invalid_redirect_uri" | "redirect_uri_mismatch" => {
            Error::new(Code::AuthRedirect).with_reason(&registration.redirect_uri)
        }
        "invalid_scope" => Error::new(Code::AuthScope).with_reason(&registration.scope),
        "unauthorized_client" | "unsupported_response_type" => Error::new(Code::AuthFlow).with_reason(error),
        _ => return Ok(()),
    };
    Err(error.with_server_message(description))
}
