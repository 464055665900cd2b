//! Whether something made is older than what it is made from.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// True when `made` does not exist, or when any file below `sources` is newer.
pub(crate) fn stale(made: &Path, sources: &[PathBuf]) -> bool {
    let Some(made) = changed(made) else {
        return true;
    };
    sources.iter().filter_map(|source| newest(source)).any(|time| time > made)
}

fn newest(path: &Path) -> Option<SystemTime> {
    if !path.is_dir() {
        return changed(path);
    }
    let entries = std::fs::read_dir(path).ok()?;
    entries.flatten().filter_map(|entry| newest(&entry.path())).chain(changed(path)).max()
}

fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}
