//! The words of app windows. The UI has them in the person's language and sends them once it is there, and when
//! that changes; until then they are English.

#![cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "app windows have a bar on Linux only"))]

use std::sync::{PoisonError, RwLock};

use portico_core::problem::Code;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AppWindowWords {
    pub(crate) back: String,
    pub(crate) reload: String,
    /// Said before the host.
    pub(crate) encrypted: String,
    pub(crate) plain: String,
    pub(crate) find: String,
    pub(crate) find_previous: String,
    pub(crate) find_next: String,
    /// On what empties the field.
    pub(crate) clear: String,
    /// With `{count}`.
    pub(crate) found: String,
    pub(crate) not_found: String,
    pub(crate) zoom_out: String,
    pub(crate) zoom_reset: String,
    pub(crate) zoom_in: String,
    pub(crate) print: String,
    /// On the button that opens the app in the browser.
    pub(crate) browser: String,
    pub(crate) close: String,
    pub(crate) save: String,
    pub(crate) cancel: String,
    /// With `{name}`.
    pub(crate) saved: String,
    /// With `{name}`.
    pub(crate) not_saved: String,
    pub(crate) failed: String,
    /// With `{code}`.
    pub(crate) untrusted: String,
    pub(crate) crashed: String,
    /// With `{address}`.
    pub(crate) refused: String,
    /// With `{address}`, where no button leads to the browser.
    pub(crate) refused_here: String,
}

impl Default for AppWindowWords {
    fn default() -> Self {
        Self {
            back: "Back".into(),
            reload: "Reload".into(),
            encrypted: "Encrypted".into(),
            plain: "Not encrypted".into(),
            find: "Find in page".into(),
            find_previous: "Previous".into(),
            find_next: "Next".into(),
            clear: "Clear search".into(),
            found: "{count} found".into(),
            not_found: "Not found".into(),
            zoom_out: "Zoom out".into(),
            zoom_reset: "Actual size".into(),
            zoom_in: "Zoom in".into(),
            print: "Print".into(),
            browser: "Open in my browser".into(),
            close: "Close".into(),
            save: "Save".into(),
            cancel: "Cancel".into(),
            saved: "{name} is saved.".into(),
            not_saved: "{name} could not be saved.".into(),
            failed: "This page could not be loaded.".into(),
            untrusted: "The connection to this page is not safe ({code}).".into(),
            crashed: "This page has stopped. Reload it to go on.".into(),
            refused: "“{address}” does not open in this window; “Open in my browser” is the way on.".into(),
            refused_here: "“{address}” does not open in this window.".into(),
        }
    }
}

impl AppWindowWords {
    pub(crate) fn found(&self, count: u32) -> String {
        self.found.replace("{count}", &count.to_string())
    }

    pub(crate) fn saved(&self, name: &str) -> String {
        self.saved.replace("{name}", name)
    }

    pub(crate) fn not_saved(&self, name: &str) -> String {
        self.not_saved.replace("{name}", name)
    }

    pub(crate) fn refused(&self, address: &str, has_browser: bool) -> String {
        let text = if has_browser { &self.refused } else { &self.refused_here };
        text.replace("{address}", address)
    }

    pub(crate) fn untrusted(&self, code: Code) -> String {
        self.untrusted.replace("{code}", code.as_str())
    }
}

/// Those of one window, which change with the language.
#[cfg(target_os = "linux")]
pub(crate) type Spoken = std::rc::Rc<std::cell::RefCell<AppWindowWords>>;

/// The latest that the UI sent.
#[derive(Default)]
pub(crate) struct AppWords(RwLock<AppWindowWords>);

impl AppWords {
    pub(crate) fn set(&self, words: AppWindowWords) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = words;
    }

    pub(crate) fn get(&self) -> AppWindowWords {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
