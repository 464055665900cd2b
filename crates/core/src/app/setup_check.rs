//! "Check this tenant": the administrator's setup, seen from here.

use std::sync::Arc;

use super::state::{App, SessionState};
use crate::setup_check;
use crate::view::{CheckStepResult, SetupCheckView};

impl App {
    /// Walks the setup steps of the tenant on screen and publishes each verdict as it comes. What the
    /// last sign-in or the session proves is taken into account.
    pub async fn check_tenant(self: &Arc<Self>) {
        let (epoch, registration, session, error) = {
            let mut state = self.state();
            let Some(registration) = state.registration.clone().filter(|_| !state.setup_check.running) else { return };
            state.check_epoch += 1;
            state.setup_check = SetupCheckView {
                tenant: Some(registration.to_view()),
                running: true,
                steps: Vec::new(),
                expected: setup_check::expected_settings(&registration),
            };
            let error = match &state.session_state {
                SessionState::SignedOut { error } => error.clone(),
                _ => None,
            };
            (state.check_epoch, registration, state.session(), error)
        };
        self.publish_check();
        let secret = self.client_secret(&registration).await.unwrap_or_default();
        let evidence = setup_check::SignInOutcome { session: session.as_deref(), error: error.as_ref() };
        let on_step = |step: CheckStepResult| self.update_check(epoch, |check| check.steps.push(step));
        setup_check::check_tenant(&registration, secret.as_ref(), evidence, on_step).await;
        self.update_check(epoch, |check| check.running = false);
    }

    /// Changes what is shown of a check, unless it is of another tenant by now.
    fn update_check(&self, epoch: u64, change: impl FnOnce(&mut SetupCheckView)) {
        {
            let mut state = self.state();
            if state.check_epoch != epoch || state.setup_check.tenant.is_none() {
                return;
            }
            change(&mut state.setup_check);
        }
        self.publish_check();
    }
}
