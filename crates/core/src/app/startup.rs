//! Starts the app: reads what is on disk, then runs the background tasks.

use std::sync::{Arc, Mutex, Weak};

use tokio::sync::mpsc;

use super::active::{Active, ActiveCell};
use super::client_secrets::ClientSecrets;
use super::idle_lock::IdleLock;
use super::inactive_sessions::InactiveSessions;
use super::publish::Part;
use super::search_index::SearchIndex;
use super::setup_check_state::SetupCheckState;
use super::state::{App, Dependencies};
use super::visible_list::List;
use crate::accounts::store::AccountStore;
use crate::apps::preferences::store::PreferencesStores;
use crate::launch::queue::Queue;
use crate::session::CriticalTasks;
use crate::session::credential_store::KeyringStatus;
use crate::settings::store::SettingsStore;
use crate::state_lock::StateLock;

impl App {
    /// Reads settings, accounts and the local copy; sends nothing, and asks the keyring nothing.
    pub fn start(deps: Dependencies) -> Arc<Self> {
        let (effects_sender, effects) = mpsc::unbounded_channel();
        let app = Arc::new_cyclic(|app| Self::load(deps, Queue::new(effects_sender), app));
        app.spawn_launch_effects(effects);
        let may_cache = app.settings.snapshot().caches_app_list();
        // The administrator's file may have come since the last time.
        if !may_cache {
            drop(app.wipe_caches_now(app.wipes_of_all(&app.active.snapshot())));
        }
        let account = app.account(&app.active.snapshot());
        let stored = account.as_ref().map(|account| app.read_stored_account(&account.id, may_cache));
        app.active.update(|active| match &account {
            Some(account) => app.show_stored_list(active, account, stored),
            None => app.clear_list(active, None),
        });
        app
    }

    fn load(deps: Dependencies, launches: Queue, app: &Weak<Self>) -> Self {
        let now = deps.clock.now();
        let publish_settings = |app: &Self| app.publish(&[Part::Settings]);
        let settings_store = SettingsStore::load(&deps.dirs, now, publisher(app, publish_settings));
        let settings = settings_store.snapshot();
        let accounts = AccountStore::load(&deps.dirs, now);
        let last_used = accounts
            .snapshot()
            .iter()
            .find_map(|account| Some((settings.registration_for_account(account)?, account.id.clone())));
        let (registration, account) = match last_used {
            Some((registration, id)) => (Some(registration), Some(id)),
            None => (settings.registration().map(|(registration, _)| registration), None),
        };
        let keyring_status = KeyringStatus::default();
        Self {
            settings: settings_store,
            accounts,
            is_probing_keyring: false.into(),
            active: ActiveCell::new(Active::new(registration, account, List::default())),
            preferences: PreferencesStores::default(),
            inactive_sessions: InactiveSessions::default(),
            client_secrets: ClientSecrets::new(deps.keyring.clone(), keyring_status.clone()),
            setup_check: SetupCheckState::default(),
            search_index: SearchIndex::default(),
            idle_lock: IdleLock::new(now),
            publish_lock: Mutex::default(),
            published_owner: StateLock::default(),
            list_cache_lock: tokio::sync::Mutex::default(),
            sign_in_lock: tokio::sync::Mutex::default(),
            launches: StateLock::new(launches),
            keyring_status,
            refresh_queue: tokio::sync::Mutex::default(),
            refresh_turn: Arc::default(),
            critical_tasks: CriticalTasks::default(),
            deps,
        }
    }

    /// Starts the background tasks and restores the stored session. The shell calls this once, when the main window
    /// exists. What is requested after the call, and before its future is done, waits for that session.
    pub fn run_startup_tasks(self: &Arc<Self>) -> impl Future<Output = ()> + Send + use<> {
        self.spawn_keyring_status_publisher();
        self.spawn_idle_lock();
        drop(self.spawn_pending_removals());
        self.spawn_index_build();
        let (app, attempt) = (self.clone(), self.begin_restore());
        async move {
            if let Some(attempt) = attempt {
                app.resume(attempt).await;
            }
        }
    }
}

/// Publishes a view after a write that went otherwise than the last.
pub(super) fn publisher(app: &Weak<App>, publish: fn(&App)) -> impl Fn() + Send + Sync + use<> {
    let app = app.clone();
    move || app.upgrade().iter().for_each(|app| publish(app))
}
