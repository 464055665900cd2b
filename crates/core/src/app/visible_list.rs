//! The list on screen: the catalog with everything that is shown beside it.

use std::collections::HashMap;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::accounts::identity::Identity;
use crate::apps::catalog::Catalog;
use crate::apps::icons::Icons;
use crate::apps::preferences::store::PreferencesStore;
use crate::view::FreshnessView;

/// The list on screen, and whose it is. Cheap to copy.
#[derive(Clone)]
pub(super) struct List {
    pub(super) identity: Identity,
    pub(super) catalog: Arc<Catalog>,
    /// The tenant has not refused to tell.
    pub(super) can_fetch_folders: bool,
    pub(super) preferences: PreferencesStore,
    pub(super) freshness: FreshnessView,
    pub(super) icons: Option<Arc<Icons>>,
    /// The tenant's icon addresses by [`crate::apps::catalog::icon_id`].
    pub(super) icon_urls: Arc<HashMap<String, String>>,
    pub(super) retry: Option<Retry>,
}

/// The background task that refreshes the list as soon as the tenant answers again.
#[derive(Clone)]
pub(super) struct Retry {
    pub(super) token: CancellationToken,
    /// A request is under way. One that the user asks for does not wait for it.
    pub(super) is_attempting: bool,
}

impl Default for List {
    fn default() -> Self {
        Self {
            identity: Identity::default(),
            catalog: Arc::default(),
            can_fetch_folders: true,
            preferences: PreferencesStore::default(),
            freshness: FreshnessView::default(),
            icons: None,
            icon_urls: Arc::default(),
            retry: None,
        }
    }
}

impl List {
    pub(super) fn is_retrying(&self) -> bool {
        self.retry.as_ref().is_some_and(|retry| !retry.token.is_cancelled())
    }

    pub(super) fn set_attempting(&mut self, is_attempting: bool) {
        self.retry.iter_mut().for_each(|retry| retry.is_attempting = is_attempting);
    }

    pub(super) fn cancel_retry(&mut self) {
        self.retry.take().into_iter().for_each(|retry| retry.token.cancel());
    }

    pub(super) fn set_catalog(&mut self, prepared: PreparedList) {
        self.icon_urls = Arc::new(prepared.icon_urls);
        self.catalog = Arc::new(prepared.catalog);
    }
}

/// A list with what is made of it; made without holding a lock.
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
