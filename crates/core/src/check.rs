//! "Check this tenant": walks the administrator's setup steps from outside and names the first that
//! fails.
//!
//! It asks what a sign-in would ask, without cookies and with a made-up code, so nothing changes at
//! the tenant. Words on error pages differ between tenants: what is decided is decided by structure,
//! by asking for something that cannot be right as well and seeing whether the tenant tells the two
//! apart. What only a sign-in can prove is said to be unproven.

use secrecy::SecretString;

use crate::problem::{Code, Problem};
use crate::registration::Registration;
use crate::session::Session;
use crate::view::{CheckExpectation, CheckStep, CheckView, CheckedStep, SignInWay, Verdict};

pub mod command;
mod judge;
mod list_call;
mod preflight;
mod probe;
pub mod report;

pub use preflight::preflight;

use judge::Finding;
use probe::{Asker, Authorize, Home};

/// What is known from signing in, if anybody has.
#[derive(Clone, Copy, Default)]
pub struct SignedIn<'a> {
    /// Proves what it was got by, and is tried on the list.
    pub session: Option<&'a Session>,
    /// How the last attempt ended. It may be older than the administrator's last change, so it only
    /// decides what the tenant itself leaves open.
    pub problem: Option<&'a Problem>,
}

/// Checks each step that applies, in order. `on_step` hears of each as soon as it is decided. The
/// secret goes to nobody but a server that has shown itself to be a tenant or an OAuth server.
pub async fn check(
    registration: &Registration,
    secret: Option<&SecretString>,
    signed_in: SignedIn<'_>,
    on_step: impl FnMut(CheckedStep) + Send,
) -> Vec<CheckedStep> {
    let mut tally = Tally { done: Vec::new(), failed: false, problem: signed_in.problem, on_step };
    let session = signed_in.session.filter(|session| is_for(session, registration));
    if registration.way == SignInWay::Portal {
        check_portal(registration, session, &mut tally).await;
    } else {
        check_oauth(registration, secret, session, &mut tally).await;
    }
    tally.done
}

/// A check under way or done, as the UI and the command line show it.
pub fn view(registration: &Registration, steps: Vec<CheckedStep>, running: bool) -> CheckView {
    CheckView { tenant: Some(registration.view()), running, steps, expects: expectation(registration) }
}

/// What the administrator has to have entered. Nothing, where the portal's own session is used.
pub fn expectation(registration: &Registration) -> CheckExpectation {
    if registration.way == SignInWay::Portal {
        return CheckExpectation::default();
    }
    CheckExpectation {
        app_id: registration.app_id.clone(),
        client_id: registration.client_id.clone(),
        redirect_uri: registration.redirect_uri.clone(),
        scope: registration.scope.clone(),
    }
}

/// Which steps apply to this way of signing in.
pub const fn steps(way: SignInWay, has_session: bool) -> &'static [CheckStep] {
    use CheckStep::{App, Client, Flow, Reachable, Redirect, Rest, Role, Scope, Tenant};
    match (way, has_session) {
        (SignInWay::Portal, false) => &[Reachable, Tenant],
        (SignInWay::Portal, true) => &[Reachable, Tenant, Rest],
        _ => &[Reachable, Tenant, App, Redirect, Client, Flow, Scope, Rest, Role],
    }
}

async fn check_portal<F: FnMut(CheckedStep)>(
    registration: &Registration,
    session: Option<&Session>,
    tally: &mut Tally<'_, F>,
) {
    let steps = steps(registration.way, session.is_some());
    let home = match Asker::new(registration) {
        Ok(asker) => asker.home().await,
        Err(problem) => Err(problem),
    };
    match home {
        Err(problem) => tally.fail(steps, CheckStep::Reachable, problem),
        Ok(home) => {
            tally.add(CheckStep::Reachable, Finding::Passed);
            tally.add(CheckStep::Tenant, judge::portal(registration, &home));
            if let Some(session) = session {
                let finding = if tally.failed { Finding::Unproven } else { list_call::ask(session).await };
                tally.add(CheckStep::Rest, finding);
            }
        }
    }
}

async fn check_oauth<F: FnMut(CheckedStep)>(
    registration: &Registration,
    secret: Option<&SecretString>,
    session: Option<&Session>,
    tally: &mut Tally<'_, F>,
) {
    let steps = steps(registration.way, session.is_some());
    let evidence = match gather(registration, secret).await {
        Ok(evidence) => evidence,
        Err(problem) => return tally.fail(steps, CheckStep::Reachable, problem),
    };
    tally.add(CheckStep::Reachable, Finding::Passed);
    for (step, finding) in judge::oauth(registration, &evidence) {
        // Somebody got in by exactly this registration.
        let finding = if session.is_some() { finding.or_passed() } else { finding };
        tally.add(step, finding);
    }
    let rest = match session {
        Some(session) if !tally.failed => list_call::ask(session).await,
        _ => Finding::Unproven,
    };
    tally.add(CheckStep::Rest, rest);
    let role = judge::role(registration, &evidence);
    tally.add(CheckStep::Role, if session.is_some() { role.or_passed() } else { role });
}

/// Asks no more than is needed: a stranger gets neither the secret nor a list of questions.
async fn gather(registration: &Registration, secret: Option<&SecretString>) -> Result<judge::Evidence, Problem> {
    let asker = Asker::new(registration)?;
    let authorize = asker.authorize(registration).await?;
    let home = if authorize.is_tenant && !matches!(authorize.what, Authorize::Missing) {
        Home { is_tenant: true, is_page: true, is_missing: false }
    } else {
        // The authorize endpoint answered, so this one not answering proves nothing.
        asker.home().await.unwrap_or_default()
    };
    let is_tenant = authorize.is_tenant || home.is_tenant;
    let mut token = asker.token(secret.filter(|_| is_tenant)).await?;
    let speaks_oauth = token.what.is_oauth();
    if secret.is_some() && !is_tenant && speaks_oauth {
        token = asker.token(secret).await?;
    }
    if let (Authorize::Fault(problem), false) = (&authorize.what, speaks_oauth) {
        return Err(problem.clone());
    }
    let controls =
        if is_tenant || speaks_oauth { asker.controls(&authorize.what).await? } else { probe::Controls::default() };
    Ok(judge::Evidence { authorize, token, home, controls })
}

/// Whether the session was got by just what this registration sends.
fn is_for(session: &Session, registration: &Registration) -> bool {
    fn sent(of: &Registration) -> [&str; 5] {
        [of.tenant.as_str(), &of.app_id, &of.client_id, &of.scope, &of.redirect_uri]
    }
    let own = session.registration();
    own.way == registration.way
        && (own.way == SignInWay::Portal || sent(own) == sent(registration))
        && own.tenant == registration.tenant
}

/// The steps so far. After the first that failed, the others are skipped.
struct Tally<'a, F> {
    done: Vec<CheckedStep>,
    failed: bool,
    problem: Option<&'a Problem>,
    on_step: F,
}

impl<F: FnMut(CheckedStep)> Tally<'_, F> {
    fn add(&mut self, step: CheckStep, finding: Finding) {
        let (verdict, problem) = match finding {
            _ if self.failed => (Verdict::Skipped, None),
            Finding::Passed => (Verdict::Passed, None),
            Finding::Failed(problem) => (Verdict::Failed, Some(problem)),
            Finding::Unproven => match self.problem.filter(|problem| step_of(problem.code) == Some(step)) {
                Some(problem) => (Verdict::Failed, Some(problem.clone())),
                None => (Verdict::Unproven, None),
            },
        };
        self.failed |= verdict == Verdict::Failed;
        let checked = CheckedStep { step, verdict, problem };
        self.done.push(checked.clone());
        (self.on_step)(checked);
    }

    /// `failing` is the first of `steps`, and ends the check.
    fn fail(&mut self, steps: &[CheckStep], failing: CheckStep, problem: Problem) {
        self.add(failing, Finding::Failed(problem));
        for step in steps.iter().filter(|step| **step != failing) {
            self.add(*step, Finding::Unproven);
        }
    }
}

/// The step that a failed sign-in speaks of.
const fn step_of(code: Code) -> Option<CheckStep> {
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
