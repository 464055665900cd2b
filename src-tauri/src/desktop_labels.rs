//! Labels of the tray menu, the global shortcut and the notice that Portico keeps running.

use std::sync::{PoisonError, RwLock};

use serde::Deserialize;

/// Labels in the user's language. The UI sends them when it has loaded; until then they are English.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DesktopLabels {
    /// In the tray's menu.
    pub(crate) open: String,
    pub(crate) search: String,
    pub(crate) quit: String,
    /// Describes the shortcut in the desktop's own prompt.
    pub(crate) shortcut: String,
    pub(crate) background_running_title: String,
    pub(crate) background_running_body: String,
}

impl Default for DesktopLabels {
    fn default() -> Self {
        Self {
            open: "Open Portico".into(),
            search: "Search…".into(),
            quit: "Quit Portico".into(),
            shortcut: "Search your company’s apps".into(),
            background_running_title: "Portico keeps running".into(),
            background_running_body: "Start it again to see its window. Quit it in its menu, or with Ctrl+Q.".into(),
        }
    }
}

/// The labels that the UI sent last. Managed by Tauri.
#[derive(Default)]
pub(crate) struct DesktopLabelStore(RwLock<DesktopLabels>);

impl DesktopLabelStore {
    pub(crate) fn set(&self, labels: DesktopLabels) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = labels;
    }

    pub(crate) fn get(&self) -> DesktopLabels {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
