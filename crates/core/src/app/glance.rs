//! What the window shows, as one look for whoever asks from outside it: the command line, the desktop's
//! search, the desktop's menu. Nothing that a view has not.

use std::path::PathBuf;
use std::sync::Arc;

use super::App;
use crate::account::AccountId;
use crate::catalogue::Catalogue;
use crate::clock::Millis;
use crate::shortcut::Shortcut;
use crate::view::{FreshnessView, PersonalView, SessionView};

/// All of one moment.
pub struct Glance {
    pub at: Millis,
    pub session: SessionView,
    /// Whose place it is, also while that person is signed out or Portico is locked; nobody's until the tenant has
    /// named somebody.
    pub account: Option<AccountId>,
    /// Empty unless `freshness.loaded`.
    pub catalogue: Arc<Catalogue>,
    pub personal: PersonalView,
    pub freshness: FreshnessView,
    /// Names of apps may lie on this computer's disk.
    pub may_be_kept: bool,
}

/// What a person, or the administrator, wants of the desktop: as the settings say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Favourites in the menu of programs.
    pub menu_entries: bool,
    /// Portico starts with the desktop, without a window.
    pub autostart: bool,
    /// Closing the window leaves it running.
    pub keep_running: bool,
    pub tray: bool,
    pub palette_shortcut: Option<Shortcut>,
}

impl App {
    pub fn glance(&self) -> Glance {
        let at = self.ports.clock.now();
        let state = self.state();
        Glance {
            at,
            session: state.session_view(&self.ports),
            account: state.seat.clone(),
            catalogue: state.list.catalogue.clone(),
            personal: state.personal_view(at),
            freshness: state.list.freshness.clone(),
            may_be_kept: state.seat.as_ref().is_some_and(|seat| !state.fleeting && state.may_keep_list(seat)),
        }
    }

    /// What Portico is to do on the desktop beside its window.
    pub fn wishes(&self) -> Wishes {
        let state = self.state();
        let settings = &state.settings;
        Wishes {
            menu_entries: settings.has_menu_entries(),
            autostart: settings.starts_with_desktop(),
            keep_running: settings.keeps_running(),
            tray: settings.has_tray(),
            palette_shortcut: settings.palette_shortcut().cloned(),
        }
    }

    /// The file of an app's icon, drawn by Portico, if it was ever shown and may lie on the disk.
    pub fn icon_file(&self, key: &str) -> Option<PathBuf> {
        let (icons, id) = {
            let state = self.state();
            (state.list.icons.clone()?, state.list.catalogue.app(key)?.icon_id()?)
        };
        icons.kept_file(&id)
    }
}
