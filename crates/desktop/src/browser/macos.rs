//! Finds browsers on macOS: known bundles in the application folders, and the default from LaunchServices' preferences.
//!
//! This module is compiled but has never been run. A browser that [`known`](super::known) does not list is not found:
//! asking LaunchServices itself needs `unsafe`.
//!
//! Without options a browser is opened by `/usr/bin/open`, so that the running instance gets the address. With options
//! its program is started, which forwards them to the running instance itself (Chromium, Firefox).

use std::path::{Path, PathBuf};

use plist::Value;

use super::installation::{Browser, Packaging};
use super::known::KNOWN_BROWSERS;
use crate::environment::Environment;
use crate::exec::Exec;

const LAUNCH_SERVICES_PLIST: &str =
    "Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist";

pub(super) fn installed(environment: &Environment) -> Vec<Browser> {
    let home = environment.home();
    let user_applications = home.as_ref().map(|home| home.join("Applications"));
    let folders: Vec<PathBuf> = [Some("/Applications".into()), user_applications, Some("/System/Applications".into())]
        .into_iter()
        .flatten()
        .collect();
    // The default without a preference is Safari.
    let default_handler = home
        .and_then(|home| read_default_handler(&home.join(LAUNCH_SERVICES_PLIST)))
        .unwrap_or_else(|| "com.apple.safari".to_owned());
    let mut browsers = Vec::new();
    for known_browser in KNOWN_BROWSERS {
        let Some((bundle, id)) = known_browser.bundle else { continue };
        let Some(path) = folders.iter().map(|folder| folder.join(bundle)).find(|path| path.is_dir()) else { continue };
        let name = bundle.trim_end_matches(".app");
        let Some((bundle_path, program)) = path.to_str().zip(executable_path(&path)) else { continue };
        browsers.push(Browser {
            id: id.to_owned(),
            name: name.to_owned(),
            family: known_browser.family,
            is_default: default_handler.eq_ignore_ascii_case(id),
            packaging: Packaging::Native,
            icon: None,
            known_browser: Some(known_browser),
            open_command: Exec::with_options("/usr/bin/open", &["-a", bundle_path]),
            options_command: Exec::from_program(&program),
        });
    }
    browsers
}

fn executable_path(bundle: &Path) -> Option<String> {
    let info = Value::from_file(bundle.join("Contents/Info.plist")).ok()?;
    let name = info.as_dictionary()?.get("CFBundleExecutable")?.as_string()?;
    if name.contains('/') {
        return None;
    }
    Some(bundle.join("Contents/MacOS").join(name).to_str()?.to_owned())
}

fn read_default_handler(plist: &Path) -> Option<String> {
    let preferences = Value::from_file(plist).ok()?;
    let handlers = preferences.as_dictionary()?.get("LSHandlers")?.as_array()?;
    handlers.iter().filter_map(Value::as_dictionary).find_map(|handler| {
        let scheme = handler.get("LSHandlerURLScheme")?.as_string()?;
        let role = handler.get("LSHandlerRoleAll")?.as_string()?;
        (scheme == "https").then(|| role.to_owned())
    })
}
