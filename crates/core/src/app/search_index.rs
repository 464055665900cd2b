//! Searching the list. The index is made ahead of the first search, and not while the lock on the
//! state is held: a long list takes some time.

use std::sync::{Arc, PoisonError};

use super::cached_index::CachedIndex;
use super::state::App;
use crate::apps::catalog::Catalog;
use crate::apps::search::Index;
use crate::view::SearchView;

impl App {
    pub fn search(&self, query: &str) -> SearchView {
        self.build_index();
        self.search_index.lock().unwrap_or_else(PoisonError::into_inner).index.search(query)
    }

    /// Makes the index of the list on screen, on a thread of its own.
    pub(super) fn spawn_index_build(self: &Arc<Self>) {
        let app = self.clone();
        tokio::task::spawn_blocking(move || app.build_index());
    }

    /// Tells the search what is used most.
    pub(super) fn update_search_weights(&self) {
        let now = self.deps.clock.now();
        let state = self.state();
        let mut cached = self.search_index.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&cached.catalog, &state.list.catalog) {
            cached.index.set_usage(state.list.preferences.weights(now));
        } else {
            // Another list came while the index was made, and this one may be nobody's any more.
            *cached = CachedIndex::default();
        }
    }

    /// The list on screen is another one.
    pub(super) fn discard_index(&self) {
        *self.search_index.lock().unwrap_or_else(PoisonError::into_inner) = CachedIndex::default();
    }

    fn build_index(&self) {
        let is_built_for = |catalog: &Arc<Catalog>| {
            let cached = self.search_index.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::ptr_eq(&cached.catalog, catalog)
        };
        // One is enough, and nobody waits for this but another search.
        let _guard = self.index_build_lock.lock().unwrap_or_else(PoisonError::into_inner);
        let catalog = self.state().list.catalog.clone();
        if is_built_for(&catalog) {
            return;
        }
        let cached = CachedIndex { index: Index::new(&catalog.apps), catalog };
        *self.search_index.lock().unwrap_or_else(PoisonError::into_inner) = cached;
        self.update_search_weights();
    }
}
