//! App icons: fetched from the tenant and nowhere else, decoded within limits, and drawn anew as
//! small PNGs. The UI never sees a byte that a stranger drew.
//!
//! A picture that is there is shown at once, and asked for again behind it when it is old. One that is
//! not there is asked for once, however many want it, and not again for a while if that fails.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::clock::{Clock, Timestamp};
use crate::error::Code;
use crate::net::http::Validators;
use crate::session::Session;
use crate::task;
use crate::tenant::url::TenantUrl;

mod cache;
mod decode_pool;
mod lifo_semaphore;
pub(crate) mod path_policy;
mod render;
mod source;
mod svg;

use cache::Cache;
use decode_pool::{DecodeError, DecodePool};
use lifo_semaphore::LifoSemaphore;
use path_policy::{IconAccess, icon_access};

/// Requests under way to one host.
const MAX_CONCURRENT_REQUESTS: usize = 6;
/// A picture that is older is asked for again.
const MAX_AGE: Duration = Duration::from_hours(7 * 24);
/// How long one that failed is not asked for again; the last one repeats. A list that arrives ends the
/// wait: the tenant answers, and may have mended it.
const RETRY_DELAYS: [Duration; 4] =
    [Duration::from_secs(15), Duration::from_mins(2), Duration::from_mins(15), Duration::from_hours(2)];
/// How long one that the tenant does not have is not asked for again, whatever lists arrive.
const MISSING_RETRY_DELAY: Duration = Duration::from_hours(24);
/// Bytes of pictures in memory, where none are kept on disk.
const MAX_MEMORY_BYTES: usize = 8 << 20;

/// The icons of one account, named by [`crate::apps::catalog::icon_id`].
pub struct Icons {
    tenant: TenantUrl,
    clock: Arc<dyn Clock>,
    cache: Arc<Cache>,
    state: Mutex<IconState>,
    request_permits: Arc<LifoSemaphore>,
    decode_pool: DecodePool,
}

#[derive(Default)]
struct IconState {
    /// Pictures where none may be kept on disk.
    icons: HashMap<String, CachedIcon>,
    /// Bytes of them.
    total_bytes: usize,
    failures: HashMap<String, Failure>,
    /// What is being fetched; closed when that is over.
    in_flight: HashMap<String, watch::Receiver<()>>,
}

#[derive(Clone)]
struct CachedIcon {
    png: Arc<Vec<u8>>,
    checked_at: Timestamp,
    validators: Validators,
    entry: Option<cache::CacheEntry>,
}

struct Failure {
    count: usize,
    retry_at: Timestamp,
    /// The tenant says that there is none.
    is_final: bool,
}

/// The file of a picture in the folder of an account's icons, for a look from outside.
pub fn cached_file(folder: PathBuf, id: &str) -> Option<PathBuf> {
    Cache::new(folder, true).cached_file(id)
}

#[cfg(test)]
pub(crate) fn store_for_test(folder: PathBuf, id: &str, png: &[u8]) {
    assert!(Cache::new(folder, true).write(id, png, Default::default(), Timestamp(1)));
}

/// What came of asking for an icon.
enum FetchOutcome {
    Bytes(Vec<u8>, Validators),
    /// What we have is the newest.
    NotModified,
    Unavailable,
    /// The tenant says that there is none, or none for this person.
    Missing,
    /// Nobody is signed in: not asked.
    NotSignedIn,
}

/// The only one who fetches an icon.
struct InFlightGuard<'a> {
    icons: &'a Icons,
    id: String,
    _completion: watch::Sender<()>,
}

impl Drop for InFlightGuard<'_> {
    fn drop(&mut self) {
        self.icons.state().in_flight.remove(&self.id);
    }
}

impl Icons {
    pub fn new(folder: PathBuf, tenant: TenantUrl, is_persistent: bool, clock: Arc<dyn Clock>) -> Self {
        Self {
            tenant,
            clock,
            cache: Arc::new(Cache::new(folder, is_persistent)),
            state: Mutex::default(),
            request_permits: LifoSemaphore::new(MAX_CONCURRENT_REQUESTS),
            decode_pool: DecodePool::new(),
        }
    }

    /// The file of a picture that is kept.
    pub fn cached_file(&self, id: &str) -> Option<PathBuf> {
        self.cache.cached_file(id)
    }

    /// Whether files are read and written from now on.
    pub fn set_persistent(&self, is_persistent: bool) {
        self.cache.set_persistent(is_persistent);
    }

    /// Deletes what is kept, and keeps nothing from now on.
    pub fn wipe(&self) {
        self.cache.wipe();
    }

    /// What failed may be asked for again, unless the tenant does not have it.
    pub fn clear_failures(&self) {
        self.state().failures.retain(|_, failure| failure.is_final);
    }

    /// The icon as a PNG of at most 144 × 144 pixels; `None` leaves the letters in its place.
    /// Without a session only what is on this computer is found.
    pub async fn load_png(
        self: &Arc<Self>,
        id: &str,
        icon: &str,
        session: Option<&Arc<Session>>,
    ) -> Option<Arc<Vec<u8>>> {
        if let Some(cached) = self.find_cached(id) {
            let needs_refresh =
                self.is_stale(&cached) && !icon.starts_with("data:") && !self.is_in_flight_or_backoff(id);
            if let Some(session) = session.filter(|_| needs_refresh).cloned() {
                let (icons, id, icon) = (self.clone(), id.to_owned(), icon.to_owned());
                // A copy is there, and the next start of the page asks again.
                task::spawn(async move { icons.load_or_refresh(&id, &icon, Some(&session)).await }, || {});
            }
            return Some(cached.png);
        }
        self.load_or_refresh(id, icon, session).await
    }

    /// Asks for what is not there, or is old.
    async fn load_or_refresh(&self, id: &str, icon: &str, session: Option<&Arc<Session>>) -> Option<Arc<Vec<u8>>> {
        let _guard = self.begin_fetch(id).await;
        // Somebody else may have fetched it meanwhile, or failed.
        let cached = self.find_cached(id);
        if cached.as_ref().is_some_and(|cached| !self.is_stale(cached)) || self.in_backoff(id) {
            return cached.map(|cached| cached.png);
        }
        let outcome = match icon.strip_prefix("data:") {
            Some(data) => source::decode_data_uri(data)
                .map_or(FetchOutcome::Unavailable, |bytes| FetchOutcome::Bytes(bytes, Validators::default())),
            None => self.fetch(icon, session, cached.as_ref()).await,
        };
        let now = self.clock.now();
        match (outcome, cached) {
            (FetchOutcome::Bytes(bytes, validators), cached) => {
                match self.render_and_store(id, bytes, validators).await {
                    Some(png) => Some(png),
                    None => cached.map(|cached| cached.png),
                }
            }
            (FetchOutcome::NotModified, Some(cached)) => {
                let mut state = self.state();
                state.failures.remove(id);
                state.icons.get_mut(id).into_iter().for_each(|icon| icon.checked_at = now);
                drop(state);
                cached.entry.into_iter().for_each(|entry| self.cache.mark_not_modified(id, entry, now));
                Some(cached.png)
            }
            (FetchOutcome::NotSignedIn, cached) => cached.map(|had| had.png),
            (outcome @ (FetchOutcome::Unavailable | FetchOutcome::Missing | FetchOutcome::NotModified), cached) => {
                self.record_failure(id, matches!(outcome, FetchOutcome::Missing));
                cached.map(|cached| cached.png)
            }
        }
    }

    async fn fetch(&self, icon: &str, session: Option<&Arc<Session>>, cached: Option<&CachedIcon>) -> FetchOutcome {
        let Some(url) = source::resolve_url(&self.tenant, icon) else { return FetchOutcome::Missing };
        let Some(access) = icon_access(&self.tenant, &url) else { return FetchOutcome::Missing };
        let Some(session) = session else { return FetchOutcome::NotSignedIn };
        let _permit = self.request_permits.acquire().await;
        let validators = cached.map(|had| had.validators.clone()).unwrap_or_default();
        match session.get_icon(url, access == IconAccess::WithBearer, &validators).await {
            Ok(response) if response.status == 304 => FetchOutcome::NotModified,
            Ok(response) if response.is_ok() && !response.is_html() => {
                FetchOutcome::Bytes(response.body, response.validators)
            }
            Ok(response) if matches!(response.status, 403 | 404 | 410) => FetchOutcome::Missing,
            Err(error) if error.code == Code::SessionEnded => FetchOutcome::NotSignedIn,
            Ok(_) | Err(_) => FetchOutcome::Unavailable,
        }
    }

    async fn render_and_store(&self, id: &str, bytes: Vec<u8>, validators: Validators) -> Option<Arc<Vec<u8>>> {
        let (cache, name, checked_at) = (self.cache.clone(), id.to_owned(), self.clock.now());
        let cached_validators = validators.clone();
        let work = move || {
            let png = render::render_png(&bytes)?;
            let is_stored = cache.write(&name, &png, cached_validators, checked_at);
            Some((Arc::new(png), is_stored))
        };
        match self.decode_pool.run(work).await {
            Ok(Some((png, is_stored))) => {
                let mut state = self.state();
                state.failures.remove(id);
                if !is_stored {
                    state.insert(id, CachedIcon { png: png.clone(), checked_at, validators, entry: None });
                }
                Some(png)
            }
            Ok(None) | Err(DecodeError::Aborted | DecodeError::Saturated) => {
                self.record_failure(id, false);
                None
            }
        }
    }

    /// What is on this computer.
    fn find_cached(&self, id: &str) -> Option<CachedIcon> {
        if let Some(icon) = self.state().icons.get(id) {
            return Some(icon.clone());
        }
        let (entry, png) = self.cache.read(id, self.clock.now())?;
        Some(CachedIcon {
            png: Arc::new(png),
            checked_at: entry.checked_at,
            validators: entry.validators.clone(),
            entry: Some(entry),
        })
    }

    /// By a clock that went back, everything is.
    fn is_stale(&self, icon: &CachedIcon) -> bool {
        let now = self.clock.now();
        now.since(icon.checked_at) >= MAX_AGE || icon.checked_at.since(now) >= MAX_AGE
    }

    fn record_failure(&self, id: &str, is_final: bool) {
        let now = self.clock.now();
        let mut state = self.state();
        let failure = state.failures.entry(id.to_owned()).or_insert(Failure { count: 0, retry_at: now, is_final });
        let delay = RETRY_DELAYS[failure.count.min(RETRY_DELAYS.len() - 1)];
        failure.retry_at = now.plus(if is_final { MISSING_RETRY_DELAY } else { delay });
        failure.is_final = is_final;
        failure.count += 1;
    }

    fn in_backoff(&self, id: &str) -> bool {
        let now = self.clock.now();
        let max_delay = MISSING_RETRY_DELAY;
        // A clock that went back would make it rest for long.
        self.state()
            .failures
            .get(id)
            .is_some_and(|failure| now < failure.retry_at && failure.retry_at.since(now) <= max_delay)
    }

    fn is_in_flight_or_backoff(&self, id: &str) -> bool {
        self.state().in_flight.contains_key(id) || self.in_backoff(id)
    }

    /// Waits for others who fetch the same.
    async fn begin_fetch(&self, id: &str) -> InFlightGuard<'_> {
        loop {
            let mut in_flight = {
                let mut state = self.state();
                match state.in_flight.get(id) {
                    Some(in_flight) => in_flight.clone(),
                    None => {
                        let (completion_sender, completion) = watch::channel(());
                        state.in_flight.insert(id.to_owned(), completion);
                        return InFlightGuard { icons: self, id: id.to_owned(), _completion: completion_sender };
                    }
                }
            };
            // Err: it is over.
            let _ = in_flight.changed().await;
        }
    }

    fn state(&self) -> MutexGuard<'_, IconState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl IconState {
    fn insert(&mut self, id: &str, icon: CachedIcon) {
        if self.total_bytes + icon.png.len() > MAX_MEMORY_BYTES {
            self.icons.clear();
            self.total_bytes = 0;
        }
        self.total_bytes += icon.png.len();
        if let Some(replaced) = self.icons.insert(id.to_owned(), icon) {
            self.total_bytes -= replaced.png.len();
        }
    }
}
