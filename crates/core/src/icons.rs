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

use crate::clock::{Clock, Millis};
use crate::http::Validators;
use crate::problem::Code;
use crate::session::Session;
use crate::tenant::TenantUrl;

mod cache;
mod drawing;
mod source;
mod svg;
mod threads;
mod turns;

use cache::Cache;
use threads::{Failed, Threads};
use turns::Turns;

/// Requests under way to one host.
const AT_ONCE: usize = 6;
/// A picture that is older is asked for again.
const OLD: Duration = Duration::from_hours(7 * 24);
/// How long one that failed is not asked for again; the last one repeats. A list that arrives ends the
/// wait: the tenant answers, and may have mended it.
const TRY_AGAIN_AFTER: [Duration; 4] =
    [Duration::from_secs(15), Duration::from_mins(2), Duration::from_mins(15), Duration::from_hours(2)];
/// Bytes of pictures in memory, where none are kept on disk.
const REMEMBERED: usize = 8 << 20;

/// The icons of one account, named by [`crate::catalogue::icon_id`].
pub struct Icons {
    tenant: TenantUrl,
    clock: Arc<dyn Clock>,
    cache: Arc<Cache>,
    known: Mutex<Known>,
    fetching: Arc<Turns>,
    drawing: Threads,
}

#[derive(Default)]
struct Known {
    /// Pictures where none may be kept on disk.
    pictures: HashMap<String, Picture>,
    /// Bytes of them.
    size: usize,
    failures: HashMap<String, Failure>,
    /// What is being fetched; closed when that is over.
    under_way: HashMap<String, watch::Receiver<()>>,
}

#[derive(Clone)]
struct Picture {
    png: Arc<Vec<u8>>,
    asked: Millis,
    validators: Validators,
    note: Option<cache::Note>,
}

struct Failure {
    times: usize,
    until: Millis,
}

/// The file of a picture in the folder of an account's icons, for a look from outside.
pub fn file(folder: PathBuf, id: &str) -> Option<PathBuf> {
    Cache::new(folder, true).file(id)
}

#[cfg(test)]
pub(crate) fn keep(folder: PathBuf, id: &str, picture: &[u8]) {
    assert!(Cache::new(folder, true).write(id, picture, Default::default(), Millis(1)));
}

/// What came of asking for an icon.
enum Fetched {
    Bytes(Vec<u8>, Validators),
    /// What we have is the newest.
    Same,
    Nothing,
    /// Nobody is signed in: not asked.
    NotAsked,
}

/// The only one who fetches an icon.
struct Alone<'a> {
    icons: &'a Icons,
    id: String,
    _over: watch::Sender<()>,
}

impl Drop for Alone<'_> {
    fn drop(&mut self) {
        self.icons.known().under_way.remove(&self.id);
    }
}

impl Icons {
    pub fn new(folder: PathBuf, tenant: TenantUrl, keeps: bool, clock: Arc<dyn Clock>) -> Self {
        Self {
            tenant,
            clock,
            cache: Arc::new(Cache::new(folder, keeps)),
            known: Mutex::default(),
            fetching: Turns::new(AT_ONCE),
            drawing: Threads::new(),
        }
    }

    /// The file of a picture that is kept.
    pub fn kept_file(&self, id: &str) -> Option<PathBuf> {
        self.cache.file(id)
    }

    /// Whether files are read and written from now on.
    pub fn keep(&self, keeps: bool) {
        self.cache.keep(keeps);
    }

    /// Deletes what is kept, and keeps nothing from now on.
    pub fn wipe(&self) {
        self.cache.wipe();
    }

    /// What failed may be asked for again.
    pub fn try_again(&self) {
        self.known().failures.clear();
    }

    /// The icon as a PNG of at most 144 × 144 pixels; `None` leaves the letters in its place.
    /// Without a session only what is on this computer is found.
    pub async fn png(self: &Arc<Self>, id: &str, icon: &str, session: Option<&Arc<Session>>) -> Option<Arc<Vec<u8>>> {
        if let Some(picture) = self.picture(id) {
            let old = self.is_old(&picture) && !icon.starts_with("data:") && !self.is_busy_or_resting(id);
            if let Some(session) = session.filter(|_| old).cloned() {
                let (icons, id, icon) = (self.clone(), id.to_owned(), icon.to_owned());
                tokio::spawn(async move { icons.ask(&id, &icon, Some(&session)).await });
            }
            return Some(picture.png);
        }
        self.ask(id, icon, session).await
    }

    /// Asks for what is not there, or is old.
    async fn ask(&self, id: &str, icon: &str, session: Option<&Arc<Session>>) -> Option<Arc<Vec<u8>>> {
        let _alone = self.alone(id).await;
        // Somebody else may have fetched it meanwhile, or failed.
        let had = self.picture(id);
        if had.as_ref().is_some_and(|had| !self.is_old(had)) || self.is_resting(id) {
            return had.map(|had| had.png);
        }
        let fetched = match icon.strip_prefix("data:") {
            Some(data) => {
                source::data_uri(data).map_or(Fetched::Nothing, |it| Fetched::Bytes(it, Validators::default()))
            }
            None => self.fetch(icon, session, had.as_ref()).await,
        };
        let now = self.clock.now();
        match (fetched, had) {
            (Fetched::Bytes(bytes, validators), had) => match self.draw(id, bytes, validators).await {
                Some(png) => Some(png),
                None => had.map(|had| had.png),
            },
            (Fetched::Same, Some(had)) => {
                let mut known = self.known();
                known.failures.remove(id);
                known.pictures.get_mut(id).into_iter().for_each(|picture| picture.asked = now);
                drop(known);
                had.note.into_iter().for_each(|note| self.cache.still(id, note, now));
                Some(had.png)
            }
            (Fetched::NotAsked, had) => had.map(|had| had.png),
            (Fetched::Nothing | Fetched::Same, had) => {
                self.rest(id);
                had.map(|had| had.png)
            }
        }
    }

    async fn fetch(&self, icon: &str, session: Option<&Arc<Session>>, had: Option<&Picture>) -> Fetched {
        let Some(url) = source::address(&self.tenant, icon) else { return Fetched::Nothing };
        let Some(session) = session else { return Fetched::NotAsked };
        let _turn = self.fetching.next().await;
        let had = had.map(|had| had.validators.clone()).unwrap_or_default();
        match session.get_icon(url, &had).await {
            Ok(answer) if answer.status == 304 => Fetched::Same,
            Ok(answer) if answer.is_ok() && !answer.is_html() => Fetched::Bytes(answer.body, answer.validators),
            Err(problem) if problem.code == Code::SessionEnded => Fetched::NotAsked,
            Ok(_) | Err(_) => Fetched::Nothing,
        }
    }

    async fn draw(&self, id: &str, bytes: Vec<u8>, validators: Validators) -> Option<Arc<Vec<u8>>> {
        let (cache, name, asked) = (self.cache.clone(), id.to_owned(), self.clock.now());
        let known = validators.clone();
        let work = move || {
            let png = drawing::draw(&bytes)?;
            let kept = cache.write(&name, &png, known, asked);
            Some((Arc::new(png), kept))
        };
        match self.drawing.run(work).await {
            Ok(Some((png, kept))) => {
                let mut known = self.known();
                known.failures.remove(id);
                if !kept {
                    known.remember(id, Picture { png: png.clone(), asked, validators, note: None });
                }
                Some(png)
            }
            Ok(None) | Err(Failed::Bad | Failed::Busy) => {
                self.rest(id);
                None
            }
        }
    }

    /// What is on this computer.
    fn picture(&self, id: &str) -> Option<Picture> {
        if let Some(picture) = self.known().pictures.get(id) {
            return Some(picture.clone());
        }
        let (note, png) = self.cache.read(id, self.clock.now())?;
        Some(Picture { png: Arc::new(png), asked: note.asked, validators: note.validators.clone(), note: Some(note) })
    }

    /// By a clock that went back, everything is.
    fn is_old(&self, picture: &Picture) -> bool {
        let now = self.clock.now();
        now.since(picture.asked) >= OLD || picture.asked.since(now) >= OLD
    }

    fn rest(&self, id: &str) {
        let now = self.clock.now();
        let mut known = self.known();
        let failure = known.failures.entry(id.to_owned()).or_insert(Failure { times: 0, until: now });
        failure.until = now.plus(TRY_AGAIN_AFTER[failure.times.min(TRY_AGAIN_AFTER.len() - 1)]);
        failure.times += 1;
    }

    fn is_resting(&self, id: &str) -> bool {
        let now = self.clock.now();
        let longest = TRY_AGAIN_AFTER[TRY_AGAIN_AFTER.len() - 1];
        // A clock that went back would make it rest for long.
        self.known().failures.get(id).is_some_and(|it| now < it.until && it.until.since(now) <= longest)
    }

    fn is_busy_or_resting(&self, id: &str) -> bool {
        self.known().under_way.contains_key(id) || self.is_resting(id)
    }

    /// Waits for others who fetch the same.
    async fn alone(&self, id: &str) -> Alone<'_> {
        loop {
            let mut other = {
                let mut known = self.known();
                match known.under_way.get(id) {
                    Some(other) => other.clone(),
                    None => {
                        let (over, waits) = watch::channel(());
                        known.under_way.insert(id.to_owned(), waits);
                        return Alone { icons: self, id: id.to_owned(), _over: over };
                    }
                }
            };
            // Err: it is over.
            let _ = other.changed().await;
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn remember(&mut self, id: &str, picture: Picture) {
        if self.size + picture.png.len() > REMEMBERED {
            self.pictures.clear();
            self.size = 0;
        }
        self.size += picture.png.len();
        if let Some(old) = self.pictures.insert(id.to_owned(), picture) {
            self.size -= old.png.len();
        }
    }
}
