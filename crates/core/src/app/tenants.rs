//! From what a person typed to the tenant on screen.

use std::sync::Arc;

use super::{App, Stage};
use crate::discovery;
use crate::registration::Registration;
use crate::tenant::{TenantUrl, Typed, understand};
use crate::view::{CheckView, ConfirmReason};

impl App {
    /// Takes what a person typed as the company's address, and goes on to the sign-in when it is
    /// plainly one.
    pub async fn enter_tenant(self: &Arc<Self>, address: &str) {
        let attempt = {
            let mut state = self.state();
            if !matches!(state.stage, Stage::FirstRun { looking: false, .. }) {
                return;
            }
            state.stage = Stage::FirstRun { looking: true, problem: None };
            state.next_attempt()
        };
        self.publish_session();
        let found = match understand(address) {
            Ok(Typed::Address { url, reasons }) => Ok((url, reasons)),
            Ok(Typed::ShortName(name)) => discovery::find(&name).await.map(|url| (url, vec![ConfirmReason::ShortName])),
            Err(problem) => Err(problem),
        };
        let go_on = {
            let mut state = self.state();
            if state.attempts != attempt {
                return;
            }
            state.stage = match found {
                Ok((url, reasons)) => {
                    // What an administrator wrote into the file for this tenant holds.
                    let known = state.settings.known(&url).unwrap_or_else(|| Registration::of(url));
                    Stage::Confirm { registration: Box::new(known), reasons }
                }
                Err(problem) => Stage::FirstRun { looking: false, problem: Some(problem) },
            };
            matches!(&state.stage, Stage::Confirm { reasons, .. } if reasons.is_empty())
        };
        if go_on {
            self.confirm_tenant().await;
        } else {
            self.publish_session();
        }
    }

    /// Uses the address that was shown.
    pub async fn confirm_tenant(self: &Arc<Self>) {
        {
            let mut state = self.state();
            // Taken, so that a second press finds nothing to confirm.
            let asked = Stage::FirstRun { looking: true, problem: None };
            let registration = match std::mem::replace(&mut state.stage, asked) {
                Stage::Confirm { registration, .. } => *registration,
                other => {
                    state.stage = other;
                    return;
                }
            };
            // A settings file that cannot be written costs one more question next time.
            let _ = state.settings.add_tenant(&registration);
            state.turn_to(registration);
        }
        self.show_copy();
        self.publish_all();
        self.sign_in(None).await;
    }

    /// Signs in to a demo tenant on this computer; nothing of it is kept.
    pub async fn try_demo(self: &Arc<Self>, tenant: TenantUrl) {
        let mut registration = Registration::of(tenant);
        registration.name = Some("Acme".to_owned());
        {
            let mut state = self.state();
            let free = matches!(state.stage, Stage::FirstRun { .. } | Stage::SignedOut { .. });
            if !free || state.settings.fixes_tenants() {
                return;
            }
            state.turn_to(registration);
            state.fleeting = true;
        }
        self.show_copy();
        self.publish_all();
        self.sign_in(None).await;
    }
}

impl super::State {
    /// Makes a tenant the one on screen, with nobody signed in there yet.
    pub(super) fn turn_to(&mut self, registration: Registration) {
        self.next_attempt();
        self.check = CheckView::default();
        self.registration = Some(registration);
        self.seat = None;
        self.fleeting = false;
        self.stage = Stage::SignedOut { problem: None };
    }
}
