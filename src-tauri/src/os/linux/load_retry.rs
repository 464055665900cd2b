//! Repeats loads that WebKit canceled by itself.
//!
//! WebKit opens connections ahead of requests. If it rejects the certificate of such a connection, the request that
//! waits for it may end as canceled, without a reason. A repeated request fails for the actual reason, unless it is
//! canceled too. Loads that the user or Portico stopped, or that another one replaced, have an error code of their own
//! in WebKit and are not repeated.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use webkit2gtk::gio::IOErrorEnum;
use webkit2gtk::glib::Error;
use webkit2gtk::{LoadEvent, URIRequestExt, WebView, WebViewExt};

/// On a busy machine one load in seven is canceled.
const MAX_RETRIES: u32 = 5;

/// The retries of one view.
#[derive(Default)]
pub(super) struct LoadRetry(Rc<State>);

#[derive(Default)]
struct State {
    /// The page was requested with GET; a POST is not repeated.
    is_get: Cell<bool>,
    /// The URL that was repeated and how often, until a page has loaded.
    attempts: RefCell<Option<(String, u32)>>,
}

impl LoadRetry {
    pub(super) fn attach(view: &WebView) -> Self {
        let load_retry = Self::default();
        let state = load_retry.0.clone();
        view.connect_resource_load_started(move |view, resource, request| {
            if view.main_resource().as_ref() == Some(resource) {
                state.is_get.set(request.http_method().is_some_and(|method| method.eq_ignore_ascii_case("get")));
            }
        });
        let state = load_retry.0.clone();
        view.connect_load_changed(move |_, event| {
            if event == LoadEvent::Committed {
                state.attempts.take();
            }
        });
        load_retry
    }

    /// Repeats a failed load if that may help, and returns whether it did.
    pub(super) fn retry(&self, view: &WebView, url: &str, error: &Error) -> bool {
        if !error.matches(IOErrorEnum::Cancelled) || !self.0.is_get.get() {
            return false;
        }
        let retries = self.0.attempts.take().filter(|(last_url, _)| last_url == url).map_or(0, |(_, count)| count);
        if retries == MAX_RETRIES {
            return false;
        }
        self.0.attempts.replace(Some((url.to_owned(), retries + 1)));
        view.load_uri(url);
        true
    }
}
