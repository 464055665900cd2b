//! Shows errors of the page of an app window in its info bar, until a page has loaded, and reloads the page.
//!
//! [`untrusted`](crate::webview::untrusted) decides what is an error. A blocked navigation is shown in the same place,
//! with the browser as the alternative.

use tauri::{Runtime, Url, WebviewWindow};

use crate::webview::blocked_navigation::{self, BlockedKind, BlockedNavigations};
use crate::webview::untrusted::PageError;

#[cfg(target_os = "linux")]
pub(crate) fn show_error<R: Runtime>(window: &WebviewWindow<R>, error: &PageError) {
    use tauri::Manager;

    let labels = window.state::<crate::windows::app_labels::AppLabelStore>().get();
    let text = match error {
        PageError::Load => labels.load_failed.clone(),
        PageError::Certificate(code) => labels.format_certificate_error(*code),
        PageError::Crash => labels.crashed.clone(),
        PageError::Interrupted(_) | PageError::Closed => return,
    };
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| linux::show_error(&platform.inner(), &text, &labels.close));
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn show_error<R: Runtime>(_window: &WebviewWindow<R>, error: &PageError) {
    tracing::info!(?error, "a page in an app window did not load");
}

/// `has_browser_button`: the window's bar has a button that opens the browser.
#[cfg(target_os = "linux")]
pub(crate) fn show_blocked<R: Runtime>(
    window: &WebviewWindow<R>,
    blocked_navigations: &BlockedNavigations,
    url: &Url,
    kind: BlockedKind,
    has_browser_button: bool,
) {
    use tauri::Manager;

    let labels = window.state::<crate::windows::app_labels::AppLabelStore>().get();
    let (text, blocked_navigations) = (
        labels.format_blocked(&blocked_navigation::display_name(url), has_browser_button),
        blocked_navigations.clone(),
    );
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| {
        linux::show_blocked(&platform.inner(), &blocked_navigations, kind, &text, &labels.close)
    });
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn show_blocked<R: Runtime>(
    _: &WebviewWindow<R>,
    _: &BlockedNavigations,
    url: &Url,
    kind: BlockedKind,
    _has_browser_button: bool,
) {
    tracing::info!(address = blocked_navigation::display_name(url), ?kind, "a navigation in an app window was blocked");
}

#[cfg(target_os = "linux")]
pub(crate) mod linux {
    use std::cell::RefCell;
    use std::rc::Rc;
    use std::time::Instant;

    use gtk::MessageType;
    use webkit2gtk::{LoadEvent, WebResourceExt, WebView, WebViewExt};

    use crate::webview::blocked_navigation::{BlockedKind, BlockedNavigations};
    use crate::webview::linux::info_bar::{self, InfoBarTopic, page_column};

    /// The URL of a blank page.
    const BLANK_URL: &str = "about:blank";

    pub(super) fn show_error(view: &WebView, text: &str, close: &str) {
        if let Some(column) = page_column(view) {
            info_bar::show(&column, InfoBarTopic::PageError, MessageType::Warning, text, close);
        }
    }

    pub(super) fn show_blocked(
        view: &WebView,
        blocked_navigations: &BlockedNavigations,
        requested_kind: BlockedKind,
        text: &str,
        close: &str,
    ) {
        let Some(column) = page_column(view) else { return };
        // A blank window has no frames, so the page itself was blocked.
        let kind = if is_blank(view) { BlockedKind::Page } else { requested_kind };
        if blocked_navigations.should_notify(
            kind,
            info_bar::is_visible(&column, InfoBarTopic::BlockedNavigation),
            Instant::now(),
        ) {
            info_bar::show(&column, InfoBarTopic::BlockedNavigation, MessageType::Warning, text, close);
        }
    }

    /// Reloads the page of a view, after an error too.
    pub(crate) struct PageReload {
        view: WebView,
        /// The URL whose certificate was not trusted. WebKit does not keep it.
        untrusted_url: Rc<RefCell<Option<String>>>,
    }

    impl PageReload {
        pub(crate) fn attach(view: &WebView) -> Self {
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
                    for (column, topic) in page_column(view).iter().flat_map(|column| {
                        [(column, InfoBarTopic::PageError), (column, InfoBarTopic::BlockedNavigation)]
                    }) {
                        info_bar::remove(column, topic);
                    }
                }
            });
            Self { view: view.clone(), untrusted_url }
        }

        pub(crate) fn reload(&self) {
            let untrusted_url = self.untrusted_url.borrow().clone();
            match untrusted_url.filter(|_| is_blank(&self.view)) {
                Some(url) => self.view.load_uri(&url),
                None => self.view.reload(),
            }
        }
    }

    fn is_blank(view: &WebView) -> bool {
        view.uri().is_none_or(|url| url.is_empty() || url == BLANK_URL)
    }

    /// WebKit's own error page does not count, although it has the URL that failed; nor does a blank page.
    fn has_loaded_page(view: &WebView) -> bool {
        let resource_url = view.main_resource().and_then(|resource| resource.uri());
        resource_url.is_none_or(|url| url != BLANK_URL)
    }
}
