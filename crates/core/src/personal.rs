//! What one person made of their list: favourites, what they hid, what they open, and what they
//! have not seen yet. Kept on this computer under the account's id; no tenant is told.
//!
//! Not the list itself: apps are named by key only, and most of those by a digest, so that this file
//! says little about anybody's company. What is told of here but is not in the list right now is
//! kept, and left out of the view.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::account::AccountId;
use crate::catalogue::Catalogue;
use crate::clock::Millis;
use crate::problem::{Code, Problem, Result};
use crate::store::{self, Dirs};
use crate::view::{NewsKind, NewsView, PersonalView};

mod news;
mod usage;

pub use usage::Usage;

const VERSION: u32 = 1;
const LONGEST: u64 = 16 << 20;
/// The shelf of what is opened often.
const RECENT: usize = 6;
/// Fewer openings than these say nothing about anybody's habits.
const ENOUGH: u64 = 3;
/// Changes that are told of; older ones go first, and those of a quarter ago.
const NEWS: usize = 200;
/// New apps that wait to be opened; nobody looks through more.
const FRESH: usize = 1000;
const NEWS_LAST: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// One person's file, read.
#[derive(Default)]
pub struct Personal {
    /// `None`: a demo, or a person without a name. Nothing is written down.
    of: Option<(AccountId, PathBuf)>,
    file: File,
    problem: Option<Problem>,
    /// There is something to write.
    changed: bool,
    /// It is being written.
    writing: bool,
    /// The file is there and could not be read, so it is not written over either.
    unreadable: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct File {
    version: u32,
    favourites: Vec<String>,
    hidden: BTreeSet<String>,
    usage: HashMap<String, Usage>,
    /// How often anything was opened.
    opened: u64,
    fresh: Vec<Fresh>,
    /// The apps that were ever in the list, once there was one.
    known: Option<Known>,
    news: Vec<NewsView>,
    read_at: Millis,
}

/// An app that appeared, and was not opened yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Fresh {
    key: String,
    at: Millis,
}

/// Digests of keys: enough to tell a new app from one that was there before.
#[derive(Clone, Debug, Default, PartialEq)]
struct Known(HashSet<[u8; 8]>);

impl Personal {
    /// What is kept of `account`; a damaged file is set aside.
    pub fn load(dirs: &Dirs, account: &AccountId, now: Millis) -> Self {
        let personal = Self::look(dirs, account);
        if let (Some((_, path)), Some(Code::DiskCorrupt)) = (&personal.of, personal.problem.as_ref().map(|it| it.code))
        {
            store::set_aside(path, now);
        }
        personal
    }

    /// The same for a look from outside: no file is touched.
    pub fn look(dirs: &Dirs, account: &AccountId) -> Self {
        let path = path(dirs, account);
        let mut personal = Self { of: Some((account.clone(), path.clone())), ..Self::default() };
        match store::read(&path, LONGEST) {
            Ok(None) => {}
            // Of a newer Portico: it is left to it.
            Ok(Some(bytes)) if version(&bytes).is_some_and(|version| version > VERSION) => {
                personal.unreadable = true;
                personal.problem = Some(Problem::new(Code::DiskReadOnly).because("favourites"));
            }
            Ok(Some(bytes)) => match serde_json::from_slice::<File>(&bytes) {
                Ok(file) if file.version == VERSION => personal.file = file,
                _ => personal.problem = Some(Problem::new(Code::DiskCorrupt).because("favourites")),
            },
            Err(_) => {
                personal.unreadable = true;
                personal.problem = Some(Problem::new(Code::DiskReadOnly).because("favourites"));
            }
        }
        personal
    }

    /// Takes it off this computer's disk.
    pub fn wipe(dirs: &Dirs, account: &AccountId) {
        let _ = std::fs::remove_file(path(dirs, account));
    }

    /// Takes the names of apps off this computer's disk, as the local copy goes.
    pub fn forget_names(dirs: &Dirs, account: &AccountId) {
        let path = path(dirs, account);
        let Ok(Some(bytes)) = store::read(&path, LONGEST) else { return };
        let Ok(mut file) = serde_json::from_slice::<File>(&bytes) else { return };
        if file.version == VERSION && !file.news.is_empty() {
            file.news.clear();
            let written = serde_json::to_vec(&file).map_err(|_| Code::Internal.into());
            let written = written.and_then(|bytes| {
                // It becomes shorter: a full disk has room for that in its place.
                store::write(&path, &bytes).or_else(|problem| std::fs::write(&path, &bytes).map_err(|_| problem))
            });
            if let Err(problem) = written {
                tracing::warn!(code = problem.code.as_str(), "names of apps stay on the disk");
            }
        }
    }

    /// The same for what is in memory: it is written anew, without them.
    pub fn drop_names(&mut self) {
        self.write_anew();
        self.file.news.clear();
    }

    /// What may be written has changed.
    pub fn write_anew(&mut self) {
        self.changed |= !self.file.news.is_empty();
    }

    /// Whose it is.
    pub fn account(&self) -> Option<&AccountId> {
        self.of.as_ref().map(|(account, _)| account)
    }

    /// The disk has all of it.
    pub const fn is_settled(&self) -> bool {
        !(self.changed || self.writing) || self.of.is_none() || self.unreadable
    }

    /// What changed since it was last asked for, and where it is to be written. `tells_names` as the
    /// local copy may be kept: the news name apps.
    pub fn to_write(&mut self, tells_names: bool) -> Option<(PathBuf, Vec<u8>)> {
        let (_, path) = self.of.clone().filter(|_| self.changed && !self.unreadable)?;
        self.changed = false;
        self.writing = true;
        let mut file = File { version: VERSION, ..self.file.clone() };
        if !tells_names {
            file.news.clear();
        }
        Some((path, serde_json::to_vec(&file).ok()?))
    }

    /// Whether the last writing worked; true if that is news.
    pub fn wrote(&mut self, result: &Result<()>) -> bool {
        self.changed |= result.is_err();
        self.writing = false;
        if result.is_ok() && self.problem.as_ref().is_some_and(|problem| problem.code == Code::DiskCorrupt) {
            // What was lost at the start is told for as long as Portico runs.
            return false;
        }
        let problem = result.as_ref().err().cloned().map(|problem| problem.because("favourites"));
        let before = std::mem::replace(&mut self.problem, problem);
        before != self.problem
    }

    pub fn set_favourite(&mut self, key: &str, favourite: bool) {
        let there = self.file.favourites.iter().any(|other| other == key);
        match (favourite, there) {
            (true, false) => self.file.favourites.push(key.to_owned()),
            (false, true) => self.file.favourites.retain(|other| other != key),
            _ => return,
        }
        self.changed = true;
    }

    /// Moves a favourite to the place `to` among those that are in the list.
    pub fn move_favourite(&mut self, key: &str, to: usize, list: &Catalogue) {
        if !self.file.favourites.iter().any(|other| other == key) {
            return;
        }
        self.file.favourites.retain(|other| other != key);
        let listed = keys(list);
        let is_shown = |other: &str| listed.contains(other) && !self.file.hidden.contains(other);
        let shown = self.file.favourites.iter().enumerate().filter(|(_, other)| is_shown(other));
        let at = shown.map(|(at, _)| at).nth(to).unwrap_or(self.file.favourites.len());
        self.file.favourites.insert(at, key.to_owned());
        self.changed = true;
    }

    pub fn set_hidden(&mut self, key: &str, hidden: bool) {
        let changed = if hidden { self.file.hidden.insert(key.to_owned()) } else { self.file.hidden.remove(key) };
        self.changed |= changed;
    }

    /// An app was opened: it is new no more.
    pub fn opened(&mut self, key: &str, now: Millis) {
        self.file.opened += 1;
        self.file.usage.entry(key.to_owned()).or_default().opened(now);
        self.file.fresh.retain(|fresh| fresh.key != key);
        self.changed = true;
    }

    pub fn is_favourite(&self, key: &str) -> bool {
        self.file.favourites.iter().any(|other| other == key)
    }

    pub fn hides(&self, key: &str) -> bool {
        self.file.hidden.contains(key)
    }

    pub fn usage(&self, key: &str) -> Option<&Usage> {
        self.file.usage.get(key)
    }

    /// How much each app is used, for the order of things that are otherwise alike; 0: never.
    pub fn weights(&self, now: Millis) -> impl Fn(&str) -> f32 {
        let favourites: HashSet<&str> = self.file.favourites.iter().map(String::as_str).collect();
        move |key| {
            let used = self.usage(key).map_or(0.0, |usage| usage.weight(now));
            used + if favourites.contains(key) { usage::FAVOURITE } else { 0.0 }
        }
    }

    /// Empties the shelf of what is new.
    pub fn see_new(&mut self) {
        self.changed |= !self.file.fresh.is_empty();
        self.file.fresh.clear();
    }

    pub fn read_feed(&mut self, now: Millis) {
        self.file.read_at = now;
        self.changed = true;
    }

    /// Compares a list of the tenant's with what was there before: `before` is the last list, if one
    /// is at hand. A list of which rows are missing tells of nothing that went.
    pub fn compare(&mut self, before: Option<&Catalogue>, list: &Catalogue, now: Millis) {
        let first = self.file.known.is_none();
        let known = self.file.known.get_or_insert_default();
        let there = known.0.len();
        let new: Vec<_> = list.apps.iter().filter(|app| known.0.insert(digest(&app.key))).collect();
        let grown = known.0.len() != there;
        let news = self.file.news.clone();
        if !first {
            self.file.fresh.extend(new.iter().map(|app| Fresh { key: app.key.clone(), at: now }));
            self.file.news.extend(new.iter().map(|app| news::of(NewsKind::Added, app, now)));
            // A list without any app is a tenant's bad day more often than the end of a job.
            if let Some(before) = before.filter(|_| !list.apps.is_empty()) {
                news::compare(&mut self.file.news, before, list, now);
            }
        }
        // Clocks jump: what seems to be of the future counts as of now.
        self.file.news.retain(|news| now.since(news.at) < NEWS_LAST);
        self.file.news.drain(..self.file.news.len().saturating_sub(NEWS));
        self.file.fresh.retain(|fresh| now.since(fresh.at) < NEWS_LAST);
        self.file.fresh.drain(..self.file.fresh.len().saturating_sub(FRESH));
        self.changed |= first || grown || self.file.news != news;
    }

    pub fn view(&self, list: &Catalogue, now: Millis) -> PersonalView {
        let listed = keys(list);
        let is_shown = |key: &str| listed.contains(key) && !self.file.hidden.contains(key);
        let favourites = self.file.favourites.iter().filter(|key| is_shown(key)).cloned().collect();
        let hidden = self.file.hidden.iter().filter(|key| listed.contains(key.as_str())).cloned().collect();
        let fresh = self.file.fresh.iter().rev().filter(|fresh| is_shown(&fresh.key));
        let mut feed: Vec<NewsView> = self.file.news.iter().rev().cloned().collect();
        feed.extend(news::ending(list, now));
        feed.iter_mut().for_each(|news| news.at = news.at.min(now));
        feed.sort_by_key(|news| std::cmp::Reverse(news.at));
        let read_at = self.file.read_at.min(now);
        let unread = feed.iter().filter(|news| news.at > read_at).count();
        PersonalView {
            favourites,
            recent: self.recent(is_shown, now),
            fresh: fresh.map(|fresh| fresh.key.clone()).collect(),
            hidden,
            feed,
            unread: u32::try_from(unread).unwrap_or(u32::MAX),
            problem: self.problem.clone(),
        }
    }

    fn recent(&self, is_shown: impl Fn(&str) -> bool, now: Millis) -> Vec<String> {
        if self.file.opened < ENOUGH {
            return Vec::new();
        }
        let used = self.file.usage.iter().filter(|(key, _)| is_shown(key));
        let mut used: Vec<_> = used.map(|(key, usage)| (usage.weight(now), usage.last, key)).collect();
        used.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(b.2)));
        used.into_iter().take(RECENT).map(|(_, _, key)| key.clone()).collect()
    }
}

fn keys(list: &Catalogue) -> HashSet<&str> {
    list.apps.iter().map(|app| app.key.as_str()).collect()
}

fn version(bytes: &[u8]) -> Option<u32> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    serde_json::from_slice::<Version>(bytes).ok().map(|file| file.version)
}

fn path(dirs: &Dirs, account: &AccountId) -> PathBuf {
    dirs.state.join("personal").join(format!("{account}.json"))
}

fn digest(key: &str) -> [u8; 8] {
    let mut short = [0; 8];
    short.copy_from_slice(&Sha256::digest(key)[..8]);
    short
}

/// One text for all: a list can be long.
impl Serialize for Known {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all: Vec<_> = self.0.iter().copied().collect();
        all.sort_unstable();
        serializer.serialize_str(&STANDARD.encode(all.concat()))
    }
}

impl<'de> Deserialize<'de> for Known {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(text).map_err(serde::de::Error::custom)?;
        let (whole, _) = bytes.as_chunks::<8>();
        Ok(Self(whole.iter().copied().collect()))
    }
}

#[cfg(test)]
mod tests;
