//! Searches the list on screen.

use std::sync::Arc;

use super::state::App;
use crate::view::SearchView;

impl App {
    pub fn search(&self, query: &str) -> SearchView {
        self.build_index();
        self.search_index.search(query)
    }

    /// Makes the index of the list on screen, on a thread of its own.
    pub(super) fn spawn_index_build(self: &Arc<Self>) {
        let app = self.clone();
        tokio::task::spawn_blocking(move || app.build_index());
    }

    /// Tells the search what is used most.
    pub(super) fn update_search_weights(&self) {
        let now = self.deps.clock.now();
        // The list shall not change in between: the index of a list that is gone would stay.
        self.active.read(|active| {
            let preferences = active.list.preferences.snapshot();
            self.search_index.set_weights(&active.list.catalog, preferences.weights(now));
        });
    }

    fn build_index(&self) {
        if self.search_index.build(|| self.active.snapshot().list.catalog.clone()) {
            self.update_search_weights();
        }
    }
}
