//! From what a person typed to the tenant on screen.

use std::sync::Arc;

use super::state::{App, SessionState, State};
use crate::tenant::discovery;
use crate::tenant::registration::ClientRegistration;
use crate::tenant::url::{TenantUrl, UserInput, parse_user_input};
use crate::view::{ConfirmReason, SetupCheckView};

impl App {
    /// Takes what a person typed as the company's address, and goes on to the sign-in when it is
    /// plainly one.
    pub async fn enter_tenant(self: &Arc<Self>, address: &str) {
        let attempt = {
            let mut state = self.state();
            if !matches!(state.session_state, SessionState::FirstRun { discovering: false, .. }) {
                return;
            }
            state.session_state = SessionState::FirstRun { discovering: true, error: None };
            state.begin_attempt()
        };
        self.publish_session();
        let result = match parse_user_input(address) {
            Ok(UserInput::Address { url, reasons }) => Ok((url, reasons)),
            Ok(UserInput::ShortName(name)) => {
                discovery::find_by_short_name(&name).await.map(|url| (url, vec![ConfirmReason::ShortName]))
            }
            Err(error) => Err(error),
        };
        let can_sign_in = {
            let mut state = self.state();
            if state.attempt_epoch != attempt {
                return;
            }
            state.session_state = match result {
                Ok((url, reasons)) => {
                    // What an administrator wrote into the file for this tenant holds.
                    let registration = self
                        .settings
                        .snapshot()
                        .find_registration(&url)
                        .unwrap_or_else(|| ClientRegistration::with_defaults(url));
                    SessionState::Confirm { registration: Box::new(registration), reasons }
                }
                Err(error) => SessionState::FirstRun { discovering: false, error: Some(error) },
            };
            matches!(&state.session_state, SessionState::Confirm { reasons, .. } if reasons.is_empty())
        };
        if can_sign_in {
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
            let discovering = SessionState::FirstRun { discovering: true, error: None };
            let registration = match std::mem::replace(&mut state.session_state, discovering) {
                SessionState::Confirm { registration, .. } => *registration,
                other => {
                    state.session_state = other;
                    return;
                }
            };
            // A settings file that cannot be written costs one more question next time.
            self.settings.update(|settings| settings.put_tenant_first(&registration));
            state.activate_tenant(registration);
        }
        self.show_cached_list();
        self.publish_all();
        self.sign_in(None).await;
    }

    /// Signs in to a demo tenant on this computer; nothing of it is kept.
    pub async fn try_demo(self: &Arc<Self>, tenant: TenantUrl) {
        let mut registration = ClientRegistration::with_defaults(tenant);
        registration.name = Some("Acme".to_owned());
        {
            let mut state = self.state();
            let can_start =
                matches!(state.session_state, SessionState::FirstRun { .. } | SessionState::SignedOut { .. });
            if !can_start || self.settings.snapshot().has_managed_tenants() {
                return;
            }
            state.activate_tenant(registration);
            state.is_demo = true;
        }
        self.show_cached_list();
        self.publish_all();
        self.sign_in(None).await;
    }
}

impl State {
    /// Makes a tenant the one on screen, with nobody signed in there yet.
    pub(super) fn activate_tenant(&mut self, registration: ClientRegistration) {
        self.begin_attempt();
        self.setup_check = SetupCheckView::default();
        self.registration = Some(registration);
        self.active_account = None;
        self.is_demo = false;
        self.session_state = SessionState::SignedOut { error: None };
    }
}
