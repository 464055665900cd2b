//! What this computer holds of an account: the copy of its list and its preferences. They are read before the transaction
//! that shows them, and written and wiped outside it.

use std::sync::Arc;

use super::active::Active;
use super::session_state::SessionState;
use super::state::App;
use super::visible_list::{List, PreparedList};
use crate::accounts::account::{Account, AccountId, Persistence};
use crate::apps::cache::{self, CachedAppList};
use crate::apps::catalog::Catalog;
use crate::apps::icons::Icons;
use crate::apps::preferences::Preferences;
use crate::apps::preferences::store::PreferencesStore;
use crate::clock::Timestamp;
use crate::error::Code;
use crate::view::FreshnessView;

/// Read from the disk, and not shown yet.
pub(super) struct StoredAccount {
    list: Option<(PreparedList, FreshnessView)>,
    preferences: PreferencesStore,
}

/// What is left to be wiped, once its account has left the screen.
pub(super) struct CacheWipe {
    account: AccountId,
    icons: Option<Arc<Icons>>,
}

impl CacheWipe {
    pub(super) fn new(active: &Active, account: &AccountId) -> Self {
        let icons = active.list.icons.clone().filter(|_| active.account.as_ref() == Some(account));
        Self { account: account.clone(), icons }
    }
}

impl App {
    pub(super) fn read_stored_account(self: &Arc<Self>, account: &AccountId, with_list: bool) -> StoredAccount {
        let list = with_list.then(|| CachedAppList::load(&self.deps.dirs, account)).flatten().map(|cached| {
            let freshness = FreshnessView {
                loaded: true,
                is_cached: true,
                updated_at: Some(cached.updated_at),
                unreadable_rows: cached.unreadable_rows,
                ..FreshnessView::default()
            };
            let catalog = Catalog { folders: cached.folders, ..Catalog::new(cached.apps, cached.unreadable_rows) };
            (PreparedList::new(catalog), freshness)
        });
        StoredAccount { list, preferences: self.load_preferences(account) }
    }

    /// Reads what the disk holds of an account; of the active one without the list, which is on screen.
    pub(super) async fn load_stored_account(self: &Arc<Self>, account: Option<&Account>) -> Option<StoredAccount> {
        let (app, account) = (self.clone(), account?.id.clone());
        let _order = self.list_cache_lock.lock().await;
        let task = tokio::task::spawn_blocking(move || {
            let is_on_screen =
                app.active.read(|active| active.account.as_ref() == Some(&account) && active.list.freshness.loaded);
            let with_list = !is_on_screen && app.settings.snapshot().caches_app_list();
            app.read_stored_account(&account, with_list)
        });
        // Err: Portico is ending.
        task.await.ok()
    }

    /// Shows the account's list as the disk holds it.
    pub(super) fn show_stored_list(&self, active: &mut Active, account: &Account, mut stored: Option<StoredAccount>) {
        let cached = stored.as_mut().and_then(|stored| stored.list.take());
        self.clear_list(active, stored);
        active.list.identity = account.identity.clone();
        if let Some((list, freshness)) = cached.filter(|_| self.settings.snapshot().caches_app_list()) {
            active.list.freshness = freshness;
            active.list.set_catalog(list);
        }
    }

    /// Nobody's list, and the icons of the account that is set.
    pub(super) fn clear_list(&self, active: &mut Active, stored: Option<StoredAccount>) {
        if let Some(icons) = &active.list.icons {
            // What is still being drawn shall not come back after a wipe.
            icons.set_persistent(false);
        }
        active.list.cancel_retry();
        active.list.preferences.update(Preferences::drop_unkept_names);
        active.list = List::default();
        self.set_preferences(active, stored);
        self.load_icons(active);
        self.search_index.clear();
    }

    /// Favorites and history are the account's; of a demo, and of somebody without a name, nothing is kept.
    pub(super) fn set_preferences(&self, active: &mut Active, stored: Option<StoredAccount>) {
        let preferences = stored.filter(|_| active.persistent_account().is_some()).map(|stored| stored.preferences);
        active.list.preferences = preferences.unwrap_or_default();
    }

    /// Icons are the account's, as the list is.
    pub(super) fn load_icons(&self, active: &mut Active) {
        active.list.icons = active.registration.as_ref().map(|registration| {
            let id = active.account.clone().unwrap_or_else(|| AccountId::derive(registration, ""));
            let may_cache = self.may_cache_icons(active);
            let icon_dir = cache::cache_dir(&self.deps.dirs, &id).join("icons");
            Arc::new(Icons::new(icon_dir, registration.tenant.clone(), may_cache, self.deps.clock.clone()))
        });
    }

    /// Writes the local copy.
    pub(super) async fn save_list_cache(self: &Arc<Self>, account: AccountId, catalog: Arc<Catalog>, now: Timestamp) {
        let app = self.clone();
        let _order = self.list_cache_lock.lock().await;
        let task = tokio::task::spawn_blocking(move || {
            let result = CachedAppList::new(&account, &catalog, now).save(&app.deps.dirs);
            // Signed out, or told to keep none, while it was being written: then it may not stay.
            if !app.may_cache_list(&app.active.snapshot(), &account) {
                CachedAppList::wipe(&app.deps.dirs, &account);
            }
            result
        });
        if let Ok(Err(error)) = task.await {
            tracing::warn!(code = error.code.as_str(), "the list was not kept");
        }
    }

    /// Takes lists off this computer's disk, and the names out of what is kept with them; of a forgotten account, all.
    pub(super) async fn wipe_caches(self: &Arc<Self>, wipes: Vec<CacheWipe>) {
        let app = self.clone();
        let _order = self.list_cache_lock.lock().await;
        let task = tokio::task::spawn_blocking(move || app.wipe_caches_now(wipes));
        // Err: Portico is ending.
        for preferences in task.await.unwrap_or_default() {
            // Err: it is written again with the next change, and before Portico ends.
            let _ = preferences.commit().await;
        }
    }

    /// As [`Self::wipe_caches`], on this thread. The preferences are still being written.
    pub(super) fn wipe_caches_now(self: &Arc<Self>, wipes: Vec<CacheWipe>) -> Vec<PreferencesStore> {
        let wipe = |CacheWipe { account, icons }| {
            icons.iter().for_each(|icons| icons.wipe());
            CachedAppList::wipe(&self.deps.dirs, &account);
            let store = self.load_preferences(&account);
            self.active.read(|active| {
                let keeps_names = self.may_cache_list(active, &account);
                let is_on_screen = active.list.freshness.loaded && active.persistent_account() == Some(&account);
                let is_forgotten = self.accounts.snapshot().find_by_id(account.as_str()).is_none();
                store.update(|preferences| {
                    if is_forgotten {
                        *preferences = Preferences::default();
                    }
                    preferences.set_keeps_names(keeps_names);
                    if !is_on_screen {
                        preferences.drop_unkept_names();
                    }
                });
            });
            store
        };
        wipes.into_iter().map(wipe).collect()
    }

    pub(super) fn may_cache_icons(&self, active: &Active) -> bool {
        self.cacheable_account(active).is_some()
    }

    /// Whose list is copied to this computer, if anybody's.
    pub(super) fn cacheable_account(&self, active: &Active) -> Option<AccountId> {
        active.persistent_account().filter(|_| self.settings.snapshot().caches_app_list()).cloned()
    }

    /// Whether an account's list, and names out of it, may lie on this computer's disk. A session that
    /// ended by itself leaves its list.
    pub(super) fn may_cache_list(&self, active: &Active, account: &AccountId) -> bool {
        let is_expired_session = matches!(active.session_state(), SessionState::SignedOut { error: Some(error) }
            if error.code == Code::SessionEnded && active.account.as_ref() == Some(account));
        let accounts = self.accounts.snapshot();
        let is_persisted = accounts.get(account).is_some_and(|account| account.persistence == Persistence::Session);
        self.settings.snapshot().caches_app_list() && (is_expired_session || is_persisted)
    }

    pub(super) fn wipes_of_all(&self, active: &Active) -> Vec<CacheWipe> {
        self.accounts.snapshot().iter().map(|account| CacheWipe::new(active, &account.id)).collect()
    }
}
