//! "Check this tenant": walks the administrator's setup steps from outside and names the first that
//! fails.
//!
//! It asks what a sign-in would ask, without cookies and with a made-up code, so nothing changes at
//! the tenant. Words on error pages differ between tenants: what is decided is decided by structure,
//! by asking for something that cannot be right as well and seeing whether the tenant tells the two
//! apart. What only a sign-in can prove is said to be unproven.

use std::sync::Arc;

use secrecy::SecretString;

use crate::error::{Code, Error, Result};
use crate::session::Session;
use crate::tenant::registration::ClientRegistration;
use crate::view::{CheckExpectation, CheckStep, CheckStepResult, SetupCheckView, SignInMethod, Verdict};

mod app_list_probe;
mod evaluate;
mod outcomes;
mod preflight;
mod probes;
mod request;

pub use preflight::preflight;
pub use request::CheckRequest;

use evaluate::Finding;
use outcomes::{AuthorizeOutcome, ControlOutcomes, PortalObservation};
use probes::Prober;

/// What is known from signing in, if anybody has.
#[derive(Clone, Copy, Default)]
pub struct SignInOutcome<'a> {
    /// Proves what it was got by, and is tried on the list.
    pub session: Option<&'a Arc<Session>>,
    /// How the last attempt ended. It may be older than the administrator's last change, so it only
    /// decides what the tenant itself leaves open.
    pub error: Option<&'a Error>,
}

/// Checks each step that applies, in order. `on_step` hears of each as soon as it is decided. The
/// secret goes to nobody but a server that has shown itself to be a tenant or an OAuth server.
pub async fn check_tenant(
    registration: &ClientRegistration,
    secret: Option<&SecretString>,
    sign_in: SignInOutcome<'_>,
    on_step: impl FnMut(CheckStepResult) + Send,
) -> Vec<CheckStepResult> {
    let mut progress =
        CheckProgress { completed_steps: Vec::new(), has_failed: false, sign_in_error: sign_in.error, on_step };
    let session = sign_in.session.filter(|session| is_session_of(session, registration));
    let outcome = if registration.sign_in_method == SignInMethod::Portal {
        check_portal(registration, session, &mut progress).await
    } else {
        check_oauth(registration, secret, session, &mut progress).await
    };
    if let Err(error) = outcome {
        for step in applicable_steps(registration.sign_in_method, session.is_some()) {
            progress.add(*step, Finding::Failed(error.clone()));
        }
    }
    progress.completed_steps
}

/// A check without steps yet, with what the administrator has to have entered: nothing, where the portal's own session
/// is used.
pub fn new_view(registration: &ClientRegistration) -> SetupCheckView {
    let expected = match registration.sign_in_method {
        SignInMethod::Portal => CheckExpectation::default(),
        SignInMethod::Webview | SignInMethod::Browser => CheckExpectation {
            app_id: registration.app_id.clone(),
            client_id: registration.client_id.clone(),
            redirect_uri: registration.redirect_uri.clone(),
            scope: registration.scope.clone(),
        },
    };
    SetupCheckView { tenant: Some(registration.to_view()), expected, ..SetupCheckView::default() }
}

/// The step to put right, if one failed.
pub fn first_failure(steps: &[CheckStepResult]) -> Option<&CheckStepResult> {
    steps.iter().find(|step| step.verdict == Verdict::Failed)
}

/// Which steps apply to this way of signing in.
const fn applicable_steps(method: SignInMethod, has_session: bool) -> &'static [CheckStep] {
    use CheckStep::{App, Client, Flow, Reachable, Redirect, Rest, Role, Scope, Tenant};
    match (method, has_session) {
        (SignInMethod::Portal, false) => &[Reachable, Tenant],
        (SignInMethod::Portal, true) => &[Reachable, Tenant, Rest],
        _ => &[Reachable, Tenant, App, Redirect, Client, Flow, Scope, Rest, Role],
    }
}

/// # Errors
/// The server cannot be reached; no step is added then.
async fn check_portal<F: FnMut(CheckStepResult)>(
    registration: &ClientRegistration,
    session: Option<&Arc<Session>>,
    progress: &mut CheckProgress<'_, F>,
) -> Result<()> {
    let portal = Prober::new(registration)?.probe_portal().await?;
    progress.add(CheckStep::Reachable, Finding::Passed);
    progress.add(CheckStep::Tenant, evaluate::evaluate_portal(registration, &portal));
    if session.is_some() {
        progress.add_app_list(session).await;
    }
    Ok(())
}

/// # Errors
/// As [`check_portal`].
async fn check_oauth<F: FnMut(CheckStepResult)>(
    registration: &ClientRegistration,
    secret: Option<&SecretString>,
    session: Option<&Arc<Session>>,
    progress: &mut CheckProgress<'_, F>,
) -> Result<()> {
    let evidence = collect_evidence(registration, secret).await?;
    // Somebody got in by exactly this registration.
    let with_session = |finding: Finding| if session.is_some() { finding.passed_if_unproven() } else { finding };
    progress.add(CheckStep::Reachable, Finding::Passed);
    for (step, finding) in evaluate::evaluate_oauth(registration, &evidence) {
        progress.add(step, with_session(finding));
    }
    progress.add_app_list(session).await;
    progress.add(CheckStep::Role, with_session(evaluate::evaluate_role(registration, &evidence)));
    Ok(())
}

/// Asks no more than is needed: a stranger gets neither the secret nor a list of questions.
async fn collect_evidence(
    registration: &ClientRegistration,
    secret: Option<&SecretString>,
) -> Result<evaluate::Evidence> {
    let prober = Prober::new(registration)?;
    let authorize = prober.probe_authorize(registration).await?;
    let portal = if authorize.is_tenant() && !matches!(authorize.outcome, AuthorizeOutcome::NotFound) {
        PortalObservation { is_tenant: true, serves_page: true, is_not_found: false }
    } else {
        // The authorize endpoint answered, so this one not answering proves nothing.
        prober.probe_portal().await.unwrap_or_default()
    };
    let is_tenant = authorize.is_tenant() || portal.is_tenant;
    let mut token = prober.probe_token(secret.filter(|_| is_tenant)).await?;
    let is_oauth_server = token.outcome.is_oauth_error();
    if secret.is_some() && !is_tenant && is_oauth_server {
        token = prober.probe_token(secret).await?;
    }
    if let (AuthorizeOutcome::ServerError(error), false) = (&authorize.outcome, is_oauth_server) {
        return Err(error.clone());
    }
    let controls = if is_tenant || is_oauth_server {
        prober.probe_controls(&authorize.outcome).await?
    } else {
        ControlOutcomes::default()
    };
    Ok(evaluate::Evidence { authorize, token, portal, controls })
}

/// Whether the session was got by just what this registration sends.
fn is_session_of(session: &Session, registration: &ClientRegistration) -> bool {
    fn sent_parameters(registration: &ClientRegistration) -> [&str; 5] {
        [
            registration.tenant.as_str(),
            &registration.app_id,
            &registration.client_id,
            &registration.scope,
            &registration.redirect_uri,
        ]
    }
    let session_registration = session.registration();
    session_registration.sign_in_method == registration.sign_in_method
        && (session_registration.sign_in_method == SignInMethod::Portal
            || sent_parameters(session_registration) == sent_parameters(registration))
        && session_registration.tenant == registration.tenant
}

/// The steps so far. After the first that failed, the others are skipped.
struct CheckProgress<'a, F> {
    completed_steps: Vec<CheckStepResult>,
    has_failed: bool,
    sign_in_error: Option<&'a Error>,
    on_step: F,
}

impl<F: FnMut(CheckStepResult)> CheckProgress<'_, F> {
    fn add(&mut self, step: CheckStep, finding: Finding) {
        let (verdict, problem) = match finding {
            _ if self.has_failed => (Verdict::Skipped, None),
            Finding::Passed => (Verdict::Passed, None),
            Finding::Failed(error) => (Verdict::Failed, Some(error)),
            Finding::Unproven => match self.sign_in_error.filter(|error| step_for_code(error.code) == Some(step)) {
                Some(error) => (Verdict::Failed, Some(error.clone())),
                None => (Verdict::Unproven, None),
            },
        };
        self.has_failed |= verdict == Verdict::Failed;
        let checked_step = CheckStepResult { step, verdict, problem };
        self.completed_steps.push(checked_step.clone());
        (self.on_step)(checked_step);
    }

    async fn add_app_list(&mut self, session: Option<&Arc<Session>>) {
        let finding = match session {
            Some(session) if !self.has_failed => app_list_probe::probe_app_list(session).await,
            _ => Finding::Unproven,
        };
        self.add(CheckStep::Rest, finding);
    }
}

/// The step that a failed sign-in speaks of.
const fn step_for_code(code: Code) -> Option<CheckStep> {
    match code {
        Code::TokenAppId => Some(CheckStep::App),
        Code::AuthRedirect => Some(CheckStep::Redirect),
        Code::TokenClient | Code::AuthSecret => Some(CheckStep::Client),
        Code::AuthFlow => Some(CheckStep::Flow),
        Code::AuthScope => Some(CheckStep::Scope),
        Code::ApiDenied => Some(CheckStep::Rest),
        Code::AuthDenied => Some(CheckStep::Role),
        _ => None,
    }
}
