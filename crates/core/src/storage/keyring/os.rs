//! The keyring of this system: Secret Service on Linux, Credential Manager on Windows, the login
//! keychain on macOS.
//!
//! Built on `keyring-core`'s stores, each made here and used directly: the crate's process-wide
//! default store is a global that we do not set. Their errors are looked at by kind and dropped;
//! they quote entries, and two of them carry the secret.

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error};
use secrecy::zeroize::Zeroize as _;

use super::backend::{KeyringBackend, KeyringError};

/// Under which service all entries are kept.
pub const SERVICE: &str = "dev.portico.Portico";

/// Connects. It may block, so it is called on the thread of a [`KeyringClient`](super::KeyringClient).
pub fn open() -> Result<Box<dyn KeyringBackend>, KeyringError> {
    let store = system::store().map_err(|error| match classify_error(error) {
        // Whatever is there, it does not talk to us.
        StoreError::NoEntry | StoreError::Keyring(KeyringError::Failed) => KeyringError::Absent,
        StoreError::Keyring(keyring_error) => keyring_error,
    })?;
    Ok(Box::new(SystemKeyring { store }))
}

struct SystemKeyring {
    store: Arc<CredentialStore>,
}

impl SystemKeyring {
    fn entry(&self, name: &str) -> Result<Entry, KeyringError> {
        let modifiers = HashMap::from(system::MODIFIERS);
        let entry = self.store.build(SERVICE, name, Some(&modifiers));
        entry.map_err(|error| match classify_error(error) {
            StoreError::NoEntry => KeyringError::Failed,
            StoreError::Keyring(keyring_error) => keyring_error,
        })
    }
}

impl KeyringBackend for SystemKeyring {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        match self.entry(entry)?.get_secret() {
            Ok(value) => Ok(Some(value)),
            // It is unknown which of several entries is ours; the next write clears them.
            Err(Error::Ambiguous(_)) => Ok(None),
            Err(error) => match classify_error(error) {
                StoreError::NoEntry => Ok(None),
                StoreError::Keyring(keyring_error) => Err(keyring_error),
            },
        }
    }

    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), KeyringError> {
        // Another process may delete the entry between the store's finding it and its writing to it.
        for _ in 0..2 {
            match self.entry(entry)?.set_secret(value) {
                Ok(()) => return Ok(()),
                Err(Error::Ambiguous(entries)) => delete_all(entries)?,
                Err(error) => match classify_error(error) {
                    StoreError::NoEntry => {}
                    StoreError::Keyring(keyring_error) => return Err(keyring_error),
                },
            }
        }
        Err(KeyringError::Failed)
    }

    fn delete(&mut self, entry: &str) -> Result<(), KeyringError> {
        match self.entry(entry)?.delete_credential() {
            Err(Error::Ambiguous(entries)) => delete_all(entries),
            outcome => ignore_missing(outcome),
        }
    }
}

fn delete_all(entries: Vec<Entry>) -> Result<(), KeyringError> {
    entries.into_iter().try_for_each(|entry| ignore_missing(entry.delete_credential()))
}

/// What is not there is deleted.
fn ignore_missing(outcome: Result<(), Error>) -> Result<(), KeyringError> {
    match outcome.map_err(classify_error) {
        Ok(()) | Err(StoreError::NoEntry) => Ok(()),
        Err(StoreError::Keyring(keyring_error)) => Err(keyring_error),
    }
}

enum StoreError {
    NoEntry,
    Keyring(KeyringError),
}

fn classify_error(error: Error) -> StoreError {
    match error {
        Error::NoEntry => StoreError::NoEntry,
        Error::TooLong(..) => StoreError::Keyring(KeyringError::TooBig),
        Error::NoStorageAccess(inner) => {
            system::classify_platform_error(&*inner).unwrap_or(StoreError::Keyring(system::NO_ACCESS))
        }
        Error::PlatformFailure(inner) => {
            system::classify_platform_error(&*inner).unwrap_or(StoreError::Keyring(KeyringError::Failed))
        }
        Error::BadEncoding(mut secret) | Error::BadDataFormat(mut secret, _) => {
            secret.zeroize();
            StoreError::Keyring(KeyringError::Failed)
        }
        _ => StoreError::Keyring(KeyringError::Failed),
    }
}

#[cfg(target_os = "linux")]
mod system {
    //! The errors of the Secret Service. D-Bus errors have names, which are part of the protocol, and
    //! texts, which are not looked at.

    use super::*;

    use secret_service::Error as ServiceError;
    use zbus::DBusError as _;

    /// What a keyring's own window shows.
    pub(super) const MODIFIERS: [(&str, &str); 1] = [("label", "Portico")];

    pub(super) const NO_ACCESS: KeyringError = KeyringError::Denied;

    pub(super) fn store() -> Result<Arc<CredentialStore>, Error> {
        Ok(zbus_secret_service_keyring_store::Store::new()?)
    }

    pub(super) fn classify_platform_error(
        error: &(dyn std::error::Error + Send + Sync + 'static),
    ) -> Option<StoreError> {
        let keyring_error = match error.downcast_ref::<ServiceError>()? {
            // No session bus; no default collection.
            ServiceError::Unavailable | ServiceError::NoResult => KeyringError::Absent,
            // A prompt that is dismissed leaves it locked.
            ServiceError::Locked | ServiceError::Prompt => KeyringError::Locked,
            ServiceError::PromptDisconnected => KeyringError::Absent,
            ServiceError::Zbus(error) => return Some(classify_zbus_error(error)),
            ServiceError::ZbusFdo(zbus::fdo::Error::ZBus(error)) => return Some(classify_zbus_error(error)),
            ServiceError::ZbusFdo(error) => return Some(classify_dbus_error_name(&error.name())),
            _ => KeyringError::Failed,
        };
        Some(StoreError::Keyring(keyring_error))
    }

    fn classify_zbus_error(error: &zbus::Error) -> StoreError {
        match error {
            zbus::Error::MethodError(name, ..) => classify_dbus_error_name(name),
            zbus::Error::FDO(error) => match &**error {
                zbus::fdo::Error::ZBus(error) => classify_zbus_error(error),
                error => classify_dbus_error_name(&error.name()),
            },
            zbus::Error::InputOutput(_)
            | zbus::Error::Connection(..)
            | zbus::Error::Address(_)
            | zbus::Error::Handshake(_)
            | zbus::Error::InterfaceNotFound => StoreError::Keyring(KeyringError::Absent),
            _ => StoreError::Keyring(KeyringError::Failed),
        }
    }

    fn classify_dbus_error_name(name: &str) -> StoreError {
        let dbus_name = name.strip_prefix("org.freedesktop.DBus.Error.");
        let secret_service_name = name.strip_prefix("org.freedesktop.Secret.Error.");
        let keyring_error = match (dbus_name, secret_service_name) {
            // The entry went while we asked for it.
            (Some("UnknownObject" | "UnknownMethod" | "UnknownInterface"), _) | (_, Some("NoSuchObject")) => {
                return StoreError::NoEntry;
            }
            (Some("ServiceUnknown" | "NameHasNoOwner" | "Disconnected" | "NoServer"), _) => KeyringError::Absent,
            // It is installed, and does not start.
            (Some(spawn), _) if spawn.starts_with("Spawn.") => KeyringError::Absent,
            (Some("NoReply" | "Timeout" | "TimedOut"), _) | (_, Some("IsLocked")) => KeyringError::Locked,
            (Some("AccessDenied" | "AuthFailed" | "InteractiveAuthorizationRequired"), _) => KeyringError::Denied,
            (Some("LimitsExceeded"), _) => KeyringError::TooBig,
            _ => KeyringError::Failed,
        };
        StoreError::Keyring(keyring_error)
    }
}

#[cfg(windows)]
mod system {
    use super::*;

    /// The store's default would roam to the person's other computers.
    pub(super) const MODIFIERS: [(&str, &str); 1] = [("persistence", "Local")];

    pub(super) fn store() -> Result<Arc<CredentialStore>, Error> {
        Ok(windows_native_keyring_store::Store::new()?)
    }

    /// The store's errors have no public type. `NoStorageAccess` is one thing only: there is no logon
    /// session, hence no credential manager, as after a network logon.
    pub(super) const NO_ACCESS: KeyringError = KeyringError::Absent;

    pub(super) fn classify_platform_error(_: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<StoreError> {
        None
    }
}

#[cfg(target_os = "macos")]
mod system {
    use super::*;

    pub(super) const MODIFIERS: [(&str, &str); 0] = [];

    pub(super) const NO_ACCESS: KeyringError = KeyringError::Denied;

    pub(super) fn store() -> Result<Arc<CredentialStore>, Error> {
        Ok(apple_native_keyring_store::keychain::Store::new()?)
    }

    pub(super) fn classify_platform_error(
        error: &(dyn std::error::Error + Send + Sync + 'static),
    ) -> Option<StoreError> {
        let keyring_error = match error.downcast_ref::<security_framework::base::Error>()?.code() {
            // errSecNotAvailable, errSecNoSuchKeychain, errSecInvalidKeychain, errSecNoDefaultKeychain
            -25291 | -25294 | -25295 | -25307 => KeyringError::Absent,
            // errSecInteractionNotAllowed, errSecInteractionRequired: locked, and it may not ask.
            -25308 | -25315 => KeyringError::Locked,
            // wrPermErr, userCanceledErr, errSecInvalidOwnerEdit, errSecReadOnly, errSecAuthFailed
            -61 | -128 | -25244 | -25292 | -25293 => KeyringError::Denied,
            // errSecDataTooLarge
            -25302 => KeyringError::TooBig,
            _ => KeyringError::Failed,
        };
        Some(StoreError::Keyring(keyring_error))
    }
}

#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
mod system {
    use super::*;

    pub(super) const MODIFIERS: [(&str, &str); 0] = [];

    pub(super) const NO_ACCESS: KeyringError = KeyringError::Denied;

    pub(super) fn store() -> Result<Arc<CredentialStore>, Error> {
        Err(Error::NoDefaultStore)
    }

    pub(super) fn classify_platform_error(_: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<StoreError> {
        None
    }
}
