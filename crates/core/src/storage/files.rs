//! Files of one person: where they lie, and how they are written so that a power cut, a full disk
//! or a second Portico leaves either the old content or the new one.

use std::fs::{self, DirBuilder, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

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

/// The content of a file of at most `cap` bytes; `None` if there is none. Only a regular file is read: neither a link,
/// which could lead anywhere, nor a pipe or a device, which could hang or never end.
pub fn read(path: &Path, cap: u64) -> io::Result<Option<Vec<u8>>> {
    Ok(open_and_read(path, cap, false)?.map(|(bytes, _)| bytes))
}

/// As [`read`], for a file that people may have put elsewhere and linked to; with its metadata.
pub(crate) fn read_linked(path: &Path, cap: u64) -> io::Result<Option<(Vec<u8>, Metadata)>> {
    open_and_read(path, cap, true)
}

/// The first bytes of a file; `None` if there are none to be had.
pub(crate) fn read_start(path: &Path, length: u64) -> Option<Vec<u8>> {
    assert_not_held();
    let file = open_for_read(path, false).ok()?;
    let mut bytes = Vec::new();
    file.metadata().ok()?.is_file().then(|| file.take(length).read_to_end(&mut bytes).ok())??;
    Some(bytes)
}

fn open_and_read(path: &Path, cap: u64, follows_links: bool) -> io::Result<Option<(Vec<u8>, Metadata)>> {
    assert_not_held();
    let file = match open_for_read(path, follows_links) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    file.take(cap + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > cap { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(Some((bytes, metadata))) }
}

#[cfg(unix)]
fn open_for_read(path: &Path, follows_links: bool) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    // A pipe without a writer is opened at once.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let flags = if follows_links { flags } else { flags | OFlags::NOFOLLOW };
    Ok(rustix::fs::open(path, flags, Mode::empty())?.into())
}

#[cfg(not(unix))]
fn open_for_read(path: &Path, follows_links: bool) -> io::Result<File> {
    if !follows_links && fs::symlink_metadata(path)?.is_symlink() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    File::open(path)
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

/// Moves a damaged file out of the way as `name.bad-<time>`, so that nothing a person wrote is lost. Whether that worked.
pub fn quarantine(path: &Path, now: Timestamp) -> bool {
    assert_not_held();
    copy_damaged(path, now) && fs::remove_file(path).is_ok()
}

/// Keeps a damaged file as `name.bad-<time>`, too; it also stays where it is, until it is replaced.
pub(crate) fn copy_damaged(path: &Path, now: Timestamp) -> bool {
    assert_not_held();
    let (Some(dir), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return false;
    };
    // Two that are damaged in the same millisecond have names of their own.
    let free_name = (now.0..).map(|time| dir.join(format!("{name}.bad-{time}"))).find(|copy| !copy.exists());
    let is_kept =
        free_name.is_some_and(|copy| fs::hard_link(path, &copy).or_else(|_| fs::copy(path, copy).map(drop)).is_ok());
    for path in damaged_copies(path).iter().rev().skip(MAX_DAMAGED_COPIES) {
        let _ = fs::remove_file(path);
    }
    is_kept
}

/// Deletes a file with its quarantined copies, and the copy of its last content.
pub(crate) fn remove_with_copies(path: &Path) -> Result<()> {
    let removed = remove_damaged_copies(path).and(remove(&backup_path(path)));
    remove(path).and(removed)
}

/// Deletes the quarantined copies of a file.
pub(crate) fn remove_damaged_copies(path: &Path) -> Result<()> {
    damaged_copies(path).iter().map(|copy| remove(copy)).fold(Ok(()), Result::and)
}

/// The quarantined copies, the oldest first.
fn damaged_copies(path: &Path) -> Vec<PathBuf> {
    let (Some(dir), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Vec::new();
    };
    let prefix = format!("{name}.bad-");
    let mut copies: Vec<_> = fs::read_dir(dir)
        .into_iter()
        .flatten()
        .filter_map(io::Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(&prefix)))
        .collect();
    copies.sort();
    copies
}

/// Where the last content of a file is kept a second time.
pub(crate) fn backup_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".bak");
    name.into()
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

    #[cfg(unix)]
    #[test]
    fn only_regular_files_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::write(path("file"), "x").unwrap();
        std::os::unix::fs::symlink(path("file"), path("link")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", path("device")).unwrap();
        fs::create_dir(path("folder")).unwrap();
        let status = std::process::Command::new("mkfifo").arg(path("pipe")).status().unwrap();
        assert!(status.success());
        for name in ["link", "device", "folder", "pipe"] {
            assert!(read(&path(name), 10).is_err(), "{name}");
        }
        assert_eq!(read_linked(&path("link"), 10).unwrap().unwrap().0, b"x");
        for name in ["device", "folder", "pipe"] {
            assert!(read_linked(&path(name), 10).is_err(), "{name}");
        }
    }

    #[test]
    fn files_damaged_at_the_same_time_are_both_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        for content in ["one", "two"] {
            fs::write(&path, content).unwrap();
            assert!(quarantine(&path, Timestamp(1)));
        }
        let contents: Vec<_> = damaged_copies(&path).iter().map(|copy| fs::read_to_string(copy).unwrap()).collect();
        assert_eq!(contents, ["one", "two"]);
        fs::write(backup_path(&path), "copy").unwrap();
        remove_with_copies(&path).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
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
