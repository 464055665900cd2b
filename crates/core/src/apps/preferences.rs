//! What one person made of their list: favourites, what they hid, what they open, and what they
//! have not seen yet. Kept on this computer under the account's id; no tenant is told.
//!
//! Not the list itself: apps are named by key only, and most of those by a digest, so that this file
//! says little about anybody's company. What is told of here but is not in the list right now is
//! kept, and left out of the view.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use crate::accounts::account::AccountId;
use crate::apps::catalog::{App, Catalog};
use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};
use crate::storage::files::{self, Dirs};
use crate::storage::state_file::{self, Loaded};
use crate::view::{AppChangeKind, AppChangeView, PreferencesView};

use file::{File, MAX_FILE_BYTES, NewApp, VERSION, file_path, key_digest};
pub use frecency::Usage;

/// The shelf of what is opened often.
const MAX_RECENT: usize = 6;
/// Fewer openings than these say nothing about anybody's habits.
const MIN_LAUNCHES_FOR_RECENT: u64 = 3;
/// Changes that are told of; older ones go first, and those of a quarter ago.
const MAX_CHANGES: usize = 200;
/// New apps that wait to be opened; nobody looks through more.
const MAX_NEW_APPS: usize = 1000;
const CHANGE_RETENTION: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// What errors of the file are about.
const REASON: &str = "favourites";

/// One person's file, read.
#[derive(Clone, Default, PartialEq)]
pub struct Preferences {
    file: File,
    /// The disk may have the names of apps that changed.
    keeps_names: bool,
    load_error: Option<Error>,
}

impl Preferences {
    /// What is kept of `account`. No file is touched.
    pub fn load_readonly(dirs: &Dirs, account: &AccountId) -> Self {
        let Loaded { value: file, problem } =
            state_file::load::<File>(&file_path(dirs, account), MAX_FILE_BYTES, VERSION);
        let load_error = problem.map(|code| Error::new(code).with_reason(REASON));
        Self { keeps_names: !file.changes.is_empty(), file, load_error }
    }

    fn has_load_error(&self, code: Code) -> bool {
        self.load_error.as_ref().is_some_and(|error| error.code == code)
    }

    /// Where there is nothing to keep, no file is kept.
    fn save(&self, path: &Path) -> Result<()> {
        if state_file::is_read_only(self.load_error.as_ref().map(|error| error.code)) {
            return Ok(());
        }
        let mut file = File { version: VERSION, ..self.file.clone() };
        if !self.keeps_names {
            file.changes.clear();
        }
        if file == (File { version: VERSION, ..File::default() }) {
            return files::remove_with_copies(path);
        }
        if self.keeps_names {
            return state_file::save(path, VERSION, &file);
        }
        // What was quarantined may have names, too.
        let removed = files::remove_damaged_copies(path);
        state_file::save_shorter(path, VERSION, &file).and(removed)
    }

    fn repair(&self, path: &Path, now: Timestamp) -> Result<()> {
        state_file::repair(path, VERSION, &File { version: VERSION, ..self.file.clone() }, now)
    }

    /// Whether the disk may have names of apps from now on.
    pub(crate) const fn set_keeps_names(&mut self, keeps_names: bool) {
        self.keeps_names = keeps_names;
    }

    /// As the list leaves the screen: names of apps that the disk may not have leave memory too.
    pub(crate) fn drop_unkept_names(&mut self) {
        if !self.keeps_names {
            self.file.changes.clear();
        }
    }

    pub fn set_favorite(&mut self, key: &str, is_favorite: bool) {
        if !is_favorite {
            self.file.favorites.retain(|other| other != key);
        } else if !self.is_favorite(key) {
            self.file.favorites.push(key.to_owned());
        }
    }

    /// Moves a favourite to the place `to` among those that are in the list.
    pub fn move_favorite(&mut self, key: &str, index: usize, list: &Catalog) {
        if !self.is_favorite(key) {
            return;
        }
        self.file.favorites.retain(|other| other != key);
        let listed_keys = app_keys(list);
        let is_shown = |other: &str| listed_keys.contains(other) && !self.file.hidden.contains(other);
        let visible = self.file.favorites.iter().enumerate().filter(|(_, other)| is_shown(other));
        let position = visible.map(|(index_in_all, _)| index_in_all).nth(index).unwrap_or(self.file.favorites.len());
        self.file.favorites.insert(position, key.to_owned());
    }

    pub fn set_hidden(&mut self, key: &str, is_hidden: bool) {
        if is_hidden {
            self.file.hidden.insert(key.to_owned());
        } else {
            self.file.hidden.remove(key);
        }
    }

    /// An app was opened: it is new no more.
    pub fn record_launch(&mut self, key: &str, now: Timestamp) {
        self.file.total_launches += 1;
        self.file.usage.entry(key.to_owned()).or_default().record_launch(now);
        self.file.new_apps.retain(|app| app.key != key);
    }

    pub fn is_favorite(&self, key: &str) -> bool {
        self.file.favorites.iter().any(|other| other == key)
    }

    pub fn is_hidden(&self, key: &str) -> bool {
        self.file.hidden.contains(key)
    }

    pub fn usage(&self, key: &str) -> Option<&Usage> {
        self.file.usage.get(key)
    }

    /// How much each app is used, for the order of things that are otherwise alike; 0: never.
    pub fn weights(&self, now: Timestamp) -> impl Fn(&str) -> f32 {
        let favorites: HashSet<&str> = self.file.favorites.iter().map(String::as_str).collect();
        move |key| {
            let usage_weight = self.usage(key).map_or(0.0, |usage| usage.weight(now));
            usage_weight + if favorites.contains(key) { frecency::FAVORITE_WEIGHT } else { 0.0 }
        }
    }

    /// Empties the shelf of what is new.
    pub fn mark_new_seen(&mut self) {
        self.file.new_apps.clear();
    }

    pub fn mark_feed_read(&mut self, now: Timestamp) {
        self.file.feed_read_at = now;
    }

    /// Compares a list of the tenant's with what was there before: `previous` is the last list, if one
    /// is at hand. A list of which rows are missing tells of nothing that went.
    pub fn compare(&mut self, previous: Option<&Catalog>, list: &Catalog, now: Timestamp) {
        let is_first_list = self.file.known_keys.is_none();
        let known_keys = self.file.known_keys.get_or_insert_default();
        let is_new = |app: &&App| known_keys.insert(key_digest(&app.key));
        let added: Vec<_> = list.apps.iter().filter(is_new).collect();
        if !is_first_list {
            self.file.new_apps.extend(added.iter().map(|app| NewApp { key: app.key.clone(), added_at: now }));
            self.file.changes.extend(added.iter().map(|app| changes::new_change(AppChangeKind::Added, app, now)));
            // A list without any app is a tenant's bad day more often than the end of a job.
            if let Some(previous) = previous.filter(|_| !list.apps.is_empty()) {
                changes::append_changes(&mut self.file.changes, previous, list, now);
            }
        }
        // Clocks jump: what seems to be of the future counts as of now.
        self.file.changes.retain(|change| now.since(change.at) < CHANGE_RETENTION);
        self.file.changes.drain(..self.file.changes.len().saturating_sub(MAX_CHANGES));
        self.file.new_apps.retain(|app| now.since(app.added_at) < CHANGE_RETENTION);
        self.file.new_apps.drain(..self.file.new_apps.len().saturating_sub(MAX_NEW_APPS));
    }

    pub fn view(&self, list: &Catalog, now: Timestamp) -> PreferencesView {
        let listed_keys = app_keys(list);
        let is_shown = |key: &str| listed_keys.contains(key) && !self.file.hidden.contains(key);
        let favorites = self.file.favorites.iter().filter(|key| is_shown(key)).cloned().collect();
        let hidden = self.file.hidden.iter().filter(|key| listed_keys.contains(key.as_str())).cloned().collect();
        let new_apps = self.file.new_apps.iter().rev().filter(|fresh| is_shown(&fresh.key));
        let mut activity_feed: Vec<AppChangeView> = self.file.changes.iter().rev().cloned().collect();
        activity_feed.extend(changes::expiring_shares(list, now));
        activity_feed.iter_mut().for_each(|change| change.at = change.at.min(now));
        activity_feed.sort_by_key(|change| std::cmp::Reverse(change.at));
        let read_at = self.file.feed_read_at.min(now);
        let unread = activity_feed.iter().filter(|change| change.at > read_at).count();
        PreferencesView {
            favorites,
            recent: self.recent_keys(is_shown, now),
            new_apps: new_apps.map(|app| app.key.clone()).collect(),
            hidden,
            activity_feed,
            unread_changes: u32::try_from(unread).unwrap_or(u32::MAX),
            problem: self.load_error.clone(),
        }
    }

    fn recent_keys(&self, is_shown: impl Fn(&str) -> bool, now: Timestamp) -> Vec<String> {
        if self.file.total_launches < MIN_LAUNCHES_FOR_RECENT {
            return Vec::new();
        }
        let usage_by_key = self.file.usage.iter().filter(|(key, _)| is_shown(key));
        let mut ranked: Vec<_> = usage_by_key.map(|(key, usage)| (usage.weight(now), usage.last_opened, key)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(b.2)));
        ranked.into_iter().take(MAX_RECENT).map(|(_, _, key)| key.clone()).collect()
    }
}

fn app_keys(list: &Catalog) -> HashSet<&str> {
    list.apps.iter().map(|app| app.key.as_str()).collect()
}

mod changes;
mod file;
mod frecency;
pub(crate) mod store;
#[cfg(test)]
mod tests;
