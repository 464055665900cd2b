//! What goes on in the background: renewing ahead of the end, the keyring's troubles, and the lock
//! when nobody is there.

use std::sync::{Arc, Weak};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretBox, SecretString};

use super::{App, Stage};
use crate::account::AccountId;
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;
use crate::session::Session;

/// The clock is looked at this often while something is due by it: timers stop while a laptop sleeps.
const LOOK: Duration = Duration::from_secs(30);
/// A list on screen is fetched again at this age, so that a window that stays open tells what changed.
const OLD: Duration = Duration::from_secs(30 * 60);
const LOOK_AT_AGE: Duration = Duration::from_secs(5 * 60);

impl App {
    /// Keeps the session that was just put on screen fresh for as long as it is there.
    pub(super) fn keep_on_screen(self: &Arc<Self>, session: &Arc<Session>) {
        let number = {
            let mut state = self.state();
            state.stirred = self.ports.clock.now();
            state.fresh += 1;
            state.fresh
        };
        self.stirred.notify_one();
        tokio::spawn(keep_fresh(Arc::downgrade(self), Arc::downgrade(session), number));
        tokio::spawn(keep_current(Arc::downgrade(self), Arc::downgrade(session), number));
    }

    /// Finds out when a session on screen will end. It may be renewing itself, which takes a while.
    pub(super) async fn learn_end(&self, attempt: u64, session: &Arc<Session>) {
        let end = session.ends_at().await;
        {
            let mut state = self.state();
            if state.attempts != attempt || !state.is_session(session) {
                return;
            }
            if let Stage::SignedIn { ends_at, .. } = &mut state.stage {
                *ends_at = end;
            }
        }
        self.publish_session();
    }

    /// The person did something: the idle lock counts from here.
    pub fn stir(&self) {
        self.state().stirred = self.ports.clock.now();
    }

    /// Takes the session and the list out of memory; the keyring and the local copy stay. Without a
    /// keyring that is a sign-out, since there is nothing to come back to.
    pub fn lock(&self) {
        let left = {
            let mut state = self.state();
            if !matches!(state.stage, Stage::SignedIn { .. } | Stage::SigningIn { .. } | Stage::Restoring { .. }) {
                return;
            }
            let nameless = state.park();
            let left: Vec<_> = std::mem::take(&mut state.parked).into_values().chain(nameless).collect();
            state.secrets.clear();
            state.stage = if state.seat.is_some() { Stage::Locked } else { Stage::SignedOut { problem: None } };
            self.empty_list(&mut state);
            left
        };
        for session in left {
            session.lay_down();
        }
        self.ports.windows.close_sign_in();
        let ids: Vec<_> = self.state().accounts.iter().map(|account| account.id.clone()).collect();
        for id in ids.iter().map(Some).chain([None]) {
            self.ports.windows.close_app_windows(id);
        }
        self.publish_all();
    }

    /// Asks the keyring again, with a connection of its own. What could not be kept is kept now, and
    /// what could not be read is read.
    pub async fn retry_vault(self: &Arc<Self>) {
        {
            let mut state = self.state();
            if state.asking_keyring {
                return;
            }
            state.asking_keyring = true;
        }
        self.publish_vault();
        self.ports.vault.retry();
        let answer = self.ports.vault.probe().await;
        // Before the good news, which would otherwise read as "signed out".
        let signed_out = matches!(self.state().stage, Stage::SignedOut { .. });
        let kept = if answer.is_ok() && signed_out { self.begin_restoring() } else { None };
        self.health.set(answer.as_ref().err().cloned());
        self.state().asking_keyring = false;
        self.publish_vault();
        if answer.is_ok() {
            self.clear_leftovers();
            self.keep_all().await;
            if let Some(kept) = kept {
                self.go_on_with(kept).await;
            }
        }
    }

    /// Keeps what could not be kept while the keyring failed.
    pub(super) async fn keep_all(&self) {
        let sessions: Vec<_> = {
            let state = self.state();
            let seat = state.seat.clone().filter(|_| !state.fleeting);
            let parked = state.parked.iter().map(|(id, session)| (id.clone(), session.clone()));
            parked.chain(seat.zip(state.session())).collect()
        };
        for (id, session) in sessions {
            session.keep_in(self.safe(&id)).await;
        }
    }

    /// The client secret of a confidential client, from memory or from the keyring.
    ///
    /// # Errors
    /// `E-AUTH-SECRET` when the tenant's registration asks for one and there is none.
    pub(super) async fn client_secret(&self, registration: &Registration) -> Result<Option<SecretString>> {
        if !registration.confidential {
            return Ok(None);
        }
        let id = secret_id(registration);
        if let Some(secret) = self.state().secrets.get(&id).cloned() {
            return Ok(Some(secret));
        }
        let kept = match self.ports.vault.read(&secret_entry(&id)).await {
            Ok(kept) => kept.and_then(|bytes| std::str::from_utf8(bytes.expose_secret()).ok().map(SecretString::from)),
            Err(problem) => {
                self.health.set(Some(problem.clone()));
                return Err(problem);
            }
        };
        let Some(secret) = kept else {
            return Err(Problem::new(Code::AuthSecret).at(registration.tenant.host()).because(&registration.client_id));
        };
        self.state().secrets.insert(id, secret.clone());
        Ok(Some(secret))
    }

    /// Takes the secret that the administrator gave the person, and keeps it in the keyring.
    pub async fn save_client_secret(&self, secret: SecretString) {
        let secret = SecretString::from(secret.expose_secret().trim());
        if secret.expose_secret().is_empty() {
            return;
        }
        let registration = {
            let mut state = self.state();
            let Some(mut registration) = state.registration.clone() else { return };
            registration.confidential = true;
            state.secrets.insert(secret_id(&registration), secret.clone());
            if !state.fleeting {
                let _ = state.settings.set_confidential(&registration.tenant);
            }
            state.registration = Some(registration.clone());
            registration
        };
        let bytes = SecretBox::new(secret.expose_secret().as_bytes().to_vec().into_boxed_slice());
        if let Err(problem) = self.ports.vault.write(&secret_entry(&secret_id(&registration)), bytes).await {
            self.health.set(Some(problem));
        }
    }

    /// Publishes the keyring's state whenever that changed.
    pub(super) fn tell_of_keyring(self: &Arc<Self>) {
        let (app, mut health) = (Arc::downgrade(self), self.health.watch());
        tokio::spawn(async move {
            while health.changed().await.is_ok() {
                let Some(app) = app.upgrade() else { return };
                app.publish_vault();
            }
        });
    }

    /// Locks once nobody did anything for as long as the setting says.
    pub(super) fn lock_when_idle(self: &Arc<Self>) {
        let app = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                let Some(here) = app.upgrade() else { return };
                match here.idle_for() {
                    Some(left) if left.is_zero() => here.lock(),
                    Some(left) => {
                        drop(here);
                        tokio::time::sleep(left.min(LOOK)).await;
                    }
                    None => {
                        let mut changed = std::pin::pin!(here.stirred.notified());
                        changed.as_mut().enable();
                        if here.idle_for().is_none() {
                            changed.await;
                        }
                    }
                }
            }
        });
    }

    /// How long until the lock; `None` where there is nothing to lock, or no lock is wanted.
    fn idle_for(&self) -> Option<Duration> {
        let mut state = self.state();
        let limit = Duration::from_mins(u64::from(state.settings.idle_lock()?));
        state.session()?;
        let now = self.ports.clock.now();
        // After a clock that went back it counts anew.
        state.stirred = state.stirred.min(now);
        Some(state.stirred.plus(limit).since(now))
    }
}

/// Renews ahead of the end for as long as the session is the one on screen.
async fn keep_fresh(app: Weak<App>, session: Weak<Session>, number: u64) {
    loop {
        let wait = match session.upgrade() {
            Some(session) => session.due_in().await,
            None => return,
        };
        // Nothing to renew with: its end shows when it is used.
        let Some(wait) = wait else { return };
        tokio::time::sleep(wait.clamp(Duration::from_millis(200), LOOK)).await;
        let (Some(app), Some(session)) = (app.upgrade(), session.upgrade()) else { return };
        let on_screen = {
            let state = app.state();
            state.fresh == number && state.is_session(&session)
        };
        if !on_screen {
            return;
        }
        if let Err(problem) = session.freshen().await {
            if problem.code == Code::SessionEnded {
                return app.ended(&session, problem);
            }
            tracing::info!(code = problem.code.as_str(), "the session was not renewed; it is tried again");
        }
    }
}

/// As [`keep_fresh`], for the list. Goes by the last try, whatever came of it; a clock that was turned
/// back counts as time that went by.
async fn keep_current(app: Weak<App>, session: Weak<Session>, number: u64) {
    let mut tried = None;
    loop {
        tokio::time::sleep(LOOK_AT_AGE).await;
        let (Some(app), Some(session)) = (app.upgrade(), session.upgrade()) else { return };
        let is_old = {
            let state = app.state();
            if state.fresh != number || !state.is_session(&session) {
                return;
            }
            let last = state.list.freshness.updated_at.max(tried);
            let apart = last.map(|at| app.ports.clock.now().since(at).max(at.since(app.ports.clock.now())));
            state.healing.is_none() && apart.is_none_or(|apart| apart >= OLD)
        };
        if is_old {
            tried = Some(app.ports.clock.now());
            Box::pin(app.refresh()).await;
        }
    }
}

/// Names the client, whoever uses it.
pub(super) fn secret_id(registration: &Registration) -> AccountId {
    AccountId::of(registration, "")
}

pub(super) fn secret_entry(id: &AccountId) -> String {
    format!("client-{id}")
}
