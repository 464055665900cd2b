//! Picking up a session that was kept, without a window: the list is on screen from the local copy
//! already, and the session comes behind it.

use std::sync::Arc;
use std::time::Duration;

use super::{App, Stage};
use crate::account::{Account, Kept};
use crate::credential::Credential;
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;
use crate::session::{Endpoint, Session};

/// A keyring that takes longer waits for a person to unlock it. They may sign in instead.
const KEYRING_IN: Duration = Duration::from_secs(3);

/// A session that is being picked up.
pub(super) struct Begun {
    account: Account,
    registration: Registration,
    attempt: u64,
}

impl App {
    /// Goes on with the session of the account on screen, if one was kept. A keyring that waits for
    /// its password is waited for in the background.
    pub(super) async fn restore(self: &Arc<Self>) {
        if let Some(kept) = self.begin_restoring() {
            self.go_on_with(kept).await;
        }
    }

    /// Says that a session is being picked up, if the account on screen has one that was kept.
    pub(super) fn begin_restoring(&self) -> Option<Begun> {
        let begun = {
            let mut state = self.state();
            let idle = matches!(state.stage, Stage::SignedOut { .. } | Stage::Locked);
            let account = state.account().filter(|account| idle && account.kept == Kept::Session).cloned();
            match account.zip(state.registration.clone()) {
                Some((account, registration)) => {
                    let attempt = state.next_attempt();
                    state.stage = Stage::Restoring { attempt };
                    Some(Begun { account, registration, attempt })
                }
                None if matches!(state.stage, Stage::Locked) => {
                    state.stage = Stage::SignedOut { problem: None };
                    None
                }
                None => return None,
            }
        };
        self.publish_session();
        begun
    }

    pub(super) async fn go_on_with(self: &Arc<Self>, begun: Begun) {
        let Begun { account, registration, attempt } = begun;
        let reading = self.kept(&account, &registration);
        tokio::pin!(reading);
        let kept = match tokio::time::timeout(KEYRING_IN, &mut reading).await {
            Ok(kept) => kept,
            Err(_) => {
                self.health.set(Some(Code::KeyringLocked.into()));
                self.not_restored(attempt, None);
                let kept = reading.await;
                let mut state = self.state();
                if kept.is_err() && (state.asking_keyring || state.attempts != attempt) {
                    // Given up for a new question, whose answer counts.
                    return;
                }
                // Answered after all: good news also for those who have signed in meanwhile.
                self.health.set(kept.as_ref().err().cloned());
                if kept.is_ok() {
                    let app = self.clone();
                    tokio::spawn(async move { app.keep_all().await });
                }
                if state.attempts != attempt || !matches!(state.stage, Stage::SignedOut { .. }) {
                    return;
                }
                state.stage = Stage::Restoring { attempt };
                kept
            }
        };
        match kept {
            Ok(Some(credential)) => self.resume(attempt, &account, registration.clone(), credential).await,
            Ok(None) => {
                // Gone, not whole, or of a client that is set up anew: signed out, and no word about it.
                self.not_kept(attempt, &account);
                self.publish_accounts();
                self.not_restored(attempt, None);
                self.clear_kept(&account.id).await;
            }
            Err(problem) => {
                self.health.set(Some(problem));
                self.not_restored(attempt, None);
            }
        }
    }

    /// Takes the lock off: the keyring is asked again, and after it the person.
    pub async fn unlock(self: &Arc<Self>) {
        if !matches!(self.state().stage, Stage::Locked) {
            return;
        }
        self.show_copy();
        self.stir();
        self.restore().await;
        self.publish_all();
    }

    async fn kept(&self, account: &Account, registration: &Registration) -> Result<Option<Credential>> {
        // Set up anew meanwhile: what was granted to another client is of no use.
        if account.id != crate::account::AccountId::of(registration, &account.identity.user) {
            return Ok(None);
        }
        self.safe(&account.id).read_patiently().await
    }

    async fn resume(self: &Arc<Self>, attempt: u64, account: &Account, registration: Registration, kept: Credential) {
        let secret = self.client_secret(&registration).await;
        let endpoint = match secret.and_then(|secret| Endpoint::new(registration, secret)) {
            Ok(endpoint) => endpoint,
            Err(problem) => return self.not_restored(attempt, Some(problem)),
        };
        let session = Arc::new(Session::with(endpoint, self.ports.clock.clone(), kept));
        session.found_in(self.safe(&account.id)).await;
        let ends_at = session.ends_at().await;
        {
            let mut state = self.state();
            if !matches!(state.stage, Stage::Restoring { attempt: current } if current == attempt) {
                return;
            }
            state.stage = Stage::SignedIn { session: session.clone(), ends_at };
        }
        tracing::debug!("picked up the session that was kept");
        self.keep_on_screen(&session);
        self.publish_accounts();
        self.publish_session();
        self.refresh_list().await;
        self.open_intended().await;
        self.learn_folders(&session).await;
    }

    fn not_kept(&self, attempt: u64, account: &Account) {
        let mut state = self.state();
        if matches!(state.stage, Stage::Restoring { attempt: current } if current == attempt) {
            let _ = state.accounts.keeps(&account.id, Kept::Leftover);
        }
    }

    /// Nothing was picked up. Whoever clicked an app meanwhile is asked to sign in.
    fn not_restored(self: &Arc<Self>, attempt: u64, problem: Option<Problem>) {
        {
            let mut state = self.state();
            if !matches!(state.stage, Stage::Restoring { attempt: current } if current == attempt) {
                return;
            }
            state.stage = Stage::SignedOut { problem };
        }
        self.publish_session();
        self.open_intended_aside();
    }
}
