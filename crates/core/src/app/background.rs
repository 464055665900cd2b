//! What goes on in the background: renewing ahead of the end, the keyring's troubles, and the lock
//! when nobody is there.

use std::sync::{Arc, Weak};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretBox, SecretString};

use super::state::{App, SessionState};
use crate::accounts::account::AccountId;
use crate::error::{Code, Error, Result};
use crate::session::Session;
use crate::tenant::registration::ClientRegistration;

/// The clock is looked at this often while something is due by it: timers stop while a laptop sleeps.
const CLOCK_POLL_INTERVAL: Duration = Duration::from_secs(30);
/// A list on screen is fetched again at this age, so that a window that stays open tells what changed.
const MAX_LIST_AGE: Duration = Duration::from_secs(30 * 60);
const LIST_AGE_POLL_INTERVAL: Duration = Duration::from_secs(5 * 60);

impl App {
    /// Keeps the session that was just put on screen fresh for as long as it is there.
    pub(super) fn spawn_session_tasks(self: &Arc<Self>, session: &Arc<Session>) {
        let epoch = {
            let mut state = self.state();
            state.last_activity = self.deps.clock.now();
            state.activation_epoch += 1;
            state.activation_epoch
        };
        self.idle_lock_changed.notify_one();
        tokio::spawn(refresh_session_loop(Arc::downgrade(self), Arc::downgrade(session), epoch));
        tokio::spawn(refresh_list_loop(Arc::downgrade(self), Arc::downgrade(session), epoch));
    }

    /// Finds out when a session on screen will end. It may be renewing itself, which takes a while.
    pub(super) async fn update_expiry(&self, attempt: u64, session: &Arc<Session>) {
        let session_end = session.ends_at().await;
        {
            let mut state = self.state();
            if state.attempt_epoch != attempt || !state.is_current_session(session) {
                return;
            }
            if let SessionState::SignedIn { ends_at, .. } = &mut state.session_state {
                *ends_at = session_end;
            }
        }
        self.publish_session();
    }

    /// The person did something: the idle lock counts from here.
    pub fn record_activity(&self) {
        self.state().last_activity = self.deps.clock.now();
    }

    /// Takes the session and the list out of memory; the keyring and the local copy stay. Without a
    /// keyring that is a sign-out, since there is nothing to come back to.
    pub fn lock(&self) {
        let sessions = {
            let mut state = self.state();
            if !matches!(
                state.session_state,
                SessionState::SignedIn { .. } | SessionState::SigningIn { .. } | SessionState::Restoring { .. }
            ) {
                return;
            }
            let unnamed_session = state.deactivate();
            let sessions: Vec<_> =
                std::mem::take(&mut state.inactive_sessions).into_values().chain(unnamed_session).collect();
            state.client_secrets.clear();
            state.session_state = if state.active_account.is_some() {
                SessionState::Locked
            } else {
                SessionState::SignedOut { error: None }
            };
            self.clear_list(&mut state);
            sessions
        };
        for session in sessions {
            session.suspend();
        }
        self.deps.platform.close_sign_in_window();
        let ids: Vec<_> = self.state().accounts.iter().map(|account| account.id.clone()).collect();
        for id in ids.iter().map(Some).chain([None]) {
            self.deps.platform.close_app_windows(id);
        }
        self.publish_all();
    }

    /// Asks the keyring again, with a connection of its own. What could not be kept is kept now, and
    /// what could not be read is read.
    pub async fn retry_keyring(self: &Arc<Self>) {
        {
            let mut state = self.state();
            if state.is_probing_keyring {
                return;
            }
            state.is_probing_keyring = true;
        }
        self.publish_keyring();
        self.deps.keyring.restart();
        let probe_result = self.deps.keyring.probe().await;
        // Before the good news, which would otherwise read as "signed out".
        let is_signed_out = matches!(self.state().session_state, SessionState::SignedOut { .. });
        let restore_attempt = if probe_result.is_ok() && is_signed_out { self.begin_restore() } else { None };
        self.keyring_status.set(probe_result.as_ref().err().cloned());
        self.state().is_probing_keyring = false;
        self.publish_keyring();
        if probe_result.is_ok() {
            self.spawn_pending_removals();
            self.persist_all_sessions().await;
            if let Some(restore_attempt) = restore_attempt {
                self.resume(restore_attempt).await;
            }
        }
    }

    /// Keeps what could not be kept while the keyring failed.
    pub(super) async fn persist_all_sessions(&self) {
        let sessions: Vec<_> = {
            let state = self.state();
            let account = state.active_account.clone().filter(|_| !state.is_demo);
            let inactive = state.inactive_sessions.iter().map(|(id, session)| (id.clone(), session.clone()));
            inactive.chain(account.zip(state.session())).collect()
        };
        for (id, session) in sessions {
            session.persist_to(self.credential_store(&id)).await;
        }
    }

    /// The client secret of a confidential client, from memory or from the keyring.
    ///
    /// # Errors
    /// `E-AUTH-SECRET` when the tenant's registration asks for one and there is none.
    pub(super) async fn client_secret(&self, registration: &ClientRegistration) -> Result<Option<SecretString>> {
        if !registration.is_confidential {
            return Ok(None);
        }
        let id = client_secret_id(registration);
        if let Some(secret) = self.state().client_secrets.get(&id).cloned() {
            return Ok(Some(secret));
        }
        let stored = match self.deps.keyring.read(&client_secret_entry(&id)).await {
            Ok(stored) => {
                stored.and_then(|bytes| std::str::from_utf8(bytes.expose_secret()).ok().map(SecretString::from))
            }
            Err(error) => {
                self.keyring_status.set(Some(error.clone()));
                return Err(error);
            }
        };
        let Some(secret) = stored else {
            return Err(Error::new(Code::AuthSecret)
                .with_host(registration.tenant.host())
                .with_reason(&registration.client_id));
        };
        self.state().client_secrets.insert(id, secret.clone());
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
            registration.is_confidential = true;
            state.client_secrets.insert(client_secret_id(&registration), secret.clone());
            if !state.is_demo {
                let _ = self.settings.update(|settings| settings.set_confidential(&registration.tenant));
            }
            state.registration = Some(registration.clone());
            registration
        };
        let bytes = SecretBox::new(secret.expose_secret().as_bytes().to_vec().into_boxed_slice());
        if let Err(error) = self.deps.keyring.write(&client_secret_entry(&client_secret_id(&registration)), bytes).await
        {
            self.keyring_status.set(Some(error));
        }
    }

    /// Publishes the keyring's state whenever that changed.
    pub(super) fn spawn_keyring_status_publisher(self: &Arc<Self>) {
        let (app, mut status) = (Arc::downgrade(self), self.keyring_status.subscribe());
        tokio::spawn(async move {
            while status.changed().await.is_ok() {
                let Some(app) = app.upgrade() else { return };
                app.publish_keyring();
            }
        });
    }

    /// Locks once nobody did anything for as long as the setting says.
    pub(super) fn spawn_idle_lock(self: &Arc<Self>) {
        let app = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                let Some(current_app) = app.upgrade() else { return };
                match current_app.time_until_idle_lock() {
                    Some(remaining) if remaining.is_zero() => current_app.lock(),
                    Some(remaining) => {
                        drop(current_app);
                        tokio::time::sleep(remaining.min(CLOCK_POLL_INTERVAL)).await;
                    }
                    None => {
                        let mut notified = std::pin::pin!(current_app.idle_lock_changed.notified());
                        notified.as_mut().enable();
                        if current_app.time_until_idle_lock().is_none() {
                            notified.await;
                        }
                    }
                }
            }
        });
    }

    /// How long until the lock; `None` where there is nothing to lock, or no lock is wanted.
    fn time_until_idle_lock(&self) -> Option<Duration> {
        let limit = Duration::from_mins(u64::from(self.settings.snapshot().idle_lock()?));
        let mut state = self.state();
        state.session()?;
        let now = self.deps.clock.now();
        // After a clock that went back it counts anew.
        state.last_activity = state.last_activity.min(now);
        Some(state.last_activity.plus(limit).since(now))
    }
}

/// Renews ahead of the end for as long as the session is the one on screen.
async fn refresh_session_loop(app: Weak<App>, session: Weak<Session>, epoch: u64) {
    loop {
        let delay = match session.upgrade() {
            Some(session) => session.time_until_refresh().await,
            None => return,
        };
        // Nothing to renew with: its end shows when it is used.
        let Some(delay) = delay else { return };
        tokio::time::sleep(delay.clamp(Duration::from_millis(200), CLOCK_POLL_INTERVAL)).await;
        let (Some(app), Some(session)) = (app.upgrade(), session.upgrade()) else { return };
        let is_current = {
            let state = app.state();
            state.activation_epoch == epoch && state.is_current_session(&session)
        };
        if !is_current {
            return;
        }
        if let Err(error) = session.refresh_if_due().await {
            if error.code == Code::SessionEnded {
                return app.handle_session_end(&session, error);
            }
            tracing::info!(code = error.code.as_str(), "the session was not renewed; it is tried again");
        }
    }
}

/// As [`refresh_session_loop`], for the list. Goes by the last try, whatever came of it; a clock that was turned
/// back counts as time that went by.
async fn refresh_list_loop(app: Weak<App>, session: Weak<Session>, epoch: u64) {
    let mut last_attempt = None;
    loop {
        tokio::time::sleep(LIST_AGE_POLL_INTERVAL).await;
        let (Some(app), Some(session)) = (app.upgrade(), session.upgrade()) else { return };
        let is_stale = {
            let state = app.state();
            if state.activation_epoch != epoch || !state.is_current_session(&session) {
                return;
            }
            let last_update = state.list.freshness.updated_at.max(last_attempt);
            let age = last_update.map(|time| app.deps.clock.now().since(time).max(time.since(app.deps.clock.now())));
            state.retry_task.is_none() && age.is_none_or(|age| age >= MAX_LIST_AGE)
        };
        if is_stale {
            last_attempt = Some(app.deps.clock.now());
            Box::pin(app.refresh()).await;
        }
    }
}

/// Names the client, whoever uses it.
pub(super) fn client_secret_id(registration: &ClientRegistration) -> AccountId {
    AccountId::derive(registration, "")
}

pub(super) fn client_secret_entry(id: &AccountId) -> String {
    format!("client-{id}")
}
