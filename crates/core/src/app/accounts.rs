//! Several people and several companies: from one account to another, and a place for the next.

use std::sync::Arc;

use super::activate::spawn_revocation;
use super::state::{App, SessionState, State};
use crate::session::Session;
use crate::settings::Settings;
use crate::tenant::registration::ClientRegistration;

impl App {
    /// Shows another account: at once where its session is in memory, else as far as the keyring and
    /// then a sign-in carry it.
    pub async fn switch_account(self: &Arc<Self>, id: &str) {
        let (active_session, attempt) = {
            let settings = self.settings.snapshot();
            let mut state = self.state();
            let found_account = state.accounts.find_by_id(id).cloned();
            let registration = found_account.as_ref().and_then(|account| settings.registration_for_account(account));
            let (Some(account), Some(registration)) = (found_account, registration) else { return };
            if state.active_account.as_ref() == Some(&account.id)
                && !matches!(state.session_state, SessionState::FirstRun { .. })
            {
                return;
            }
            // Nobody can come back to it.
            state.deactivate().into_iter().for_each(spawn_revocation);
            let session = state.inactive_sessions.remove(&account.id).filter(|session| !session.is_retired());
            state.activate_tenant(registration);
            state.active_account = Some(account.id.clone());
            if let Some(session) = &session {
                state.session_state = SessionState::SignedIn { session: session.clone(), ends_at: None };
            }
            // Which one comes first is for the next start; a full disk does not keep people apart.
            let _ = state.accounts.put_first(account);
            self.load_cached_list(&mut state);
            (session, state.attempt_epoch)
        };
        self.deps.platform.close_sign_in_window();
        self.publish_all();
        self.spawn_index_build();
        match active_session {
            Some(session) => {
                self.spawn_session_tasks(&session);
                self.update_expiry(attempt, &session).await;
                self.refresh().await;
            }
            None => self.restore().await,
        }
    }

    /// Asks for another company or, where policy fixes that, for another person. Who was signed in
    /// stays so.
    pub async fn add_account(self: &Arc<Self>) {
        let sign_in_now = {
            let mut state = self.state();
            let managed_tenant = state.next_managed_tenant(&self.settings.snapshot());
            let sign_in_now = managed_tenant.is_some();
            state.deactivate().into_iter().for_each(spawn_revocation);
            match managed_tenant {
                Some(registration) => state.activate_tenant(registration),
                None => {
                    state.is_demo = false;
                    state.active_account = None;
                    state.registration = None;
                    state.session_state = SessionState::FirstRun { discovering: false, error: None };
                }
            }
            self.clear_list(&mut state);
            sign_in_now
        };
        self.deps.platform.close_sign_in_window();
        self.publish_all();
        if sign_in_now {
            self.sign_in(None).await;
        }
    }

    /// Back to the account that was used last.
    pub async fn return_to_last_used_account(self: &Arc<Self>) {
        let last_used = {
            let settings = self.settings.snapshot();
            let state = self.state();
            state
                .accounts
                .iter()
                .find(|account| settings.registration_for_account(account).is_some())
                .map(|account| account.id.clone())
        };
        if let Some(id) = last_used {
            self.switch_account(id.as_str()).await;
        }
    }
}

impl State {
    /// Puts the session on screen aside, to be picked up without asking anybody. One of which nobody
    /// knows whose it is, or that shall not be kept, is handed out.
    pub(super) fn deactivate(&mut self) -> Option<Arc<Session>> {
        self.launch_queue.cancel();
        self.begin_attempt();
        if let SessionState::SigningIn(sign_in) = &mut self.session_state
            && let Some(cancel) = sign_in.cancel.take()
        {
            // Err: it has just ended by itself.
            let _ = cancel.send(());
        }
        let session = self.session()?;
        match self.active_account.clone().filter(|_| !self.is_demo) {
            Some(account) => {
                self.inactive_sessions.insert(account, session);
                None
            }
            None => Some(session),
        }
    }

    /// Of the tenants that policy names, the first without an account here, or else the first.
    fn next_managed_tenant(&self, settings: &Settings) -> Option<ClientRegistration> {
        let tenants = settings.managed_tenants();
        let unused = tenants.iter().find(|tenant| !self.accounts.iter().any(|account| account.tenant == tenant.tenant));
        unused.or(tenants.first()).cloned()
    }
}
