//! What the window shows, as one look for whoever asks from outside it: the command line, the desktop's
//! search, the desktop's menu. Nothing that a view has not.

use std::path::PathBuf;
use std::sync::Arc;

use super::App;
use crate::catalogue::Catalogue;
use crate::clock::Millis;
use crate::view::{FreshnessView, PersonalView, SessionView};

/// All of one moment.
pub struct Glance {
    pub at: Millis,
    pub session: SessionView,
    /// Empty unless `freshness.loaded`.
    pub catalogue: Arc<Catalogue>,
    pub personal: PersonalView,
    pub freshness: FreshnessView,
    /// Names of apps may lie on this computer's disk.
    pub may_be_kept: bool,
}

impl App {
    pub fn glance(&self) -> Glance {
        let at = self.ports.clock.now();
        let state = self.state();
        Glance {
            at,
            session: state.session_view(&self.ports),
            catalogue: state.list.catalogue.clone(),
            personal: state.personal_view(at),
            freshness: state.list.freshness.clone(),
            may_be_kept: state.seat.as_ref().is_some_and(|seat| !state.fleeting && state.may_keep_list(seat)),
        }
    }

    /// Whether favourites are to be in the desktop's menu, and whether Portico starts with the desktop.
    pub fn integrates(&self) -> (bool, bool) {
        let state = self.state();
        (state.settings.has_menu_entries(), state.settings.starts_with_desktop())
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
