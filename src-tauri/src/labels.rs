//! Labels of what the UI does not draw itself. The UI sends them in the user's language when it has loaded and when the
//! language changes; until then they are English.

use std::sync::{PoisonError, RwLock};

use serde::Deserialize;

/// The labels that the UI sent last. Managed by Tauri.
#[derive(Default)]
pub(crate) struct LabelStore<L>(RwLock<L>);

impl<L: Clone> LabelStore<L> {
    pub(crate) fn set(&self, labels: L) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = labels;
    }

    pub(crate) fn get(&self) -> L {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

macro_rules! labels {
    ($(#[$about:meta])* $name:ident { $($(#[$field_about:meta])* $field:ident: $english:literal,)* }) => {
        $(#[$about])*
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct $name {
            $($(#[$field_about])* pub(crate) $field: String,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $english.into(),)* }
            }
        }
    };
}

labels! {
    /// Of the bars in app windows.
    #[allow(dead_code, reason = "app windows have bars on Linux only")]
    AppWindowLabels {
        back: "Back",
        reload: "Reload",
        /// Precedes the host for screen readers.
        encrypted: "Encrypted",
        not_encrypted: "Not encrypted",
        find: "Find in page",
        find_previous: "Previous",
        find_next: "Next",
        /// The icon that clears the search field.
        clear: "Clear search",
        /// With `{count}`.
        match_count: "{count} found",
        no_matches: "Not found",
        zoom_out: "Zoom out",
        zoom_reset: "Actual size",
        zoom_in: "Zoom in",
        print: "Print",
        /// The button that opens the app in the browser.
        open_in_browser: "Open in my browser",
        close: "Close",
        save: "Save",
        cancel: "Cancel",
        /// With `{name}`.
        saved: "{name} is saved.",
        /// With `{name}`.
        not_saved: "{name} could not be saved.",
        load_failed: "This page could not be loaded.",
        /// With `{code}`.
        certificate_error: "The connection to this page is not safe ({code}).",
        crashed: "This page has stopped. Reload it to go on.",
        /// With `{address}`.
        blocked: "“{address}” does not open in this window; “Open in my browser” is the way on.",
        /// With `{address}`, in a window without a browser button.
        blocked_without_browser: "“{address}” does not open in this window.",
    }
}

labels! {
    /// Of the tray menu, the global shortcut and the notice that Portico keeps running.
    DesktopLabels {
        /// In the tray's menu.
        open: "Open Portico",
        search: "Search…",
        quit: "Quit Portico",
        /// Describes the shortcut in the desktop's own prompt.
        shortcut: "Search your company’s apps",
        background_running_title: "Portico keeps running",
        background_running_body: "Start it again to see its window. Quit it in its menu, or with Ctrl+Q.",
    }
}

/// Of the bar in the sign-in window.
#[cfg_attr(test, derive(ts_rs::TS))]
#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "the sign-in window has a bar on Linux only")]
pub(crate) struct SignInBarLabels {
    pub(crate) text: String,
    /// The button that restarts the sign-in.
    pub(crate) retry: String,
    /// The button that continues in the browser, if that is possible.
    pub(crate) browser: Option<String>,
}
