//! Lists the profiles of a browser, and builds the options that select a profile or a private window.
//!
//! The browser's own files are read leniently and never written: `profiles.ini` and `installs.ini` of Firefox, `Local
//! State` of Chromium. Firefox's profile groups (since version 138) are in a database of their own. `profiles.ini` has
//! one entry for a group (`StoreID`), whose folder is that of the member that was used last. Such an entry is not
//! listed, since another profile than the chosen one could open.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::browser::known::{Family, ProfileFolders};
use crate::browser::{Browser, Packaging};
use crate::environment::Environment;
use crate::file;
use crate::keyfile::KeyFile;

const MAX_INI_BYTES: u64 = 512 * 1024;
/// It also holds the browser's experiments, some megabytes of them.
const MAX_LOCAL_STATE_BYTES: u64 = 32 * 1024 * 1024;
const MAX_PROFILES: usize = 200;
const MAX_ID_BYTES: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What the browser calls it on its command line: a name (Firefox) or a folder (Chromium).
    pub id: String,
    /// What the browser shows.
    pub name: String,
    /// The account that it is signed in with there, if it says.
    pub account: Option<String>,
    /// The one that opens when none is asked for.
    pub is_default: bool,
}

/// The profiles of a browser, in its own order; none if it has no profiles that can be asked for.
pub fn list(environment: &Environment, browser: &Browser) -> Vec<Profile> {
    read_profiles(environment, browser).unwrap_or_default()
}

/// The profile that settings name, as it may be gone by now. In Chromium's family the name that the browser shows does
/// as well as the folder, if only one profile has it.
pub fn find(environment: &Environment, browser: &Browser, id: &str) -> Option<Profile> {
    let Some(profiles) = read_profiles(environment, browser) else {
        // Firefox asks which profile to take if it has none of that name. Chromium makes a new one, which is signed in
        // nowhere and stays, so that nothing is better there.
        let shows_profile_picker = browser.family == Family::Firefox && is_valid_id(id);
        return shows_profile_picker.then(|| Profile {
            id: id.into(),
            name: id.into(),
            account: None,
            is_default: false,
        });
    };
    if let Some(profile) = profiles.iter().find(|profile| profile.id == id) {
        return Some(profile.clone());
    }
    let mut matches = profiles.into_iter().filter(|profile| browser.family == Family::Chromium && profile.name == id);
    matches.next().filter(|_| matches.next().is_none())
}

/// `None`: nothing that says so could be read.
fn read_profiles(environment: &Environment, browser: &Browser) -> Option<Vec<Profile>> {
    let profile_folders = browser.known_browser?.profile_folders.as_ref()?;
    let read_folder = match browser.family {
        Family::Firefox => read_firefox,
        Family::Chromium => read_chromium,
        Family::Other => return None,
    };
    let roots = profile_roots(environment, browser, profile_folders);
    let profile_lists = roots.iter().filter_map(|folder| read_folder(folder));
    profile_lists.reduce(|first, next| if first.is_empty() { next } else { first })
}

/// What is put in front of the address. `None`: this browser cannot be asked for that, or not for this profile.
pub(crate) fn launch_options(browser: &Browser, profile: Option<&Profile>, is_private: bool) -> Option<Vec<String>> {
    let mut options = Vec::new();
    if let Some(profile) = profile {
        if !is_valid_id(&profile.id) {
            return None;
        }
        browser.known_browser?.profile_folders.as_ref()?;
        match browser.family {
            Family::Firefox => options.extend(["-P".to_owned(), profile.id.clone()]),
            Family::Chromium if is_folder_name(&profile.id) => {
                options.push(format!("--profile-directory={}", profile.id))
            }
            Family::Chromium | Family::Other => return None,
        }
    }
    if is_private {
        // Last: Firefox's takes the address as its value.
        options.push(browser.known_browser?.private_window_flag?.to_owned());
    } else if profile.is_some() && browser.family == Family::Firefox {
        options.push("--new-tab".to_owned());
    }
    Some(options)
}

/// Whether it is one argument that cannot be taken for an option.
fn is_valid_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_ID_BYTES && !id.starts_with('-') && !id.chars().any(char::is_control)
}

/// Chromium would make a folder of whatever it is given.
fn is_folder_name(id: &str) -> bool {
    !id.contains(['/', '\\', ':']) && id != "." && id != ".."
}

fn profile_roots(environment: &Environment, browser: &Browser, profile_folders: &ProfileFolders) -> Vec<PathBuf> {
    let is_chromium = browser.family == Family::Chromium;
    if cfg!(windows) {
        let root = environment.folder(if is_chromium { "LOCALAPPDATA" } else { "APPDATA" });
        return root.map(|root| root.join(profile_folders.windows)).into_iter().collect();
    }
    let Some(home) = environment.home() else { return Vec::new() };
    if cfg!(target_os = "macos") {
        return vec![home.join("Library/Application Support").join(profile_folders.macos)];
    }
    // From 147 on a new Firefox is at home in the configuration folder: `~/.config/mozilla/firefox`.
    let xdg_name = profile_folders.linux.trim_start_matches('.');
    match &browser.packaging {
        Packaging::Native => {
            let config = environment.config_home().unwrap_or_else(|| home.join(".config"));
            if is_chromium {
                vec![config.join(profile_folders.linux)]
            } else {
                vec![home.join(profile_folders.linux), config.join(xdg_name)]
            }
        }
        Packaging::Flatpak(id) => {
            let root = home.join(".var/app").join(id);
            let config = root.join("config");
            if is_chromium {
                vec![config.join(profile_folders.linux)]
            } else {
                vec![root.join(profile_folders.linux), config.join(xdg_name)]
            }
        }
        Packaging::Snap(name) => {
            let root = home.join("snap").join(name);
            let (common, current) = (root.join("common"), root.join("current/.config"));
            if is_chromium {
                vec![common.join(profile_folders.linux), current.join(profile_folders.linux)]
            } else {
                vec![common.join(profile_folders.linux), common.join(".config").join(xdg_name)]
            }
        }
    }
}

fn read_firefox(folder: &Path) -> Option<Vec<Profile>> {
    let text = file::read_text(&folder.join("profiles.ini"), MAX_INI_BYTES)?;
    let file = KeyFile::parse(&text);
    let installs = file::read_text(&folder.join("installs.ini"), MAX_INI_BYTES).unwrap_or_default();
    let installs = KeyFile::parse(&installs);
    // Each installation of Firefox has its own default. Which of them this is only Firefox knows; where they differ,
    // the older mark decides.
    let install_groups = file.groups().filter(|group| group.name.starts_with("Install"));
    let defaults: HashSet<&str> =
        install_groups.chain(installs.groups()).filter_map(|group| group.get("Default")).collect();
    let install_default = if defaults.len() == 1 { defaults.into_iter().next() } else { None };

    let mut profiles = Vec::new();
    for group in file.groups().filter(|group| group.name.starts_with("Profile")) {
        let (Some(name), Some(path)) = (group.get("Name"), group.get("Path")) else { continue };
        let profile_folder = if group.get("IsRelative") == Some("0") { PathBuf::from(path) } else { folder.join(path) };
        // Firefox asks which profile to take if the folder is gone.
        let is_group = group.get("StoreID").is_some_and(|id| !id.is_empty());
        if is_group || !is_valid_id(name) || !profile_folder.is_dir() || profiles.len() == MAX_PROFILES {
            continue;
        }
        let is_default = install_default.map_or(group.get("Default") == Some("1"), |default| default == path);
        profiles.push(Profile { id: name.to_owned(), name: name.to_owned(), account: None, is_default });
    }
    Some(profiles)
}

fn read_chromium(folder: &Path) -> Option<Vec<Profile>> {
    let state = file::read_text(&folder.join("Local State"), MAX_LOCAL_STATE_BYTES);
    let state: Value = serde_json::from_str(&state?).ok()?;
    let state = state.get("profile")?;
    let info_cache = state.get("info_cache")?.as_object()?;
    let last_used = state.get("last_used").and_then(Value::as_str).unwrap_or("Default");
    let string_value = |object: &Value, key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
    let order = state.get("profiles_order").and_then(Value::as_array);
    let order: Vec<&str> = order.into_iter().flatten().filter_map(Value::as_str).collect();

    let mut profiles: Vec<Profile> = info_cache
        .iter()
        .filter(|(id, info)| {
            let is_set = |key: &str| info.get(key).and_then(Value::as_bool) == Some(true);
            is_valid_id(id) && is_folder_name(id) && !is_set("is_ephemeral") && !is_set("is_omitted_from_profile_list")
        })
        .take(MAX_PROFILES)
        .map(|(id, info)| Profile {
            id: id.clone(),
            name: string_value(info, "name").filter(|name| !name.trim().is_empty()).unwrap_or_else(|| id.clone()),
            account: string_value(info, "user_name").filter(|name| !name.is_empty()),
            is_default: id == last_used,
        })
        .collect();
    profiles.sort_by_key(|profile| order.iter().position(|id| *id == profile.id).unwrap_or(usize::MAX));
    Some(profiles)
}
