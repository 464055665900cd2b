//! The pictures of one account on this computer, each once, whoever's icon it is.
//!
//! A picture's file is named by its digest, which is checked when it is read: a file that a crash or a
//! full disk left behind in part is no picture. Beside the pictures lies one note for each icon, which
//! says which picture it is and when the tenant was asked. There is no index to damage or to keep in step,
//! and two processes may use one folder. Whoever was not looked at for longest leaves first.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::digest::short_sha256;
use crate::net::http::Validators;
use crate::state_lock::assert_not_held;
use crate::storage::files;

/// Of one account: some 3,000 icons, which is more than anybody has on screen in a day.
const MAX_CACHE_BYTES: u64 = 32 << 20;
/// What a file costs at least, however short it is.
const MIN_FILE_COST: u64 = 1 << 10;
const MAX_IMAGE_BYTES: u64 = 512 << 10;
const MAX_ENTRY_BYTES: u64 = 4 << 10;
/// When a picture was last looked at is known to about so much.
const ACCESS_TIME_RESOLUTION: Duration = Duration::from_hours(1);
/// What a write left behind that never ended.
const TEMP_FILE_MAX_AGE: Duration = Duration::from_hours(1);

pub(super) struct Cache {
    folder: PathBuf,
    max_bytes: u64,
    /// Beside the lock, since settings must not wait for a file.
    is_persistent: AtomicBool,
    /// How much there is; not known before the first picture of this process. Held while a file is written, so that a
    /// wipe comes before or after it.
    used_bytes: Mutex<Option<u64>>,
}

/// Which image an icon is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct CacheEntry {
    #[serde(rename = "picture")]
    image_digest: String,
    /// When the tenant was last asked for it.
    #[serde(rename = "asked")]
    pub(super) checked_at: Timestamp,
    #[serde(default)]
    pub(super) validators: Validators,
}

impl Cache {
    pub(super) const fn new(folder: PathBuf, is_persistent: bool) -> Self {
        let is_persistent = AtomicBool::new(is_persistent);
        Self { folder, max_bytes: MAX_CACHE_BYTES, is_persistent, used_bytes: Mutex::new(None) }
    }

    /// Whether files are read and written from now on.
    pub(super) fn set_persistent(&self, keeps: bool) {
        self.is_persistent.store(keeps, Ordering::SeqCst);
    }

    pub(super) fn is_persistent(&self) -> bool {
        self.is_persistent.load(Ordering::SeqCst)
    }

    pub(super) fn read(&self, id: &str, now: Timestamp) -> Option<(CacheEntry, Vec<u8>)> {
        if !self.is_persistent() {
            return None;
        }
        let entry = self.read_entry(&self.entry_path(id))?;
        let path = self.image_path(&entry.image_digest);
        let image = files::read(&path, MAX_IMAGE_BYTES).ok()??;
        if short_sha256(&image) != entry.image_digest {
            let _ = fs::remove_file(path);
            return None;
        }
        record_access(&path, now);
        Some((entry, image))
    }

    /// Whether it is kept.
    pub(super) fn write(&self, id: &str, image: &[u8], validators: Validators, now: Timestamp) -> bool {
        let mut used_bytes = self.lock_used_bytes();
        let entry = CacheEntry { image_digest: short_sha256(image), checked_at: now, validators };
        let path = self.image_path(&entry.image_digest);
        let is_known = fs::metadata(&path).is_ok_and(|file| file.len() == image.len() as u64);
        if !self.is_persistent() || (!is_known && files::write_unsynced(&path, image).is_err()) {
            return false;
        }
        record_access(&path, now);
        let added = disk_cost(image.len() as u64) * u64::from(!is_known) + MIN_FILE_COST;
        let is_stored = self.write_entry(id, &entry);
        *used_bytes = match *used_bytes {
            Some(used_bytes) if used_bytes + added <= self.max_bytes => Some(used_bytes + added),
            _ => Some(self.evict()),
        };
        is_stored
    }

    /// The file of a picture, for a look from outside.
    pub(super) fn cached_file(&self, id: &str) -> Option<PathBuf> {
        let path = self.image_path(&self.read_entry(&self.entry_path(id))?.image_digest);
        path.is_file().then_some(path)
    }

    /// The tenant says that nothing is newer.
    pub(super) fn mark_not_modified(&self, id: &str, entry: CacheEntry, now: Timestamp) {
        let _guard = self.lock_used_bytes();
        if self.is_persistent() {
            self.write_entry(id, &CacheEntry { checked_at: now, ..entry });
        }
    }

    /// Deletes what is kept, and keeps nothing from now on.
    pub(super) fn wipe(&self) {
        let mut used_bytes = self.lock_used_bytes();
        self.set_persistent(false);
        *used_bytes = None;
        let _ = fs::remove_dir_all(&self.folder);
    }

    /// Deletes what belongs to nothing, and then what was not looked at for longest, until a quarter is
    /// free. How much is left.
    fn evict(&self) -> u64 {
        let mut entries: HashMap<String, Vec<PathBuf>> = HashMap::new();
        let mut images = Vec::new();
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let (path, Ok(file)) = (entry.path(), entry.metadata()) else { continue };
            let name = |path: &Path| path.file_stem().and_then(|name| name.to_str()).map(str::to_owned);
            let modified = file.modified().unwrap_or(UNIX_EPOCH);
            match path.extension().and_then(|kind| kind.to_str()) {
                Some("json") => match self.read_entry(&path) {
                    Some(entry) => entries.entry(entry.image_digest).or_default().push(path),
                    None => drop(fs::remove_file(path)),
                },
                Some("png") => images.extend(name(&path).map(|name| (modified, disk_cost(file.len()), name, path))),
                _ if SystemTime::now().duration_since(modified).is_ok_and(|age| age > TEMP_FILE_MAX_AGE) => {
                    drop(fs::remove_file(path));
                }
                _ => {}
            }
        }
        images.retain(|(_, _, digest, path)| entries.contains_key(digest) || fs::remove_file(path).is_err());
        let existing: HashSet<&String> = images.iter().map(|(_, _, name, _)| name).collect();
        entries.retain(|digest, paths| {
            existing.contains(digest) || paths.iter().any(|path| fs::remove_file(path).is_err())
        });
        images.sort_unstable();
        let costs = |digest: &String, picture: u64| {
            picture + MIN_FILE_COST * entries.get(digest).map_or(0, |paths| paths.len() as u64)
        };
        let mut used_bytes: u64 = images.iter().map(|(_, picture, name, _)| costs(name, *picture)).sum();
        let target_bytes = if used_bytes > self.max_bytes { self.max_bytes / 4 * 3 } else { used_bytes };
        for (_, image_cost, digest, path) in &images {
            if used_bytes <= target_bytes {
                break;
            }
            for path in entries.get(digest).into_iter().flatten().chain([path]) {
                let _ = fs::remove_file(path);
            }
            used_bytes -= costs(digest, *image_cost);
        }
        used_bytes
    }

    fn read_entry(&self, path: &Path) -> Option<CacheEntry> {
        let entry: CacheEntry = serde_json::from_slice(&files::read(path, MAX_ENTRY_BYTES).ok()??).ok()?;
        // It becomes a file name.
        entry.image_digest.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(entry)
    }

    fn write_entry(&self, id: &str, entry: &CacheEntry) -> bool {
        serde_json::to_vec(entry).is_ok_and(|bytes| files::write_unsynced(&self.entry_path(id), &bytes).is_ok())
    }

    fn entry_path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    fn image_path(&self, digest: &str) -> PathBuf {
        self.folder.join(format!("{digest}.png"))
    }

    fn lock_used_bytes(&self) -> MutexGuard<'_, Option<u64>> {
        assert_not_held();
        self.used_bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const fn disk_cost(length: u64) -> u64 {
    if length > MIN_FILE_COST { length } else { MIN_FILE_COST }
}

/// Remembers when a picture was last of use, as the time of its file.
fn record_access(path: &Path, now: Timestamp) {
    let now = UNIX_EPOCH + Duration::from_millis(now.0);
    let modified = fs::metadata(path).and_then(|file| file.modified());
    let is_recent = |time: SystemTime| {
        let difference = now.duration_since(time).or_else(|_| time.duration_since(now));
        difference.is_ok_and(|difference| difference < ACCESS_TIME_RESOLUTION)
    };
    if !modified.is_ok_and(is_recent)
        && let Ok(file) = File::options().append(true).open(path)
    {
        let _ = file.set_modified(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_cache(folder: &Path) -> Cache {
        Cache::new(folder.join("icons"), true)
    }

    fn count_files(cache: &Cache, extension: &str) -> usize {
        let dir_entries = fs::read_dir(&cache.folder).into_iter().flatten().flatten();
        dir_entries.filter(|entry| entry.path().extension().is_some_and(|value| value == extension)).count()
    }

    fn write_image(cache: &Cache, id: &str, image: &[u8], now: u64) {
        assert!(cache.write(id, image, Validators::default(), Timestamp(now)));
    }

    #[test]
    fn identical_images_share_one_file() {
        let temp_dir = tempfile::tempdir().unwrap();
        let cache = new_cache(temp_dir.path());
        write_image(&cache, "a", b"one", 5);
        write_image(&cache, "b", b"one", 6);
        write_image(&cache, "c", b"two", 7);
        assert_eq!((count_files(&cache, "png"), count_files(&cache, "json")), (2, 3));
        let (entry, image) = cache.read("b", Timestamp(8)).unwrap();
        assert_eq!((entry.checked_at, image), (Timestamp(6), b"one".to_vec()));
        cache.mark_not_modified("b", entry, Timestamp(9));
        assert_eq!(cache.read("b", Timestamp(9)).unwrap().0.checked_at, Timestamp(9));
        // Another picture for one of them leaves the other's alone.
        write_image(&cache, "a", b"three", 10);
        assert_eq!(cache.read("b", Timestamp(9)).unwrap().1, b"one");
        assert!(cache.read("d", Timestamp(9)).is_none());
        cache.wipe();
        assert!(!cache.write("a", b"one", Validators::default(), Timestamp(9)));
        assert!(!cache.folder.exists() && cache.read("a", Timestamp(9)).is_none());
    }

    #[test]
    fn damaged_images_and_entries_read_as_missing() {
        let temp_dir = tempfile::tempdir().unwrap();
        let cache = new_cache(temp_dir.path());
        for damage in [&b""[..], b"on", b"onE", b"one and more"] {
            write_image(&cache, "a", b"one", 5);
            fs::write(cache.image_path(&short_sha256(b"one")), damage).unwrap();
            assert!(cache.read("a", Timestamp(5)).is_none());
            write_image(&cache, "a", b"one", 5);
            assert!(cache.read("a", Timestamp(5)).is_some(), "and it can be mended");
        }
        let entry = fs::read(cache.entry_path("a")).unwrap();
        for end in 0..entry.len() {
            fs::write(cache.entry_path("a"), &entry[..end]).unwrap();
            assert!(cache.read("a", Timestamp(5)).is_none());
        }
        for name in ["../../etc/passwd", "/etc/passwd", ""] {
            let entry = format!(r#"{{"picture":"{name}","asked":5}}"#);
            fs::write(cache.entry_path("a"), entry).unwrap();
            assert!(cache.read("a", Timestamp(5)).is_none(), "{name}");
        }
    }

    #[test]
    fn least_recently_used_images_are_evicted_first() {
        const HOUR: u64 = 3_600_000;
        let temp_dir = tempfile::tempdir().unwrap();
        let cache = Cache { max_bytes: 12 * MIN_FILE_COST, ..new_cache(temp_dir.path()) };
        // Two files each.
        for id in 0..6 {
            write_image(&cache, &id.to_string(), format!("picture {id}").as_bytes(), 10 * HOUR + id * 2 * HOUR);
        }
        assert_eq!(count_files(&cache, "png"), 6);
        assert!(cache.read("0", Timestamp(50 * HOUR)).is_some());
        write_image(&cache, "6", b"picture 6", 51 * HOUR);
        let remaining: Vec<_> =
            (0..7).filter(|id| cache.read(&id.to_string(), Timestamp(52 * HOUR)).is_some()).collect();
        assert_eq!(remaining, [0, 4, 5, 6]);
        assert_eq!((count_files(&cache, "png"), count_files(&cache, "json")), (4, 4));
        assert!(cache.lock_used_bytes().unwrap() <= 9 * MIN_FILE_COST);
    }

    #[test]
    fn orphaned_files_and_old_temp_files_are_deleted() {
        let temp_dir = tempfile::tempdir().unwrap();
        let first_process = new_cache(temp_dir.path());
        write_image(&first_process, "a", b"one", 5);
        write_image(&first_process, "b", b"two", 5);
        fs::remove_file(first_process.entry_path("a")).unwrap();
        fs::remove_file(first_process.image_path(&short_sha256(b"two"))).unwrap();
        fs::write(first_process.folder.join(".tmpA"), "new").unwrap();
        fs::write(first_process.folder.join(".tmpB"), "old").unwrap();
        let expired_time = SystemTime::now() - 2 * TEMP_FILE_MAX_AGE;
        File::options()
            .append(true)
            .open(first_process.folder.join(".tmpB"))
            .unwrap()
            .set_modified(expired_time)
            .unwrap();
        // The next process, at its first picture.
        let second_process = new_cache(temp_dir.path());
        write_image(&second_process, "c", b"three", 5);
        assert_eq!((count_files(&second_process, "png"), count_files(&second_process, "json")), (1, 1));
        assert!(second_process.folder.join(".tmpA").exists() && !second_process.folder.join(".tmpB").exists());
    }
}
