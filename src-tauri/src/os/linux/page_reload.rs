//! Reloads the page of a view, after an error too, and removes the info bars about a page once another has loaded.

use std::cell::RefCell;
use std::rc::Rc;

use webkit2gtk::{LoadEvent, WebResourceExt, WebView, WebViewExt};

use super::info_bar::{self, InfoBarTopic, page_column};

/// The URL of a blank page.
const BLANK_URL: &str = "about:blank";

pub(super) struct PageReload {
    view: WebView,
    /// The URL whose certificate was not trusted. WebKit does not keep it.
    untrusted_url: Rc<RefCell<Option<String>>>,
}

impl PageReload {
    pub(super) fn attach(view: &WebView) -> Self {
        let untrusted_url = Rc::new(RefCell::new(None));
        let url_slot = untrusted_url.clone();
        view.connect_load_failed_with_tls_errors(move |_, url, _, _| {
            url_slot.replace(Some(url.to_owned()));
            false
        });
        let url_slot = untrusted_url.clone();
        view.connect_load_changed(move |view, event| {
            if event == LoadEvent::Committed && has_loaded_page(view) {
                url_slot.take();
                if let Some(column) = page_column(view) {
                    info_bar::remove(&column, InfoBarTopic::PageError);
                    info_bar::remove(&column, InfoBarTopic::BlockedNavigation);
                }
            }
        });
        Self { view: view.clone(), untrusted_url }
    }

    pub(super) fn reload(&self) {
        let untrusted_url = self.untrusted_url.borrow().clone();
        match untrusted_url.filter(|_| is_blank(&self.view)) {
            Some(url) => self.view.load_uri(&url),
            None => self.view.reload(),
        }
    }
}

pub(super) fn is_blank(view: &WebView) -> bool {
    view.uri().is_none_or(|url| url.is_empty() || url == BLANK_URL)
}

/// WebKit's own error page does not count, although it has the URL that failed; nor does a blank page.
fn has_loaded_page(view: &WebView) -> bool {
    let resource_url = view.main_resource().and_then(|resource| resource.uri());
    resource_url.is_none_or(|url| url != BLANK_URL)
}
