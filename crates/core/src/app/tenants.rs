//! From what a person typed to the tenant on screen.

use std::sync::Arc;

use super::active::Active;
use super::publish::Part;
use super::session_state::SessionState;
use super::state::App;
use crate::tenant::discovery;
use crate::tenant::registration::ClientRegistration;
use crate::tenant::url::{TenantUrl, UserInput, parse_user_input};
use crate::view::ConfirmReason;

impl App {
    /// Takes what a person typed as the company's address, and goes on to the sign-in when it is
    /// plainly one.
    pub async fn enter_tenant(self: &Arc<Self>, address: &str) {
        let attempt = self.active.update(|active| {
            let is_asked = matches!(active.session_state(), SessionState::FirstRun { discovering: false, .. });
            is_asked.then(|| active.begin_attempt(SessionState::FirstRun { discovering: true, error: None }))
        });
        let Some(attempt) = attempt else { return };
        self.publish(&[Part::Session]);
        let result = match parse_user_input(address) {
            Ok(UserInput::Address { url, reasons }) => Ok((url, reasons)),
            Ok(UserInput::ShortName(name)) => {
                discovery::find_by_short_name(&name).await.map(|url| (url, vec![ConfirmReason::ShortName]))
            }
            Err(error) => Err(error),
        };
        let can_sign_in = self.active.update_while(&attempt, |active| {
            let session_state = match result {
                Ok((url, reasons)) => {
                    // What an administrator wrote into the file for this tenant holds.
                    let registration = self.settings.snapshot().find_registration(&url);
                    let registration = registration.unwrap_or_else(|| ClientRegistration::with_defaults(url));
                    SessionState::Confirm { registration: Box::new(registration), reasons }
                }
                Err(error) => SessionState::FirstRun { discovering: false, error: Some(error) },
            };
            let can_sign_in = matches!(&session_state, SessionState::Confirm { reasons, .. } if reasons.is_empty());
            active.set_signed_out(session_state);
            can_sign_in
        });
        match can_sign_in {
            Some(true) => self.confirm_tenant().await,
            Some(false) => self.publish(&[Part::Session]),
            None => {}
        }
    }

    /// Uses the address that was shown.
    pub async fn confirm_tenant(self: &Arc<Self>) {
        let is_confirmed = self.active.update(|active| {
            let SessionState::Confirm { registration, .. } = active.session_state() else { return false };
            let registration = registration.as_ref().clone();
            // A settings file that cannot be written costs one more question next time.
            self.settings.update(|settings| settings.put_tenant_first(&registration));
            self.activate_tenant(active, registration, false);
            true
        });
        if is_confirmed {
            self.publish_all();
            self.sign_in(None).await;
        }
    }

    /// Signs in to a demo tenant on this computer; nothing of it is kept.
    pub async fn try_demo(self: &Arc<Self>, tenant: TenantUrl) {
        let mut registration = ClientRegistration::with_defaults(tenant);
        registration.name = Some("Acme".to_owned());
        let is_started = self.active.update(|active| {
            let can_start =
                matches!(active.session_state(), SessionState::FirstRun { .. } | SessionState::SignedOut { .. });
            let can_start = can_start && !self.settings.snapshot().has_managed_tenants();
            if can_start {
                self.activate_tenant(active, registration, true);
            }
            can_start
        });
        if is_started {
            self.publish_all();
            self.sign_in(None).await;
        }
    }

    /// Makes a tenant the one on screen, with nobody signed in there yet.
    fn activate_tenant(&self, active: &mut Active, registration: ClientRegistration, is_demo: bool) {
        self.setup_check.clear();
        active.set_tenant(Some(registration), None);
        active.is_demo = is_demo;
        self.clear_list(active, None);
    }
}
