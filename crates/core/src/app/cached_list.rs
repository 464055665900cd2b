//! What this computer holds of an account: the copy of its list and its preferences. They are read before the transaction
//! that shows them, and written and wiped outside it.

use std::sync::Arc;

use super::active::Active;
use super::session_state::SessionState;
use super::state::{App, State};
use super::visible_list::{List, PreparedList};
use crate::accounts::account::{Account, AccountId, Persistence};
use crate::apps::cache::{self, CachedAppList};
use crate::apps::catalog::Catalog;
use crate::apps::icons::Icons;
use crate::apps::preferences::Preferences;
use crate::clock::Timestamp;
use crate::error::Code;
use crate::storage::files::Dirs;
use crate::view::FreshnessView;

/// Read from the disk, and not shown yet.
pub(super) struct StoredAccount {
    list: Option<(PreparedList, FreshnessView)>,
    preferences: Preferences,
}

/// What is left to be wiped, once its account has left the screen.
pub(super) struct CacheWipe {
    account: AccountId,
    icons: Option<Arc<Icons>>,
    /// The preferences are not in memory, to be written without names.
    erase_app_names: bool,
    pub(super) forget_preferences: bool,
}

impl StoredAccount {
    pub(super) fn read(dirs: &Dirs, account: &AccountId, with_list: bool, now: Timestamp) -> Self {
        let list = with_list.then(|| CachedAppList::load(dirs, account)).flatten().map(|cached| {
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
        Self { list, preferences: Preferences::load(dirs, account, now) }
    }
}

impl App {
    /// Reads what the disk holds of an account; of the active one without the list, which is on screen.
    pub(super) async fn load_stored_account(self: &Arc<Self>, account: Option<&Account>) -> Option<StoredAccount> {
        let (app, account) = (self.clone(), account?.id.clone());
        let _order = self.list_cache_lock.lock().await;
        let task = tokio::task::spawn_blocking(move || {
            // What was changed while the account was active last has to be there.
            app.save_preferences();
            let is_on_screen =
                app.active.read(|active| active.account.as_ref() == Some(&account) && active.list.freshness.loaded);
            let with_list = !is_on_screen && app.settings.snapshot().caches_app_list();
            StoredAccount::read(&app.deps.dirs, &account, with_list, app.deps.clock.now())
        });
        // Err: Portico is ending.
        task.await.ok()
    }

    /// Shows the account's list as the disk holds it.
    pub(super) fn show_stored_list(
        &self,
        active: &mut Active,
        state: &mut State,
        account: &Account,
        mut stored: Option<StoredAccount>,
    ) {
        let cached = stored.as_mut().and_then(|stored| stored.list.take());
        self.clear_list(active, state, stored);
        active.list.identity = account.identity.clone();
        if let Some((list, freshness)) = cached.filter(|_| self.settings.snapshot().caches_app_list()) {
            active.list.freshness = freshness;
            active.list.set_catalog(list);
        }
    }

    /// Nobody's list, and the icons of the account that is set.
    pub(super) fn clear_list(&self, active: &mut Active, state: &mut State, stored: Option<StoredAccount>) {
        if let Some(icons) = &active.list.icons {
            // What is still being drawn shall not come back after a wipe.
            icons.set_persistent(false);
        }
        active.list.cancel_retry();
        let preferences = std::mem::take(&mut active.list.preferences);
        active.list = List { preferences, ..List::default() };
        self.set_preferences(active, state, stored);
        self.load_icons(active);
        self.search_index.clear();
    }

    /// Favorites and history are the account's; of a demo, and of somebody without a name, nothing is kept.
    pub(super) fn set_preferences(&self, active: &mut Active, state: &mut State, stored: Option<StoredAccount>) {
        let previous = std::mem::take(&mut active.list.preferences);
        if let Some(account) = previous.account().cloned().filter(|_| !previous.is_flushed()) {
            state.pending_writes.insert(account, Arc::unwrap_or_clone(previous));
        }
        let Some(account) = active.persistent_account() else { return };
        let pending = state.pending_writes.remove(account);
        let preferences = pending.or_else(|| stored.map(|stored| stored.preferences));
        active.list.preferences = preferences.map(Arc::new).unwrap_or_default();
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

    /// Takes lists off this computer's disk, and the names out of what is kept beside them.
    pub(super) async fn wipe_caches(self: &Arc<Self>, wipes: Vec<CacheWipe>) {
        let app = self.clone();
        let _order = self.list_cache_lock.lock().await;
        // Err: Portico is ending.
        let _ = tokio::task::spawn_blocking(move || app.wipe_caches_now(wipes)).await;
    }

    /// As [`Self::wipe_caches`], on this thread.
    pub(super) fn wipe_caches_now(&self, wipes: Vec<CacheWipe>) {
        for wipe in wipes {
            wipe.icons.iter().for_each(|icons| icons.wipe());
            CachedAppList::wipe(&self.deps.dirs, &wipe.account);
            if wipe.forget_preferences {
                Preferences::wipe(&self.deps.dirs, &wipe.account);
            } else if wipe.erase_app_names {
                Preferences::erase_app_names(&self.deps.dirs, &wipe.account);
            }
        }
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

    /// As [`State::begin_wipe`], for all accounts. What is on screen stays there.
    pub(super) fn begin_wipe_of_all(&self, active: &mut Active, state: &mut State) -> Vec<CacheWipe> {
        let on_screen = active.list.preferences.clone();
        let accounts = self.accounts.snapshot();
        let wipes = accounts.iter().map(|account| state.begin_wipe(active, &account.id)).collect();
        active.list.preferences = on_screen;
        active.list.preferences_mut().mark_dirty();
        wipes
    }
}

impl State {
    /// Takes the names of apps out of what an account keeps in memory, and says what is left to be done on the disk. What
    /// is in memory has to be saved after it.
    pub(super) fn begin_wipe(&mut self, active: &mut Active, account: &AccountId) -> CacheWipe {
        let icons = active.list.icons.clone().filter(|_| active.account.as_ref() == Some(account));
        let preferences = self.preferences_mut(active, account);
        let erase_app_names = preferences.map(Preferences::clear_app_names).is_none();
        CacheWipe { account: account.clone(), icons, erase_app_names, forget_preferences: false }
    }

    pub(super) fn preferences_mut<'a>(
        &'a mut self,
        active: &'a mut Active,
        account: &AccountId,
    ) -> Option<&'a mut Preferences> {
        if active.list.preferences.account() == Some(account) {
            return Some(active.list.preferences_mut());
        }
        self.pending_writes.get_mut(account)
    }
}
