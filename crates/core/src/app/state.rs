//! [`App`]: the parts it is composed of, each with its own state.
//!
//! The other modules of `app` add the use cases. State is locked for moments only, never across I/O or an `.await`; a change
//! that needs the active account and other state locks the active account first.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;

use super::active::{Active, ActiveCell};
use super::client_secrets::ClientSecrets;
use super::idle_lock::IdleLock;
use super::inactive_sessions::InactiveSessions;
use super::search_index::SearchIndex;
use super::setup_check_state::SetupCheckState;
use crate::accounts::account::{Account, AccountId};
use crate::accounts::store::AccountStore;
use crate::apps::preferences::store::PreferencesStores;
use crate::clock::Clock;
use crate::launch::queue::Queue;
use crate::platform::Platform;
use crate::session::CriticalTasks;
use crate::session::credential_store::{CredentialStore, KeyringStatus};
use crate::settings::store::SettingsStore;
use crate::state_lock::StateLock;
use crate::storage::files::Dirs;
use crate::storage::keyring::KeyringClient;
use crate::tenant::url::TenantUrl;

/// What the shell hands in.
pub struct Dependencies {
    pub platform: Arc<dyn Platform>,
    pub clock: Arc<dyn Clock>,
    pub dirs: Dirs,
    pub keyring: KeyringClient,
    /// Where the core runs its tasks.
    pub runtime: Handle,
    /// "Try the demo" is built in.
    pub offers_demo: bool,
}

pub struct App {
    pub(super) deps: Dependencies,
    pub(super) settings: SettingsStore,
    pub(super) accounts: AccountStore,
    /// Whether the keyring works.
    pub(super) keyring_status: KeyringStatus,
    pub(super) is_probing_keyring: AtomicBool,
    pub(super) active: ActiveCell,
    pub(super) preferences: PreferencesStores,
    pub(super) inactive_sessions: InactiveSessions,
    pub(super) client_secrets: ClientSecrets,
    pub(super) setup_check: SetupCheckState,
    pub(super) search_index: SearchIndex,
    pub(super) idle_lock: IdleLock,
    /// Held while a view is made and sent, so that no older one overtakes it.
    pub(super) publish_lock: Mutex<()>,
    /// Whose views were sent last.
    pub(super) published_owner: StateLock<(Option<TenantUrl>, Option<AccountId>)>,
    /// Held while a local copy of a list is read, written or wiped, in the order in which that was asked for.
    pub(super) list_cache_lock: tokio::sync::Mutex<()>,
    /// Held by the sign-in under way: the next one begins when its windows and ports are free.
    pub(super) sign_in_lock: tokio::sync::Mutex<()>,
    pub(super) launches: StateLock<Queue>,
    /// Held by the refresh that waits for its turn, and by the one whose turn it is.
    pub(super) refresh_queue: tokio::sync::Mutex<()>,
    pub(super) refresh_turn: Arc<tokio::sync::Mutex<()>>,
    /// What Quit waits for.
    pub(super) critical_tasks: CriticalTasks,
}

impl App {
    /// Who is on screen.
    pub(super) fn account(&self, active: &Active) -> Option<Account> {
        self.accounts.snapshot().get(active.account.as_ref()?).cloned()
    }

    /// Where the credential of an account is kept.
    pub(super) fn credential_store(&self, account: &AccountId) -> CredentialStore {
        CredentialStore::new(
            self.deps.keyring.clone(),
            self.keyring_status.clone(),
            account,
            self.deps.dirs.locks.clone(),
        )
    }

    pub(super) fn lock_publish(&self) -> MutexGuard<'_, ()> {
        self.publish_lock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
