//! What the window shows, as one look for whoever asks from outside it: the command line, the desktop's
//! search, the desktop's menu. Nothing that a view has not.

use std::path::PathBuf;
use std::sync::Arc;

use super::state::App;
use crate::accounts::account::AccountId;
use crate::apps::catalog::Catalog;
use crate::clock::Timestamp;
use crate::settings::accelerator::Accelerator;
use crate::view::{FreshnessView, PreferencesView, SessionView};

/// All of one moment.
pub struct AppSnapshot {
    pub taken_at: Timestamp,
    pub session: SessionView,
    /// Whose place it is, also while that person is signed out or Portico is locked; nobody's until the tenant has
    /// named somebody.
    pub account: Option<AccountId>,
    /// Empty unless `freshness.loaded`.
    pub catalog: Arc<Catalog>,
    pub preferences: PreferencesView,
    pub freshness: FreshnessView,
    /// Names of apps may lie on this computer's disk.
    pub may_cache_names: bool,
}

/// What a person, or the administrator, wants of the desktop: as the settings say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesktopSettings {
    /// Favourites in the menu of programs.
    pub menu_entries: bool,
    /// Portico starts with the desktop, without a window.
    pub autostart: bool,
    /// Closing the window leaves it running.
    pub keep_running: bool,
    pub tray: bool,
    pub palette_shortcut: Option<Accelerator>,
}

impl App {
    pub fn snapshot(&self) -> AppSnapshot {
        let taken_at = self.deps.clock.now();
        let active = self.active.snapshot();
        AppSnapshot {
            taken_at,
            session: self.session_view(&active),
            account: active.account.clone(),
            catalog: active.list.catalog.clone(),
            preferences: active.preferences_view(taken_at),
            freshness: active.list.freshness.clone(),
            may_cache_names: active.persistent_account().is_some_and(|account| self.may_cache_list(&active, account)),
        }
    }

    /// What Portico is to do on the desktop beside its window.
    pub fn desktop_settings(&self) -> DesktopSettings {
        let settings = self.settings.snapshot();
        DesktopSettings {
            menu_entries: settings.has_menu_entries(),
            autostart: settings.starts_with_desktop(),
            keep_running: settings.keeps_running(),
            tray: settings.has_tray(),
            palette_shortcut: settings.palette_accelerator().cloned(),
        }
    }

    /// The file of an app's icon, drawn by Portico, if it was ever shown and may lie on the disk.
    pub fn icon_file(&self, key: &str) -> Option<PathBuf> {
        let list = self.active.snapshot().list.clone();
        list.icons?.cached_file(&list.catalog.find_app(key)?.icon_id()?)
    }
}
