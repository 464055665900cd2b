//! The keyring's troubles: showing them, asking again, and keeping what could not be kept meanwhile.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use secrecy::{ExposeSecret, SecretString};

use super::publish::Part;
use super::session_state::SessionState;
use super::state::App;
use crate::task;

impl App {
    /// Asks the keyring again, with a connection of its own. What could not be kept is kept now, and
    /// what could not be read is read.
    pub async fn retry_keyring(self: &Arc<Self>) {
        if self.is_probing_keyring.swap(true, Ordering::AcqRel) {
            return;
        }
        self.publish(&[Part::Keyring]);
        self.deps.keyring.restart();
        let probe_result = task::catch_panic(self.deps.keyring.probe()).await.flatten();
        // Before the good news, which would otherwise read as "signed out".
        let is_signed_out = matches!(self.active.snapshot().session_state(), SessionState::SignedOut { .. });
        let restore_attempt = if probe_result.is_ok() && is_signed_out { self.begin_restore() } else { None };
        self.keyring_status.set(probe_result.as_ref().err().cloned());
        self.is_probing_keyring.store(false, Ordering::Release);
        self.publish(&[Part::Keyring]);
        if probe_result.is_ok() {
            let removals = self.spawn_pending_removals();
            self.persist_all_sessions().await;
            if let Some(restore_attempt) = restore_attempt {
                self.resume(restore_attempt).await;
            }
            // Err: Portico is ending.
            let _ = removals.await;
        }
    }

    /// Keeps what could not be kept while the keyring failed.
    pub(super) async fn persist_all_sessions(&self) {
        let sessions = self.active.read(|active| {
            let session = active.session().map(|active| active.session.clone());
            let mut sessions = self.inactive_sessions.all();
            sessions.extend(active.persistent_account().cloned().zip(session));
            sessions
        });
        for (id, session) in sessions {
            session.persist_to(self.credential_store(&id)).await;
        }
    }

    /// Takes the secret that the administrator gave the person: at the call, so that a sign-in afterwards has it. The
    /// future keeps it in the keyring.
    pub fn save_client_secret(self: &Arc<Self>, secret: &SecretString) -> impl Future<Output = ()> + Send + use<> {
        let secret = SecretString::from(secret.expose_secret().trim());
        let registration = self.active.update(|active| {
            if secret.expose_secret().is_empty() {
                return None;
            }
            let registration = active.registration.as_mut()?;
            registration.is_confidential = true;
            let registration = registration.clone();
            self.client_secrets.insert(&registration, secret);
            if !active.is_demo {
                let _ = self.settings.update(|settings| settings.set_confidential(&registration.tenant));
            }
            Some(registration)
        });
        let app = self.clone();
        async move {
            let Some(registration) = registration else { return };
            // Err: it is said with the settings; the secret is worth keeping all the same.
            let _ = app.settings.commit().await;
            app.client_secrets.store(&registration).await;
        }
    }

    /// Publishes the keyring's state whenever that changed.
    pub(super) fn spawn_keyring_status_publisher(self: &Arc<Self>) {
        let (app, status) = (Arc::downgrade(self), self.keyring_status.subscribe());
        self.spawn_loop(move || {
            let (app, mut status) = (app.clone(), status.clone());
            async move {
                while status.changed().await.is_ok() {
                    let Some(app) = app.upgrade() else { return };
                    app.publish(&[Part::Keyring]);
                }
            }
        });
    }
}
