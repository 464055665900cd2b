//! Browsers on macOS: bundles that are where applications are, and LaunchServices' list of the person's choices for
//! the default. Compiled, never run. A browser that the table of products does not name is not found:
//! to ask LaunchServices itself needs `unsafe`.
//!
//! Without options a browser is opened by `/usr/bin/open`, so that the running one gets the address; with options its
//! program is started, which hands them to the running one itself (Chromium, Firefox).

use std::path::{Path, PathBuf};

use plist::Value;

use super::installation::{Browser, Packaging};
use super::known::KNOWN_BROWSERS;
use crate::environment::Environment;
use crate::exec::Exec;

const CHOICES: &str = "Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist";

pub(super) fn installed(environment: &Environment) -> Vec<Browser> {
    let home = environment.home();
    let own = home.as_ref().map(|home| home.join("Applications"));
    let folders: Vec<PathBuf> =
        [Some("/Applications".into()), own, Some("/System/Applications".into())].into_iter().flatten().collect();
    // Without a choice it is Safari.
    let chosen = home.and_then(|home| chosen(&home.join(CHOICES))).unwrap_or_else(|| "com.apple.safari".to_owned());
    let mut browsers = Vec::new();
    for product in KNOWN_BROWSERS {
        let Some((bundle, id)) = product.bundle else { continue };
        let Some(path) = folders.iter().map(|folder| folder.join(bundle)).find(|path| path.is_dir()) else { continue };
        let name = bundle.trim_end_matches(".app");
        let Some((open, program)) = path.to_str().zip(program(&path)) else { continue };
        browsers.push(Browser {
            id: id.to_owned(),
            name: name.to_owned(),
            family: product.family,
            is_default: chosen.eq_ignore_ascii_case(id),
            packaging: Packaging::Native,
            icon: None,
            product: Some(product),
            plain: Exec::with_options("/usr/bin/open", &["-a", open]),
            direct: Exec::of_program(&program),
        });
    }
    browsers
}

fn program(bundle: &Path) -> Option<String> {
    let info = Value::from_file(bundle.join("Contents/Info.plist")).ok()?;
    let name = info.as_dictionary()?.get("CFBundleExecutable")?.as_string()?;
    if name.contains('/') {
        return None;
    }
    Some(bundle.join("Contents/MacOS").join(name).to_str()?.to_owned())
}

fn chosen(choices: &Path) -> Option<String> {
    let choices = Value::from_file(choices).ok()?;
    let handlers = choices.as_dictionary()?.get("LSHandlers")?.as_array()?;
    handlers.iter().filter_map(Value::as_dictionary).find_map(|handler| {
        let scheme = handler.get("LSHandlerURLScheme")?.as_string()?;
        let role = handler.get("LSHandlerRoleAll")?.as_string()?;
        (scheme == "https").then(|| role.to_owned())
    })
}
