//! Finds the installed browsers, as the desktop itself lists them.
//!
//! One module per system: desktop entries (Linux and other freedesktop.org desktops), the registry (Windows),
//! application bundles and LaunchServices' preferences (macOS). None of them starts a program or queries a running one.

use crate::environment::Environment;

mod installation;
pub mod known;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;
#[cfg(not(any(windows, target_os = "macos")))]
mod xdg;

#[cfg(target_os = "macos")]
use macos as system;
#[cfg(windows)]
use windows as system;
#[cfg(not(any(windows, target_os = "macos")))]
use xdg as system;

pub use installation::{Browser, Packaging};
pub use known::Family;

/// The installed browsers: the default first, the others by name.
pub fn installed(environment: &Environment) -> Vec<Browser> {
    let mut browsers = system::installed(environment);
    make_distinct(&mut browsers);
    browsers.sort_by_cached_key(|browser| (!browser.is_default, browser.name.to_lowercase(), browser.id.clone()));
    browsers
}

/// Gives the id of each known browser to one installation, preferably the native one; the others keep the system's id.
/// Equal names get their origin appended.
fn make_distinct(browsers: &mut [Browser]) {
    let rank = |browser: &Browser| match browser.packaging {
        Packaging::Native => 0,
        Packaging::Snap(_) => 1,
        Packaging::Flatpak(_) => 2,
    };
    browsers.sort_by_cached_key(|browser| (rank(browser), browser.id.clone()));
    let mut used_ids: Vec<&'static str> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for browser in browsers {
        if let Some(known) = browser.known_browser.filter(|known| !used_ids.contains(&known.id)) {
            used_ids.push(known.id);
            known.id.clone_into(&mut browser.id);
        }
        if names.contains(&browser.name) {
            let origin = match &browser.packaging {
                Packaging::Native => browser.id.as_str(),
                Packaging::Flatpak(_) => "Flatpak",
                Packaging::Snap(_) => "Snap",
            };
            browser.name = format!("{} ({origin})", browser.name);
        }
        names.push(browser.name.clone());
    }
}
