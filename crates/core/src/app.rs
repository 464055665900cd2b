//! The whole application, as a few pages of use cases. The shell calls these and draws what is
//! published; nothing here knows a window, and nothing outside knows the protocol.
//!
//! Every change ends in a published view model, complete at that moment. The lock is held for
//! moments only, never across a request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;
use tokio::sync::{Notify, broadcast, oneshot};
use url::Url;

use crate::accounts::account::{Account, AccountId, Accounts};
use crate::accounts::identity::Identity;
use crate::apps::cache::{self, CachedAppList};
use crate::apps::catalog::Catalog;
use crate::apps::icons::Icons;
use crate::apps::preferences::Preferences;
use crate::clock::{Clock, Timestamp};
use crate::error::{Code, Error, Result};
use crate::platform::Platform;
use crate::session::Session;
use crate::session::credential_store::{CredentialStore, KeyringStatus};
use crate::settings::Settings;
use crate::storage::files::Dirs;
use crate::storage::keyring::KeyringClient;
use crate::tenant::registration::ClientRegistration;
use crate::view::{ConfirmReason, FreshnessView, LaunchView, SettingsChange, SetupCheckView, SignInMethod, SignInStep};

mod accounts;
mod activate;
mod app_credentials;
mod background;
mod launch;
mod launch_queue;
mod list;
mod offline_snapshot;
mod palette;
mod preferences;
mod publish;
mod restore;
mod search_index;
mod setup_check;
mod sign_in;
mod sign_in_events;
mod sign_out;
mod snapshot;
mod tenants;

pub use launch_queue::LaunchOutcome;
use launch_queue::LaunchQueue;
use list::RetryTask;
pub use offline_snapshot::{OfflineList, OfflineSnapshot};
pub use snapshot::{AppSnapshot, DesktopSettings};

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
    deps: Dependencies,
    /// Whether the keyring works.
    keyring_status: KeyringStatus,
    state: Mutex<State>,
    /// Held while an index is made.
    index_build_lock: Mutex<()>,
    /// Never held while the state is waited for.
    search_index: Mutex<search_index::CachedIndex>,
    /// Held while a view is made and sent, so that no older one overtakes it.
    publish_lock: Mutex<()>,
    /// Held while the person's own file is written.
    preferences_write_lock: Mutex<()>,
    /// Held by the sign-in under way: the next one begins when its windows and ports are free.
    sign_in_lock: tokio::sync::Mutex<()>,
    /// Something changed that the idle lock goes by.
    idle_lock_changed: Notify,
    /// What became of each click, for whoever waits for one.
    launch_events: broadcast::Sender<LaunchView>,
}

struct State {
    settings: Settings,
    accounts: Accounts,
    /// The tenant on screen, and who of its people; nobody yet before their first sign-in.
    registration: Option<ClientRegistration>,
    active_account: Option<AccountId>,
    /// A demo: nothing of it is kept.
    is_demo: bool,
    session_state: SessionState,
    list: List,
    /// What was clicked and is not open yet.
    launch_queue: LaunchQueue,
    /// How many attempts to get a session were begun; the number tells a late answer from the one
    /// that is awaited.
    attempt_epoch: u64,
    /// Sessions of the accounts that are not on screen.
    inactive_sessions: HashMap<AccountId, Arc<Session>>,
    /// What accounts that were on screen have changed, until the disk has it.
    pending_writes: HashMap<AccountId, Preferences>,
    /// Client secrets that were entered or read, by [`Registration`]: see [`App::client_secret`].
    client_secrets: HashMap<AccountId, SecretString>,
    /// The background task that is trying to refresh the list.
    retry_task: Option<RetryTask>,
    /// How many such tasks were begun.
    retry_epoch: u64,
    /// When the person last did something.
    last_activity: Timestamp,
    is_probing_keyring: bool,
    /// How many sessions were put on screen; each is kept fresh by one task.
    activation_epoch: u64,
    setup_check: SetupCheckView,
    /// How many checks were begun.
    check_epoch: u64,
}

enum SessionState {
    FirstRun { discovering: bool, error: Option<Error> },
    Confirm { registration: Box<ClientRegistration>, reasons: Vec<ConfirmReason> },
    SignedOut { error: Option<Error> },
    Restoring { attempt: u64 },
    SigningIn(Box<SignInAttempt>),
    SignedIn { session: Arc<Session>, ends_at: Option<Timestamp> },
    Locked,
}

/// A sign-in under way.
struct SignInAttempt {
    id: u64,
    method: SignInMethod,
    step: SignInStep,
    host: Option<String>,
    warning: Option<Error>,
    /// Where the browser was sent, for whoever wants to use another one.
    authorize_url: Option<Url>,
    cancel: Option<oneshot::Sender<()>>,
    /// The session that this one will replace, and its end; it goes on meanwhile.
    replacing: Option<(Arc<Session>, Option<Timestamp>)>,
}

/// The list on screen, and whose it is.
struct List {
    identity: Identity,
    catalog: Arc<Catalog>,
    /// The tenant has not refused to tell.
    can_fetch_folders: bool,
    preferences: Preferences,
    freshness: FreshnessView,
    icons: Option<Arc<Icons>>,
    /// The tenant's icon addresses by [`crate::apps::catalog::icon_id`].
    icon_urls: HashMap<String, String>,
}

impl Default for List {
    fn default() -> Self {
        Self {
            identity: Identity::default(),
            catalog: Arc::default(),
            can_fetch_folders: true,
            preferences: Preferences::default(),
            freshness: FreshnessView::default(),
            icons: None,
            icon_urls: HashMap::new(),
        }
    }
}

/// A list with what is made of it; made without holding the lock.
struct PreparedList {
    catalog: Catalog,
    icon_urls: HashMap<String, String>,
}

impl PreparedList {
    fn new(catalog: Catalog) -> Self {
        let icon_urls = catalog.apps.iter().filter_map(|app| Some((app.icon_id()?, app.icon.clone()?))).collect();
        Self { catalog, icon_urls }
    }
}

impl App {
    /// Reads settings, accounts and the local copy; sends nothing, and asks the keyring nothing.
    pub fn start(deps: Dependencies) -> Arc<Self> {
        let now = deps.clock.now();
        let settings = Settings::load(&deps.dirs, now);
        let accounts = Accounts::load(&deps.dirs);
        let last_used =
            accounts.iter().find_map(|account| Some((settings.registration_for_account(account)?, account.id.clone())));
        let (registration, active_account) = match last_used {
            Some((registration, id)) => (Some(registration), Some(id)),
            None => (settings.registration().map(|(registration, _)| registration), None),
        };
        let session_state = match registration {
            Some(_) => SessionState::SignedOut { error: None },
            None => SessionState::FirstRun { discovering: false, error: None },
        };
        let state = State {
            settings,
            accounts,
            registration,
            active_account,
            is_demo: false,
            session_state,
            list: List::default(),
            launch_queue: LaunchQueue::default(),
            attempt_epoch: 0,
            inactive_sessions: HashMap::new(),
            pending_writes: HashMap::new(),
            client_secrets: HashMap::new(),
            retry_task: None,
            retry_epoch: 0,
            last_activity: now,
            is_probing_keyring: false,
            activation_epoch: 0,
            setup_check: SetupCheckView::default(),
            check_epoch: 0,
        };
        let app = Arc::new(Self {
            deps,
            keyring_status: KeyringStatus::default(),
            state: Mutex::new(state),
            index_build_lock: Mutex::default(),
            search_index: Mutex::default(),
            publish_lock: Mutex::default(),
            preferences_write_lock: Mutex::default(),
            sign_in_lock: tokio::sync::Mutex::default(),
            idle_lock_changed: Notify::new(),
            launch_events: broadcast::Sender::new(64),
        });
        app.state().wipe_disallowed_caches(&app.deps.dirs);
        app.show_cached_list();
        app
    }

    /// InitialPage what goes on in the background, and picks up the session that was kept. Call once, when
    /// the window is there.
    pub async fn run_startup_tasks(self: &Arc<Self>) {
        self.spawn_keyring_status_publisher();
        self.spawn_idle_lock();
        self.spawn_pending_removals();
        self.spawn_index_build();
        self.restore().await;
    }

    pub fn save_settings(&self, change: &SettingsChange) -> Result<()> {
        let result = {
            let mut state = self.state();
            let registration = state.registration.clone();
            // Of a demo nothing is written down.
            let tenant = registration.as_ref().filter(|_| !state.is_demo).map(|registration| &registration.tenant);
            let result = state.settings.change(change, tenant);
            let is_managed = result.as_ref().is_err_and(|error| error.code == Code::Managed);
            if let (SettingsChange::SignIn(method), Some(registration), false) = (change, registration, is_managed) {
                state.registration = Some(ClientRegistration {
                    is_sign_in_method_set: true,
                    ..registration.with_sign_in_method(*method)
                });
            }
            if state.settings.caches_app_list() {
                state.list.icons.iter().for_each(|icons| icons.set_persistent(state.may_cache_icons()));
            } else {
                state.wipe_caches(&self.deps.dirs);
            }
            result
        };
        self.save_preferences();
        self.idle_lock_changed.notify_one();
        self.publish_settings();
        self.publish_session();
        result
    }

    /// The icon of that id, for the `icon:` addresses of the UI.
    pub async fn icon(&self, id: &str) -> Option<Arc<Vec<u8>>> {
        let (icons, id, url, session) = {
            let state = self.state();
            let (prefix, id) = id.split_once('-')?;
            if prefix != state.icon_prefix() {
                return None;
            }
            (state.list.icons.clone()?, id.to_owned(), state.list.icon_urls.get(id)?.clone(), state.session())
        };
        icons.load_png(&id, &url, session.as_ref()).await
    }

    /// Puts the account's copy on this computer on screen, if there is one and it may be kept.
    fn show_cached_list(&self) {
        self.load_cached_list(&mut self.state());
    }

    fn load_cached_list(&self, state: &mut State) {
        self.clear_list(state);
        let Some(account) = state.account().cloned() else { return };
        state.list.identity = account.identity.clone();
        self.apply_cached_list(state, &account);
    }

    fn apply_cached_list(&self, state: &mut State, account: &Account) {
        let may_cache = state.settings.caches_app_list();
        if let Some(cached) = may_cache.then(|| CachedAppList::load(&self.deps.dirs, &account.id)).flatten() {
            state.list.freshness = FreshnessView {
                loaded: true,
                is_cached: true,
                updated_at: Some(cached.updated_at),
                unreadable_rows: cached.unreadable_rows,
                ..FreshnessView::default()
            };
            let catalog = Catalog { folders: cached.folders, ..Catalog::new(cached.apps, cached.unreadable_rows) };
            self.set_catalog(state, PreparedList::new(catalog));
        }
    }

    /// Nobody's list, and the icons of the account that is set.
    fn clear_list(&self, state: &mut State) {
        if let Some(icons) = &state.list.icons {
            // What is still being drawn shall not come back after a wipe.
            icons.set_persistent(false);
        }
        let preferences = std::mem::take(&mut state.list.preferences);
        state.list = List { preferences, ..List::default() };
        self.load_preferences(state);
        self.load_icons(state);
        self.set_catalog(state, PreparedList::new(Catalog::default()));
    }

    /// Favourites and history are the account's; of a demo, and of somebody without a name, nothing is
    /// kept.
    fn load_preferences(&self, state: &mut State) {
        let previous = std::mem::take(&mut state.list.preferences);
        if let Some(account) = previous.account().cloned().filter(|_| !previous.is_flushed()) {
            state.pending_writes.insert(account, previous);
        }
        let Some(account) = state.active_account.clone().filter(|_| !state.is_demo) else { return };
        let pending = state.pending_writes.remove(&account);
        state.list.preferences =
            pending.unwrap_or_else(|| Preferences::load(&self.deps.dirs, &account, self.deps.clock.now()));
    }

    /// Icons are the account's, as the list is.
    fn load_icons(&self, state: &mut State) {
        state.list.icons = state.registration.as_ref().map(|registration| {
            let id = state.active_account.clone().unwrap_or_else(|| AccountId::derive(registration, ""));
            let may_cache = state.may_cache_icons();
            let icon_dir = cache::cache_dir(&self.deps.dirs, &id).join("icons");
            Arc::new(Icons::new(icon_dir, registration.tenant.clone(), may_cache, self.deps.clock.clone()))
        });
    }

    /// Makes a list the one that is shown and searched.
    fn set_catalog(&self, state: &mut State, prepared: PreparedList) {
        state.list.icon_urls = prepared.icon_urls;
        state.list.catalog = Arc::new(prepared.catalog);
        self.discard_index();
    }

    /// Where the credential of an account is kept.
    fn credential_store(&self, account: &AccountId) -> CredentialStore {
        CredentialStore::new(
            self.deps.keyring.clone(),
            self.keyring_status.clone(),
            account,
            self.deps.dirs.locks.clone(),
        )
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_publish(&self) -> MutexGuard<'_, ()> {
        self.publish_lock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The next attempt to get a session; those before it are of no interest any more.
    const fn begin_attempt(&mut self) -> u64 {
        self.attempt_epoch += 1;
        self.attempt_epoch
    }

    fn account(&self) -> Option<&Account> {
        self.accounts.get(self.active_account.as_ref()?)
    }

    /// The session with which calls are made: also the one that is about to be replaced.
    fn session(&self) -> Option<Arc<Session>> {
        match &self.session_state {
            SessionState::SignedIn { session, .. } => Some(session.clone()),
            SessionState::SigningIn(sign_in) => sign_in.replaced_session(),
            _ => None,
        }
    }

    fn may_cache_icons(&self) -> bool {
        self.settings.caches_app_list() && self.active_account.is_some() && !self.is_demo
    }

    /// Keeps one account's icons apart from another's in the UI's own cache.
    fn icon_prefix(&self) -> &str {
        self.active_account.as_ref().map_or("none", |account| &account.as_str()[..8])
    }

    /// The administrator's file may have come since the last time.
    fn wipe_disallowed_caches(&mut self, dirs: &Dirs) {
        if !self.settings.caches_app_list() {
            self.wipe_caches(dirs);
        }
    }

    /// Takes every list off this computer's disk.
    fn wipe_caches(&mut self, dirs: &Dirs) {
        if let Some(icons) = &self.list.icons {
            icons.wipe();
        }
        // What is on screen stays there.
        self.list.preferences.mark_dirty();
        let accounts: Vec<_> = self.accounts.iter().map(|account| account.id.clone()).collect();
        for account in accounts {
            CachedAppList::wipe(dirs, &account);
            if self.list.preferences.account() != Some(&account) {
                self.erase_app_names(dirs, &account);
            }
        }
    }

    /// Takes the names out of what an account keeps beside its list. What is in memory has to be saved
    /// after it.
    fn erase_app_names(&mut self, dirs: &Dirs, account: &AccountId) {
        match self.preferences_mut(account) {
            Some(preferences) => preferences.clear_app_names(),
            None => Preferences::erase_app_names(dirs, account),
        }
    }

    fn preferences_mut(&mut self, account: &AccountId) -> Option<&mut Preferences> {
        if self.list.preferences.account() == Some(account) {
            return Some(&mut self.list.preferences);
        }
        self.pending_writes.get_mut(account)
    }

    /// Takes one account's list off this computer's disk.
    fn wipe_cache(&mut self, dirs: &Dirs, account: &AccountId) {
        if let Some(icons) = self.list.icons.as_ref().filter(|_| self.active_account.as_ref() == Some(account)) {
            icons.wipe();
        }
        CachedAppList::wipe(dirs, account);
        self.erase_app_names(dirs, account);
    }
}
