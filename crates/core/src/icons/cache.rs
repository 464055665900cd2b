//! The pictures of one account on this computer, each once, whoever's icon it is.
//!
//! A picture's file is named by its digest, which is checked when it is read: a file that a crash or a
//! full disk left behind in part is no picture. Beside the pictures lies one note for each icon, which
//! says which picture it is and when the tenant was asked. There is no index to damage or to keep in step,
//! and two processes may use one folder. Whoever was not looked at for longest leaves first.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::clock::Millis;
use crate::http::Validators;
use crate::store;

/// Of one account: some 3,000 icons, which is more than anybody has on screen in a day.
const LARGEST: u64 = 32 << 20;
/// What a file costs at least, however short it is.
const FILE: u64 = 1 << 10;
const LARGEST_PICTURE: u64 = 512 << 10;
const LONGEST_NOTE: u64 = 4 << 10;
/// When a picture was last looked at is known to about so much.
const LOOKED_AT: Duration = Duration::from_hours(1);
/// What a write left behind that never ended.
const LEFT_OVER: Duration = Duration::from_hours(1);

pub(super) struct Cache {
    folder: PathBuf,
    largest: u64,
    /// Held while a file is written, so that a wipe comes before or after it.
    state: Mutex<State>,
}

struct State {
    keeps: bool,
    /// How much there is; not known before the first picture of this process.
    used: Option<u64>,
}

/// Which picture an icon is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Note {
    picture: String,
    /// When the tenant was last asked for it.
    pub(super) asked: Millis,
    #[serde(default)]
    pub(super) validators: Validators,
}

impl Cache {
    pub(super) const fn new(folder: PathBuf, keeps: bool) -> Self {
        Self { folder, largest: LARGEST, state: Mutex::new(State { keeps, used: None }) }
    }

    /// Whether files are read and written from now on.
    pub(super) fn keep(&self, keeps: bool) {
        self.state().keeps = keeps;
    }

    pub(super) fn keeps(&self) -> bool {
        self.state().keeps
    }

    pub(super) fn read(&self, id: &str, now: Millis) -> Option<(Note, Vec<u8>)> {
        if !self.keeps() {
            return None;
        }
        let note = self.note(&self.note_path(id))?;
        let path = self.picture_path(&note.picture);
        let picture = store::read(&path, LARGEST_PICTURE).ok()??;
        if digest(&picture) != note.picture {
            let _ = fs::remove_file(path);
            return None;
        }
        look_at(&path, now);
        Some((note, picture))
    }

    /// Whether it is kept.
    pub(super) fn write(&self, id: &str, picture: &[u8], validators: Validators, now: Millis) -> bool {
        let mut state = self.state();
        let note = Note { picture: digest(picture), asked: now, validators };
        let path = self.picture_path(&note.picture);
        let known = fs::metadata(&path).is_ok_and(|file| file.len() == picture.len() as u64);
        if !state.keeps || (!known && store::put(&path, picture).is_err()) {
            return false;
        }
        look_at(&path, now);
        let more = cost(picture.len() as u64) * u64::from(!known) + FILE;
        let kept = self.put(id, &note);
        state.used = match state.used {
            Some(used) if used + more <= self.largest => Some(used + more),
            _ => Some(self.sweep()),
        };
        kept
    }

    /// The file of a picture, for a look from outside.
    pub(super) fn file(&self, id: &str) -> Option<PathBuf> {
        let path = self.picture_path(&self.note(&self.note_path(id))?.picture);
        path.is_file().then_some(path)
    }

    /// The tenant says that nothing is newer.
    pub(super) fn still(&self, id: &str, note: Note, now: Millis) {
        if self.state().keeps {
            self.put(id, &Note { asked: now, ..note });
        }
    }

    /// Deletes what is kept, and keeps nothing from now on.
    pub(super) fn wipe(&self) {
        let mut state = self.state();
        state.keeps = false;
        state.used = None;
        let _ = fs::remove_dir_all(&self.folder);
    }

    /// Deletes what belongs to nothing, and then what was not looked at for longest, until a quarter is
    /// free. How much is left.
    fn sweep(&self) -> u64 {
        let mut notes: HashMap<String, Vec<PathBuf>> = HashMap::new();
        let mut pictures = Vec::new();
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let (path, Ok(file)) = (entry.path(), entry.metadata()) else { continue };
            let name = |path: &Path| path.file_stem().and_then(|name| name.to_str()).map(str::to_owned);
            let modified = file.modified().unwrap_or(UNIX_EPOCH);
            match path.extension().and_then(|kind| kind.to_str()) {
                Some("json") => match self.note(&path) {
                    Some(note) => notes.entry(note.picture).or_default().push(path),
                    None => drop(fs::remove_file(path)),
                },
                Some("png") => pictures.extend(name(&path).map(|name| (modified, cost(file.len()), name, path))),
                _ if SystemTime::now().duration_since(modified).is_ok_and(|age| age > LEFT_OVER) => {
                    drop(fs::remove_file(path));
                }
                _ => {}
            }
        }
        pictures.retain(|(_, _, name, path)| notes.contains_key(name) || fs::remove_file(path).is_err());
        let there: HashSet<&String> = pictures.iter().map(|(_, _, name, _)| name).collect();
        notes.retain(|name, paths| there.contains(name) || paths.iter().any(|path| fs::remove_file(path).is_err()));
        pictures.sort_unstable();
        let costs =
            |name: &String, picture: u64| picture + FILE * notes.get(name).map_or(0, |paths| paths.len() as u64);
        let mut used: u64 = pictures.iter().map(|(_, picture, name, _)| costs(name, *picture)).sum();
        let enough = if used > self.largest { self.largest / 4 * 3 } else { used };
        for (_, picture, name, path) in &pictures {
            if used <= enough {
                break;
            }
            for path in notes.get(name).into_iter().flatten().chain([path]) {
                let _ = fs::remove_file(path);
            }
            used -= costs(name, *picture);
        }
        used
    }

    fn note(&self, path: &Path) -> Option<Note> {
        let note: Note = serde_json::from_slice(&store::read(path, LONGEST_NOTE).ok()??).ok()?;
        // It becomes a file name.
        note.picture.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(note)
    }

    fn put(&self, id: &str, note: &Note) -> bool {
        serde_json::to_vec(note).is_ok_and(|bytes| store::put(&self.note_path(id), &bytes).is_ok())
    }

    fn note_path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    fn picture_path(&self, digest: &str) -> PathBuf {
        self.folder.join(format!("{digest}.png"))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn digest(picture: &[u8]) -> String {
    Sha256::digest(picture)[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

const fn cost(length: u64) -> u64 {
    if length > FILE { length } else { FILE }
}

/// Remembers when a picture was last of use, as the time of its file.
fn look_at(path: &Path, now: Millis) {
    let now = UNIX_EPOCH + Duration::from_millis(now.0);
    let known = fs::metadata(path).and_then(|file| file.modified());
    let about_now = |then: SystemTime| {
        let apart = now.duration_since(then).or_else(|_| then.duration_since(now));
        apart.is_ok_and(|apart| apart < LOOKED_AT)
    };
    if !known.is_ok_and(about_now)
        && let Ok(file) = File::options().append(true).open(path)
    {
        let _ = file.set_modified(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(folder: &Path) -> Cache {
        Cache::new(folder.join("icons"), true)
    }

    fn files(cache: &Cache, kind: &str) -> usize {
        let all = fs::read_dir(&cache.folder).into_iter().flatten().flatten();
        all.filter(|entry| entry.path().extension().is_some_and(|it| it == kind)).count()
    }

    fn keep(cache: &Cache, id: &str, picture: &[u8], now: u64) {
        assert!(cache.write(id, picture, Validators::default(), Millis(now)));
    }

    #[test]
    fn one_picture_is_one_file() {
        let home = tempfile::tempdir().unwrap();
        let cache = cache(home.path());
        keep(&cache, "a", b"one", 5);
        keep(&cache, "b", b"one", 6);
        keep(&cache, "c", b"two", 7);
        assert_eq!((files(&cache, "png"), files(&cache, "json")), (2, 3));
        let (note, picture) = cache.read("b", Millis(8)).unwrap();
        assert_eq!((note.asked, picture), (Millis(6), b"one".to_vec()));
        cache.still("b", note, Millis(9));
        assert_eq!(cache.read("b", Millis(9)).unwrap().0.asked, Millis(9));
        // Another picture for one of them leaves the other's alone.
        keep(&cache, "a", b"three", 10);
        assert_eq!(cache.read("b", Millis(9)).unwrap().1, b"one");
        assert!(cache.read("d", Millis(9)).is_none());
        cache.wipe();
        assert!(!cache.write("a", b"one", Validators::default(), Millis(9)));
        assert!(!cache.folder.exists() && cache.read("a", Millis(9)).is_none());
    }

    #[test]
    fn what_is_damaged_is_not_there() {
        let home = tempfile::tempdir().unwrap();
        let cache = cache(home.path());
        for damage in [&b""[..], b"on", b"onE", b"one and more"] {
            keep(&cache, "a", b"one", 5);
            fs::write(cache.picture_path(&digest(b"one")), damage).unwrap();
            assert!(cache.read("a", Millis(5)).is_none());
            keep(&cache, "a", b"one", 5);
            assert!(cache.read("a", Millis(5)).is_some(), "and it can be mended");
        }
        let note = fs::read(cache.note_path("a")).unwrap();
        for end in 0..note.len() {
            fs::write(cache.note_path("a"), &note[..end]).unwrap();
            assert!(cache.read("a", Millis(5)).is_none());
        }
        for name in ["../../etc/passwd", "/etc/passwd", ""] {
            let note = format!(r#"{{"picture":"{name}","asked":5}}"#);
            fs::write(cache.note_path("a"), note).unwrap();
            assert!(cache.read("a", Millis(5)).is_none(), "{name}");
        }
    }

    #[test]
    fn what_was_not_looked_at_for_longest_leaves_first() {
        const HOUR: u64 = 3_600_000;
        let home = tempfile::tempdir().unwrap();
        let cache = Cache { largest: 12 * FILE, ..cache(home.path()) };
        // Two files each.
        for id in 0..6 {
            keep(&cache, &id.to_string(), format!("picture {id}").as_bytes(), 10 * HOUR + id * 2 * HOUR);
        }
        assert_eq!(files(&cache, "png"), 6);
        assert!(cache.read("0", Millis(50 * HOUR)).is_some());
        keep(&cache, "6", b"picture 6", 51 * HOUR);
        let left: Vec<_> = (0..7).filter(|id| cache.read(&id.to_string(), Millis(52 * HOUR)).is_some()).collect();
        assert_eq!(left, [0, 4, 5, 6]);
        assert_eq!((files(&cache, "png"), files(&cache, "json")), (4, 4));
        assert!(cache.state().used.unwrap() <= 9 * FILE);
    }

    #[test]
    fn what_belongs_to_nothing_goes() {
        let home = tempfile::tempdir().unwrap();
        let old = cache(home.path());
        keep(&old, "a", b"one", 5);
        keep(&old, "b", b"two", 5);
        fs::remove_file(old.note_path("a")).unwrap();
        fs::remove_file(old.picture_path(&digest(b"two"))).unwrap();
        fs::write(old.folder.join(".tmpA"), "new").unwrap();
        fs::write(old.folder.join(".tmpB"), "old").unwrap();
        let long_ago = SystemTime::now() - 2 * LEFT_OVER;
        File::options().append(true).open(old.folder.join(".tmpB")).unwrap().set_modified(long_ago).unwrap();
        // The next process, at its first picture.
        let new = cache(home.path());
        keep(&new, "c", b"three", 5);
        assert_eq!((files(&new, "png"), files(&new, "json")), (1, 1));
        assert!(new.folder.join(".tmpA").exists() && !new.folder.join(".tmpB").exists());
    }
}
