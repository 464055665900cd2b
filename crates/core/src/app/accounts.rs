//! Several people and several companies: from one account to another, and a place for the next.

use std::sync::Arc;

use super::active::Active;
use super::session_state::SessionState;
use super::state::App;
use crate::session::Session;
use crate::tenant::registration::ClientRegistration;

impl App {
    /// Shows another account: at once where its session is in memory, else as far as the keyring and
    /// then a sign-in carry it. Of several such wishes the last one counts.
    pub async fn switch_account(self: &Arc<Self>, id: &str) {
        let target = self.active.update(|active| {
            let account = self.accounts.snapshot().find_by_id(id)?.clone();
            let registration = self.settings.snapshot().registration_for_account(&account)?;
            let is_active = active.account.as_ref() == Some(&account.id)
                && !matches!(active.session_state(), SessionState::FirstRun { .. });
            (!is_active).then(|| (account, registration, active.replace_attempt()))
        });
        let Some((account, registration, attempt)) = target else { return };
        let stored = self.load_stored_account(Some(&account)).await;
        let session = self.active.update_while(&attempt, |active| {
            // Nobody can come back to it.
            self.deactivate(active).into_iter().for_each(Session::spawn_revocation);
            let session = self.inactive_sessions.take(&account.id).filter(|session| !session.is_retired());
            self.setup_check.clear();
            active.set_tenant(Some(registration), Some(account.id.clone()));
            let session = session.map(|session| {
                let ends_at = session.ends_at();
                active.set_session(session, ends_at)
            });
            self.show_stored_list(active, &account, stored);
            self.accounts.update(|accounts| accounts.put_first(account));
            session
        });
        let Some(session) = session else { return };
        self.deps.platform.close_sign_in_window();
        self.publish_all();
        self.spawn_index_build();
        match session {
            Some(session) => {
                self.spawn_session_tasks(&session);
                self.refresh().await;
            }
            None => self.restore().await,
        }
    }

    /// Asks for another company or, where policy fixes that, for another person. Who was signed in
    /// stays so.
    pub async fn add_account(self: &Arc<Self>) {
        let sign_in_now = self.active.update(|active| {
            self.deactivate(active).into_iter().for_each(Session::spawn_revocation);
            let managed_tenant = self.next_managed_tenant();
            let sign_in_now = managed_tenant.is_some();
            if sign_in_now {
                self.setup_check.clear();
            }
            active.set_tenant(managed_tenant, None);
            self.clear_list(active, None);
            sign_in_now
        });
        self.deps.platform.close_sign_in_window();
        self.publish_all();
        if sign_in_now {
            self.sign_in(None).await;
        }
    }

    /// Back to the account that was used last.
    pub async fn return_to_last_used_account(self: &Arc<Self>) {
        let settings = self.settings.snapshot();
        let accounts = self.accounts.snapshot();
        let last_used = accounts.iter().find(|account| settings.registration_for_account(account).is_some());
        if let Some(account) = last_used {
            self.switch_account(account.id.as_str()).await;
        }
    }

    /// Ends the activation, and puts its session aside, to be picked up without asking anybody. A session of which nobody
    /// knows whose it is, or that shall not be kept, is returned.
    pub(super) fn deactivate(&self, active: &mut Active) -> Option<Arc<Session>> {
        let session = active.end_activation()?;
        match active.persistent_account() {
            Some(account) => {
                self.inactive_sessions.insert(account.clone(), session);
                None
            }
            None => Some(session),
        }
    }

    /// Of the tenants that policy names, the first without an account here, or else the first.
    fn next_managed_tenant(&self) -> Option<ClientRegistration> {
        let (tenants, accounts) = (self.settings.snapshot().managed_tenants(), self.accounts.snapshot());
        let unused = tenants.iter().find(|tenant| !accounts.iter().any(|account| account.tenant == tenant.tenant));
        unused.or(tenants.first()).cloned()
    }
}
