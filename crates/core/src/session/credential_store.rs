//! The place in the keyring where one account's [`Credential`] is kept, shared by every Portico of
//! this person: read, written and renewed under one lock.
//!
//! If the keyring fails, the session continues but is not persisted. The failure is reported once, through
//! [`KeyringStatus`]; after it nothing waits for the keyring until a retry is requested.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::sync::watch;

use crate::accounts::account::AccountId;
use crate::error::{Code, Error, Result};
use crate::session::credential::Credential;
use crate::session::refresh_lock::RefreshLock;
use crate::storage::keyring::KeyringClient;
use crate::storage::keyring::os::SERVICE;

/// A renewal in another process takes as long as one request may take.
const LOCK_TIMEOUT: Duration = Duration::from_secs(30);

/// Whether the keyring works, and why not.
#[derive(Clone)]
pub struct KeyringStatus(watch::Sender<Option<Error>>);

impl Default for KeyringStatus {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl KeyringStatus {
    pub fn error(&self) -> Option<Error> {
        self.0.borrow().clone()
    }

    /// Whether it is of no use to ask. One account's fault, such as a token of a size that no keyring
    /// takes, is not the others'.
    pub fn is_unavailable(&self) -> bool {
        self.error().is_some_and(|error| error.code != Code::KeyringTooBig)
    }

    pub fn subscribe(&self) -> watch::Receiver<Option<Error>> {
        self.0.subscribe()
    }

    pub fn set(&self, error: Option<Error>) {
        self.0.send_if_modified(|current| {
            let changed = *current != error;
            *current = error;
            changed
        });
    }
}

#[derive(Clone)]
pub struct CredentialStore {
    keyring: KeyringClient,
    status: KeyringStatus,
    entry: String,
    locks_dir: PathBuf,
}

impl CredentialStore {
    pub fn new(keyring: KeyringClient, status: KeyringStatus, account: &AccountId, locks_dir: PathBuf) -> Self {
        Self { keyring, status, entry: account.to_string(), locks_dir }
    }

    /// Held across a renewal, so that no other process renews meanwhile. `None` where nothing is
    /// shared, since the keyring fails.
    pub async fn lock(&self) -> Result<Option<RefreshLock>> {
        if self.status.is_unavailable() {
            return Ok(None);
        }
        RefreshLock::acquire_with_timeout(&self.locks_dir, SERVICE, &self.entry, LOCK_TIMEOUT).await.map(Some)
    }

    /// What is kept now, if anything whole is, and if the keyring tells.
    pub async fn read(&self) -> Option<Credential> {
        if self.status.is_unavailable() {
            return None;
        }
        match self.keyring.read(&self.entry).await {
            Ok(bytes) => bytes.and_then(|bytes| Credential::from_bytes(bytes.expose_secret())),
            Err(error) => {
                self.report_error(error);
                None
            }
        }
    }

    /// As [`Self::read`], for as long as a person may take to unlock the keyring.
    pub async fn read_without_deadline(&self) -> Result<Option<Credential>> {
        let bytes = self.keyring.read_without_deadline(&self.entry).await?;
        Ok(bytes.and_then(|bytes| Credential::from_bytes(bytes.expose_secret())))
    }

    /// Whether it is kept now.
    pub async fn write(&self, credential: &Credential) -> bool {
        if self.status.is_unavailable() {
            return false;
        }
        let result = self.keyring.write(&self.entry, credential.to_bytes()).await;
        let is_persisted = result.is_ok();
        if let Err(error) = result {
            self.report_error(error);
        }
        is_persisted
    }

    /// Takes it out of the keyring, also while the keyring fails: it may work by now.
    pub async fn delete(&self) -> Result<()> {
        self.keyring.delete(&self.entry).await
    }

    fn report_error(&self, error: Error) {
        tracing::warn!(code = error.code.as_str(), "the keyring cannot be used");
        self.status.set(Some(error));
    }
}
