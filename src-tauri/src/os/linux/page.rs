//! Handlers of windows with pages from outside, for which Tauri has no events.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::mpsc;

use gtk::prelude::WidgetExt;
use portico_core::error::Code;
use tauri::{AppHandle, Manager, Runtime, Url, WebviewWindow};
use webkit2gtk::gio::TlsCertificateFlags;
use webkit2gtk::glib::SendWeakRef;
use webkit2gtk::glib::prelude::{Cast, ObjectExt};
use webkit2gtk::{
    LoadEvent, NetworkError, PolicyDecisionExt, PolicyError, ResponsePolicyDecision, ResponsePolicyDecisionExt,
    SettingsExt, URIRequestExt, UserContentManagerExt, WebView, WebViewExt,
};

use super::load_retry::LoadRetry;
use super::outside_input;
use crate::webview::untrusted::{PageAccess, PageError, Relate};

/// Reports errors of the page, and blocks what Tauri's navigation handler lets through: URLs that the `url` crate cannot
/// parse, downloads and printing without `access`. Pages cannot go full screen where only the title shows the host.
/// `open_popup` opens a window for a page that opens one without a URL.
pub(crate) fn install_page_handlers<R: Runtime>(
    window: &WebviewWindow<R>,
    access: PageAccess,
    on_error: impl Fn(PageError) + Send + Clone + 'static,
    open_popup: impl Fn(Relate<R>) -> Option<WebviewWindow<R>> + Send + 'static,
) {
    let app = window.app_handle().clone();
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| {
        let view = platform.inner();
        remove_tauri_ipc(&view);
        outside_input::report_activity(&app, &view);
        outside_input::restrict_page_menus(&view);
        if let Some(settings) = WebViewExt::settings(&view) {
            settings.set_allow_top_navigation_to_data_urls(false);
            settings.set_enable_fullscreen(access == PageAccess::App);
        }
        if access == PageAccess::SignIn {
            view.connect_print(|_, _| true);
        }
        on_blank_popup(&view, open_popup);
        let is_download = decide_responses(&view, access);
        view.connect_load_changed(|view, event| {
            if event == LoadEvent::Started && view.uri().is_some_and(|uri| Url::parse(&uri).is_err()) {
                view.stop_loading();
            }
        });
        report_errors(&view, is_download, on_error);
    });
}

/// Removes the IPC bridge that Tauri injects into every page. Web pages may call no command anyway, but WebKit counts a
/// script that the application runs as user activation: a page could open a popup in the response to a denied command.
fn remove_tauri_ipc(view: &WebView) {
    if let Some(manager) = view.user_content_manager() {
        manager.remove_all_scripts();
        manager.unregister_script_message_handler("ipc");
    }
}

/// Handles popups that a page opens without a URL, to write their content or navigate them later. Tauri denies them,
/// since an empty URL does not parse.
fn on_blank_popup<R: Runtime>(view: &WebView, open_popup: impl Fn(Relate<R>) -> Option<WebviewWindow<R>> + 'static) {
    view.connect_create(move |view, action| {
        // Tauri has handled all others.
        if action.request().and_then(|request| request.uri()).is_some_and(|uri| !uri.is_empty()) {
            return None;
        }
        let (opener, (sender, receiver)) = (view.clone(), mpsc::channel());
        // Runs at once, since this is the main thread.
        open_popup(Box::new(|builder| builder.with_related_view(opener)))?
            .with_webview(move |platform| {
                let _ = sender.send(SendWeakRef::from(platform.inner().downgrade()));
            })
            .ok()?;
        receiver.try_recv().ok()?.upgrade().map(Cast::upcast)
    });
}

/// Decides what happens to responses, after Tauri's handler has decided about navigations. Returns whether the page that
/// was loaded last became a download.
fn decide_responses(view: &WebView, access: PageAccess) -> Rc<Cell<bool>> {
    let is_download = Rc::new(Cell::new(false));
    let download_flag = is_download.clone();
    view.connect_decide_policy(move |_, decision, _| {
        let Some(response) = decision.downcast_ref::<ResponsePolicyDecision>() else { return false };
        let url = response.request().and_then(|request| request.uri()).and_then(|uri| Url::parse(&uri).ok());
        let is_page = response.is_main_frame_main_resource();
        let is_displayable = response.is_mime_type_supported();
        // Tauri's handler does not tell frames apart, so a top-level `data:` page reaches this point.
        let is_data_page = url.as_ref().is_some_and(|url| is_page && url.scheme() == "data");
        // WebKit downloads what it cannot display.
        if url.is_some() && is_displayable && !is_data_page {
            return false;
        }
        if url.is_some() && !is_displayable && access == PageAccess::App {
            download_flag.set(is_page);
            decision.download();
        } else {
            decision.ignore();
        }
        true
    });
    is_download
}

fn report_errors(view: &WebView, is_download: Rc<Cell<bool>>, on_error: impl Fn(PageError) + Clone + 'static) {
    let (report_error, load_retry) = (on_error.clone(), LoadRetry::attach(view));
    view.connect_load_failed(move |view, _, url, error| {
        if error.matches(PolicyError::FrameLoadInterruptedByPolicyChange) {
            // Err: there is no valid URL to report.
            if let (false, Ok(url)) = (is_download.take(), Url::parse(url)) {
                report_error(PageError::Interrupted(url));
            }
            return false;
        }
        // A load that was stopped or replaced by another one is not an error.
        if error.matches(NetworkError::Cancelled) {
            return false;
        }
        let is_retried = load_retry.retry(view, url, error);
        if !is_retried {
            report_error(PageError::Load);
        }
        is_retried
    });
    let report_error = on_error.clone();
    view.connect_load_failed_with_tls_errors(move |_, _, _, flags| {
        let code = if flags.contains(TlsCertificateFlags::EXPIRED) {
            Code::TlsExpired
        } else if flags.contains(TlsCertificateFlags::NOT_ACTIVATED) {
            Code::TlsClock
        } else if flags.contains(TlsCertificateFlags::BAD_IDENTITY) {
            Code::TlsName
        } else {
            Code::TlsUntrusted
        };
        report_error(PageError::Certificate(code));
        true
    });
    let report_error = on_error.clone();
    view.connect_web_process_terminated(move |_, _| report_error(PageError::Crash));
    // `window.close()` destroys the page but not its window, without any other event.
    view.connect_destroy(move |_| on_error(PageError::Closed));
}

/// Loads the page under the tenant's URL, so that the app sees the same origin as in a browser.
pub(crate) fn load_bearer_page<R: Runtime>(window: &WebviewWindow<R>, html: &str, base: &Url) -> tauri::Result<()> {
    let (html, base) = (html.to_owned(), base.clone());
    window.with_webview(move |platform| platform.inner().load_html(&html, Some(base.as_str())))
}

/// Whether `url` is that of a bearer page which the window has not loaded yet. WebKitGTK needs no such URL.
pub(crate) const fn is_bearer_page<R: Runtime>(_: &AppHandle<R>, _label: &str, _: &Url) -> bool {
    false
}
