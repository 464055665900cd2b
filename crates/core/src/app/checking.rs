//! "Check this tenant": the administrator's setup, seen from here.

use std::sync::Arc;

use super::{App, Stage};
use crate::check;
use crate::view::{CheckView, CheckedStep};

impl App {
    /// Walks the setup steps of the tenant on screen and publishes each verdict as it comes. What the
    /// last sign-in or the session proves is taken into account.
    pub async fn check_tenant(self: &Arc<Self>) {
        let (number, registration, session, problem) = {
            let mut state = self.state();
            let Some(registration) = state.registration.clone().filter(|_| !state.check.running) else { return };
            state.checks += 1;
            state.check = CheckView {
                tenant: Some(registration.view()),
                running: true,
                steps: Vec::new(),
                expects: check::expectation(&registration),
            };
            let problem = match &state.stage {
                Stage::SignedOut { problem } => problem.clone(),
                _ => None,
            };
            (state.checks, registration, state.session(), problem)
        };
        self.publish_check();
        let secret = self.client_secret(&registration).await.unwrap_or_default();
        let known = check::SignedIn { session: session.as_deref(), problem: problem.as_ref() };
        let tell = |step: CheckedStep| self.checked(number, |check| check.steps.push(step));
        check::check(&registration, secret.as_ref(), known, tell).await;
        self.checked(number, |check| check.running = false);
    }

    /// Changes what is shown of a check, unless it is of another tenant by now.
    fn checked(&self, number: u64, change: impl FnOnce(&mut CheckView)) {
        {
            let mut state = self.state();
            if state.checks != number || state.check.tenant.is_none() {
                return;
            }
            change(&mut state.check);
        }
        self.publish_check();
    }
}
