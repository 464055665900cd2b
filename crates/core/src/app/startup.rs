//! Starts the app: reads what is on disk, then runs the background tasks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};

use tokio::sync::{Notify, broadcast};

use super::state::{App, Dependencies, SessionState, State};
use super::visible_list::List;
use crate::accounts::account::Accounts;
use crate::launch::queue::LaunchQueue;
use crate::session::credential_store::KeyringStatus;
use crate::settings::store::SettingsStore;
use crate::view::SetupCheckView;

impl App {
    /// Reads settings, accounts and the local copy; sends nothing, and asks the keyring nothing.
    pub fn start(deps: Dependencies) -> Arc<Self> {
        let app = Arc::new_cyclic(|app| Self::load(deps, app));
        if !app.settings.snapshot().caches_app_list() {
            // The administrator's file may have come since the last time.
            app.state().wipe_caches(&app.deps.dirs);
        }
        app.show_cached_list();
        app
    }

    fn load(deps: Dependencies, app: &Weak<Self>) -> Self {
        let now = deps.clock.now();
        let settings_store = SettingsStore::load(&deps.dirs, now, publisher(app, Self::publish_settings));
        let settings = settings_store.snapshot();
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
        Self {
            deps,
            settings: settings_store,
            keyring_status: KeyringStatus::default(),
            state: Mutex::new(state),
            index_build_lock: Mutex::default(),
            search_index: Mutex::default(),
            publish_lock: Mutex::default(),
            preferences_write_lock: Mutex::default(),
            sign_in_lock: tokio::sync::Mutex::default(),
            idle_lock_changed: Notify::new(),
            launch_events: broadcast::Sender::new(64),
        }
    }

    /// Starts the background tasks and restores the stored session. The shell calls this once, when the main window
    /// exists.
    pub async fn run_startup_tasks(self: &Arc<Self>) {
        self.spawn_keyring_status_publisher();
        self.spawn_idle_lock();
        self.spawn_pending_removals();
        self.spawn_index_build();
        self.restore().await;
    }
}

/// Publishes a view after a write that went otherwise than the last.
fn publisher(app: &Weak<App>, publish: fn(&App)) -> impl Fn() + Send + Sync + use<> {
    let app = app.clone();
    move || app.upgrade().iter().for_each(|app| publish(app))
}
