//! Opens the window with the tenant's own sign-in page, and the popups of that page.
//!
//! These windows have no capability and none of Portico's scripts. The navigation handler catches the redirect that
//! answers the authorization request, so that it is never requested. The first window starts hidden; the core shows it
//! when the user has something to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use portico_core::cookie::Cookie;
use portico_core::error::Code;
use portico_core::sign_in::page::{PageEvent, SignInPage};
use portico_core::tenant::url::TenantUrl;
use tauri::webview::{NewWindowResponse, PageLoadEvent, cookie};
use tauri::{AppHandle, Manager, Runtime, Url, WebviewWindow, WebviewWindowBuilder, WindowEvent};

#[cfg(target_os = "linux")]
use crate::webview::linux::printing;
use crate::webview::page_origin::PageOrigin;
use crate::webview::untrusted::{self, DownloadPolicy, PageError, WindowCounter};

/// Labels end with a number and are not reused: a window may still be closing when the next one opens.
pub(crate) const PREFIX: &str = "sign-in-";
const POPUP_PREFIX: &str = "popup-";
/// Limit of open popups per sign-in. Identity providers need one.
const MAX_POPUPS: usize = 3;

/// Observes the page loads of one window.
type PageLoadObserver = Box<dyn Fn(PageLoadEvent, &Url) + Send + Sync>;
type Builder<'a, R> = WebviewWindowBuilder<'a, R, AppHandle<R>>;

/// What the windows of one sign-in share.
struct WindowGroup<R: Runtime> {
    app: AppHandle<R>,
    window_counter: Arc<WindowCounter>,
    page: Arc<SignInPage>,
}

pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, counter: &Arc<WindowCounter>, page: &Arc<SignInPage>) {
    close(app);
    let label = format!("{PREFIX}{}", counter.next());
    let group = Arc::new(WindowGroup { app: app.clone(), window_counter: counter.clone(), page: page.clone() });
    let origin = PageOrigin::new(page.url());
    let page_loaded = Arc::new(AtomicBool::new(false));
    let page_loaded_flag = page_loaded.clone();
    let (load_page, error_page, closed_page) = (page.clone(), page.clone(), page.clone());
    let observer = move |event: PageLoadEvent, url: &Url| match event {
        // The blank page before the first.
        _ if url.host().is_none() && !page_loaded_flag.load(Ordering::Relaxed) => {}
        PageLoadEvent::Started => load_page.emit(PageEvent::LoadStarted(url.clone())),
        PageLoadEvent::Finished => {
            page_loaded_flag.store(true, Ordering::Relaxed);
            load_page.emit(PageEvent::LoadFinished);
        }
    };
    let Ok(window) = group.window_builder(&label, &origin, Box::new(observer)).visible(false).build() else {
        return page.emit(PageEvent::Failed(Code::AuthPage));
    };
    let on_error = move |error| match error {
        // A dead link on a loaded page is not an error of the sign-in: the user can continue from there.
        PageError::Load if page_loaded.load(Ordering::Relaxed) => {}
        // Of the answer, for one.
        PageError::Interrupted(_) => {}
        PageError::Load => error_page.emit(PageEvent::Failed(Code::AuthPage)),
        PageError::Crash => error_page.emit(PageEvent::Failed(Code::AuthCrash)),
        PageError::Certificate(code) => error_page.emit(PageEvent::Failed(code)),
        PageError::Closed => error_page.emit(PageEvent::Closed),
    };
    group.install(&window, &origin, Arc::new(on_error));
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::CloseRequested { .. } | WindowEvent::Destroyed) {
            closed_page.emit(PageEvent::Closed);
        }
    });
    let cookies_set =
        page.cookies().iter().try_for_each(|cookie| window.set_cookie(untrusted::to_webview_cookie(cookie)));
    if cookies_set.and_then(|()| window.navigate(page.url().clone())).is_err() {
        page.emit(PageEvent::Failed(Code::AuthPage));
    }
}

impl<R: Runtime> WindowGroup<R> {
    /// Returns a builder with the rules of all windows of the group. `observer` is called for its page loads.
    fn window_builder<'a>(
        self: &'a Arc<Self>,
        label: &str,
        origin: &PageOrigin,
        observer: PageLoadObserver,
    ) -> Builder<'a, R> {
        let (navigation_page, group) = (self.page.clone(), self.clone());
        let (opener_origin, page_origin) = (origin.clone(), origin.clone());
        untrusted::builder(&self.app, label, DownloadPolicy::Deny, move |url| navigation_page.allow_navigation(url))
            .title(title(&origin.host().name))
            .on_new_window(move |url, features| {
                let is_allowed = group.page.allow_popup(&url);
                let window = if is_allowed {
                    group.open_popup(&opener_origin, |builder| builder.window_features(features))
                } else {
                    None
                };
                window.map_or(NewWindowResponse::Deny, |window| NewWindowResponse::Create { window })
            })
            .on_page_load(move |window, payload| {
                if payload.event() == PageLoadEvent::Started {
                    page_origin.record_load(payload.url());
                    let _ = window.set_title(&title(&page_origin.host().name));
                }
                observer(payload.event(), payload.url());
            })
    }

    #[cfg_attr(not(target_os = "linux"), allow(unused_variables, reason = "popups without a URL are denied there"))]
    fn install(
        self: &Arc<Self>,
        window: &WebviewWindow<R>,
        origin: &PageOrigin,
        on_error: Arc<dyn Fn(PageError) + Send + Sync>,
    ) {
        #[cfg(target_os = "linux")]
        {
            let (group, opener_origin) = (self.clone(), origin.clone());
            untrusted::on_blank_popup(window, move |view| {
                group.open_popup(&opener_origin, |builder| builder.with_related_view(view))
            });
            printing::deny_page_printing(window);
        }
        untrusted::disable_fullscreen(window);
        untrusted::install_handlers(window, DownloadPolicy::Deny, move |error| on_error(error));
    }

    /// Opens a popup with the same rules: identity providers sign users in there, and some open a blank one and
    /// navigate it later. The web engine asks only after a click. `relate` ties the popup to its opener.
    fn open_popup<'a>(
        self: &'a Arc<Self>,
        opener_origin: &PageOrigin,
        relate: impl FnOnce(Builder<'a, R>) -> Builder<'a, R>,
    ) -> Option<WebviewWindow<R>> {
        let popup_count = self.app.webview_windows().keys().filter(|label| label.starts_with(POPUP_PREFIX)).count();
        let label = format!("{POPUP_PREFIX}{}", self.window_counter.next());
        // Until it has loaded a page, its content is its opener's.
        let origin = opener_origin.for_popup();
        let build = || relate(self.window_builder(&label, &origin, Box::new(|_, _| {}))).build().ok();
        let Some(window) = (popup_count < MAX_POPUPS).then(build).flatten() else {
            self.page.emit(PageEvent::PopupBlocked);
            return None;
        };
        let own_window = window.clone();
        let on_error = move |error| match error {
            PageError::Closed | PageError::Crash => drop(own_window.destroy()),
            PageError::Interrupted(_) => {}
            _ => tracing::info!(?error, "a page in a sign-in popup did not load"),
        };
        self.install(&window, &origin, Arc::new(on_error));
        Some(window)
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
    for (label, window) in app.webview_windows() {
        if label.starts_with(PREFIX) || label.starts_with(POPUP_PREFIX) {
            // Not `close`, which asks the page: it may be busy.
            let _ = window.destroy();
        }
    }
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

/// The host comes first: the user has to check it, and it is cut off last.
fn title(host: &str) -> String {
    format!("{host} – Portico sign-in")
}

/// Returns the latest window, since an earlier one may still be closing.
pub(crate) fn current_window<R: Runtime>(app: &AppHandle<R>) -> Option<WebviewWindow<R>> {
    let number = |label: &str| label.strip_prefix(PREFIX)?.parse::<u32>().ok();
    let windows = app.webview_windows().into_iter().filter_map(|(label, window)| Some((number(&label)?, window)));
    windows.max_by_key(|(number, _)| *number).map(|(_, window)| window)
}
