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

/// What the pages of a window may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageAccess {
    /// No downloads, no printing, no full screen.
    SignIn,
    /// Downloads where the user chooses, and printing after user activation.
    App,
}

/// A window that is being built.
pub(crate) type WindowBuilder<'a, R> = WebviewWindowBuilder<'a, R, AppHandle<R>>;

/// Ties a new window to another one's web view.
pub(crate) type Relate<R> = Box<dyn for<'a> FnOnce(WindowBuilder<'a, R>) -> WindowBuilder<'a, R>>;

/// Builds a window on a blank page, so that handlers and cookies are set before the first request. `is_allowed` decides
/// about every URL; it runs on the window's thread.
pub(crate) fn builder<'a, R: Runtime>(
    app: &'a AppHandle<R>,
    label: &str,
    has_save_dialog: bool,
    is_allowed: impl Fn(&Url) -> bool + Send + 'static,
) -> WindowBuilder<'a, R> {
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
    // Tauri's handler needs its answer at once, so a window that prompts has a handler in its web context instead. Without
    // either, all downloads are saved without asking.
    if has_save_dialog { builder } else { builder.on_download(|_, _| false) }
}

fn blank_url() -> Url {
    Url::parse("about:blank").unwrap_or_else(|_| unreachable!("a constant that parses"))
}

/// Puts cookies of the core into the window's jar. A domain without a leading dot limits a cookie to that host; the core
/// sets it so.
pub(crate) fn set_cookies<R: Runtime>(window: &WebviewWindow<R>, cookies: &[Cookie]) -> tauri::Result<()> {
    cookies.iter().try_for_each(|cookie| {
        let builder = cookie::Cookie::build((cookie.name.clone(), cookie.value.expose_secret().to_owned()))
            .domain(cookie.domain.clone())
            .path(cookie.path.clone());
        window.set_cookie(builder.secure(cookie.secure).http_only(cookie.http_only).build())
    })
}

/// Why a page did not load, or is gone.
#[derive(Clone, Debug)]
#[allow(dead_code, reason = "reported on Linux only")]
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
