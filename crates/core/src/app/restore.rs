//! Picking up a session that was kept, without a window: the list is on screen from the local copy
//! already, and the session comes behind it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::publish::Part;
use super::session_state::SessionState;
use super::state::App;
use crate::accounts::account::{Account, Persistence};
use crate::error::{Code, Error, Result};
use crate::session::credential::Credential;
use crate::session::{Session, TokenClient};
use crate::task;
use crate::tenant::registration::ClientRegistration;

/// A keyring that takes longer waits for a person to unlock it. They may sign in instead.
const KEYRING_TIMEOUT: Duration = Duration::from_secs(3);

/// A session that is being picked up.
pub(super) struct RestoreAttempt {
    account: Account,
    registration: ClientRegistration,
    attempt: CancellationToken,
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
        let begun = self.active.update(|active| {
            let is_locked = matches!(active.session_state(), SessionState::Locked);
            let is_idle = is_locked || matches!(active.session_state(), SessionState::SignedOut { .. });
            let account = self.account(active).filter(|account| account.persistence == Persistence::Session);
            match account.filter(|_| is_idle).zip(active.registration.clone()) {
                Some((account, registration)) => {
                    let attempt = active.begin_attempt(SessionState::Restoring);
                    Some(Some(RestoreAttempt { account, registration, attempt }))
                }
                None => is_locked.then(|| {
                    active.set_signed_out(SessionState::SignedOut { error: None });
                    None
                }),
            }
        });
        let attempt = begun?;
        self.publish(&[Part::Session]);
        attempt
    }

    pub(super) async fn resume(self: &Arc<Self>, restore_attempt: RestoreAttempt) {
        let attempt = restore_attempt.attempt.clone();
        if let Err(error) = task::catch_panic(self.try_resume(restore_attempt)).await {
            self.fail_restore(&attempt, Some(error));
            self.show_panic();
        }
    }

    async fn try_resume(self: &Arc<Self>, restore_attempt: RestoreAttempt) {
        let RestoreAttempt { account, registration, attempt } = restore_attempt;
        let (app, read_for) = (self.clone(), (account.clone(), registration.clone()));
        let mut read = Box::pin(async move { app.read_stored_credential(&read_for.0, &read_for.1).await });
        let restore_attempt = RestoreAttempt { account, registration, attempt };
        if let Ok(stored) = tokio::time::timeout(KEYRING_TIMEOUT, &mut read).await {
            return self.finish_resume(restore_attempt, stored).await;
        }
        self.keyring_status.set(Some(Code::KeyringLocked.into()));
        self.fail_restore(&restore_attempt.attempt, None);
        // The start does not wait for somebody who may never answer the keyring's prompt.
        let app = self.clone();
        self.spawn(async move {
            let attempt = restore_attempt.attempt.clone();
            if let Err(error) = task::catch_panic(app.resume_late(restore_attempt, read)).await {
                app.fail_restore(&attempt, Some(error));
            }
        });
    }

    /// The keyring's prompt may be answered after all.
    async fn resume_late(
        self: &Arc<Self>,
        restore_attempt: RestoreAttempt,
        read: impl Future<Output = Result<Option<Credential>>>,
    ) {
        let attempt = &restore_attempt.attempt;
        let stored = read.await;
        let is_given_up = self.is_probing_keyring.load(Ordering::Acquire) || attempt.is_cancelled();
        if stored.is_err() && is_given_up {
            // Given up for a new question, whose answer counts.
            return;
        }
        // Good news also for those who have signed in meanwhile.
        self.keyring_status.set(stored.as_ref().err().cloned());
        if stored.is_ok() {
            let app = self.clone();
            self.spawn(async move { app.persist_all_sessions().await });
        }
        let is_resumed = self.active.update_while(attempt, |active| {
            let is_idle = matches!(active.session_state(), SessionState::SignedOut { .. });
            if is_idle {
                active.set_signed_out(SessionState::Restoring);
            }
            is_idle
        });
        if is_resumed == Some(true) {
            self.finish_resume(restore_attempt, stored).await;
        }
    }

    async fn finish_resume(self: &Arc<Self>, restore_attempt: RestoreAttempt, stored: Result<Option<Credential>>) {
        let RestoreAttempt { account, registration, attempt } = restore_attempt;
        match stored {
            Ok(Some(credential)) => {
                self.activate_restored_session(&attempt, &account, registration.clone(), credential).await
            }
            Ok(None) => {
                // Gone, not whole, or of a client that is set up anew: signed out, and no word about it.
                self.mark_pending_removal(&attempt, &account);
                self.publish(&[Part::Accounts]);
                self.fail_restore(&attempt, None);
                self.clear_credential(&account.id).await;
            }
            Err(error) => {
                self.keyring_status.set(Some(error));
                self.fail_restore(&attempt, None);
            }
        }
    }

    /// Takes the lock off: the keyring is asked again, and after it the person.
    pub async fn unlock(self: &Arc<Self>) {
        let locked = self.active.update(|active| {
            let is_locked = matches!(active.session_state(), SessionState::Locked);
            is_locked.then(|| (self.account(active), active.replace_attempt()))
        });
        let Some((account, attempt)) = locked else { return };
        let stored = self.load_stored_account(account.as_ref()).await;
        let shown = self.active.update_while(&attempt, |active| match &account {
            Some(account) => self.show_stored_list(active, account, stored),
            None => self.clear_list(active, None),
        });
        if shown.is_none() {
            return;
        }
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
        attempt: &CancellationToken,
        account: &Account,
        registration: ClientRegistration,
        credential: Credential,
    ) {
        let secret = self.client_secrets.get(&registration).await;
        let endpoint = match secret
            .and_then(|secret| TokenClient::new(registration, secret))
            .map(|client| client.tracked_by(&self.critical_tasks))
        {
            Ok(endpoint) => endpoint,
            Err(error) => return self.fail_restore(attempt, Some(error)),
        };
        let session = Arc::new(Session::from_credential(endpoint, self.deps.clock.clone(), credential));
        session.restored_from(self.credential_store(&account.id));
        let ends_at = session.ends_at();
        let activated = self.active.update_while(attempt, |active| {
            let is_restoring = matches!(active.session_state(), SessionState::Restoring);
            is_restoring.then(|| active.set_session(session, ends_at))
        });
        let Some(session) = activated.flatten() else { return };
        tracing::debug!("picked up the session that was kept");
        self.spawn_session_tasks(&session);
        self.publish(&[Part::Accounts, Part::Session]);
        self.refresh_list().await;
        self.resume_launches();
        self.fetch_folders(&session).await;
    }

    fn mark_pending_removal(&self, attempt: &CancellationToken, account: &Account) {
        self.active.update_while(attempt, |active| {
            if matches!(active.session_state(), SessionState::Restoring) {
                self.accounts.update(|accounts| accounts.set_persistence(&account.id, Persistence::PendingRemoval));
            }
        });
    }

    /// Nothing was picked up. Whoever clicked an app meanwhile is asked to sign in.
    fn fail_restore(self: &Arc<Self>, attempt: &CancellationToken, error: Option<Error>) {
        let is_current = self.active.update_while(attempt, |active| {
            let is_restoring = matches!(active.session_state(), SessionState::Restoring);
            if is_restoring {
                active.set_signed_out(SessionState::SignedOut { error });
            }
            is_restoring
        });
        if is_current == Some(true) {
            self.publish(&[Part::Session]);
            self.resume_launches();
        }
    }
}
