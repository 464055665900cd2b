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

use super::{Fault, Keyring};

/// Under which service all entries are kept.
pub const SERVICE: &str = "dev.portico.Portico";

/// Connects. It may block, so this is for a [`super::Vault`]'s own thread.
pub fn open() -> Result<Box<dyn Keyring>, Fault> {
    let store = system::store().map_err(|error| match refusal(error) {
        // Whatever is there, it does not talk to us.
        Refusal::NoEntry | Refusal::Fault(Fault::Failed) => Fault::Absent,
        Refusal::Fault(fault) => fault,
    })?;
    Ok(Box::new(SystemKeyring { store }))
}

struct SystemKeyring {
    store: Arc<CredentialStore>,
}

impl SystemKeyring {
    fn entry(&self, name: &str) -> Result<Entry, Fault> {
        let modifiers = HashMap::from(system::MODIFIERS);
        let entry = self.store.build(SERVICE, name, Some(&modifiers));
        entry.map_err(|error| match refusal(error) {
            Refusal::NoEntry => Fault::Failed,
            Refusal::Fault(fault) => fault,
        })
    }
}

impl Keyring for SystemKeyring {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, Fault> {
        match self.entry(entry)?.get_secret() {
            Ok(value) => Ok(Some(value)),
            // Which of several is ours nobody can say; the next write clears them.
            Err(Error::Ambiguous(_)) => Ok(None),
            Err(error) => match refusal(error) {
                Refusal::NoEntry => Ok(None),
                Refusal::Fault(fault) => Err(fault),
            },
        }
    }

    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), Fault> {
        // Another process may delete the entry between the store's finding it and its writing to it.
        for _ in 0..2 {
            match self.entry(entry)?.set_secret(value) {
                Ok(()) => return Ok(()),
                Err(Error::Ambiguous(entries)) => delete_each(entries)?,
                Err(error) => match refusal(error) {
                    Refusal::NoEntry => {}
                    Refusal::Fault(fault) => return Err(fault),
                },
            }
        }
        Err(Fault::Failed)
    }

    fn delete(&mut self, entry: &str) -> Result<(), Fault> {
        match self.entry(entry)?.delete_credential() {
            Err(Error::Ambiguous(entries)) => delete_each(entries),
            outcome => gone(outcome),
        }
    }
}

fn delete_each(entries: Vec<Entry>) -> Result<(), Fault> {
    entries.into_iter().try_for_each(|entry| gone(entry.delete_credential()))
}

/// What is not there is deleted.
fn gone(outcome: Result<(), Error>) -> Result<(), Fault> {
    match outcome.map_err(refusal) {
        Ok(()) | Err(Refusal::NoEntry) => Ok(()),
        Err(Refusal::Fault(fault)) => Err(fault),
    }
}

enum Refusal {
    NoEntry,
    Fault(Fault),
}

fn refusal(error: Error) -> Refusal {
    match error {
        Error::NoEntry => Refusal::NoEntry,
        Error::TooLong(..) => Refusal::Fault(Fault::TooBig),
        Error::NoStorageAccess(inner) => system::meaning(&*inner).unwrap_or(Refusal::Fault(system::NO_ACCESS)),
        Error::PlatformFailure(inner) => system::meaning(&*inner).unwrap_or(Refusal::Fault(Fault::Failed)),
        Error::BadEncoding(mut secret) | Error::BadDataFormat(mut secret, _) => {
            secret.zeroize();
            Refusal::Fault(Fault::Failed)
        }
        _ => Refusal::Fault(Fault::Failed),
    }
}

#[cfg(target_os = "linux")]
mod system {
    //! The errors of the Secret Service. D-Bus errors have names, which are part of the protocol, and
    //! texts, which are not looked at.

    use super::*;

    use secret_service::Error as Trouble;
    use zbus::DBusError as _;

    /// What a keyring's own window shows.
    pub(super) const MODIFIERS: [(&str, &str); 1] = [("label", "Portico")];

    pub(super) const NO_ACCESS: Fault = Fault::Denied;

    pub(super) fn store() -> Result<Arc<CredentialStore>, Error> {
        Ok(zbus_secret_service_keyring_store::Store::new()?)
    }

    pub(super) fn meaning(error: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<Refusal> {
        let fault = match error.downcast_ref::<Trouble>()? {
            // No session bus; no default collection.
            Trouble::Unavailable | Trouble::NoResult => Fault::Absent,
            // A prompt that is dismissed leaves it locked.
            Trouble::Locked | Trouble::Prompt => Fault::Locked,
            Trouble::PromptDisconnected => Fault::Absent,
            Trouble::Zbus(error) => return Some(on_the_bus(error)),
            Trouble::ZbusFdo(zbus::fdo::Error::ZBus(error)) => return Some(on_the_bus(error)),
            Trouble::ZbusFdo(error) => return Some(named(&error.name())),
            _ => Fault::Failed,
        };
        Some(Refusal::Fault(fault))
    }

    fn on_the_bus(error: &zbus::Error) -> Refusal {
        match error {
            zbus::Error::MethodError(name, ..) => named(name),
            zbus::Error::FDO(error) => match &**error {
                zbus::fdo::Error::ZBus(error) => on_the_bus(error),
                error => named(&error.name()),
            },
            zbus::Error::InputOutput(_)
            | zbus::Error::Connection(..)
            | zbus::Error::Address(_)
            | zbus::Error::Handshake(_)
            | zbus::Error::InterfaceNotFound => Refusal::Fault(Fault::Absent),
            _ => Refusal::Fault(Fault::Failed),
        }
    }

    fn named(name: &str) -> Refusal {
        let bus = name.strip_prefix("org.freedesktop.DBus.Error.");
        let service = name.strip_prefix("org.freedesktop.Secret.Error.");
        let fault = match (bus, service) {
            // The entry went while we asked for it.
            (Some("UnknownObject" | "UnknownMethod" | "UnknownInterface"), _) | (_, Some("NoSuchObject")) => {
                return Refusal::NoEntry;
            }
            (Some("ServiceUnknown" | "NameHasNoOwner" | "Disconnected" | "NoServer"), _) => Fault::Absent,
            // It is installed, and does not start.
            (Some(spawn), _) if spawn.starts_with("Spawn.") => Fault::Absent,
            (Some("NoReply" | "Timeout" | "TimedOut"), _) | (_, Some("IsLocked")) => Fault::Locked,
            (Some("AccessDenied" | "AuthFailed" | "InteractiveAuthorizationRequired"), _) => Fault::Denied,
            (Some("LimitsExceeded"), _) => Fault::TooBig,
            _ => Fault::Failed,
        };
        Refusal::Fault(fault)
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
    pub(super) const NO_ACCESS: Fault = Fault::Absent;

    pub(super) fn meaning(_: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<Refusal> {
        None
    }
}

#[cfg(target_os = "macos")]
mod system {
    use super::*;

    pub(super) const MODIFIERS: [(&str, &str); 0] = [];

    pub(super) const NO_ACCESS: Fault = Fault::Denied;

    pub(super) fn store() -> Result<Arc<CredentialStore>, Error> {
        Ok(apple_native_keyring_store::keychain::Store::new()?)
    }

    pub(super) fn meaning(error: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<Refusal> {
        let fault = match error.downcast_ref::<security_framework::base::Error>()?.code() {
            // errSecNotAvailable, errSecNoSuchKeychain, errSecInvalidKeychain, errSecNoDefaultKeychain
            -25291 | -25294 | -25295 | -25307 => Fault::Absent,
            // errSecInteractionNotAllowed, errSecInteractionRequired: locked, and it may not ask.
            -25308 | -25315 => Fault::Locked,
            // wrPermErr, userCanceledErr, errSecInvalidOwnerEdit, errSecReadOnly, errSecAuthFailed
            -61 | -128 | -25244 | -25292 | -25293 => Fault::Denied,
            // errSecDataTooLarge
            -25302 => Fault::TooBig,
            _ => Fault::Failed,
        };
        Some(Refusal::Fault(fault))
    }
}

#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
mod system {
    use super::*;

    pub(super) const MODIFIERS: [(&str, &str); 0] = [];

    pub(super) const NO_ACCESS: Fault = Fault::Denied;

    pub(super) fn store() -> Result<Arc<CredentialStore>, Error> {
        Err(Error::NoDefaultStore)
    }

    pub(super) fn meaning(_: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<Refusal> {
        None
    }
}
