//! Shows the info bar of the sign-in window, which tells what is wrong with its page and offers two ways to continue.

use gtk::prelude::*;
use gtk::{MessageType, ResponseType};
use tauri::{Runtime, WebviewWindow};

use super::info_bar::{self, InfoBarTopic, page_column};
use crate::labels::SignInBarLabels;

const RETRY_RESPONSE: ResponseType = ResponseType::Other(1);
const BROWSER_RESPONSE: ResponseType = ResponseType::Other(2);

/// Shows the bar with these labels, or hides it. `on_response` is told whether to continue in the browser.
pub(crate) fn set_sign_in_bar<R: Runtime>(
    window: &WebviewWindow<R>,
    labels: Option<SignInBarLabels>,
    on_response: impl Fn(bool) + Send + 'static,
) {
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| {
        let Some(column) = page_column(&platform.inner()) else { return };
        let Some(labels) = labels else { return info_bar::remove(&column, InfoBarTopic::SignIn) };
        let mut buttons = vec![(labels.retry.as_str(), RETRY_RESPONSE)];
        buttons.extend(labels.browser.as_deref().map(|label| (label, BROWSER_RESPONSE)));
        let info_bar = info_bar::show(&column, InfoBarTopic::SignIn, MessageType::Warning, &labels.text, &buttons);
        info_bar.connect_response(move |_, response| on_response(response == BROWSER_RESPONSE));
    });
}
