//! Opens the window with the tenant's own sign-in page.
//!
//! These windows have no capability and none of Portico's scripts. The navigation handler catches the redirect that
//! answers the authorization request, so that it is never requested. The first window starts hidden; the core shows it
//! when the user has something to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use portico_core::App;
use portico_core::cookie::Cookie;
use portico_core::error::Code;
use portico_core::sign_in::page::{PageEvent, SignInPage};
use portico_core::tenant::url::TenantUrl;
use portico_core::view::SignInMethod;
use tauri::webview::{PageLoadEvent, cookie};
use tauri::{AppHandle, Manager, Runtime, Url, WebviewWindow, WindowEvent};

use crate::labels::SignInBarLabels;
use crate::os;
use crate::webview::untrusted::{self, PageAccess, PageError, WindowCounter};
use crate::windows::page_group::{self, PageRules, PageWindow};

/// Labels end with a number and are not reused: a window may still be closing when the next one opens.
pub(crate) const PREFIX: &str = "sign-in-";

struct SignInRules {
    page: Arc<SignInPage>,
    /// The first window has loaded a page.
    has_loaded: AtomicBool,
}

pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, counter: &WindowCounter, page: &Arc<SignInPage>) {
    close(app);
    let rules = SignInRules { page: page.clone(), has_loaded: AtomicBool::new(false) };
    let label = format!("{PREFIX}{}", counter.next());
    let result = page_group::open(app, label, page.url(), false, rules).and_then(|window| {
        let closed_page = page.clone();
        window.on_window_event(move |event| {
            if matches!(event, WindowEvent::CloseRequested { .. } | WindowEvent::Destroyed) {
                closed_page.emit(PageEvent::Closed);
            }
        });
        untrusted::set_cookies(&window, page.cookies())?;
        window.navigate(page.url().clone())
    });
    if result.is_err() {
        page.emit(PageEvent::Failed(Code::AuthPage));
    }
}

impl<R: Runtime> PageRules<R> for SignInRules {
    const ACCESS: PageAccess = PageAccess::SignIn;
    /// Identity providers need one.
    const MAX_POPUPS: usize = 3;

    /// The host comes first: the user has to check it, and it is cut off last.
    fn title(&self, host: &str) -> String {
        format!("{host} – Portico sign-in")
    }

    fn allow_navigation(&self, _page: &PageWindow<R>, url: &Url) -> bool {
        self.page.allow_navigation(url)
    }

    fn allow_popup(&self, _page: &PageWindow<R>, url: &Url) -> bool {
        self.page.allow_popup(url)
    }

    fn on_popup_failed(&self) {
        self.page.emit(PageEvent::PopupBlocked);
    }

    fn on_page_load(&self, page: &PageWindow<R>, event: PageLoadEvent, url: &Url) {
        let is_blank = url.host().is_none() && !self.has_loaded.load(Ordering::Relaxed);
        match event {
            _ if page.is_popup || is_blank => {}
            PageLoadEvent::Started => self.page.emit(PageEvent::LoadStarted(url.clone())),
            PageLoadEvent::Finished => {
                self.has_loaded.store(true, Ordering::Relaxed);
                self.page.emit(PageEvent::LoadFinished);
            }
        }
    }

    fn on_error(&self, page: &PageWindow<R>, error: PageError) {
        match error {
            // Of the answer, for one.
            PageError::Interrupted(_) => {}
            PageError::Closed | PageError::Crash if page.is_popup => page.destroy(),
            _ if page.is_popup => tracing::info!(?error, "a page in a sign-in popup did not load"),
            // A dead link on a loaded page is not an error of the sign-in: the user can continue from there.
            PageError::Load if self.has_loaded.load(Ordering::Relaxed) => {}
            PageError::Load => self.page.emit(PageEvent::Failed(Code::AuthPage)),
            PageError::Crash => self.page.emit(PageEvent::Failed(Code::AuthCrash)),
            PageError::Certificate(code) => self.page.emit(PageEvent::Failed(code)),
            PageError::Closed => self.page.emit(PageEvent::Closed),
        }
    }
}

pub(crate) fn show<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = current_window(app) {
        let _ = window.show();
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

pub(crate) fn close<R: Runtime>(app: &AppHandle<R>) {
    page_group::close_all(app, PREFIX);
}

/// Shows what is wrong with the page and two ways to continue, or hides that. On other systems than Linux only the main
/// window shows it.
pub(crate) fn set_bar<R: Runtime>(app: &AppHandle<R>, labels: Option<SignInBarLabels>) {
    let Some(window) = current_window(app) else { return };
    let handle = app.clone();
    os::set_sign_in_bar(&window, labels, move |in_browser| {
        let core = handle.state::<Arc<App>>().inner().clone();
        let method = in_browser.then_some(SignInMethod::Browser);
        core.clone().spawn(async move { core.sign_in(method).await });
    });
}

/// Reads the cookies that the tenant's host receives. Blocks until the web process answers, so it must not be called on
/// the window's thread. Only the web engine knows whether the host receives a cookie of a parent domain, since wry
/// drops the leading dot.
pub(crate) fn cookies<R: Runtime>(app: &AppHandle<R>, tenant: &TenantUrl) -> Vec<Cookie> {
    let Some(window) = current_window(app) else { return Vec::new() };
    let is_host_cookie = |cookie: &Cookie| cookie.is_scoped_to(&tenant.host());
    let host_cookies =
        window.cookies().unwrap_or_default().iter().map(from_webview_cookie).filter(is_host_cookie).collect::<Vec<_>>();
    let sent_cookies = window.cookies_for_url(tenant.join("/")).unwrap_or_default();
    host_cookies
        .into_iter()
        .chain(sent_cookies.iter().map(from_webview_cookie).filter(|cookie| !is_host_cookie(cookie)))
        .collect()
}

fn from_webview_cookie(cookie: &cookie::Cookie<'_>) -> Cookie {
    Cookie {
        name: cookie.name().to_owned(),
        value: cookie.value().to_owned().into(),
        domain: cookie.domain().unwrap_or_default().to_owned(),
        path: cookie.path().unwrap_or("/").to_owned(),
        secure: cookie.secure().unwrap_or(false),
        http_only: cookie.http_only().unwrap_or(false),
    }
}

/// Returns the latest window, since an earlier one may still be closing.
fn current_window<R: Runtime>(app: &AppHandle<R>) -> Option<WebviewWindow<R>> {
    let number = |label: &str| label.strip_prefix(PREFIX)?.parse::<u32>().ok();
    let windows = app.webview_windows().into_iter().filter_map(|(label, window)| Some((number(&label)?, window)));
    windows.max_by_key(|(number, _)| *number).map(|(_, window)| window)
}
