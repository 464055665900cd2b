//! A page that is asked for again, since the web engine called it off by itself.
//!
//! WebKit connects ahead. Where it refuses the certificate that it is then shown, the request that waits for that
//! connection may end as cancelled, and nobody hears why; asked for again, it fails for its own reason, unless the
//! same befalls it. A load that a person or Portico stopped, or that another one took the place of, has a code of
//! WebKit's own and is not meant.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use webkit2gtk::gio::IOErrorEnum;
use webkit2gtk::glib::Error;
use webkit2gtk::{LoadEvent, URIRequestExt, WebView, WebViewExt};

/// It befalls one load in seven on a busy machine.
const MAX_RETRIES: u32 = 5;

/// Of one view.
#[derive(Default)]
pub(crate) struct LoadRetry(Rc<State>);

#[derive(Default)]
struct State {
    /// The page was asked for by GET; what was posted is not sent twice.
    is_get: Cell<bool>,
    /// What was asked for again, and how often, until a page is there.
    attempts: RefCell<Option<(String, u32)>>,
}

impl LoadRetry {
    pub(crate) fn attach(view: &WebView) -> Self {
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

    /// Asks again for what failed, where that may help. `true`: it is on its way.
    pub(crate) fn retry(&self, view: &WebView, url: &str, error: &Error) -> bool {
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
