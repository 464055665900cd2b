//! What is wrong with the page of an app window: it is said in a line below the bar until a page is there, and Reload is
//! the way on. What counts as wrong is [`crate::web_page`]'s to say. An address that the window may not open is said in
//! the same place, and there the browser is the way on.

use tauri::{Runtime, Url, WebviewWindow};

use crate::refused::{self, Refusals, Way};
use crate::web_page::Fault;

#[cfg(target_os = "linux")]
pub(crate) fn tell<R: Runtime>(window: &WebviewWindow<R>, fault: &Fault) {
    use tauri::Manager;

    let words = window.state::<crate::app_words::AppWords>().get();
    let text = match fault {
        Fault::Load => words.failed.clone(),
        Fault::Certificate(code) => words.untrusted(*code),
        Fault::Crash => words.crashed.clone(),
        Fault::Interrupted(_) | Fault::Closed => return,
    };
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| linux::say(&platform.inner(), &text, &words.close));
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn tell<R: Runtime>(_window: &WebviewWindow<R>, fault: &Fault) {
    tracing::info!(?fault, "a page in an app window is not there");
}

/// `has_browser`: the window's bar leads there.
#[cfg(target_os = "linux")]
pub(crate) fn refuse<R: Runtime>(
    window: &WebviewWindow<R>,
    refusals: &Refusals,
    url: &Url,
    way: Way,
    has_browser: bool,
) {
    use tauri::Manager;

    let words = window.state::<crate::app_words::AppWords>().get();
    let (text, refusals) = (words.refused(&refused::name(url), has_browser), refusals.clone());
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| linux::refuse(&platform.inner(), &refusals, way, &text, &words.close));
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn refuse<R: Runtime>(_: &WebviewWindow<R>, _: &Refusals, url: &Url, way: Way, _has_browser: bool) {
    tracing::info!(address = refused::name(url), ?way, "not opened in an app window");
}

#[cfg(target_os = "linux")]
pub(crate) mod linux {
    use std::cell::RefCell;
    use std::rc::Rc;
    use std::time::Instant;

    use gtk::MessageType;
    use webkit2gtk::{LoadEvent, WebResourceExt, WebView, WebViewExt};

    use crate::app_bar::linux::column;
    use crate::notice::{self, About};
    use crate::refused::{Refusals, Way};

    /// What a page is made of that came from nowhere.
    const NOTHING: &str = "about:blank";

    pub(super) fn say(view: &WebView, text: &str, close: &str) {
        if let Some(column) = column(view) {
            notice::show(&column, About::Page, MessageType::Warning, text, close);
        }
    }

    pub(super) fn refuse(view: &WebView, refusals: &Refusals, way: Way, text: &str, close: &str) {
        let Some(column) = column(view) else { return };
        // In an empty window it can only be the page itself.
        let way = if is_empty(view) { Way::Page } else { way };
        if refusals.is_told(way, notice::stands(&column, About::Address), Instant::now()) {
            notice::show(&column, About::Address, MessageType::Warning, text, close);
        }
    }

    /// The way on from what was wrong with the pages of one view.
    pub(crate) struct WayOn {
        view: WebView,
        /// What would be there if its certificate were one to trust. WebKit forgets it.
        untrusted: Rc<RefCell<Option<String>>>,
    }

    impl WayOn {
        pub(crate) fn of(view: &WebView) -> Self {
            let untrusted = Rc::new(RefCell::new(None));
            let kept = untrusted.clone();
            view.connect_load_failed_with_tls_errors(move |_, url, _, _| {
                kept.replace(Some(url.to_owned()));
                false
            });
            let kept = untrusted.clone();
            view.connect_load_changed(move |view, event| {
                if event == LoadEvent::Committed && has_page(view) {
                    kept.take();
                    for (column, about) in column(view).iter().flat_map(|it| [(it, About::Page), (it, About::Address)])
                    {
                        notice::take_away(column, about);
                    }
                }
            });
            Self { view: view.clone(), untrusted }
        }

        pub(crate) fn reload(&self) {
            let untrusted = self.untrusted.borrow().clone();
            match untrusted.filter(|_| is_empty(&self.view)) {
                Some(url) => self.view.load_uri(&url),
                None => self.view.reload(),
            }
        }
    }

    fn is_empty(view: &WebView) -> bool {
        view.uri().is_none_or(|url| url.is_empty() || url == NOTHING)
    }

    /// WebKit's own page about a load that failed is none, though it bears the address that failed; nor is an empty one.
    fn has_page(view: &WebView) -> bool {
        let made_of = view.main_resource().and_then(|resource| resource.uri());
        made_of.is_none_or(|url| url != NOTHING)
    }
}
