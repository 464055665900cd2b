//! What a keyring must do, and how it fails.

use crate::error::{Code, Error};

/// Why a keyring did not do what it was asked. It holds no text: the stores' own errors quote
/// entries, and can carry the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyringError {
    /// There is none, or it cannot be reached. The connection is made anew for the next request.
    Absent,
    /// It is locked and was not unlocked, or did not answer in time.
    Locked,
    /// It refused, or the person did.
    Denied,
    /// More than an entry, or than [`KeyringClient::MAX_SECRET_BYTES`](super::KeyringClient::MAX_SECRET_BYTES).
    TooBig,
    /// Anything else. The connection is made anew for the next request.
    Failed,
}

impl From<KeyringError> for Error {
    fn from(keyring_error: KeyringError) -> Self {
        Self::new(match keyring_error {
            KeyringError::Absent => Code::KeyringAbsent,
            KeyringError::Locked => Code::KeyringLocked,
            KeyringError::Denied | KeyringError::Failed => Code::KeyringDenied,
            KeyringError::TooBig => Code::KeyringTooBig,
        })
    }
}

/// What a keyring does. Calls may block, and come one at a time from one thread.
///
/// An entry's value is short text (base64 or JSON, at most 2,400 bytes), since Windows takes 2,560
/// bytes and KWallet takes UTF-8 only. A value is replaced whole or not at all.
pub trait KeyringBackend: Send {
    /// `None` if there is no such entry.
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, KeyringError>;
    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), KeyringError>;
    /// An entry that is not there is deleted.
    fn delete(&mut self, entry: &str) -> Result<(), KeyringError>;
}
