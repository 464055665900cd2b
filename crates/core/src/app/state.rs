//! [`App`] with its locks, and the state that they guard.
//!
//! The other modules of `app` add the use cases. A lock on the state is held for moments only, never across a request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;
use tokio::sync::{Notify, broadcast, oneshot};
use url::Url;

use super::cached_index::CachedIndex;
use super::retry_task::RetryTask;
use super::visible_list::List;
use crate::accounts::account::{Account, AccountId, Accounts};
use crate::apps::preferences::Preferences;
use crate::clock::{Clock, Timestamp};
use crate::error::Error;
use crate::launch::queue::LaunchQueue;
use crate::platform::Platform;
use crate::session::Session;
use crate::session::credential_store::{CredentialStore, KeyringStatus};
use crate::settings::store::SettingsStore;
use crate::storage::files::Dirs;
use crate::storage::keyring::KeyringClient;
use crate::tenant::registration::ClientRegistration;
use crate::view::{ConfirmReason, LaunchView, SetupCheckView, SignInMethod, SignInStep};

/// What the shell hands in.
pub struct Dependencies {
    pub platform: Arc<dyn Platform>,
    pub clock: Arc<dyn Clock>,
    pub dirs: Dirs,
    pub keyring: KeyringClient,
    /// "Try the demo" is built in.
    pub offers_demo: bool,
}

pub struct App {
    pub(super) deps: Dependencies,
    pub(super) settings: SettingsStore,
    /// Whether the keyring works.
    pub(super) keyring_status: KeyringStatus,
    pub(super) state: Mutex<State>,
    /// Held while an index is made.
    pub(super) index_build_lock: Mutex<()>,
    /// Never held while the state is waited for.
    pub(super) search_index: Mutex<CachedIndex>,
    /// Held while a view is made and sent, so that no older one overtakes it.
    pub(super) publish_lock: Mutex<()>,
    /// Held while the person's own file is written.
    pub(super) preferences_write_lock: Mutex<()>,
    /// Held by the sign-in under way: the next one begins when its windows and ports are free.
    pub(super) sign_in_lock: tokio::sync::Mutex<()>,
    /// Something changed that the idle lock goes by.
    pub(super) idle_lock_changed: Notify,
    /// What became of each click, for whoever waits for one.
    pub(super) launch_events: broadcast::Sender<LaunchView>,
}

pub(super) struct State {
    pub(super) accounts: Accounts,
    /// The tenant on screen, and who of its people; nobody yet before their first sign-in.
    pub(super) registration: Option<ClientRegistration>,
    pub(super) active_account: Option<AccountId>,
    /// A demo: nothing of it is kept.
    pub(super) is_demo: bool,
    pub(super) session_state: SessionState,
    pub(super) list: List,
    /// What was clicked and is not open yet.
    pub(super) launch_queue: LaunchQueue,
    /// How many attempts to get a session were begun; the number tells a late answer from the one
    /// that is awaited.
    pub(super) attempt_epoch: u64,
    /// Sessions of the accounts that are not on screen.
    pub(super) inactive_sessions: HashMap<AccountId, Arc<Session>>,
    /// What accounts that were on screen have changed, until the disk has it.
    pub(super) pending_writes: HashMap<AccountId, Preferences>,
    /// Client secrets that were entered or read, by client: see [`App::client_secret`].
    pub(super) client_secrets: HashMap<AccountId, SecretString>,
    /// The background task that is trying to refresh the list.
    pub(super) retry_task: Option<RetryTask>,
    /// How many such tasks were begun.
    pub(super) retry_epoch: u64,
    /// When the person last did something.
    pub(super) last_activity: Timestamp,
    pub(super) is_probing_keyring: bool,
    /// How many sessions were put on screen; each is kept fresh by one task.
    pub(super) activation_epoch: u64,
    pub(super) setup_check: SetupCheckView,
    /// How many checks were begun.
    pub(super) check_epoch: u64,
}

pub(super) enum SessionState {
    FirstRun { discovering: bool, error: Option<Error> },
    Confirm { registration: Box<ClientRegistration>, reasons: Vec<ConfirmReason> },
    SignedOut { error: Option<Error> },
    Restoring { attempt: u64 },
    SigningIn(Box<SignInAttempt>),
    SignedIn { session: Arc<Session>, ends_at: Option<Timestamp> },
    Locked,
}

/// A sign-in under way.
pub(super) struct SignInAttempt {
    pub(super) id: u64,
    pub(super) method: SignInMethod,
    pub(super) step: SignInStep,
    pub(super) host: Option<String>,
    pub(super) warning: Option<Error>,
    /// Where the browser was sent, for whoever wants to use another one.
    pub(super) authorize_url: Option<Url>,
    pub(super) cancel: Option<oneshot::Sender<()>>,
    /// The session that this one will replace, and its end; it goes on meanwhile.
    pub(super) replacing: Option<(Arc<Session>, Option<Timestamp>)>,
}

impl App {
    /// Where the credential of an account is kept.
    pub(super) fn credential_store(&self, account: &AccountId) -> CredentialStore {
        CredentialStore::new(
            self.deps.keyring.clone(),
            self.keyring_status.clone(),
            account,
            self.deps.dirs.locks.clone(),
        )
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn lock_publish(&self) -> MutexGuard<'_, ()> {
        self.publish_lock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The next attempt to get a session; those before it are of no interest any more.
    pub(super) const fn begin_attempt(&mut self) -> u64 {
        self.attempt_epoch += 1;
        self.attempt_epoch
    }

    pub(super) fn account(&self) -> Option<&Account> {
        self.accounts.get(self.active_account.as_ref()?)
    }

    /// The session with which calls are made: also the one that is about to be replaced.
    pub(super) fn session(&self) -> Option<Arc<Session>> {
        match &self.session_state {
            SessionState::SignedIn { session, .. } => Some(session.clone()),
            SessionState::SigningIn(sign_in) => sign_in.replaced_session(),
            _ => None,
        }
    }
}
