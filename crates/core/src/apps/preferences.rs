//! What one person made of their list: favourites, what they hid, what they open, and what they
//! have not seen yet. Kept on this computer under the account's id; no tenant is told.
//!
//! Not the list itself: apps are named by key only, and most of those by a digest, so that this file
//! says little about anybody's company. What is told of here but is not in the list right now is
//! kept, and left out of the view.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use crate::accounts::account::AccountId;
use crate::apps::catalog::Catalog;
use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};
use crate::storage::files::{self, Dirs};
use crate::view::{AppChangeKind, AppChangeView, PreferencesView};

use file::{File, MAX_FILE_BYTES, NewApp, VERSION, file_path, key_digest, read_version};
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

/// One person's file, read.
#[derive(Clone, Default)]
pub struct Preferences {
    /// `None`: a demo, or a person without a name. Nothing is written down.
    owner: Option<(AccountId, PathBuf)>,
    file: File,
    error: Option<Error>,
    /// There is something to write.
    is_dirty: bool,
    /// It is being written.
    is_writing: bool,
    /// The file is there and could not be read, so it is not written over either.
    is_unreadable: bool,
}

impl Preferences {
    /// What is kept of `account`; a damaged file is set aside.
    pub fn load(dirs: &Dirs, account: &AccountId, now: Timestamp) -> Self {
        let preferences = Self::load_readonly(dirs, account);
        if let (Some((_, path)), Some(Code::DiskCorrupt)) =
            (&preferences.owner, preferences.error.as_ref().map(|it| it.code))
        {
            files::quarantine(path, now);
        }
        preferences
    }

    /// The same for a look from outside: no file is touched.
    pub fn load_readonly(dirs: &Dirs, account: &AccountId) -> Self {
        let path = file_path(dirs, account);
        let mut preferences = Self { owner: Some((account.clone(), path.clone())), ..Self::default() };
        match files::read(&path, MAX_FILE_BYTES) {
            Ok(None) => {}
            // Of a newer Portico: it is left to it.
            Ok(Some(bytes)) if read_version(&bytes).is_some_and(|version| version > VERSION) => {
                preferences.is_unreadable = true;
                preferences.error = Some(Error::new(Code::DiskReadOnly).with_reason("favourites"));
            }
            Ok(Some(bytes)) => match serde_json::from_slice::<File>(&bytes) {
                Ok(file) if file.version == VERSION => preferences.file = file,
                _ => preferences.error = Some(Error::new(Code::DiskCorrupt).with_reason("favourites")),
            },
            Err(_) => {
                preferences.is_unreadable = true;
                preferences.error = Some(Error::new(Code::DiskReadOnly).with_reason("favourites"));
            }
        }
        preferences
    }

    /// Takes it off this computer's disk.
    pub fn wipe(dirs: &Dirs, account: &AccountId) {
        let _ = std::fs::remove_file(file_path(dirs, account));
    }

    /// Takes the names of apps off this computer's disk, as the local copy goes.
    pub fn erase_app_names(dirs: &Dirs, account: &AccountId) {
        let path = file_path(dirs, account);
        let Ok(Some(bytes)) = files::read(&path, MAX_FILE_BYTES) else { return };
        let Ok(mut file) = serde_json::from_slice::<File>(&bytes) else { return };
        if file.version == VERSION && !file.changes.is_empty() {
            file.changes.clear();
            let result = serde_json::to_vec(&file).map_err(|_| Code::Internal.into());
            let result = result.and_then(|bytes| {
                // It becomes shorter: a full disk has room for that in its place.
                files::write(&path, &bytes).or_else(|error| std::fs::write(&path, &bytes).map_err(|_| error))
            });
            if let Err(error) = result {
                tracing::warn!(code = error.code.as_str(), "names of apps stay on the disk");
            }
        }
    }

    /// The same for what is in memory: it is written anew, without them.
    pub fn clear_app_names(&mut self) {
        self.mark_dirty();
        self.file.changes.clear();
    }

    /// What may be written has changed.
    pub fn mark_dirty(&mut self) {
        self.is_dirty |= !self.file.changes.is_empty();
    }

    /// Whose it is.
    pub fn account(&self) -> Option<&AccountId> {
        self.owner.as_ref().map(|(account, _)| account)
    }

    /// The disk has all of it.
    pub const fn is_flushed(&self) -> bool {
        !(self.is_dirty || self.is_writing) || self.owner.is_none() || self.is_unreadable
    }

    /// What changed since it was last asked for, and where it is to be written. `include_names` as the
    /// local copy may be kept: the news name apps.
    pub fn take_pending_write(&mut self, include_names: bool) -> Option<(PathBuf, Vec<u8>)> {
        let (_, path) = self.owner.clone().filter(|_| self.is_dirty && !self.is_unreadable)?;
        self.is_dirty = false;
        self.is_writing = true;
        let mut file = File { version: VERSION, ..self.file.clone() };
        if !include_names {
            file.changes.clear();
        }
        Some((path, serde_json::to_vec(&file).ok()?))
    }

    /// Whether the last writing worked; true if that is news.
    pub fn on_written(&mut self, result: &Result<()>) -> bool {
        self.is_dirty |= result.is_err();
        self.is_writing = false;
        if result.is_ok() && self.error.as_ref().is_some_and(|error| error.code == Code::DiskCorrupt) {
            // What was lost at the start is told for as long as Portico runs.
            return false;
        }
        let error = result.as_ref().err().cloned().map(|error| error.with_reason("favourites"));
        let previous = std::mem::replace(&mut self.error, error);
        previous != self.error
    }

    pub fn set_favorite(&mut self, key: &str, is_favorite: bool) {
        let is_present = self.file.favorites.iter().any(|other| other == key);
        match (is_favorite, is_present) {
            (true, false) => self.file.favorites.push(key.to_owned()),
            (false, true) => self.file.favorites.retain(|other| other != key),
            _ => return,
        }
        self.is_dirty = true;
    }

    /// Moves a favourite to the place `to` among those that are in the list.
    pub fn move_favorite(&mut self, key: &str, index: usize, list: &Catalog) {
        if !self.file.favorites.iter().any(|other| other == key) {
            return;
        }
        self.file.favorites.retain(|other| other != key);
        let listed_keys = app_keys(list);
        let is_shown = |other: &str| listed_keys.contains(other) && !self.file.hidden.contains(other);
        let visible = self.file.favorites.iter().enumerate().filter(|(_, other)| is_shown(other));
        let position = visible.map(|(index_in_all, _)| index_in_all).nth(index).unwrap_or(self.file.favorites.len());
        self.file.favorites.insert(position, key.to_owned());
        self.is_dirty = true;
    }

    pub fn set_hidden(&mut self, key: &str, is_hidden: bool) {
        let has_changed =
            if is_hidden { self.file.hidden.insert(key.to_owned()) } else { self.file.hidden.remove(key) };
        self.is_dirty |= has_changed;
    }

    /// An app was opened: it is new no more.
    pub fn record_launch(&mut self, key: &str, now: Timestamp) {
        self.file.total_launches += 1;
        self.file.usage.entry(key.to_owned()).or_default().record_launch(now);
        self.file.new_apps.retain(|app| app.key != key);
        self.is_dirty = true;
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
        self.is_dirty |= !self.file.new_apps.is_empty();
        self.file.new_apps.clear();
    }

    pub fn mark_feed_read(&mut self, now: Timestamp) {
        self.file.feed_read_at = now;
        self.is_dirty = true;
    }

    /// Compares a list of the tenant's with what was there before: `previous` is the last list, if one
    /// is at hand. A list of which rows are missing tells of nothing that went.
    pub fn compare(&mut self, previous: Option<&Catalog>, list: &Catalog, now: Timestamp) {
        let is_first_list = self.file.known_keys.is_none();
        let known_keys = self.file.known_keys.get_or_insert_default();
        let count_before = known_keys.0.len();
        let added: Vec<_> = list.apps.iter().filter(|app| known_keys.0.insert(key_digest(&app.key))).collect();
        let has_new_keys = known_keys.0.len() != count_before;
        let previous_changes = self.file.changes.clone();
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
        self.is_dirty |= is_first_list || has_new_keys || self.file.changes != previous_changes;
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
            problem: self.error.clone(),
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
#[cfg(test)]
mod tests;
