//! "Check this tenant": the administrator's setup, seen from here.

use std::sync::Arc;

use super::{App, Stage};
use crate::check;
use crate::view::{CheckView, CheckedStep};

impl App {
    /// Walks the setup steps of the tenant on screen and publishes each verdict as it comes. What the
    /// last sign-in or the session proves is taken into account.
    pub async fn check_tenant(self: &Arc<Self>) {
        let (registration, session, problem) = {
            let mut state = self.state();
            let Some(registration) = state.registration.clone().filter(|_| !state.check.running) else { return };
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
            (registration, state.session(), problem)
        };
        self.publish_check();
        let secret = self.client_secret(&registration).await.unwrap_or_default();
        let known = check::SignedIn { session: session.as_deref(), problem: problem.as_ref() };
        let tell = |step: CheckedStep| {
            self.state().check.steps.push(step);
            self.publish_check();
        };
        check::check(&registration, secret.as_ref(), known, tell).await;
        self.state().check.running = false;
        self.publish_check();
    }
}
