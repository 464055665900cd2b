//! The preferences in memory, one store for each account, with the writers that keep their files.

use std::collections::HashMap;
use std::time::Instant;

use super::file::file_path;
use super::{Preferences, REASON};
use crate::accounts::account::AccountId;
use crate::apps::catalog::Catalog;
use crate::clock::Timestamp;
use crate::error::{Code, Error};
use crate::state_lock::StateLock;
use crate::storage::files::Dirs;
use crate::storage::store::Store;
use crate::view::PreferencesView;

pub(crate) type PreferencesStore = Store<Preferences>;

/// Those of a demo, or of a person without a name: nothing is written down.
impl Default for PreferencesStore {
    fn default() -> Self {
        Self::new(Preferences::default(), |_| Ok(()), || {})
    }
}

impl PreferencesStore {
    /// What is kept of `account`; a damaged file is quarantined.
    pub(crate) fn load(
        dirs: &Dirs,
        account: &AccountId,
        now: Timestamp,
        on_result_change: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let (path, preferences) = (file_path(dirs, account), Preferences::load_readonly(dirs, account));
        if preferences.has_load_error(Code::DiskCorrupt) {
            // Err: it is damaged at the next start, too.
            let _ = preferences.repair(&path, now);
        }
        let log_failure =
            |error: &Error| tracing::warn!(code = error.code.as_str(), "favorites and history were not saved");
        Self::new(preferences, move |preferences| preferences.save(&path).inspect_err(log_failure), on_result_change)
    }

    pub(crate) fn view(&self, list: &Catalog, now: Timestamp) -> PreferencesView {
        let view = self.snapshot().view(list, now);
        match self.last_result() {
            Some(Err(error)) => PreferencesView { problem: Some(error.with_reason(REASON)), ..view },
            _ => view,
        }
    }
}

/// The stores of all accounts that were asked for. One that was forgotten is empty, and stays.
#[derive(Default)]
pub(crate) struct PreferencesStores(StateLock<HashMap<AccountId, PreferencesStore>>);

impl PreferencesStores {
    /// `load` reads the file; of several at once the first counts.
    pub(crate) fn get_or_load(&self, account: &AccountId, load: impl FnOnce() -> PreferencesStore) -> PreferencesStore {
        if let Some(store) = self.0.with(|stores| stores.get(account).cloned()) {
            return store;
        }
        let loaded = load();
        self.0.with(|stores| stores.entry(account.clone()).or_insert(loaded).clone())
    }

    pub(crate) fn flush(&self, deadline: Instant) {
        let stores = self.0.with(|stores| stores.values().cloned().collect::<Vec<_>>());
        stores.iter().for_each(|store| store.flush(deadline));
    }
}
