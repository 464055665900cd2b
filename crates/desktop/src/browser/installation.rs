//! One installed browser: its identity, its origin and the commands that start it.

use super::known::{Family, KnownBrowser};
use crate::exec::Exec;

/// How a browser was installed, which decides where its profiles are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packaging {
    Native,
    /// The application id.
    Flatpak(String),
    /// The name of the snap.
    Snap(String),
}

/// A browser that is installed on this computer.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Unique, and stable across updates and languages: the id of the known browser, or what the system calls this
    /// installation.
    pub id: String,
    /// The name that the desktop shows, in the user's language.
    pub name: String,
    pub family: Family,
    /// Whether the desktop opens https addresses in it.
    pub is_default: bool,
    pub packaging: Packaging,
    /// The name of an icon in the icon theme, or a path.
    pub icon: Option<String>,
    pub(crate) known_browser: Option<&'static KnownBrowser>,
    /// The command that opens an address.
    pub(crate) open_command: Exec,
    /// The command that accepts options before the address.
    pub(crate) options_command: Exec,
}

impl Browser {
    /// Whether the command line can request a private window.
    pub fn supports_private_window(&self) -> bool {
        self.known_browser.is_some_and(|known| known.private_window_flag.is_some())
    }
}
