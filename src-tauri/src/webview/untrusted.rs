//! Builds windows for web pages, with the rules that all of them share: an empty cookie jar in memory, no developer
//! tools, no permissions, no popups or downloads unless the window allows them, and a title that only Rust sets.

use std::sync::atomic::{AtomicU32, Ordering};

use portico_core::cookie::Cookie;
use portico_core::error::Code;
use secrecy::ExposeSecret;
use tauri::webview::{NewWindowResponse, PermissionResponse, cookie};
use tauri::{AppHandle, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// Numbers windows, so that labels are unique within a run.
#[derive(Default)]
pub(crate) struct WindowCounter(AtomicU32);

impl WindowCounter {
    pub(crate) fn next(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

/// What happens to downloads of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DownloadPolicy {
    Deny,
    /// The user is prompted, see [`download`](crate::webview::download).
    Prompt,
}

impl DownloadPolicy {
    /// Whether Tauri's own handler has to deny downloads. It needs its answer at once, so a window that prompts
    /// installs a handler in its web context instead. Without either, all downloads are saved without asking.
    const fn needs_tauri_denial(self) -> bool {
        matches!(self, Self::Deny) || !cfg!(target_os = "linux")
    }
}

/// Builds a window on a blank page, so that handlers and cookies are set before the first request. `is_allowed` decides
/// about every URL; it runs on the window's thread.
pub(crate) fn builder<'a, R: Runtime>(
    app: &'a AppHandle<R>,
    label: &str,
    download_policy: DownloadPolicy,
    is_allowed: impl Fn(&Url) -> bool + Send + 'static,
) -> WebviewWindowBuilder<'a, R, AppHandle<R>> {
    let builder = WebviewWindowBuilder::new(app, label, WebviewUrl::External(blank_url()))
        .incognito(true)
        .devtools(false)
        .inner_size(960.0, 640.0)
        .min_inner_size(360.0, 480.0)
        .center()
        .disable_drag_drop_handler()
        .browser_extensions_enabled(false)
        .general_autofill_enabled(false)
        .on_navigation(is_allowed)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_permission_request(|_, _| PermissionResponse::Deny);
    if download_policy.needs_tauri_denial() { builder.on_download(|_, _| false) } else { builder }
}

fn blank_url() -> Url {
    Url::parse("about:blank").unwrap_or_else(|_| unreachable!("a constant that parses"))
}

/// Converts a cookie of the core. A domain without a leading dot limits it to that host; the core sets it so.
pub(crate) fn to_webview_cookie(cookie: &Cookie) -> cookie::Cookie<'static> {
    cookie::Cookie::build((cookie.name.clone(), cookie.value.expose_secret().to_owned()))
        .domain(cookie.domain.clone())
        .path(cookie.path.clone())
        .secure(cookie.secure)
        .http_only(cookie.http_only)
        .build()
}

/// Why a page did not load, or is gone.
#[derive(Clone, Debug)]
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "not reported there"))]
pub(crate) enum PageError {
    Load,
    /// The load of this URL was interrupted and is not a download.
    Interrupted(Url),
    /// Its certificate is not trusted, for this reason.
    Certificate(Code),
    /// The web process ended.
    Crash,
    /// The page closed itself.
    Closed,
}

/// Reports errors for which Tauri has no event, and blocks what its navigation handler lets through: URLs that the
/// `url` crate cannot parse.
#[cfg(target_os = "linux")]
pub(crate) fn install_handlers<R: Runtime>(
    window: &WebviewWindow<R>,
    download_policy: DownloadPolicy,
    on_error: impl Fn(PageError) + Send + Sync + Clone + 'static,
) {
    use std::cell::Cell;
    use std::rc::Rc;

    use gtk::prelude::WidgetExt;
    use webkit2gtk::{
        LoadEvent, PolicyDecisionExt, ResponsePolicyDecision, ResponsePolicyDecisionExt, SettingsExt, URIRequestExt,
        WebViewExt, gio::TlsCertificateFlags, glib::prelude::Cast,
    };

    use crate::webview::linux::load_retry::LoadRetry;

    let _ = window.with_webview(move |platform| {
        let view = platform.inner();
        remove_tauri_ipc(&view);
        if let Some(settings) = WebViewExt::settings(&view) {
            settings.set_allow_top_navigation_to_data_urls(false);
        }
        let is_download = Rc::new(Cell::new(false));
        let download_flag = is_download.clone();
        view.connect_decide_policy(move |_, decision, _| {
            // Runs after Tauri's handler, which has decided about navigations; responses remain.
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
            if url.is_some() && !is_displayable && download_policy == DownloadPolicy::Prompt {
                is_download.set(is_page);
                decision.download();
            } else {
                decision.ignore();
            }
            true
        });
        view.connect_load_changed(|view, event| {
            if event == LoadEvent::Started && view.uri().is_some_and(|uri| Url::parse(&uri).is_err()) {
                view.stop_loading();
            }
        });
        let (report_error, load_retry) = (on_error.clone(), LoadRetry::attach(&view));
        view.connect_load_failed(move |view, _, url, error| {
            if error.matches(webkit2gtk::PolicyError::FrameLoadInterruptedByPolicyChange) {
                let was_download = download_flag.take();
                // Err: there is no valid URL to report.
                let _ = Url::parse(url).map(|url| {
                    if !was_download {
                        report_error(PageError::Interrupted(url))
                    }
                });
                return false;
            }
            // A load that was stopped or replaced by another one is not an error.
            if error.matches(webkit2gtk::NetworkError::Cancelled) {
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
    });
}

/// Pages cannot go full screen where only the title shows the host.
#[cfg(target_os = "linux")]
pub(crate) fn disable_fullscreen<R: Runtime>(window: &WebviewWindow<R>) {
    use webkit2gtk::{SettingsExt, WebViewExt};

    // Err: the window is gone already.
    let _ = window.with_webview(|platform| {
        if let Some(settings) = platform.inner().settings() {
            settings.set_enable_fullscreen(false);
        }
    });
}

/// Removes the IPC bridge that Tauri injects into every page. Web pages may call no command anyway, but WebKit counts a
/// script that the application runs as user activation: a page could open a popup in the response to a denied command.
#[cfg(target_os = "linux")]
fn remove_tauri_ipc(view: &webkit2gtk::WebView) {
    use webkit2gtk::{UserContentManagerExt, WebViewExt};

    if let Some(manager) = view.user_content_manager() {
        manager.remove_all_scripts();
        manager.unregister_script_message_handler("ipc");
    }
}

/// Handles popups that a page opens without a URL, to write their content or navigate them later. Tauri denies them,
/// since an empty URL does not parse. `create_popup` builds a window that is related to the given view.
#[cfg(target_os = "linux")]
pub(crate) fn on_blank_popup<R: Runtime>(
    window: &WebviewWindow<R>,
    create_popup: impl Fn(webkit2gtk::WebView) -> Option<WebviewWindow<R>> + Send + 'static,
) {
    use std::sync::mpsc;

    use webkit2gtk::glib::SendWeakRef;
    use webkit2gtk::glib::prelude::{Cast, ObjectExt};
    use webkit2gtk::{URIRequestExt, WebViewExt};

    let _ = window.with_webview(move |platform| {
        platform.inner().connect_create(move |view, action| {
            // Tauri has handled all others.
            if action.request().and_then(|request| request.uri()).is_some_and(|uri| !uri.is_empty()) {
                return None;
            }
            let (sender, receiver) = mpsc::channel();
            // Runs at once, since this is the main thread.
            create_popup(view.clone())?
                .with_webview(move |platform| {
                    let _ = sender.send(SendWeakRef::from(platform.inner().downgrade()));
                })
                .ok()?;
            receiver.try_recv().ok()?.upgrade().map(Cast::upcast)
        });
    });
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn disable_fullscreen<R: Runtime>(_window: &WebviewWindow<R>) {}

#[cfg(not(target_os = "linux"))]
pub(crate) fn install_handlers<R: Runtime>(
    _window: &WebviewWindow<R>,
    _download_policy: DownloadPolicy,
    _on_error: impl Fn(PageError) + Send + Sync + Clone + 'static,
) {
}
