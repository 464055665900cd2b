//! Shows errors of the page of an app window in its info bar, until a page has loaded, and in the same place navigations
//! that were blocked, with the browser as the alternative.

use std::time::Instant;

use gtk::MessageType;
use portico_core::web_page::user_activation::{BlockedKind, blocked_url_name};
use tauri::{Manager, Runtime, Url, WebviewWindow};

use super::info_bar::{self, InfoBarTopic, page_column};
use super::page_reload::is_blank;
use super::user_activation;
use crate::labels::{AppWindowLabels, LabelStore};
use crate::webview::untrusted::PageError;

pub(crate) fn show_page_error<R: Runtime>(window: &WebviewWindow<R>, error: &PageError) {
    let labels = window.state::<LabelStore<AppWindowLabels>>().get();
    let text = match error {
        PageError::Load => labels.load_failed,
        PageError::Certificate(code) => labels.certificate_error.replace("{code}", code.as_str()),
        PageError::Crash => labels.crashed,
        PageError::Interrupted(_) | PageError::Closed => return,
    };
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| {
        if let Some(column) = page_column(&platform.inner()) {
            info_bar::show_notice(&column, InfoBarTopic::PageError, MessageType::Warning, &text, &labels.close);
        }
    });
}

/// `has_browser_button`: the window's bar has a button that opens the browser.
pub(crate) fn show_blocked<R: Runtime>(
    window: &WebviewWindow<R>,
    url: &Url,
    requested_kind: BlockedKind,
    has_browser_button: bool,
) {
    let labels = window.state::<LabelStore<AppWindowLabels>>().get();
    let text = if has_browser_button { labels.blocked } else { labels.blocked_without_browser };
    let text = text.replace("{address}", &blocked_url_name(url));
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| {
        let view = platform.inner();
        let Some(column) = page_column(&view) else { return };
        // A blank window has no frames, so the page itself was blocked.
        let kind = if is_blank(&view) { BlockedKind::Page } else { requested_kind };
        let is_notice_visible = info_bar::is_visible(&column, InfoBarTopic::BlockedNavigation);
        if user_activation::of(&view).allows_blocked_notice(kind, is_notice_visible, Instant::now()) {
            info_bar::show_notice(&column, InfoBarTopic::BlockedNavigation, MessageType::Warning, &text, &labels.close);
        }
    });
}
