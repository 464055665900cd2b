//! The search index of the list on screen. It is made ahead of the first search, while nothing is locked that others wait
//! for: a long list takes some time.

use std::sync::{Arc, Mutex, PoisonError};

use crate::apps::catalog::Catalog;
use crate::apps::search::Index;
use crate::state_lock::StateLock;
use crate::view::SearchView;

#[derive(Default)]
pub(super) struct SearchIndex {
    current: StateLock<CachedIndex>,
    /// Held while an index is made: one is enough, and nobody waits for it but another search.
    build_lock: Mutex<()>,
}

/// A list, ready to be searched.
#[derive(Default)]
struct CachedIndex {
    catalog: Arc<Catalog>,
    index: Index,
}

impl SearchIndex {
    pub(super) fn search(&self, query: &str) -> SearchView {
        self.current.with(|cached| cached.index.search(query))
    }

    /// Makes the index of the list that `current` tells, which no index of an older list replaces. `false` if it is there.
    pub(super) fn build(&self, current: impl FnOnce() -> Arc<Catalog>) -> bool {
        let _guard = self.build_lock.lock().unwrap_or_else(PoisonError::into_inner);
        let catalog = current();
        if self.current.with(|cached| Arc::ptr_eq(&cached.catalog, &catalog)) {
            return false;
        }
        let built = CachedIndex { index: Index::new(&catalog.apps), catalog };
        let previous = self.current.with(|cached| std::mem::replace(cached, built));
        drop(previous);
        true
    }

    /// Tells the search of `catalog`, the list on screen, how much each app is used. An index of another list goes: that
    /// list may be nobody's any more.
    pub(super) fn set_weights(&self, catalog: &Arc<Catalog>, weights: impl Fn(&str) -> f32) {
        self.current.with(|cached| {
            if Arc::ptr_eq(&cached.catalog, catalog) {
                cached.index.set_usage(weights);
            } else {
                *cached = CachedIndex::default();
            }
        });
    }

    /// The list on screen is another one.
    pub(super) fn clear(&self) {
        drop(self.current.with(std::mem::take));
    }
}
