//! Files of one person: where they lie, and how they are written so that a power cut, a full disk
//! or a second Portico leaves either the old content or the new one.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tempfile::NamedTempFile;

use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};
use crate::state_lock::assert_not_held;

/// Damaged files that are kept for a look; older ones go.
const MAX_DAMAGED_COPIES: usize = 3;

/// The folders, handed in by the shell; the core asks the system for none.
#[derive(Clone, Debug)]
pub struct Dirs {
    /// `settings.toml`.
    pub config: PathBuf,
    /// Favourites, history, log.
    pub state: PathBuf,
    /// App lists and icons; may be emptied at any time.
    pub cache: PathBuf,
    /// The administrator's file, read only.
    pub policy: PathBuf,
    /// Locks that keep two processes of this person from renewing one session at once. The same
    /// folder whatever the environment says, since the keyring is the same too.
    pub locks: PathBuf,
}

/// The content of a file of at most `cap` bytes; `None` if there is none.
pub fn read(path: &Path, cap: u64) -> io::Result<Option<Vec<u8>>> {
    assert_not_held();
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(cap + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > cap { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(Some(bytes)) }
}

/// The content of a file of at most `cap` bytes that says its `version`; `None` if there is none.
///
/// # Errors
/// `E-DISK-CORRUPT` for a damaged file, which may be set aside. `E-DISK-READONLY` for one that cannot be read, or that a
/// newer Portico wrote: it may not be written over.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path, cap: u64, version: u32) -> Result<Option<T>> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let Some(bytes) = read(path, cap).map_err(|_| Code::DiskReadOnly)? else { return Ok(None) };
    match serde_json::from_slice::<Versioned>(&bytes) {
        Ok(file) if file.version > version => Err(Code::DiskReadOnly.into()),
        Ok(file) if file.version == version => Ok(Some(serde_json::from_slice(&bytes).map_err(|_| Code::DiskCorrupt)?)),
        _ => Err(Code::DiskCorrupt.into()),
    }
}

/// Replaces `path` whole: written beside it, flushed, then renamed over it. Readable by its owner
/// only, in a folder that is closed to others.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    try_write(path, bytes, true).map_err(|error| to_error(&error))
}

/// As [`write`], but not flushed: for what can be fetched again, and is checked when it is read.
pub fn write_unsynced(path: &Path, bytes: &[u8]) -> Result<()> {
    try_write(path, bytes, false).map_err(|error| to_error(&error))
}

fn try_write(path: &Path, bytes: &[u8], is_flushed: bool) -> io::Result<()> {
    assert_not_held();
    let dir = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    create_private_dir(dir)?;
    let mut file = NamedTempFile::new_in(dir)?;
    file.write_all(bytes)?;
    if is_flushed {
        file.as_file().sync_all()?;
    }
    file.persist(path).map_err(|error| error.error)?;
    if is_flushed { sync_dir(dir) } else { Ok(()) }
}

/// The new name survives a power cut, too.
#[cfg(unix)]
fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Windows has no folders that can be opened and flushed; the name is in the file system's own journal.
#[cfg(not(unix))]
fn sync_dir(_dir: &Path) -> io::Result<()> {
    Ok(())
}

/// Replaces the content of a longer file in its place, for which a full disk has room.
pub(crate) fn overwrite_longer(path: &Path, bytes: &[u8]) -> io::Result<()> {
    assert_not_held();
    if fs::metadata(path)?.len() <= bytes.len() as u64 {
        return Err(io::ErrorKind::StorageFull.into());
    }
    fs::write(path, bytes)
}

/// Deletes a file, if there is one.
pub(crate) fn remove(path: &Path) -> Result<()> {
    assert_not_held();
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(to_error(&error)),
        _ => Ok(()),
    }
}

/// Moves a damaged file out of the way as `name.bad-<time>`, so that nothing a person wrote is lost.
pub fn quarantine(path: &Path, now: Timestamp) {
    assert_not_held();
    let (Some(dir), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else { return };
    let prefix = format!("{name}.bad-");
    if fs::rename(path, dir.join(format!("{prefix}{}", now.0))).is_err() {
        return;
    }
    let Ok(entries) = fs::read_dir(dir) else { return };
    let mut quarantined: Vec<_> = entries
        .filter_map(io::Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(&prefix)))
        .collect();
    quarantined.sort();
    for path in quarantined.iter().rev().skip(MAX_DAMAGED_COPIES) {
        let _ = fs::remove_file(path);
    }
}

pub fn create_private_dir(dir: &Path) -> io::Result<()> {
    assert_not_held();
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)?;
    // It may have been there before, wider.
    #[cfg(unix)]
    fs::set_permissions(dir, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

pub(crate) fn to_error(error: &io::Error) -> Error {
    let code = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Code::DiskFull,
        _ => Code::DiskReadOnly,
    };
    Error::new(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_files_are_complete_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/settings.toml");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(read(&path, 10).unwrap().unwrap(), b"two");
        assert!(read(&path, 2).is_err());
        assert!(read(&dir.path().join("none"), 2).unwrap().is_none());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no temporary file stays");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn failed_write_returns_error_and_keeps_old_content() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "x").unwrap();
        assert_eq!(write(&file.join("below"), b"y").unwrap_err().code, Code::DiskReadOnly);
        assert_eq!(fs::read(&file).unwrap(), b"x");
    }

    #[test]
    fn only_longer_file_is_overwritten_in_place() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        assert!(overwrite_longer(&file, b"").is_err() && !file.exists());
        fs::write(&file, "longer").unwrap();
        overwrite_longer(&file, b"short").unwrap();
        assert!(overwrite_longer(&file, b"12345").is_err());
        assert_eq!(fs::read(&file).unwrap(), b"short");
    }

    #[test]
    fn quarantine_keeps_the_three_newest_damaged_files() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.toml");
        for time in 1..=5 {
            fs::write(&path, "x").unwrap();
            quarantine(&path, Timestamp(time));
        }
        let mut names: Vec<_> =
            fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, ["settings.toml.bad-3", "settings.toml.bad-4", "settings.toml.bad-5"]);
    }
}
