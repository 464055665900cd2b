//! The quick form of the check, before a sign-in begins: one question, and only what is certain stops
//! it. Where the tenant refuses with a page, the whole check finds out why; in doubt the window opens
//! and shows what the tenant itself says.

use secrecy::SecretString;
use url::Url;

use super::probe::{is_captive, refusal, unable, with_a_port};
use super::{SignedIn, check};
use crate::clock::Millis;
use crate::http::{Answer, Budget, Http};
use crate::oauth::{Flow, Navigation};
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;
use crate::view::{CheckStep, CheckedStep, SignInWay, Verdict};

/// # Errors
/// What makes a sign-in impossible: the network, the connection's security, a server that is no
/// tenant or has no such app, and refusals that name their reason in OAuth's own form.
pub async fn preflight(registration: &Registration, secret: Option<&SecretString>) -> Result<()> {
    let host = registration.tenant.host();
    let registration = with_a_port(registration)?;
    let http = Http::for_pages(registration.tenant.clone())?;
    let mut flow = match registration.way {
        SignInWay::Portal => None,
        SignInWay::Webview | SignInWay::Browser => Some(Flow::start(&registration, Millis::default())?),
    };
    let url = flow.as_ref().map_or_else(|| registration.tenant.join("/login"), |flow| flow.authorize_url().clone());
    let answer = match http.get(url.clone()).send(Budget::PROBE).await {
        Ok(answer) => answer,
        // Somebody answers, if oddly; a browser may make more of it.
        Err(problem) if matches!(problem.code, Code::ApiTooBig | Code::NetCut) => return Ok(()),
        Err(problem) => return Err(problem),
    };
    let told = meaning(&registration, flow.as_mut(), &url, &answer).map_err(|mut problem| {
        problem.request.clone_from(&answer.transaction);
        problem.at(host)
    });
    if told.is_ok() && flow.is_some() && matches!(answer.status, 400 | 401) {
        return why_refused(&registration, secret).await;
    }
    told
}

/// A page is for the person to read, and says nothing for certain. What is asked around it does.
async fn why_refused(registration: &Registration, secret: Option<&SecretString>) -> Result<()> {
    let steps = check(registration, secret, SignedIn::default(), |_| {}).await;
    let of_the_app = |step: &CheckedStep| !matches!(step.step, CheckStep::Reachable | CheckStep::Tenant);
    let failed = steps.into_iter().find(|step| step.verdict == Verdict::Failed).filter(of_the_app);
    match failed.and_then(|step| step.problem) {
        Some(problem) => Err(problem),
        None => Ok(()),
    }
}

fn meaning(registration: &Registration, flow: Option<&mut Flow>, asked: &Url, answer: &Answer) -> Result<()> {
    if let Some(problem) = unable(registration, answer) {
        return Err(problem);
    }
    match answer.status {
        300..=399 => redirected(registration, flow, asked, answer),
        404 | 410 if answer.transaction.is_none() => Err(Code::NotTenant.into()),
        404 | 410 if flow.is_some() => Err(Problem::new(Code::TokenAppId).because(&registration.app_id)),
        400..=499 if flow.is_some() => refused(registration, answer),
        _ => Ok(()),
    }
}

fn redirected(registration: &Registration, flow: Option<&mut Flow>, asked: &Url, answer: &Answer) -> Result<()> {
    let Some(to) = answer.location.as_deref().and_then(|location| asked.join(location).ok()) else { return Ok(()) };
    if is_captive(registration, answer, &to) {
        return Err(Code::NetPortal.into());
    }
    match flow.map(|flow| flow.on_navigation(&to, Millis::default())) {
        Some(Navigation::Finish(Err(problem))) if problem.code != Code::AuthState => Err(problem),
        _ => Ok(()),
    }
}

/// Only a refusal in JSON names its reason.
fn refused(registration: &Registration, answer: &Answer) -> Result<()> {
    let Some((error, said)) = refusal(answer) else { return Ok(()) };
    let problem = match error.as_str() {
        "invalid_client" => Problem::new(Code::TokenClient).because(&registration.app_id),
        "invalid_redirect_uri" | "redirect_uri_mismatch" => {
            Problem::new(Code::AuthRedirect).because(&registration.redirect_uri)
        }
        "invalid_scope" => Problem::new(Code::AuthScope).because(&registration.scope),
        "unauthorized_client" | "unsupported_response_type" => Problem::new(Code::AuthFlow).because(error),
        _ => return Ok(()),
    };
    Err(problem.said(said))
}
