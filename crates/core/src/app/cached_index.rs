//! The search index of the list on screen.

use std::sync::Arc;

use crate::apps::catalog::Catalog;
use crate::apps::search::Index;

/// A list, ready to be searched.
#[derive(Default)]
pub(super) struct CachedIndex {
    pub(super) catalog: Arc<Catalog>,
    pub(super) index: Index,
}
