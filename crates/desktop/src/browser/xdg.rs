//! Finds browsers on freedesktop.org desktops: desktop entries that open `https`, and the default from `mimeapps.list`.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::installation::{Browser, Packaging};
use super::known::{self, Family};
use crate::environment::Environment;
use crate::exec::{Exec, FieldCodes};
use crate::file;
use crate::keyfile::{Group, KeyFile, parse_list};

const HTTPS_MIME_TYPE: &str = "x-scheme-handler/https";
/// Firefox's entry, with a hundred languages, has 50 kB.
const MAX_ENTRY_BYTES: u64 = 512 * 1024;
const MAX_LIST_BYTES: u64 = 1024 * 1024;
/// Far more than a full desktop has.
const MAX_ENTRIES: usize = 20_000;
const MAX_FOLDERS: usize = 500;

/// An entry that could open an address, before it is known whether it is shown.
struct Candidate {
    browser: Browser,
    entry: String,
    declares_https: bool,
    is_visible: bool,
}

pub(super) fn installed(environment: &Environment) -> Vec<Browser> {
    let associations = MimeAssociations::load(environment);
    let mut candidates: Vec<Candidate> = find_entries(environment)
        .into_iter()
        .filter_map(|(entry, path)| read_candidate(environment, entry, &path))
        .filter(|candidate| {
            associations.added.contains(&candidate.entry)
                || (candidate.declares_https && !associations.removed.contains(&candidate.entry))
        })
        .collect();
    // Without a choice it is what a person added, and without that the only one there is. Of several the desktop takes
    // any; none is called the default then.
    let defaults = associations.defaults.iter().chain(&associations.added);
    let chosen_index = defaults.filter_map(|entry| candidates.iter().position(|it| it.entry == *entry)).next();
    let default = chosen_index.or_else(|| {
        let mut visible = candidates.iter().enumerate().filter(|(_, it)| it.is_visible).map(|(at, _)| at);
        visible.next().filter(|_| visible.next().is_none())
    });
    if let Some(default) = default {
        // Chrome has a second entry that is not shown, and some desktops make that one the default.
        let is_hidden = !candidates[default].is_visible;
        let known_browser = candidates[default].browser.known_browser;
        let visible_twin = candidates.iter().position(|it| it.is_visible && it.browser.known_browser == known_browser);
        let default = visible_twin.filter(|_| is_hidden && known_browser.is_some()).unwrap_or(default);
        candidates[default].browser.is_default = true;
    }
    candidates.into_iter().filter(|it| it.is_visible || it.browser.is_default).map(|it| it.browser).collect()
}

/// Ids of entries with their files; of two with one id, the person's own counts.
fn find_entries(environment: &Environment) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let mut known_ids = HashSet::new();
    let mut visited_folders = HashSet::new();
    for folder in environment.data_dirs() {
        collect(&folder.join("applications"), "", &mut visited_folders, &mut |id, path| {
            if known_ids.len() < MAX_ENTRIES && known_ids.insert(id.clone()) {
                found.push((id, path));
            }
        });
    }
    found
}

/// A file in a folder below has the folder's name in its id: `kde4/konq.desktop` is `kde4-konq.desktop`.
fn collect(
    folder: &Path,
    prefix: &str,
    visited_folders: &mut HashSet<PathBuf>,
    on_entry: &mut impl FnMut(String, PathBuf),
) {
    // A link may lead to a folder that was read already, or is being read.
    if visited_folders.len() >= MAX_FOLDERS || !folder.canonicalize().is_ok_and(|folder| visited_folders.insert(folder))
    {
        return;
    }
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.filter_map(Result::ok).take(MAX_ENTRIES).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = entry.path();
        if name.ends_with(".desktop") {
            on_entry(format!("{prefix}{name}"), path);
        } else if path.is_dir() {
            collect(&path, &format!("{prefix}{name}-"), visited_folders, on_entry);
        }
    }
}

fn read_candidate(environment: &Environment, entry: String, path: &Path) -> Option<Candidate> {
    let text = file::read_text(path, MAX_ENTRY_BYTES)?;
    let file = KeyFile::parse(&text);
    let group = file.group("Desktop Entry")?;
    // A browser for a terminal would be started without one.
    if group.get("Type") != Some("Application") || group.is_true("Hidden") || group.is_true("Terminal") {
        return None;
    }
    if let Some(program) = group.string("TryExec") {
        environment.find_program(&program)?;
    }
    let declares_https = group.list("MimeType").is_some_and(|types| types.iter().any(|it| it == HTTPS_MIME_TYPE));
    let name = group.localized("Name", &environment.locales())?;
    let icon = group.string("Icon").filter(|icon| !icon.is_empty());
    let codes = FieldCodes { icon: icon.as_deref().unwrap_or_default(), name: &name, file: path.to_str()? };
    let exec = Exec::parse(&group.string("Exec")?, codes).ok()?;
    environment.find_program(exec.program())?;
    let known_browser = known::find_by_desktop_entry(&entry);
    let browser = Browser {
        id: entry.strip_suffix(".desktop").unwrap_or(&entry).to_owned(),
        name,
        family: known_browser.map_or(Family::Other, |known| known.family),
        is_default: false,
        packaging: packaging(group),
        icon,
        known_browser,
        open_command: exec.clone(),
        options_command: exec,
    };
    let is_visible = !group.is_true("NoDisplay") && is_shown_on(group, &environment.desktops());
    Some(Candidate { browser, entry, declares_https, is_visible })
}

/// Flatpak and snapd write their name for the application into the entries that they export.
fn packaging(group: &Group<'_>) -> Packaging {
    let safe_string = |key| group.string(key).filter(|name: &String| is_safe_name(name));
    match (safe_string("X-Flatpak"), safe_string("X-SnapInstanceName")) {
        (Some(id), _) => Packaging::Flatpak(id),
        (None, Some(name)) => Packaging::Snap(name),
        (None, None) => Packaging::Native,
    }
}

/// It becomes part of a path.
fn is_safe_name(name: &str) -> bool {
    !name.starts_with('.') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// The first of the desktop's names that either list knows decides.
fn is_shown_on(group: &Group<'_>, desktops: &[String]) -> bool {
    let (only, not) = (group.list("OnlyShowIn"), group.list("NotShowIn"));
    let names = |list: &Option<Vec<String>>, name: &String| list.as_ref().is_some_and(|list| list.contains(name));
    for desktop in desktops {
        if names(&only, desktop) {
            return true;
        }
        if names(&not, desktop) {
            return false;
        }
    }
    only.is_none()
}

/// What all `mimeapps.list` together say of https, the person's own first ("Association between MIME types and
/// applications", 1.0.1).
#[derive(Default)]
struct MimeAssociations {
    defaults: Vec<String>,
    added: Vec<String>,
    removed: HashSet<String>,
}

impl MimeAssociations {
    fn load(environment: &Environment) -> Self {
        let mut associations = Self::default();
        let applications = environment.data_dirs().into_iter().map(|folder| folder.join("applications"));
        for folder in environment.config_dirs().into_iter().chain(applications) {
            for desktop in environment.desktops() {
                // From the environment, and part of a path.
                if is_safe_name(&desktop) {
                    associations
                        .merge_file(&folder.join(format!("{}-mimeapps.list", desktop.to_ascii_lowercase())), false);
                }
            }
            associations.merge_file(&folder.join("mimeapps.list"), true);
        }
        associations
    }

    fn merge_file(&mut self, path: &Path, merges_associations: bool) {
        let Some(text) = file::read_text(path, MAX_LIST_BYTES) else { return };
        let file = KeyFile::parse(&text);
        let mut groups: HashMap<&str, Vec<String>> = HashMap::new();
        for group in file.groups() {
            groups
                .entry(group.name)
                .or_default()
                .extend(group.get(HTTPS_MIME_TYPE).map(parse_list).unwrap_or_default());
        }
        let mut take_group = |name: &str| groups.remove(name).unwrap_or_default();
        let (defaults, added, removed) =
            (take_group("Default Applications"), take_group("Added Associations"), take_group("Removed Associations"));
        for entry in defaults {
            // A default is an association too.
            if !self.removed.contains(&entry) {
                self.added.push(entry.clone());
                self.defaults.push(entry);
            }
        }
        if merges_associations {
            self.added.extend(added.into_iter().filter(|entry| !self.removed.contains(entry)));
            self.removed.extend(removed.into_iter().filter(|entry| !self.added.contains(entry)));
        }
    }
}
