//! Signing out, and forgetting: at once and also offline; the tenant is told as far as it can be
//! reached.
//!
//! In this order: nothing of it is used any more, this computer forgets it in one go, the keyring is
//! emptied, and only then the tenant is asked for anything.

use std::sync::Arc;

use super::background::{client_secret_entry, client_secret_id};
use super::state::{App, SessionState, SignInAttempt, State};
use crate::accounts::account::{Account, AccountId, Persistence};
use crate::apps::preferences::Preferences;
use crate::error::{Code, Error, Result};
use crate::session::{Session, TokenClient};
use crate::tenant::registration::ClientRegistration;

impl App {
    /// Signs out of the account on screen or of all of them. Their lists leave this computer; the
    /// accounts stay in the menu, to sign in again.
    pub async fn sign_out(self: &Arc<Self>, all_accounts: bool) {
        let accounts = {
            let mut state = self.state();
            let inactive = if all_accounts { state.inactive_accounts() } else { Vec::new() };
            let mut accounts = vec![self.sign_out_active(&mut state)];
            accounts.extend(inactive.into_iter().map(|id| self.sign_out_account(&mut state, &id)));
            accounts
        };
        self.deps.platform.close_sign_in_window();
        self.finish_local_sign_out(&accounts);
        self.save_preferences_async().await;
        self.notify_tenants(accounts).await;
    }

    /// Signs out of an account and forgets that it ever was.
    pub async fn forget_account(self: &Arc<Self>, id: &str) {
        let (signed_out, is_active) = {
            let mut state = self.state();
            let Some(account) = state.accounts.find_by_id(id).cloned() else { return };
            let is_active = state.active_account.as_ref() == Some(&account.id);
            let mut signed_out = if is_active {
                self.sign_out_active(&mut state)
            } else {
                self.sign_out_account(&mut state, &account.id)
            };
            let _ = state.accounts.forget(&account.id);
            state.pending_writes.remove(&account.id);
            if state.list.preferences.account() == Some(&account.id) {
                state.list.preferences = Preferences::default();
            }
            Preferences::wipe(&self.deps.dirs, &account.id);
            if !state.accounts.iter().any(|other| other.tenant == account.tenant) {
                if let Some(registration) = self.settings.snapshot().registration_for_account(&account) {
                    let id = client_secret_id(&registration);
                    state.client_secrets.remove(&id);
                    signed_out.unused_client_secret = registration.is_confidential.then_some(id);
                }
                self.settings.update(|settings| settings.remove_tenant(&account.tenant));
            }
            if is_active {
                state.active_account = None;
                state.registration = self.settings.snapshot().registration().map(|(registration, _)| registration);
                if state.registration.is_none() {
                    state.session_state = SessionState::FirstRun { discovering: false, error: None };
                }
            }
            (signed_out, is_active)
        };
        if is_active {
            self.deps.platform.close_sign_in_window();
        }
        self.finish_local_sign_out(std::slice::from_ref(&signed_out));
        let notification = self.notify_tenants(vec![signed_out]);
        if is_active {
            tokio::join!(notification, self.return_to_last_used_account());
        } else {
            notification.await;
        }
    }

    /// The local part for the account on screen, in one go: nobody sees a state in between.
    fn sign_out_active(&self, state: &mut State) -> SignedOutAccount {
        let account = state.active_account.clone().filter(|_| !state.is_demo);
        let unnamed_session = state.deactivate();
        let signed_out = match account {
            Some(account) => self.sign_out_account(state, &account),
            None => {
                unnamed_session.iter().for_each(|session| session.discard());
                SignedOutAccount {
                    account: None,
                    registration: None,
                    session: unnamed_session,
                    unused_client_secret: None,
                }
            }
        };
        state.session_state = match state.registration {
            Some(_) => SessionState::SignedOut { error: None },
            None => SessionState::FirstRun { discovering: false, error: None },
        };
        self.clear_list(state);
        signed_out
    }

    /// The local part for one account: from here on no start of Portico picks it up again.
    fn sign_out_account(&self, state: &mut State, id: &AccountId) -> SignedOutAccount {
        let session = state.inactive_sessions.remove(id);
        if let Some(session) = &session {
            session.discard();
        }
        let account = state.accounts.get(id).cloned();
        if account.as_ref().is_some_and(|account| account.persistence != Persistence::None) {
            let _ = state.accounts.set_persistence(id, Persistence::PendingRemoval);
        }
        state.wipe_cache(&self.deps.dirs, id);
        let registration =
            account.as_ref().and_then(|account| self.settings.snapshot().registration_for_account(account));
        SignedOutAccount { account, registration, session, unused_client_secret: None }
    }

    fn finish_local_sign_out(&self, accounts: &[SignedOutAccount]) {
        for signed_out in accounts {
            self.deps.platform.close_app_windows(signed_out.account.as_ref().map(|account| &account.id));
        }
        self.publish_all();
    }

    /// Empties the keyring, then tells the tenants. What could not be told is said, unless the person
    /// has gone on meanwhile.
    async fn notify_tenants(self: &Arc<Self>, accounts: Vec<SignedOutAccount>) {
        let attempt_epoch = self.state().attempt_epoch;
        let mut sessions = Vec::new();
        for account in &accounts {
            sessions.push(self.take_credential(account).await);
        }
        let mut tasks = tokio::task::JoinSet::new();
        for session in sessions {
            tasks.spawn(async move {
                match session {
                    Ok(Some(session)) => session.sign_out().await,
                    Ok(None) => Ok(()),
                    Err(error) => Err(error),
                }
            });
        }
        let mut failure = None;
        while let Some(result) = tasks.join_next().await {
            failure = result.unwrap_or(Ok(())).err().or(failure);
        }
        let Some(error) = failure else { return };
        {
            let mut state = self.state();
            if state.attempt_epoch != attempt_epoch {
                return;
            }
            let SessionState::SignedOut { error: current @ None } = &mut state.session_state else { return };
            *current = Some(error);
        }
        self.publish_session();
    }

    /// Takes an account out of the keyring. What has to be told to its tenant comes back.
    ///
    /// # Errors
    /// `E-SESSION-LEFT` where the keyring did not say what it held.
    async fn take_credential(&self, signed_out: &SignedOutAccount) -> Result<Option<Arc<Session>>> {
        let session = match (&signed_out.session, &signed_out.account) {
            (Some(session), _) => Ok(Some(session.clone())),
            // In the keyring only, as after a start: it has to be read to be revoked.
            (None, Some(account)) if account.persistence != Persistence::None => {
                self.load_for_revocation(account, signed_out.registration.clone()).await
            }
            _ => Ok(None),
        };
        if let Some(account) = &signed_out.account {
            self.clear_credential(&account.id).await;
        }
        if let Some(secret_id) = &signed_out.unused_client_secret {
            let _ = self.deps.keyring.delete(&client_secret_entry(secret_id)).await;
        }
        session
    }

    async fn load_for_revocation(
        &self,
        account: &Account,
        registration: Option<ClientRegistration>,
    ) -> Result<Option<Arc<Session>>> {
        let not_revoked = || Error::new(Code::SessionNotRevoked).with_host(account.tenant.host());
        if self.keyring_status.is_unavailable() {
            return Err(not_revoked());
        }
        let Some(credential) = self.credential_store(&account.id).read().await else {
            return if self.keyring_status.is_unavailable() { Err(not_revoked()) } else { Ok(None) };
        };
        if !self.state().accounts.pending_removals().any(|other| other.id == account.id) {
            // Signed in again meanwhile: this may be the new one.
            return Ok(None);
        }
        let registration = registration.ok_or_else(not_revoked)?;
        let secret = self.client_secret(&registration).await.map_err(|_| not_revoked())?;
        let session =
            Session::from_credential(TokenClient::new(registration, secret)?, self.deps.clock.clone(), credential);
        session.discard();
        Ok(Some(Arc::new(session)))
    }

    /// Goes on with the sign-outs that the keyring did not hear of when Portico last ended.
    pub(super) fn spawn_pending_removals(self: &Arc<Self>) {
        let accounts: Vec<_> = {
            let settings = self.settings.snapshot();
            let state = self.state();
            let signed_out = |account: &Account| {
                let registration = settings.registration_for_account(account);
                SignedOutAccount {
                    account: Some(account.clone()),
                    registration,
                    session: None,
                    unused_client_secret: None,
                }
            };
            state.accounts.pending_removals().map(signed_out).collect()
        };
        let app = self.clone();
        tokio::spawn(async move {
            for account in accounts {
                if let Ok(Some(session)) = app.take_credential(&account).await {
                    let _ = session.sign_out().await;
                }
            }
        });
    }

    /// Takes an account's credential out of the keyring, and notes when that is done.
    pub(super) async fn clear_credential(&self, id: &AccountId) {
        let is_pending_removal = |state: &State| state.accounts.pending_removals().any(|account| account.id == *id);
        if !is_pending_removal(&self.state()) || self.credential_store(id).delete().await.is_err() {
            return;
        }
        let new_session = {
            let mut state = self.state();
            if is_pending_removal(&state) {
                let _ = state.accounts.confirm_removal(id);
                return;
            }
            state.session_of(id)
        };
        if let Some(session) = new_session {
            session.retry_persist().await;
        }
    }

    /// The session ended by itself: the list stays, and the person is asked to sign in.
    pub(super) fn handle_session_end(self: &Arc<Self>, session: &Arc<Session>, error: Error) {
        {
            let mut state = self.state();
            if !state.is_current_session(session) {
                return;
            }
            state.list.freshness.refreshing = false;
            // It was the tenant that said so.
            state.list.freshness.problem.take_if(|error| error.is_network());
            match &mut state.session_state {
                // Its successor is on its way already.
                SessionState::SigningIn(sign_in) => sign_in.replacing = None,
                _ => state.session_state = SessionState::SignedOut { error: Some(error) },
            }
            if let Some(account) = state.active_account.clone() {
                let _ = state.accounts.set_persistence(&account, Persistence::None);
            }
        }
        self.publish_accounts();
        self.publish_freshness();
        self.publish_session();
        // An app that was clicked waits for the next sign-in, or for nothing.
        self.spawn_open_pending();
    }
}

/// An account that was left, for a last word to its tenant.
struct SignedOutAccount {
    /// None in a demo, and where the tenant has not said who it was.
    account: Option<Account>,
    /// How the account signed in; the settings may not know it any more.
    registration: Option<ClientRegistration>,
    session: Option<Arc<Session>>,
    /// The client secret that nobody uses any more.
    unused_client_secret: Option<AccountId>,
}

impl State {
    fn inactive_accounts(&self) -> Vec<AccountId> {
        self.accounts
            .iter()
            .map(|account| account.id.clone())
            .filter(|id| self.active_account.as_ref() != Some(id))
            .collect()
    }

    fn session_of(&self, id: &AccountId) -> Option<Arc<Session>> {
        let active_session = || self.session().filter(|_| self.active_account.as_ref() == Some(id));
        self.inactive_sessions.get(id).cloned().or_else(active_session)
    }
}

impl SignInAttempt {
    /// The session that goes on meanwhile.
    pub(super) fn replaced_session(&self) -> Option<Arc<Session>> {
        self.replacing.as_ref().map(|(session, _)| session.clone())
    }
}
