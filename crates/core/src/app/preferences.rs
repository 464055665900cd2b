//! What the person makes of their list: stars, order, what is hidden and seen; and what is known of
//! one app. Everything here works offline, and tells no tenant.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::active::Active;
use super::publish::Part;
use super::state::{App, State};
use crate::accounts::account::AccountId;
use crate::apps::catalog::Catalog;
use crate::apps::preferences::Preferences;
use crate::clock::Timestamp;
use crate::error::{Code, Result};
use crate::storage::files;
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
        let usage = active.list.preferences.usage(key);
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
    pub(super) async fn record_launch(self: &Arc<Self>, key: &str, account: Option<AccountId>) {
        let now = self.deps.clock.now();
        let is_recorded = self.active.update(|active| {
            let is_listed = active.account == account && active.list.catalog.find_app(key).is_some();
            if is_listed {
                active.list.preferences_mut().record_launch(key, now);
            }
            is_listed
        });
        if !is_recorded {
            return;
        }
        self.publish(&[Part::Preferences]);
        self.update_search_weights();
        self.save_preferences_async().await;
    }

    /// Writes what is not written yet, before Portico ends. A disk that does not answer holds nobody for longer.
    pub fn flush(&self) {
        self.save_preferences();
        let deadline = Instant::now() + FLUSH_TIMEOUT;
        self.settings.flush(deadline);
        self.accounts.flush(deadline);
    }

    /// Writes down what changed, on a thread that may wait for the disk.
    pub(super) async fn save_preferences_async(self: &Arc<Self>) {
        let app = self.clone();
        // Err: Portico is ending.
        let _ = tokio::task::spawn_blocking(move || app.save_preferences()).await;
    }

    /// The last to come writes what all before it changed; so nothing older is ever written later.
    pub(super) fn save_preferences(&self) {
        let _guard = self.preferences_write_lock.lock().unwrap_or_else(PoisonError::into_inner);
        let writes = self.transact(|active, state| self.take_preference_writes(active, state));
        for (account, path, bytes) in writes {
            let result = files::write(&path, &bytes);
            if let Err(error) = &result {
                tracing::warn!(code = error.code.as_str(), "favourites and history were not saved");
            }
            let outcome = self.transact(|active, state| {
                let is_known = self.accounts.snapshot().find_by_id(account.as_str()).is_some();
                state.on_preferences_written(active, &account, &result, is_known)
            });
            match outcome {
                // Forgotten while it was being written.
                WriteOutcome::Forgotten => Preferences::wipe(&self.deps.dirs, &account),
                WriteOutcome::ErrorChanged => self.publish(&[Part::Preferences]),
                WriteOutcome::Done => {}
            }
        }
    }

    fn update_preferences(&self, change: impl FnOnce(&mut Preferences, &Catalog, Timestamp)) {
        let now = self.deps.clock.now();
        self.active.update(|active| {
            let catalog = active.list.catalog.clone();
            change(active.list.preferences_mut(), &catalog, now);
        });
        self.publish(&[Part::Preferences]);
        self.save_preferences();
    }

    /// Of the account on screen, and of those before it.
    fn take_preference_writes(&self, active: &mut Active, state: &mut State) -> Vec<(AccountId, PathBuf, Vec<u8>)> {
        let accounts: Vec<_> =
            active.list.preferences.account().into_iter().chain(state.pending_writes.keys()).cloned().collect();
        let mut writes = Vec::new();
        for account in accounts {
            let include_names = self.may_cache_list(active, &account);
            let preferences = state.preferences_mut(active, &account);
            let pending_write = preferences.and_then(|preferences| preferences.take_pending_write(include_names));
            writes.extend(pending_write.map(|(path, bytes)| (account, path, bytes)));
        }
        writes
    }
}

enum WriteOutcome {
    Done,
    ErrorChanged,
    Forgotten,
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

impl State {
    fn on_preferences_written(
        &mut self,
        active: &mut Active,
        account: &AccountId,
        result: &Result<()>,
        is_known: bool,
    ) -> WriteOutcome {
        if !is_known {
            self.pending_writes.remove(account);
            return WriteOutcome::Forgotten;
        }
        let preferences = self.preferences_mut(active, account);
        let has_error_changed = preferences.is_some_and(|preferences| preferences.on_written(result));
        self.pending_writes.retain(|_, preferences| !preferences.is_flushed());
        if has_error_changed && active.list.preferences.account() == Some(account) {
            WriteOutcome::ErrorChanged
        } else {
            WriteOutcome::Done
        }
    }
}
