//! The list on screen: the catalog with everything that is shown beside it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::accounts::identity::Identity;
use crate::apps::catalog::Catalog;
use crate::apps::icons::Icons;
use crate::apps::preferences::Preferences;
use crate::view::FreshnessView;

/// The list on screen, and whose it is.
pub(super) struct List {
    pub(super) identity: Identity,
    pub(super) catalog: Arc<Catalog>,
    /// The tenant has not refused to tell.
    pub(super) can_fetch_folders: bool,
    pub(super) preferences: Preferences,
    pub(super) freshness: FreshnessView,
    pub(super) icons: Option<Arc<Icons>>,
    /// The tenant's icon addresses by [`crate::apps::catalog::icon_id`].
    pub(super) icon_urls: HashMap<String, String>,
}

impl Default for List {
    fn default() -> Self {
        Self {
            identity: Identity::default(),
            catalog: Arc::default(),
            can_fetch_folders: true,
            preferences: Preferences::default(),
            freshness: FreshnessView::default(),
            icons: None,
            icon_urls: HashMap::new(),
        }
    }
}

/// A list with what is made of it; made without holding the lock.
pub(super) struct PreparedList {
    pub(super) catalog: Catalog,
    pub(super) icon_urls: HashMap<String, String>,
}

impl PreparedList {
    pub(super) fn new(catalog: Catalog) -> Self {
        let icon_urls = catalog.apps.iter().filter_map(|app| Some((app.icon_id()?, app.icon.clone()?))).collect();
        Self { catalog, icon_urls }
    }
}
