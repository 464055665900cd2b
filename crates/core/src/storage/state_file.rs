//! Reads and writes the state files, which are JSON objects that begin with their `version`.
//!
//! A file of a newer Portico, or one that cannot be read, is never written over. Of a damaged file the readable part
//! counts or, if there is none, the copy of what was written last.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::files::{self, backup_path};
use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};

/// Longer than the start of any file up to the end of its version.
const MAX_PREFIX_BYTES: u64 = 64;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Loaded<T> {
    pub value: T,
    /// `E-DISK-CORRUPT`: something is missing in the value, and the file should be quarantined. `E-DISK-READONLY` and
    /// `E-DISK-NEWER`: the value is empty, and the file is left alone.
    pub problem: Option<Code>,
}

impl<T> Loaded<T> {
    /// Whether the file may not be written.
    pub fn is_read_only(&self) -> bool {
        is_read_only(self.problem)
    }
}

pub(crate) fn is_read_only(problem: Option<Code>) -> bool {
    matches!(problem, Some(Code::DiskReadOnly | Code::DiskNewer))
}

/// Reads a file of at most `cap` bytes. No file is touched.
pub fn load<T: Default + DeserializeOwned>(path: &Path, cap: u64, version: u32) -> Loaded<T> {
    match read(path, cap, version) {
        Ok(value) => Loaded { value: value.unwrap_or_default(), problem: None },
        Err(problem @ Code::DiskCorrupt) => {
            let rest = read_bytes(path, cap).ok().flatten().and_then(|bytes| read_rest(&bytes, version));
            let value = rest.or_else(|| read(&backup_path(path), cap, version).ok().flatten());
            Loaded { value: value.unwrap_or_default(), problem: Some(problem) }
        }
        Err(problem) => Loaded { value: T::default(), problem: Some(problem) },
    }
}

/// Quarantines a damaged file and puts `value`, which was read of it, in its place.
pub fn repair(path: &Path, version: u32, value: &impl Serialize, now: Timestamp) -> Result<()> {
    if files::copy_damaged(path, now) { save(path, version, value) } else { Err(Code::DiskReadOnly.into()) }
}

/// Replaces a file, and then the copy of its content.
///
/// # Errors
/// `E-DISK-NEWER` where a newer Portico wrote the file; it is left alone.
pub fn save(path: &Path, version: u32, value: &impl Serialize) -> Result<()> {
    let bytes = save_without_copy(path, version, value)?;
    save_copy(path, &bytes)
}

/// As [`save`], where something has to leave the disk: a full one has room for what is shorter than before.
pub(crate) fn save_shorter(path: &Path, version: u32, value: &impl Serialize) -> Result<()> {
    check_version_on_disk(path, version)?;
    let bytes = to_json(value)?;
    files::write(path, &bytes).or_else(|error| files::overwrite_longer(path, &bytes).map_err(|_| error))?;
    save_copy(path, &bytes)
}

/// An older copy may hold what was meant to be deleted.
fn save_copy(path: &Path, bytes: &[u8]) -> Result<()> {
    files::write_unsynced(&backup_path(path), bytes).or_else(|_| files::remove(&backup_path(path)))
}

fn to_json(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|_| Code::Internal.into())
}

/// As [`save`], for what can be fetched again. Returns the content.
pub(crate) fn save_without_copy(path: &Path, version: u32, value: &impl Serialize) -> Result<Vec<u8>> {
    check_version_on_disk(path, version)?;
    let bytes = to_json(value)?;
    files::write(path, &bytes)?;
    Ok(bytes)
}

/// # Errors
/// `E-DISK-NEWER` where a newer Portico wrote the file.
pub(crate) fn check_version_on_disk(path: &Path, version: u32) -> Result<()> {
    let is_newer = files::read_start(path, MAX_PREFIX_BYTES).is_some_and(|start| {
        let text = String::from_utf8_lossy(&start);
        let number = text.trim_start().strip_prefix(r#"{"version":"#).and_then(|rest| rest.split([',', '}']).next());
        number.and_then(|number| number.trim().parse::<u32>().ok()).is_some_and(|number| number > version)
    });
    if is_newer { Err(Error::new(Code::DiskNewer)) } else { Ok(()) }
}

fn read_bytes(path: &Path, cap: u64) -> Result<Option<Vec<u8>>, Code> {
    files::read(path, cap).map_err(|error| match error.kind() {
        std::io::ErrorKind::FileTooLarge => Code::DiskCorrupt,
        _ => Code::DiskReadOnly,
    })
}

fn read<T: DeserializeOwned>(path: &Path, cap: u64, version: u32) -> Result<Option<T>, Code> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u64,
    }
    let Some(bytes) = read_bytes(path, cap)? else { return Ok(None) };
    match serde_json::from_slice::<Versioned>(&bytes) {
        Ok(file) if file.version > u64::from(version) => Err(Code::DiskNewer),
        Ok(file) if file.version == u64::from(version) => serde_json::from_slice(&bytes).map_err(|_| Code::DiskCorrupt),
        _ => Err(Code::DiskCorrupt),
    }
}

/// The members that can be read and, of those that hold several things, the things that can be read.
fn read_rest<T: DeserializeOwned>(bytes: &[u8], version: u32) -> Option<T> {
    let mut members: Map<String, Value> = serde_json::from_slice(bytes).ok()?;
    if members.get("version") != Some(&version.into()) {
        return None;
    }
    let is_readable = |name: &str, value: Value| {
        serde_json::from_value::<T>(Map::from_iter([(name.to_owned(), value)]).into()).is_ok()
    };
    members.retain(|name, value| {
        if !is_readable(name, value.clone()) {
            match value {
                Value::Array(items) => items.retain(|item| is_readable(name, vec![item.clone()].into())),
                Value::Object(items) => {
                    items.retain(|key, item| is_readable(name, Map::from_iter([(key.clone(), item.clone())]).into()));
                }
                _ => return false,
            }
        }
        is_readable(name, value.clone())
    });
    serde_json::from_value(members.into()).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::*;

    const CAP: u64 = 200;

    #[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(default)]
    struct File {
        version: u32,
        numbers: Vec<u8>,
        by_name: BTreeMap<String, bool>,
    }

    fn load_content(content: &str) -> Loaded<File> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file.json");
        fs::write(&path, content).unwrap();
        let loaded = load(&path, CAP, 2);
        assert_eq!(fs::read_to_string(&path).unwrap(), content, "reading touches no file");
        loaded
    }

    #[test]
    fn readable_part_of_a_damaged_file_counts() {
        let loaded = load_content(r#"{"version":2,"numbers":[1,300,"x",2],"by_name":{"a":true,"b":0}}"#);
        assert_eq!(loaded.problem, Some(Code::DiskCorrupt));
        assert_eq!((loaded.value.numbers.as_slice(), loaded.value.by_name.len()), (&[1, 2][..], 1));
        assert_eq!(load_content(r#"{"version":2,"numbers":7,"by_name":{"a":true}}"#).value.by_name.len(), 1);
    }

    #[test]
    fn newer_and_unreadable_files_are_empty_and_read_only() {
        let newer = load_content(r#"{"version":3,"numbers":"a text by now"}"#);
        assert_eq!((newer.problem, newer.is_read_only()), (Some(Code::DiskNewer), true));
        let dir = tempfile::tempdir().unwrap();
        let folder = load::<File>(dir.path(), CAP, 2);
        assert_eq!((folder.problem, folder.is_read_only()), (Some(Code::DiskReadOnly), true));
        assert_eq!(load::<File>(&dir.path().join("none"), CAP, 2), Loaded::default());
    }

    #[test]
    fn damaged_file_is_replaced_by_the_last_content() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file.json");
        let file = File { version: 2, numbers: vec![1], ..File::default() };
        for damage in [String::new(), "{".into(), "{}".into(), r#"{"version":1}"#.into(), " ".repeat(300)] {
            save(&path, 2, &file).unwrap();
            fs::write(&path, &damage).unwrap();
            let loaded = load::<File>(&path, CAP, 2);
            assert_eq!(
                loaded,
                Loaded {
                    value: File { version: 2, numbers: vec![1], ..File::default() },
                    problem: Some(Code::DiskCorrupt)
                }
            );
            repair(&path, 2, &loaded.value, Timestamp(1)).unwrap();
            assert_eq!(load::<File>(&path, CAP, 2), Loaded { value: loaded.value, problem: None });
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 5, "the file, its copy, and three damaged ones");
    }

    #[test]
    fn file_that_a_newer_program_wrote_meanwhile_is_not_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file.json");
        save(&path, 2, &File { version: 2, ..File::default() }).unwrap();
        save(&path, 3, &File { version: 3, ..File::default() }).unwrap();
        let newer = fs::read(&path).unwrap();
        assert_eq!(save(&path, 2, &File { version: 2, ..File::default() }).unwrap_err().code, Code::DiskNewer);
        assert_eq!((fs::read(&path).unwrap(), fs::read(backup_path(&path)).unwrap()), (newer.clone(), newer));
    }
}
