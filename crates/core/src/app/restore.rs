//! Picking up a session that was kept, without a window: the list is on screen from the local copy
//! already, and the session comes behind it.

use std::sync::Arc;
use std::time::Duration;

use super::state::{App, SessionState};
use crate::accounts::account::{Account, Persistence};
use crate::error::{Code, Error, Result};
use crate::session::credential::Credential;
use crate::session::{Session, TokenClient};
use crate::tenant::registration::ClientRegistration;

/// A keyring that takes longer waits for a person to unlock it. They may sign in instead.
const KEYRING_TIMEOUT: Duration = Duration::from_secs(3);

/// A session that is being picked up.
pub(super) struct RestoreAttempt {
    account: Account,
    registration: ClientRegistration,
    attempt: u64,
}

impl App {
    /// Goes on with the session of the account on screen, if one was kept. A keyring that waits for
    /// its password is waited for in the background.
    pub(super) async fn restore(self: &Arc<Self>) {
        if let Some(attempt) = self.begin_restore() {
            self.resume(attempt).await;
        }
    }

    /// Says that a session is being picked up, if the account on screen has one that was kept.
    pub(super) fn begin_restore(&self) -> Option<RestoreAttempt> {
        let attempt = {
            let mut state = self.state();
            let is_idle = matches!(state.session_state, SessionState::SignedOut { .. } | SessionState::Locked);
            let account =
                state.account().filter(|account| is_idle && account.persistence == Persistence::Session).cloned();
            match account.zip(state.registration.clone()) {
                Some((account, registration)) => {
                    let attempt = state.begin_attempt();
                    state.session_state = SessionState::Restoring { attempt };
                    Some(RestoreAttempt { account, registration, attempt })
                }
                None if matches!(state.session_state, SessionState::Locked) => {
                    state.session_state = SessionState::SignedOut { error: None };
                    None
                }
                None => return None,
            }
        };
        self.publish_session();
        attempt
    }

    pub(super) async fn resume(self: &Arc<Self>, restore_attempt: RestoreAttempt) {
        let RestoreAttempt { account, registration, attempt } = restore_attempt;
        let read = self.read_stored_credential(&account, &registration);
        tokio::pin!(read);
        let stored = match tokio::time::timeout(KEYRING_TIMEOUT, &mut read).await {
            Ok(stored) => stored,
            Err(_) => {
                self.keyring_status.set(Some(Code::KeyringLocked.into()));
                self.fail_restore(attempt, None);
                let stored = read.await;
                let mut state = self.state();
                if stored.is_err() && (state.is_probing_keyring || state.attempt_epoch != attempt) {
                    // Given up for a new question, whose answer counts.
                    return;
                }
                // Answered after all: good news also for those who have signed in meanwhile.
                self.keyring_status.set(stored.as_ref().err().cloned());
                if stored.is_ok() {
                    let app = self.clone();
                    tokio::spawn(async move { app.persist_all_sessions().await });
                }
                if state.attempt_epoch != attempt || !matches!(state.session_state, SessionState::SignedOut { .. }) {
                    return;
                }
                state.session_state = SessionState::Restoring { attempt };
                stored
            }
        };
        match stored {
            Ok(Some(credential)) => {
                self.activate_restored_session(attempt, &account, registration.clone(), credential).await
            }
            Ok(None) => {
                // Gone, not whole, or of a client that is set up anew: signed out, and no word about it.
                self.mark_pending_removal(attempt, &account);
                self.publish_accounts();
                self.fail_restore(attempt, None);
                self.clear_credential(&account.id).await;
            }
            Err(error) => {
                self.keyring_status.set(Some(error));
                self.fail_restore(attempt, None);
            }
        }
    }

    /// Takes the lock off: the keyring is asked again, and after it the person.
    pub async fn unlock(self: &Arc<Self>) {
        if !matches!(self.state().session_state, SessionState::Locked) {
            return;
        }
        self.show_cached_list();
        self.record_activity();
        self.restore().await;
        self.publish_all();
    }

    async fn read_stored_credential(
        &self,
        account: &Account,
        registration: &ClientRegistration,
    ) -> Result<Option<Credential>> {
        // Set up anew meanwhile: what was granted to another client is of no use.
        if account.id != crate::accounts::account::AccountId::derive(registration, &account.identity.user) {
            return Ok(None);
        }
        self.credential_store(&account.id).read_without_deadline().await
    }

    async fn activate_restored_session(
        self: &Arc<Self>,
        attempt: u64,
        account: &Account,
        registration: ClientRegistration,
        credential: Credential,
    ) {
        let secret = self.client_secret(&registration).await;
        let endpoint = match secret.and_then(|secret| TokenClient::new(registration, secret)) {
            Ok(endpoint) => endpoint,
            Err(error) => return self.fail_restore(attempt, Some(error)),
        };
        let session = Arc::new(Session::from_credential(endpoint, self.deps.clock.clone(), credential));
        session.restored_from(self.credential_store(&account.id)).await;
        let ends_at = session.ends_at().await;
        {
            let mut state = self.state();
            if !matches!(state.session_state, SessionState::Restoring { attempt: current } if current == attempt) {
                return;
            }
            state.session_state = SessionState::SignedIn { session: session.clone(), ends_at };
        }
        tracing::debug!("picked up the session that was kept");
        self.spawn_session_tasks(&session);
        self.publish_accounts();
        self.publish_session();
        self.refresh_list().await;
        self.open_pending().await;
        self.fetch_folders(&session).await;
    }

    fn mark_pending_removal(&self, attempt: u64, account: &Account) {
        let mut state = self.state();
        if matches!(state.session_state, SessionState::Restoring { attempt: current } if current == attempt) {
            let _ = state.accounts.set_persistence(&account.id, Persistence::PendingRemoval);
        }
    }

    /// Nothing was picked up. Whoever clicked an app meanwhile is asked to sign in.
    fn fail_restore(self: &Arc<Self>, attempt: u64, error: Option<Error>) {
        {
            let mut state = self.state();
            if !matches!(state.session_state, SessionState::Restoring { attempt: current } if current == attempt) {
                return;
            }
            state.session_state = SessionState::SignedOut { error };
        }
        self.publish_session();
        self.spawn_open_pending();
    }
}
