//! Browsers on desktops of freedesktop.org: desktop entries that open `https`, and `mimeapps.list` for the default.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Browser, Packaging};
use crate::environment::Environment;
use crate::exec::{Codes, Exec};
use crate::file;
use crate::keyfile::{Group, KeyFile, list};
use crate::product::{self, Family};

const HTTPS: &str = "x-scheme-handler/https";
/// Firefox's entry, with a hundred languages, has 50 kB.
const LARGEST_ENTRY: u64 = 512 * 1024;
const LARGEST_LIST: u64 = 1024 * 1024;
/// Far more than a full desktop has.
const MOST_ENTRIES: usize = 20_000;
const MOST_FOLDERS: usize = 500;

/// An entry that could open an address, before it is known whether it is shown.
struct Candidate {
    browser: Browser,
    entry: String,
    declares: bool,
    shown: bool,
}

pub(super) fn installed(environment: &Environment) -> Vec<Browser> {
    let lists = Lists::read(environment);
    let mut candidates: Vec<Candidate> = entries(environment)
        .into_iter()
        .filter_map(|(entry, path)| candidate(environment, entry, &path))
        .filter(|it| lists.added.contains(&it.entry) || (it.declares && !lists.removed.contains(&it.entry)))
        .collect();
    // Without a choice it is what a person added, and without that the only one there is. Of several the desktop takes
    // any; none is called the default then.
    let chosen = lists.defaults.iter().chain(&lists.added);
    let chosen = chosen.filter_map(|entry| candidates.iter().position(|it| it.entry == *entry)).next();
    let default = chosen.or_else(|| {
        let mut shown = candidates.iter().enumerate().filter(|(_, it)| it.shown).map(|(at, _)| at);
        shown.next().filter(|_| shown.next().is_none())
    });
    if let Some(default) = default {
        // Chrome has a second entry that is not shown, and some desktops make that one the default.
        let hidden = !candidates[default].shown;
        let product = candidates[default].browser.product;
        let twin = candidates.iter().position(|it| it.shown && it.browser.product == product);
        let default = twin.filter(|_| hidden && product.is_some()).unwrap_or(default);
        candidates[default].browser.is_default = true;
    }
    candidates.into_iter().filter(|it| it.shown || it.browser.is_default).map(|it| it.browser).collect()
}

/// Ids of entries with their files; of two with one id, the person's own counts.
fn entries(environment: &Environment) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let mut known = HashSet::new();
    let mut seen = HashSet::new();
    for folder in environment.data_dirs() {
        collect(&folder.join("applications"), "", &mut seen, &mut |id, path| {
            if known.len() < MOST_ENTRIES && known.insert(id.clone()) {
                found.push((id, path));
            }
        });
    }
    found
}

/// A file in a folder below has the folder's name in its id: `kde4/konq.desktop` is `kde4-konq.desktop`.
fn collect(folder: &Path, prefix: &str, seen: &mut HashSet<PathBuf>, found: &mut impl FnMut(String, PathBuf)) {
    // A link may lead to a folder that was read already, or is being read.
    if seen.len() >= MOST_FOLDERS || !folder.canonicalize().is_ok_and(|folder| seen.insert(folder)) {
        return;
    }
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.filter_map(Result::ok).take(MOST_ENTRIES).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = entry.path();
        if name.ends_with(".desktop") {
            found(format!("{prefix}{name}"), path);
        } else if path.is_dir() {
            collect(&path, &format!("{prefix}{name}-"), seen, found);
        }
    }
}

fn candidate(environment: &Environment, entry: String, path: &Path) -> Option<Candidate> {
    let text = file::read(path, LARGEST_ENTRY)?;
    let file = KeyFile::parse(&text);
    let group = file.group("Desktop Entry")?;
    // A browser for a terminal would be started without one.
    if group.get("Type") != Some("Application") || group.is_true("Hidden") || group.is_true("Terminal") {
        return None;
    }
    if let Some(program) = group.string("TryExec") {
        environment.find_program(&program)?;
    }
    let declares = group.list("MimeType").is_some_and(|types| types.iter().any(|it| it == HTTPS));
    let name = group.localised("Name", &environment.locales())?;
    let icon = group.string("Icon").filter(|icon| !icon.is_empty());
    let codes = Codes { icon: icon.as_deref().unwrap_or_default(), name: &name, file: path.to_str()? };
    let exec = Exec::parse(&group.string("Exec")?, codes).ok()?;
    environment.find_program(exec.program())?;
    let product = product::of_entry(&entry);
    let browser = Browser {
        id: entry.strip_suffix(".desktop").unwrap_or(&entry).to_owned(),
        name,
        family: product.map_or(Family::Other, |product| product.family),
        is_default: false,
        packaging: packaging(group),
        icon,
        product,
        plain: exec.clone(),
        direct: exec,
    };
    let shown = !group.is_true("NoDisplay") && is_for(group, &environment.desktops());
    Some(Candidate { browser, entry, declares, shown })
}

/// Flatpak and snapd write their name for the application into the entries that they export.
fn packaging(group: &Group<'_>) -> Packaging {
    let plain = |key| group.string(key).filter(|name: &String| is_plain(name));
    match (plain("X-Flatpak"), plain("X-SnapInstanceName")) {
        (Some(id), _) => Packaging::Flatpak(id),
        (None, Some(name)) => Packaging::Snap(name),
        (None, None) => Packaging::Native,
    }
}

/// It becomes part of a path.
fn is_plain(name: &str) -> bool {
    !name.starts_with('.') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// The first of the desktop's names that either list knows decides.
fn is_for(group: &Group<'_>, desktops: &[String]) -> bool {
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
struct Lists {
    defaults: Vec<String>,
    added: Vec<String>,
    removed: HashSet<String>,
}

impl Lists {
    fn read(environment: &Environment) -> Self {
        let mut lists = Self::default();
        let applications = environment.data_dirs().into_iter().map(|folder| folder.join("applications"));
        for folder in environment.config_dirs().into_iter().chain(applications) {
            for desktop in environment.desktops() {
                // From the environment, and part of a path.
                if is_plain(&desktop) {
                    lists.take(&folder.join(format!("{}-mimeapps.list", desktop.to_ascii_lowercase())), false);
                }
            }
            lists.take(&folder.join("mimeapps.list"), true);
        }
        lists
    }

    fn take(&mut self, path: &Path, associates: bool) {
        let Some(text) = file::read(path, LARGEST_LIST) else { return };
        let file = KeyFile::parse(&text);
        let mut groups: HashMap<&str, Vec<String>> = HashMap::new();
        for group in file.groups() {
            groups.entry(group.name).or_default().extend(group.get(HTTPS).map(list).unwrap_or_default());
        }
        let mut named = |name: &str| groups.remove(name).unwrap_or_default();
        let (defaults, added, removed) =
            (named("Default Applications"), named("Added Associations"), named("Removed Associations"));
        for entry in defaults {
            // A default is an association too.
            if !self.removed.contains(&entry) {
                self.added.push(entry.clone());
                self.defaults.push(entry);
            }
        }
        if associates {
            self.added.extend(added.into_iter().filter(|entry| !self.removed.contains(entry)));
            self.removed.extend(removed.into_iter().filter(|entry| !self.added.contains(entry)));
        }
    }
}
