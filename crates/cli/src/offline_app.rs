//! Controls Portico while it does not run: the list comes from the cache, and opening an app starts the window.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use portico_core::apps::search::Index;
use portico_core::clock::{Clock, SystemClock, Timestamp};
use portico_core::error::Code;
use portico_core::remote_control::{
    AppControl, AppStatus, AppSummary, DeepLink, OpenFuture, OpenOutcome, SessionStatus, WaitMode,
};
use portico_core::storage::files::Dirs;
use portico_core::{OfflineList, OfflineSnapshot};

use crate::startup_intent::StartupIntent;

/// How long a snapshot is used. Each letter that a user types is a search, so several come in a row.
const SNAPSHOT_TTL: Duration = Duration::from_secs(5);

/// Starts the window with an intent; false if no process could be started.
pub type StartAppFn = Box<dyn Fn(StartupIntent) -> bool + Send + Sync>;

/// The [`AppControl`] of a Portico that does not run.
pub struct OfflineApp {
    dirs: Dirs,
    clock: Box<dyn Clock>,
    start: StartAppFn,
    cached: Mutex<Option<CachedSnapshot>>,
}

struct CachedSnapshot {
    read_at: Timestamp,
    snapshot: OfflineSnapshot,
    /// In the order of the list.
    apps: Vec<AppSummary>,
    index: Index,
}

impl OfflineApp {
    pub fn new(dirs: Dirs, clock: Box<dyn Clock>, start: StartAppFn) -> Self {
        Self { dirs, clock, start, cached: Mutex::default() }
    }

    /// For a command that reads once, at `now`. Starts no process.
    pub fn at_time(dirs: Dirs, now: Timestamp) -> Self {
        struct FixedClock(Timestamp);
        impl Clock for FixedClock {
            fn now(&self) -> Timestamp {
                self.0
            }
        }
        Self::new(dirs, Box::new(FixedClock(now)), Box::new(|_| false))
    }

    /// With the system clock; `start` starts the window.
    pub fn with_start_fn(dirs: Dirs, start: StartAppFn) -> Self {
        Self::new(dirs, Box::new(SystemClock), start)
    }

    fn with_snapshot<T>(&self, use_snapshot: impl FnOnce(&mut CachedSnapshot) -> T) -> T {
        let now = self.clock.now();
        let mut cached: MutexGuard<'_, _> = self.cached.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back makes the snapshot stale, too.
        let is_fresh = |cached: &CachedSnapshot| cached.read_at <= now && now.since(cached.read_at) < SNAPSHOT_TTL;
        if !cached.as_ref().is_some_and(is_fresh) {
            *cached = None;
        }
        use_snapshot(cached.get_or_insert_with(|| CachedSnapshot::new(&self.dirs, now)))
    }
}

impl CachedSnapshot {
    fn new(dirs: &Dirs, now: Timestamp) -> Self {
        let snapshot = OfflineSnapshot::read(dirs, now);
        let apps = snapshot.list.as_ref().map(|list| list.catalog.apps.as_slice()).unwrap_or_default();
        let index = Index::new(apps);
        let apps = snapshot.list.as_ref().map(|list| summarize_apps(list, now)).unwrap_or_default();
        Self { read_at: now, snapshot, apps, index }
    }
}

fn summarize_apps(list: &OfflineList, now: Timestamp) -> Vec<AppSummary> {
    list.catalog.apps.iter().map(|app| AppSummary::new(app, &list.preferences, now)).collect()
}

impl AppControl for OfflineApp {
    fn apps(&self) -> Vec<AppSummary> {
        self.with_snapshot(|cached| cached.apps.clone())
    }

    fn search(&self, query: &str) -> Vec<AppSummary> {
        self.with_snapshot(|cached| {
            let hits = cached.index.search(query).hits;
            hits.iter().filter_map(|hit| cached.apps.iter().find(|app| app.key == hit.key).cloned()).collect()
        })
    }

    fn favorites(&self) -> Vec<AppSummary> {
        self.with_snapshot(|cached| {
            let favorite_keys = cached.snapshot.list.iter().flat_map(|list| &list.preferences.favorites);
            favorite_keys
                .filter_map(|key| cached.apps.iter().find(|app| app.key == *key && !app.is_hidden))
                .cloned()
                .collect()
        })
    }

    fn icon(&self, key: &str) -> Option<PathBuf> {
        self.with_snapshot(|cached| {
            let list = cached.snapshot.list.as_ref()?;
            list.icon(list.catalog.find_app(key)?)
        })
    }

    fn status(&self) -> AppStatus {
        self.with_snapshot(|cached| {
            let snapshot = &cached.snapshot;
            AppStatus {
                session_status: match (&snapshot.tenant, snapshot.has_session) {
                    (None, _) => SessionStatus::FirstRun,
                    (Some(_), true) => SessionStatus::Stored,
                    (Some(_), false) => SessionStatus::SignedOut,
                },
                company: snapshot.tenant.as_ref().map(|tenant| tenant.name.clone()),
                tenant: snapshot.tenant.as_ref().map(|tenant| tenant.host.clone()),
                user: snapshot.user.as_ref().map(|user| user.name.clone()).filter(|name| !name.is_empty()),
                apps: cached.apps.len(),
                updated_at: snapshot.list.as_ref().map(|list| list.updated_at),
                ends_at: None,
            }
        })
    }

    fn open(&self, key: &str, _wait: WaitMode) -> OpenFuture {
        let exists = self.with_snapshot(|cached| cached.apps.iter().any(|app| app.key == key));
        let outcome = if !exists {
            OpenOutcome::NotFound
        } else if (self.start)(StartupIntent::Open { key: key.to_owned() }) {
            OpenOutcome::Waiting
        } else {
            Code::LaunchOpen.into()
        };
        Box::pin(std::future::ready(outcome))
    }

    fn open_named(&self, name: &str, _wait: WaitMode) -> OpenFuture {
        let is_started = (self.start)(StartupIntent::OpenNamed { name: name.to_owned() });
        Box::pin(std::future::ready(if is_started { OpenOutcome::Waiting } else { Code::LaunchOpen.into() }))
    }

    fn open_link(&self, link: DeepLink, _activation_token: Option<String>) -> OpenFuture {
        let is_started = (self.start)(StartupIntent::OpenLink(link));
        Box::pin(std::future::ready(if is_started { OpenOutcome::Waiting } else { Code::LaunchOpen.into() }))
    }

    fn show_window(&self, query: Option<String>, _activation_token: Option<String>) {
        (self.start)(StartupIntent::Show { words: query });
    }

    /// Shows the window: a newly started Portico has one.
    fn show_palette(&self, activation_token: Option<String>) {
        self.show_window(None, activation_token);
    }

    fn quit(&self) {}
}
