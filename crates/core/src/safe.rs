//! The place in the keyring where one account's [`Credential`] is kept, shared by every Portico of
//! this person: read, written and renewed under one lock.
//!
//! A keyring that fails costs the keeping, never the session: the fault is told once, through
//! [`Health`], and after it nothing waits for the keyring until somebody asks to try again.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::sync::watch;

use crate::account::AccountId;
use crate::credential::Credential;
use crate::lock::CredentialLock;
use crate::problem::{Code, Problem, Result};
use crate::vault::Vault;
use crate::vault::os::SERVICE;

/// A renewal in another process takes as long as one request may take.
const LOCK_IN: Duration = Duration::from_secs(30);

/// Whether the keyring works, and why not.
#[derive(Clone)]
pub struct Health(watch::Sender<Option<Problem>>);

impl Default for Health {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Health {
    pub fn problem(&self) -> Option<Problem> {
        self.0.borrow().clone()
    }

    /// Whether it is of no use to ask. One account's fault, such as a token of a size that no keyring
    /// takes, is not the others'.
    pub fn is_out(&self) -> bool {
        self.problem().is_some_and(|problem| problem.code != Code::KeyringTooBig)
    }

    pub fn watch(&self) -> watch::Receiver<Option<Problem>> {
        self.0.subscribe()
    }

    pub fn set(&self, now: Option<Problem>) {
        self.0.send_if_modified(|problem| {
            let changed = *problem != now;
            *problem = now;
            changed
        });
    }
}

#[derive(Clone)]
pub struct Safe {
    vault: Vault,
    health: Health,
    entry: String,
    locks: PathBuf,
}

impl Safe {
    pub fn new(vault: Vault, health: Health, account: &AccountId, locks: PathBuf) -> Self {
        Self { vault, health, entry: account.to_string(), locks }
    }

    /// Held across a renewal, so that no other process renews meanwhile. `None` where nothing is
    /// shared, since the keyring fails.
    pub async fn lock(&self) -> Result<Option<CredentialLock>> {
        if self.health.is_out() {
            return Ok(None);
        }
        CredentialLock::acquire_within(&self.locks, SERVICE, &self.entry, LOCK_IN).await.map(Some)
    }

    /// What is kept now, if anything whole is, and if the keyring tells.
    pub async fn read(&self) -> Option<Credential> {
        if self.health.is_out() {
            return None;
        }
        match self.vault.read(&self.entry).await {
            Ok(bytes) => bytes.and_then(|bytes| Credential::from_bytes(bytes.expose_secret())),
            Err(problem) => {
                self.fails(problem);
                None
            }
        }
    }

    /// As [`Self::read`], for as long as a person may take to unlock the keyring.
    pub async fn read_patiently(&self) -> Result<Option<Credential>> {
        let bytes = self.vault.read_patiently(&self.entry).await?;
        Ok(bytes.and_then(|bytes| Credential::from_bytes(bytes.expose_secret())))
    }

    /// Whether it is kept now.
    pub async fn write(&self, credential: &Credential) -> bool {
        if self.health.is_out() {
            return false;
        }
        let written = self.vault.write(&self.entry, credential.to_bytes()).await;
        let kept = written.is_ok();
        if let Err(problem) = written {
            self.fails(problem);
        }
        kept
    }

    /// Takes it out of the keyring, also while the keyring fails: it may work by now.
    pub async fn clear(&self) -> Result<()> {
        self.vault.delete(&self.entry).await
    }

    fn fails(&self, problem: Problem) {
        tracing::warn!(code = problem.code.as_str(), "the keyring cannot be used");
        self.health.set(Some(problem));
    }
}
