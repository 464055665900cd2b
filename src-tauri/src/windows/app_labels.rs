//! Labels of app windows. The UI sends them in the user's language when it has loaded and when the language changes;
//! until then they are English.

#![cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "app windows have a bar on Linux only"))]

use std::sync::{PoisonError, RwLock};

use portico_core::error::Code;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AppWindowLabels {
    pub(crate) back: String,
    pub(crate) reload: String,
    /// Precedes the host for screen readers.
    pub(crate) encrypted: String,
    pub(crate) not_encrypted: String,
    pub(crate) find: String,
    pub(crate) find_previous: String,
    pub(crate) find_next: String,
    /// The icon that clears the search field.
    pub(crate) clear: String,
    /// With `{count}`.
    pub(crate) match_count: String,
    pub(crate) no_matches: String,
    pub(crate) zoom_out: String,
    pub(crate) zoom_reset: String,
    pub(crate) zoom_in: String,
    pub(crate) print: String,
    /// The button that opens the app in the browser.
    pub(crate) open_in_browser: String,
    pub(crate) close: String,
    pub(crate) save: String,
    pub(crate) cancel: String,
    /// With `{name}`.
    pub(crate) saved: String,
    /// With `{name}`.
    pub(crate) not_saved: String,
    pub(crate) load_failed: String,
    /// With `{code}`.
    pub(crate) certificate_error: String,
    pub(crate) crashed: String,
    /// With `{address}`.
    pub(crate) blocked: String,
    /// With `{address}`, in a window without a browser button.
    pub(crate) blocked_without_browser: String,
}

impl Default for AppWindowLabels {
    fn default() -> Self {
        Self {
            back: "Back".into(),
            reload: "Reload".into(),
            encrypted: "Encrypted".into(),
            not_encrypted: "Not encrypted".into(),
            find: "Find in page".into(),
            find_previous: "Previous".into(),
            find_next: "Next".into(),
            clear: "Clear search".into(),
            match_count: "{count} found".into(),
            no_matches: "Not found".into(),
            zoom_out: "Zoom out".into(),
            zoom_reset: "Actual size".into(),
            zoom_in: "Zoom in".into(),
            print: "Print".into(),
            open_in_browser: "Open in my browser".into(),
            close: "Close".into(),
            save: "Save".into(),
            cancel: "Cancel".into(),
            saved: "{name} is saved.".into(),
            not_saved: "{name} could not be saved.".into(),
            load_failed: "This page could not be loaded.".into(),
            certificate_error: "The connection to this page is not safe ({code}).".into(),
            crashed: "This page has stopped. Reload it to go on.".into(),
            blocked: "“{address}” does not open in this window; “Open in my browser” is the way on.".into(),
            blocked_without_browser: "“{address}” does not open in this window.".into(),
        }
    }
}

impl AppWindowLabels {
    pub(crate) fn format_match_count(&self, count: u32) -> String {
        self.match_count.replace("{count}", &count.to_string())
    }

    pub(crate) fn format_saved(&self, name: &str) -> String {
        self.saved.replace("{name}", name)
    }

    pub(crate) fn format_not_saved(&self, name: &str) -> String {
        self.not_saved.replace("{name}", name)
    }

    pub(crate) fn format_blocked(&self, address: &str, has_browser_button: bool) -> String {
        let text = if has_browser_button { &self.blocked } else { &self.blocked_without_browser };
        text.replace("{address}", address)
    }

    pub(crate) fn format_certificate_error(&self, code: Code) -> String {
        self.certificate_error.replace("{code}", code.as_str())
    }
}

/// The labels of one window, which change with the language.
#[cfg(target_os = "linux")]
pub(crate) type SharedLabels = std::rc::Rc<std::cell::RefCell<AppWindowLabels>>;

/// The labels that the UI sent last. Managed by Tauri.
#[derive(Default)]
pub(crate) struct AppLabelStore(RwLock<AppWindowLabels>);

impl AppLabelStore {
    pub(crate) fn set(&self, labels: AppWindowLabels) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = labels;
    }

    pub(crate) fn get(&self) -> AppWindowLabels {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
