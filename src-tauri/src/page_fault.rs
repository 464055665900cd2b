//! What is wrong with the page of an app window: it is said in a line below the bar until a page is there, and Reload is
//! the way on. What counts as wrong is [`crate::web_page`]'s to say.

use tauri::{Runtime, WebviewWindow};

use crate::web_page::Fault;

#[cfg(target_os = "linux")]
pub(crate) fn tell<R: Runtime>(window: &WebviewWindow<R>, fault: Fault) {
    use tauri::Manager;

    let words = window.state::<crate::app_words::AppWords>().get();
    let text = match fault {
        Fault::Load => words.failed.clone(),
        Fault::Certificate(code) => words.untrusted(code),
        Fault::Crash => words.crashed.clone(),
        Fault::Closed => return,
    };
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| linux::say(&platform.inner(), &text, &words.close));
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn tell<R: Runtime>(_window: &WebviewWindow<R>, fault: Fault) {
    tracing::info!(?fault, "a page in an app window is not there");
}

#[cfg(target_os = "linux")]
pub(crate) mod linux {
    use std::cell::RefCell;
    use std::rc::Rc;

    use gtk::MessageType;
    use webkit2gtk::{LoadEvent, WebResourceExt, WebView, WebViewExt};

    use crate::app_bar::linux::column;
    use crate::notice::{self, About};

    /// What a page is made of that came from nowhere.
    const NOTHING: &str = "about:blank";

    pub(super) fn say(view: &WebView, text: &str, close: &str) {
        if let Some(column) = column(view) {
            notice::show(&column, About::Page, MessageType::Warning, text, close);
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
                    column(view).iter().for_each(|column| notice::take_away(column, About::Page));
                }
            });
            Self { view: view.clone(), untrusted }
        }

        pub(crate) fn reload(&self) {
            let is_empty = self.view.uri().is_none_or(|url| url.is_empty() || url == NOTHING);
            let untrusted = self.untrusted.borrow().clone();
            match untrusted.filter(|_| is_empty) {
                Some(url) => self.view.load_uri(&url),
                None => self.view.reload(),
            }
        }
    }

    /// WebKit's own page about a load that failed is none, though it bears the address that failed; nor is an empty one.
    fn has_page(view: &WebView) -> bool {
        let made_of = view.main_resource().and_then(|resource| resource.uri());
        made_of.is_none_or(|url| url != NOTHING)
    }
}
