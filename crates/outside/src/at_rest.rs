//! The door of a Portico that does not run: the list comes from this computer's copy, and an app opens
//! by starting the window.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use portico_core::at_rest::{AtRest, ListAtRest};
use portico_core::clock::{Clock, Millis, SystemClock};
use portico_core::problem::Code;
use portico_core::search::Index;
use portico_core::store::Dirs;

use crate::door::{Door, Intent, Listed, Opening, Outcome, Standing, Status, Wait};
use crate::link::Wanted;

/// For as long as a reading is good: a person types a few letters, and each is a search.
const GOOD_FOR: Duration = Duration::from_secs(5);

/// Starts the window with an intent; false if no process could be started.
pub type Start = Box<dyn Fn(Intent) -> bool + Send + Sync>;

pub struct AtRestDoor {
    dirs: Dirs,
    clock: Box<dyn Clock>,
    start: Start,
    read: Mutex<Option<Reading>>,
}

struct Reading {
    at: Millis,
    found: AtRest,
    /// In the list's order.
    listed: Vec<Listed>,
    index: Index,
}

impl AtRestDoor {
    pub fn new(dirs: Dirs, clock: Box<dyn Clock>, start: Start) -> Self {
        Self { dirs, clock, start, read: Mutex::default() }
    }

    /// The door as it is at that moment, for a command that looks once. It starts nothing.
    pub fn at(dirs: Dirs, now: Millis) -> Self {
        struct Stopped(Millis);
        impl Clock for Stopped {
            fn now(&self) -> Millis {
                self.0
            }
        }
        Self::new(dirs, Box::new(Stopped(now)), Box::new(|_| false))
    }

    /// The door that starts windows.
    pub fn starting(dirs: Dirs, start: Start) -> Self {
        Self::new(dirs, Box::new(SystemClock), start)
    }

    fn with<T>(&self, take: impl FnOnce(&mut Reading) -> T) -> T {
        let now = self.clock.now();
        let mut read: MutexGuard<'_, _> = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that went back makes a reading old too.
        let good = |reading: &Reading| reading.at <= now && now.since(reading.at) < GOOD_FOR;
        if !read.as_ref().is_some_and(good) {
            *read = None;
        }
        take(read.get_or_insert_with(|| Reading::new(&self.dirs, now)))
    }
}

impl Reading {
    fn new(dirs: &Dirs, now: Millis) -> Self {
        let found = AtRest::read(dirs, now);
        let apps = found.list.as_ref().map(|list| list.catalogue.apps.as_slice()).unwrap_or_default();
        let index = Index::new(apps);
        let listed = found.list.as_ref().map(|list| listed(list, now)).unwrap_or_default();
        Self { at: now, found, listed, index }
    }
}

fn listed(list: &ListAtRest, now: Millis) -> Vec<Listed> {
    list.catalogue.apps.iter().map(|app| Listed::of(app, &list.personal, now)).collect()
}

impl Door for AtRestDoor {
    fn apps(&self) -> Vec<Listed> {
        self.with(|reading| reading.listed.clone())
    }

    fn search(&self, words: &str) -> Vec<Listed> {
        self.with(|reading| {
            let hits = reading.index.search(words).hits;
            hits.iter().filter_map(|hit| reading.listed.iter().find(|app| app.key == hit.key).cloned()).collect()
        })
    }

    fn favourites(&self) -> Vec<Listed> {
        self.with(|reading| {
            let starred = reading.found.list.iter().flat_map(|list| &list.personal.favourites);
            starred
                .filter_map(|key| reading.listed.iter().find(|app| app.key == *key && !app.hidden))
                .cloned()
                .collect()
        })
    }

    fn icon(&self, key: &str) -> Option<PathBuf> {
        self.with(|reading| {
            let list = reading.found.list.as_ref()?;
            list.icon(list.catalogue.app(key)?)
        })
    }

    fn status(&self) -> Status {
        self.with(|reading| {
            let found = &reading.found;
            Status {
                standing: match (&found.tenant, found.has_session) {
                    (None, _) => Standing::FirstRun,
                    (Some(_), true) => Standing::Kept,
                    (Some(_), false) => Standing::SignedOut,
                },
                company: found.tenant.as_ref().map(|tenant| tenant.name.clone()),
                tenant: found.tenant.as_ref().map(|tenant| tenant.host.clone()),
                user: found.user.as_ref().map(|user| user.name.clone()).filter(|name| !name.is_empty()),
                apps: reading.listed.len(),
                updated_at: found.list.as_ref().map(|list| list.updated_at),
                ends_at: None,
            }
        })
    }

    fn open(&self, key: &str, _wait: Wait) -> Opening {
        let known = self.with(|reading| reading.listed.iter().any(|app| app.key == key));
        let outcome = if !known {
            Outcome::NotFound
        } else if (self.start)(Intent::Open { key: key.to_owned() }) {
            Outcome::Waiting
        } else {
            Code::LaunchOpen.into()
        };
        Box::pin(std::future::ready(outcome))
    }

    fn open_named(&self, name: &str, _wait: Wait) -> Opening {
        let started = (self.start)(Intent::OpenNamed { name: name.to_owned() });
        Box::pin(std::future::ready(if started { Outcome::Waiting } else { Code::LaunchOpen.into() }))
    }

    fn follow(&self, wanted: Wanted, _token: Option<String>) -> Opening {
        let started = (self.start)(Intent::Follow(wanted));
        Box::pin(std::future::ready(if started { Outcome::Waiting } else { Code::LaunchOpen.into() }))
    }

    fn show(&self, words: Option<String>, _token: Option<String>) {
        (self.start)(Intent::Show { words });
    }

    /// The window, ready to type in: what starts has a window.
    fn palette(&self, token: Option<String>) {
        self.show(None, token);
    }

    fn quit(&self) {}
}
