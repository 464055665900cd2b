//! Tells whether a file is older than what it is made from.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// True when `output` does not exist, or when any file below `sources` is newer.
pub(crate) fn is_stale(output: &Path, sources: &[PathBuf]) -> bool {
    let Some(written) = modified(output) else {
        return true;
    };
    sources.iter().filter_map(|source| newest(source)).any(|time| time > written)
}

fn newest(path: &Path) -> Option<SystemTime> {
    if !path.is_dir() {
        return modified(path);
    }
    let entries = std::fs::read_dir(path).ok()?;
    entries.flatten().filter_map(|entry| newest(&entry.path())).chain(modified(path)).max()
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}
