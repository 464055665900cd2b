//! What the person makes of their list: stars, order, what is hidden and seen; and what is known of
//! one app. Everything here works offline, and tells no tenant.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::active::Active;
use super::publish::Part;
use super::startup::publisher;
use super::state::App;
use crate::accounts::account::AccountId;
use crate::apps::catalog::Catalog;
use crate::apps::preferences::Preferences;
use crate::apps::preferences::store::PreferencesStore;
use crate::clock::Timestamp;
use crate::error::{Code, Result};
use crate::view::{DetailsView, PreferencesView};

const FLUSH_TIMEOUT: Duration = Duration::from_secs(2);

impl App {
    pub fn set_favorite(&self, key: &str, is_favorite: bool) {
        self.update_preferences(|preferences, catalog, _| {
            if catalog.find_app(key).is_some() || !is_favorite {
                preferences.set_favorite(key, is_favorite);
            }
        });
        self.update_search_weights();
    }

    /// To the place `to` among the favourites, 0 the first.
    pub fn move_favorite(&self, key: &str, index: u32) {
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        self.update_preferences(|preferences, catalog, _| preferences.move_favorite(key, index, catalog));
    }

    pub fn set_app_hidden(&self, key: &str, is_hidden: bool) {
        self.update_preferences(|preferences, catalog, _| {
            if catalog.find_app(key).is_some() || !is_hidden {
                preferences.set_hidden(key, is_hidden);
            }
        });
    }

    /// Empties the shelf of what is new.
    pub fn mark_new_seen(&self) {
        self.update_preferences(|preferences, _, _| preferences.mark_new_seen());
    }

    pub fn mark_feed_read(&self) {
        self.update_preferences(|preferences, _, now| preferences.mark_feed_read(now));
    }

    /// Whether changes of the assignments are told of on the desktop.
    pub fn are_notifications_enabled(&self) -> bool {
        self.settings.snapshot().notifies_of_changes()
    }

    /// # Errors
    /// `E-LAUNCH-GONE` when the app is no longer in the list.
    pub fn app_details(&self, key: &str) -> Result<DetailsView> {
        let now = self.deps.clock.now();
        let active = self.active.snapshot();
        let catalog = &active.list.catalog;
        let app = catalog.find_app(key).ok_or(Code::LaunchGone)?;
        let folders = catalog.folders.iter().filter(|folder| folder.apps.iter().any(|other| other == key));
        let preferences = active.list.preferences.snapshot();
        let usage = preferences.usage(key);
        Ok(DetailsView {
            key: app.key.clone(),
            name: app.name.clone(),
            description: app.description.clone(),
            category: app.category.clone(),
            tags: app.tags.clone(),
            folders: folders.map(|folder| folder.name.clone()).collect(),
            kind: app.kind,
            kind_name: app.kind_name.clone(),
            template: app.template.clone(),
            host: app.host.clone(),
            user_name: app.user_name.clone(),
            parent: app.parent.clone(),
            origin: app.origin,
            shared_by: app.shared_by.clone(),
            ends_at: app.ends_at,
            registration: app.registration_message.clone(),
            restrictions: app.restrictions_at(now).collect(),
            open_count: usage.map_or(0, |usage| usage.count),
            last_opened_at: usage.map(|usage| usage.last_opened),
        })
    }

    /// Records that an app was opened, for the account that was active when it was clicked.
    pub(super) fn record_launch(&self, key: &str, account: Option<&AccountId>) {
        let now = self.deps.clock.now();
        let is_recorded = self.active.read(|active| {
            let is_listed = active.account.as_ref() == account && active.list.catalog.find_app(key).is_some();
            if is_listed {
                self.change_preferences(active, |preferences| preferences.record_launch(key, now));
            }
            is_listed
        });
        if is_recorded {
            self.publish(&[Part::Preferences]);
            self.update_search_weights();
        }
    }

    /// Writes what is not written yet, before Portico ends. A disk that does not answer holds nobody for longer.
    pub fn flush(&self) {
        let deadline = Instant::now() + FLUSH_TIMEOUT;
        self.preferences.flush(deadline);
        self.settings.flush(deadline);
        self.accounts.flush(deadline);
    }

    /// Reads the preferences of an account from the disk, if they are not in memory.
    pub(super) fn load_preferences(self: &Arc<Self>, account: &AccountId) -> PreferencesStore {
        let publish = publisher(&Arc::downgrade(self), |app| app.publish(&[Part::Preferences]));
        let (dirs, now) = (&self.deps.dirs, self.deps.clock.now());
        self.preferences.get_or_load(account, || PreferencesStore::load(dirs, account, now, publish))
    }

    /// Changes the preferences that are on screen.
    pub(super) fn change_preferences(&self, active: &Active, change: impl FnOnce(&mut Preferences)) {
        let keeps_names = active.persistent_account().is_some_and(|account| self.may_cache_list(active, account));
        active.list.preferences.update(|preferences| {
            preferences.set_keeps_names(keeps_names);
            change(preferences);
        });
    }

    fn update_preferences(&self, change: impl FnOnce(&mut Preferences, &Catalog, Timestamp)) {
        let now = self.deps.clock.now();
        self.active.read(|active| {
            self.change_preferences(active, |preferences| change(preferences, &active.list.catalog, now));
        });
        self.publish(&[Part::Preferences]);
    }
}

impl Active {
    /// Nothing of a list that is not on screen: it may be locked, or left.
    pub(super) fn preferences_view(&self, now: Timestamp) -> PreferencesView {
        if self.list.freshness.loaded {
            self.list.preferences.view(&self.list.catalog, now)
        } else {
            PreferencesView::default()
        }
    }
}
