//! "Check this tenant": the administrator's setup, seen from here.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::publish::Part;
use super::session_state::SessionState;
use super::state::App;
use crate::setup_check;
use crate::view::{CheckStepResult, SetupCheckView};

impl App {
    /// Walks the setup steps of the tenant on screen and publishes each verdict as it comes. What the
    /// last sign-in or the session proves is taken into account.
    pub async fn check_tenant(self: &Arc<Self>) {
        let active = self.active.snapshot();
        let Some(registration) = &active.registration else { return };
        let view = SetupCheckView { running: true, ..setup_check::new_view(registration) };
        let Some(check) = self.setup_check.begin(view) else { return };
        self.publish(&[Part::SetupCheck]);
        let secret = self.client_secrets.get(registration).await.unwrap_or_default();
        let error = match active.session_state() {
            SessionState::SignedOut { error } => error.as_ref(),
            _ => None,
        };
        let session = active.session().map(|active| &active.session);
        let evidence = setup_check::SignInOutcome { session, error };
        let on_step = |step: CheckStepResult| self.update_check(&check, |view| view.steps.push(step));
        let steps = Box::pin(setup_check::check_tenant(registration, secret.as_ref(), evidence, on_step));
        if check.run_until_cancelled(steps).await.is_some() {
            self.update_check(&check, |view| view.running = false);
        }
    }

    fn update_check(&self, check: &CancellationToken, change: impl FnOnce(&mut SetupCheckView)) {
        if self.setup_check.update(check, change) {
            self.publish(&[Part::SetupCheck]);
        }
    }
}
