//! Reads files that other programs wrote, and replaces our own files atomically.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

/// The text of a regular file of at most `max_bytes` bytes; bytes that are not UTF-8 are replaced. A pipe or a device
/// is not opened at all: it may never answer.
pub(crate) fn read_text(path: &Path, max_bytes: u64) -> Option<String> {
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(max_bytes + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= max_bytes).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// Written beside it, then renamed over it: a desktop that watches the folder sees the old file or the new one. A link
/// in its place is replaced, not followed.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".portico-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Whether it is gone.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
