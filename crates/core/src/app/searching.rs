//! Searching the list. The index is made ahead of the first search, and not while the lock on the
//! state is held: a long list takes some time.

use std::sync::{Arc, PoisonError};

use super::App;
use crate::catalogue::Catalogue;
use crate::search::Index;
use crate::view::SearchView;

/// A list, ready to be searched.
#[derive(Default)]
pub(super) struct Searched {
    of: Arc<Catalogue>,
    index: Index,
}

impl App {
    pub fn search(&self, query: &str) -> SearchView {
        self.make_index();
        self.searched.lock().unwrap_or_else(PoisonError::into_inner).index.search(query)
    }

    /// Makes the index of the list on screen, on a thread of its own.
    pub(super) fn make_index_aside(self: &Arc<Self>) {
        let app = self.clone();
        tokio::task::spawn_blocking(move || app.make_index());
    }

    /// Tells the search what is used most.
    pub(super) fn weigh(&self) {
        let now = self.ports.clock.now();
        let state = self.state();
        let mut searched = self.searched.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&searched.of, &state.list.catalogue) {
            searched.index.weigh(state.list.personal.weights(now));
        } else {
            // Another list came while the index was made, and this one may be nobody's any more.
            *searched = Searched::default();
        }
    }

    /// The list on screen is another one.
    pub(super) fn forget_index(&self) {
        *self.searched.lock().unwrap_or_else(PoisonError::into_inner) = Searched::default();
    }

    fn make_index(&self) {
        let is_of = |of: &Arc<Catalogue>| {
            let searched = self.searched.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::ptr_eq(&searched.of, of)
        };
        // One is enough, and nobody waits for this but another search.
        let _turn = self.indexing.lock().unwrap_or_else(PoisonError::into_inner);
        let of = self.state().list.catalogue.clone();
        if is_of(&of) {
            return;
        }
        let made = Searched { index: Index::new(&of.apps), of };
        *self.searched.lock().unwrap_or_else(PoisonError::into_inner) = made;
        self.weigh();
    }
}
