//! Shows the account's list as it was cached on disk, writes that cache, and wipes it where it may not stay.

use std::sync::Arc;

use super::state::{App, SessionState, State};
use super::visible_list::{List, PreparedList};
use crate::accounts::account::{Account, AccountId, Persistence};
use crate::apps::cache::{self, CachedAppList};
use crate::apps::catalog::Catalog;
use crate::apps::icons::Icons;
use crate::apps::preferences::Preferences;
use crate::clock::Timestamp;
use crate::error::Code;
use crate::settings::Settings;
use crate::storage::files::Dirs;
use crate::view::FreshnessView;

impl App {
    /// Puts the account's copy on this computer on screen, if there is one and it may be kept.
    pub(super) fn show_cached_list(&self) {
        self.load_cached_list(&mut self.state());
    }

    pub(super) fn load_cached_list(&self, state: &mut State) {
        self.clear_list(state);
        let Some(account) = state.account().cloned() else { return };
        state.list.identity = account.identity.clone();
        self.apply_cached_list(state, &account);
    }

    pub(super) fn apply_cached_list(&self, state: &mut State, account: &Account) {
        let may_cache = self.settings.snapshot().caches_app_list();
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
    pub(super) fn clear_list(&self, state: &mut State) {
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
    pub(super) fn load_preferences(&self, state: &mut State) {
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
    pub(super) fn load_icons(&self, state: &mut State) {
        state.list.icons = state.registration.as_ref().map(|registration| {
            let id = state.active_account.clone().unwrap_or_else(|| AccountId::derive(registration, ""));
            let may_cache = state.may_cache_icons(&self.settings.snapshot());
            let icon_dir = cache::cache_dir(&self.deps.dirs, &id).join("icons");
            Arc::new(Icons::new(icon_dir, registration.tenant.clone(), may_cache, self.deps.clock.clone()))
        });
    }

    /// Makes a list the one that is shown and searched.
    pub(super) fn set_catalog(&self, state: &mut State, prepared: PreparedList) {
        state.list.icon_urls = prepared.icon_urls;
        state.list.catalog = Arc::new(prepared.catalog);
        self.discard_index();
    }

    /// Writes the local copy, off the lock: a list can be long and a disk slow.
    pub(super) async fn save_list_cache(self: &Arc<Self>, account: AccountId, catalog: Arc<Catalog>, now: Timestamp) {
        let app = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let result = CachedAppList::new(&account, &catalog, now).save(&app.deps.dirs);
            // Signed out, or told to keep none, while it was being written: then it may not stay.
            let state = app.state();
            if !state.may_cache_list(&app.settings.snapshot(), &account) {
                CachedAppList::wipe(&app.deps.dirs, &account);
            }
            result
        });
        if let Ok(Err(error)) = task.await {
            tracing::warn!(code = error.code.as_str(), "the list was not kept");
        }
    }
}

impl State {
    pub(super) fn may_cache_icons(&self, settings: &Settings) -> bool {
        settings.caches_app_list() && self.active_account.is_some() && !self.is_demo
    }

    /// Takes every list off this computer's disk.
    pub(super) fn wipe_caches(&mut self, dirs: &Dirs) {
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
    pub(super) fn erase_app_names(&mut self, dirs: &Dirs, account: &AccountId) {
        match self.preferences_mut(account) {
            Some(preferences) => preferences.clear_app_names(),
            None => Preferences::erase_app_names(dirs, account),
        }
    }

    pub(super) fn preferences_mut(&mut self, account: &AccountId) -> Option<&mut Preferences> {
        if self.list.preferences.account() == Some(account) {
            return Some(&mut self.list.preferences);
        }
        self.pending_writes.get_mut(account)
    }

    /// Takes one account's list off this computer's disk.
    pub(super) fn wipe_cache(&mut self, dirs: &Dirs, account: &AccountId) {
        if let Some(icons) = self.list.icons.as_ref().filter(|_| self.active_account.as_ref() == Some(account)) {
            icons.wipe();
        }
        CachedAppList::wipe(dirs, account);
        self.erase_app_names(dirs, account);
    }

    /// Whether an account's list, and names out of it, may lie on this computer's disk. A session that
    /// ended by itself leaves its list.
    pub(super) fn may_cache_list(&self, settings: &Settings, account: &AccountId) -> bool {
        let is_expired_session = matches!(&self.session_state, SessionState::SignedOut { error: Some(error) }
            if error.code == Code::SessionEnded && self.active_account.as_ref() == Some(account));
        let is_persisted =
            self.accounts.get(account).is_some_and(|account| account.persistence == Persistence::Session);
        settings.caches_app_list() && (is_expired_session || is_persisted)
    }

    /// Whose list is copied to this computer, if anybody's.
    pub(super) fn cacheable_account(&self, settings: &Settings) -> Option<AccountId> {
        self.active_account.clone().filter(|_| settings.caches_app_list() && !self.is_demo)
    }
}
