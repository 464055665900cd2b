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
const AT_MOST: u32 = 5;

/// Of one view.
#[derive(Default)]
pub(crate) struct AskedAgain(Rc<State>);

#[derive(Default)]
struct State {
    /// The page was asked for by GET; what was posted is not sent twice.
    by_get: Cell<bool>,
    /// What was asked for again, and how often, until a page is there.
    asked: RefCell<Option<(String, u32)>>,
}

impl AskedAgain {
    pub(crate) fn of(view: &WebView) -> Self {
        let own = Self::default();
        let state = own.0.clone();
        view.connect_resource_load_started(move |view, resource, request| {
            if view.main_resource().as_ref() == Some(resource) {
                state.by_get.set(request.http_method().is_some_and(|method| method.eq_ignore_ascii_case("get")));
            }
        });
        let state = own.0.clone();
        view.connect_load_changed(move |_, event| {
            if event == LoadEvent::Committed {
                state.asked.take();
            }
        });
        own
    }

    /// Asks again for what failed, where that may help. `true`: it is on its way.
    pub(crate) fn ask(&self, view: &WebView, url: &str, error: &Error) -> bool {
        if !error.matches(IOErrorEnum::Cancelled) || !self.0.by_get.get() {
            return false;
        }
        let before = self.0.asked.take().filter(|(asked, _)| asked == url).map_or(0, |(_, times)| times);
        if before == AT_MOST {
            return false;
        }
        self.0.asked.replace(Some((url.to_owned(), before + 1)));
        view.load_uri(url);
        true
    }
}
