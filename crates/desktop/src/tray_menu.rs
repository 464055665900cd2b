//! What the menu of the tray icon contains, on each system.

use portico_core::remote_control::{AppControl, AppSummary};

/// More are a list, and that is what the window has.
const MAX_FAVORITES: usize = 10;

/// The labels of the entries that are not apps, in the user's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayLabels {
    pub open: String,
    pub search: String,
    pub quit: String,
}

/// The apps in the menu: the first favorites, while the list may be seen.
pub fn favorites(app_control: &dyn AppControl) -> Vec<AppSummary> {
    if !app_control.status().session_status.can_show_apps() {
        return Vec::new();
    }
    let mut favorites = app_control.favorites();
    favorites.truncate(MAX_FAVORITES);
    favorites
}
