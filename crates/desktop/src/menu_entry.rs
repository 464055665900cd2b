//! Writes menu entries for favorites: one `.desktop` file each, through which the desktop's own search finds an app.
//!
//! The entries are derived data: [`sync`] brings them up to date or deletes them. Our files are recognized
//! by their names, which consist of [`FILE_NAME_PREFIX`] and a digest of the app's key. No other file is read, changed
//! or removed. The name of an app is untrusted text: it is reduced to one line, and the command contains only our own
//! program and the key.
//!
//! Only freedesktop.org desktops have such entries. Windows and macOS get none.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use portico_core::digest::short_sha256;

use crate::environment::{Environment, is_program};
use crate::exec;
use crate::file;
use crate::keyfile::escape;

pub const FILE_NAME_PREFIX: &str = "dev.portico.Portico.app-";
/// A menu cuts off much earlier.
const MAX_NAME_CHARS: usize = 200;

/// Whether this desktop has menu entries of this kind.
pub const IS_SUPPORTED: bool = cfg!(all(unix, not(target_os = "macos")));

/// A favourite as the menu shows it.
#[derive(Clone, Debug)]
pub struct MenuEntry<'a> {
    pub key: &'a str,
    pub name: &'a str,
    pub icon: Option<&'a Path>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// Not on this system, or this person has no folder for it.
    Unsupported,
    /// Our own program is not there any more, or its path cannot be written into an entry.
    ProgramUnavailable,
    Io(io::ErrorKind),
}

/// Makes our entries what is wanted, and touches nothing that is so already: desktops watch the folder. An app whose key
/// cannot be part of a command gets none.
pub fn sync(environment: &Environment, entries: &[MenuEntry<'_>]) -> Result<(), Error> {
    // Names leave the disk also when our program has.
    if entries.is_empty() {
        return remove_all(environment);
    }
    let folder = applications_folder(environment)?;
    let program = own_program(environment)?;
    let files: BTreeMap<_, _> =
        entries.iter().filter_map(|entry| Some((file_name(entry.key), render(program, entry)?))).collect();
    for path in owned_files(&folder)? {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !files.contains_key(name) {
            remove(&path)?;
        }
    }
    for (name, text) in files {
        let path = folder.join(name);
        if file::read_text(&path, text.len() as u64).as_deref() != Some(text.as_str()) {
            file::replace(&path, &text).map_err(|error| Error::Io(error.kind()))?;
        }
    }
    Ok(())
}

fn remove_all(environment: &Environment) -> Result<(), Error> {
    owned_files(&applications_folder(environment)?)?.iter().try_for_each(|path| remove(path))
}

fn remove(path: &Path) -> Result<(), Error> {
    file::remove(path).map_err(|error| Error::Io(error.kind()))
}

pub(crate) fn own_program(environment: &Environment) -> Result<&str, Error> {
    let path = environment.program();
    let text = path.to_str().filter(|text| path.is_absolute() && exec::is_writable(text) && !text.contains('='));
    text.filter(|_| is_program(path)).ok_or(Error::ProgramUnavailable)
}

fn applications_folder(environment: &Environment) -> Result<PathBuf, Error> {
    if !IS_SUPPORTED {
        return Err(Error::Unsupported);
    }
    Ok(environment.data_home().ok_or(Error::Unsupported)?.join("applications"))
}

/// The key may hold anything and be long; a file's name may not.
fn file_name(key: &str) -> String {
    format!("{FILE_NAME_PREFIX}{}.desktop", short_sha256(key))
}

fn is_owned_file_name(name: &str) -> bool {
    let digest = name.strip_prefix(FILE_NAME_PREFIX).and_then(|rest| rest.strip_suffix(".desktop"));
    digest.is_some_and(|digest| digest.len() == 32 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn owned_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::Io(error.kind())),
    };
    let files =
        entries.filter_map(Result::ok).filter(|entry| entry.file_name().to_str().is_some_and(is_owned_file_name));
    Ok(files.map(|entry| entry.path()).collect())
}

/// The key is joined to its option, so that a key that begins with `-` is not an option of its own.
fn render(program: &str, entry: &MenuEntry<'_>) -> Option<String> {
    let key = format!("--key={}", entry.key);
    if entry.key.is_empty() || !exec::is_writable(&key) {
        return None;
    }
    let name: String = entry.name.chars().take(MAX_NAME_CHARS).collect();
    let name = if name.trim().is_empty() { entry.key } else { name.as_str() };
    let mut lines = vec![
        "[Desktop Entry]".to_owned(),
        "Type=Application".to_owned(),
        format!("Name={}", escape(name)),
        format!("Exec={}", escape(&exec::quote([program, "open", &key]))),
        // Without Portico the entry is not shown.
        format!("TryExec={}", escape(program)),
        "Terminal=false".to_owned(),
        "Categories=Network;".to_owned(),
    ];
    if let Some(icon) = entry.icon.filter(|icon| icon.is_absolute()).and_then(Path::to_str) {
        lines.push(format!("Icon={}", escape(icon)));
    }
    Some(lines.join("\n") + "\n")
}
