//! The browsers that are installed here, as the desktop itself knows them.
//!
//! A page a system: desktop entries (Linux and the like), the registry (Windows), bundles and LaunchServices' list
//! (macOS). None of them starts anything or asks a running program.

pub use crate::browser::known::Family;
use crate::browser::known::KnownBrowser;
use crate::environment::Environment;
use crate::exec::Exec;

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

/// How it came onto the machine, which decides where its profiles are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packaging {
    Native,
    /// With the application's id.
    Flatpak(String),
    /// With the snap's name.
    Snap(String),
}

#[derive(Clone, Debug)]
pub struct Browser {
    /// Stable over updates and languages: the product's, or what the system calls this installation. Unique.
    pub id: String,
    /// As the desktop shows it, in the person's language.
    pub name: String,
    pub family: Family,
    /// Whether the desktop opens https addresses in it.
    pub is_default: bool,
    pub packaging: Packaging,
    /// The name of its icon in the theme, or a path.
    pub icon: Option<String>,
    pub(crate) known_browser: Option<&'static KnownBrowser>,
    /// Opens an address.
    pub(crate) open_command: Exec,
    /// Takes options in front of the address.
    pub(crate) options_command: Exec,
}

impl Browser {
    /// Whether it can be asked for a private window.
    pub fn supports_private_window(&self) -> bool {
        self.known_browser.is_some_and(|known| known.private_window_flag.is_some())
    }
}

/// What is installed, the default first, then by name.
pub fn installed(environment: &Environment) -> Vec<Browser> {
    let mut browsers = system::installed(environment);
    make_distinct(&mut browsers);
    browsers.sort_by_cached_key(|browser| (!browser.is_default, browser.name.to_lowercase(), browser.id.clone()));
    browsers
}

/// The product's id goes to one installation, and the native one first; others are called what the system calls them.
/// Names that are the same say where they are from.
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
        if let Some(known) = browser.known_browser.filter(|product| !used_ids.contains(&product.id)) {
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
