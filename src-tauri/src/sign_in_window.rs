//! The window that shows the tenant's own login page, and those that its pages open. They have no
//! capability and no script of ours; the answer to the request is caught in the navigation handler
//! and never requested.
//!
//! The first one is made out of sight: the core shows it when there is something for a person to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use portico_core::ports::{Cookie, PageEvent, SignInPage};
use portico_core::problem::Code;
use portico_core::tenant::TenantUrl;
use tauri::webview::{NewWindowResponse, PageLoadEvent, cookie};
use tauri::{AppHandle, Manager, Runtime, Url, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use crate::app_window::to_set;
#[cfg(target_os = "linux")]
use crate::printing;
use crate::shown::Shown;
use crate::web_page::{self, Counter, Downloads, Fault};

/// A label ends with a number and is never used twice: a window may still be going when the next one
/// comes.
pub(crate) const PREFIX: &str = "sign-in-";
const POPUP_PREFIX: &str = "popup-";
/// Windows that one sign-in may have open beside its own. Identity providers need one.
const MOST_POPUPS: usize = 3;

/// Hears of the pages of one window.
type Told = Box<dyn Fn(PageLoadEvent, &Url) + Send + Sync>;
type Builder<'a, R> = WebviewWindowBuilder<'a, R, AppHandle<R>>;

/// What the windows of one sign-in have in common.
struct Family<R: Runtime> {
    app: AppHandle<R>,
    numbers: Arc<Counter>,
    page: Arc<SignInPage>,
}

pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, counter: &Arc<Counter>, page: &Arc<SignInPage>) {
    close(app);
    let label = format!("{PREFIX}{}", counter.next());
    let family = Arc::new(Family { app: app.clone(), numbers: counter.clone(), page: page.clone() });
    let shown = Shown::of(page.url());
    let there = Arc::new(AtomicBool::new(false));
    let arrived = there.clone();
    let (tells, faults, ended) = (page.clone(), page.clone(), page.clone());
    let told = move |event: PageLoadEvent, url: &Url| match event {
        // The empty page before the first.
        _ if url.host().is_none() && !arrived.load(Ordering::Relaxed) => {}
        PageLoadEvent::Started => tells.tell(PageEvent::Began(url.clone())),
        PageLoadEvent::Finished => {
            arrived.store(true, Ordering::Relaxed);
            tells.tell(PageEvent::Finished);
        }
    };
    let Ok(window) = family.window(&label, &shown, Box::new(told)).visible(false).build() else {
        return page.tell(PageEvent::Failed(Code::AuthPage));
    };
    let on_fault = move |fault| match fault {
        // A dead link on a page that is there is the person's to see; they can go on from it.
        Fault::Load if there.load(Ordering::Relaxed) => {}
        // Of the answer, for one.
        Fault::Interrupted(_) => {}
        Fault::Load => faults.tell(PageEvent::Failed(Code::AuthPage)),
        Fault::Crash => faults.tell(PageEvent::Failed(Code::AuthCrash)),
        Fault::Certificate(code) => faults.tell(PageEvent::Failed(code)),
        Fault::Closed => faults.tell(PageEvent::Closed),
    };
    family.furnish(&window, &shown, Arc::new(on_fault));
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::CloseRequested { .. } | WindowEvent::Destroyed) {
            ended.tell(PageEvent::Closed);
        }
    });
    let seeded = page.cookies().iter().try_for_each(|cookie| window.set_cookie(to_set(cookie)));
    if seeded.and_then(|()| window.navigate(page.url().clone())).is_err() {
        page.tell(PageEvent::Failed(Code::AuthPage));
    }
}

impl<R: Runtime> Family<R> {
    /// One with the rules that hold for all of them. `told` hears of its pages.
    fn window<'a>(self: &'a Arc<Self>, label: &str, shown: &Shown, told: Told) -> Builder<'a, R> {
        let (judge, family) = (self.page.clone(), self.clone());
        let (opener, shows) = (shown.clone(), shown.clone());
        web_page::builder(&self.app, label, Downloads::Refused, move |url| judge.may_open(url))
            .title(title(&shown.host().name))
            .on_new_window(move |url, features| {
                let may = family.page.may_pop_up(&url);
                let window =
                    if may { family.pop_up(&opener, |builder| builder.window_features(features)) } else { None };
                window.map_or(NewWindowResponse::Deny, |window| NewWindowResponse::Create { window })
            })
            .on_page_load(move |window, payload| {
                if payload.event() == PageLoadEvent::Started {
                    shows.set(payload.url());
                    let _ = window.set_title(&title(&shows.host().name));
                }
                told(payload.event(), payload.url());
            })
    }

    #[cfg_attr(
        not(target_os = "linux"),
        allow(unused_variables, reason = "a window without an address is refused there")
    )]
    fn furnish(self: &Arc<Self>, window: &WebviewWindow<R>, shown: &Shown, on_fault: Arc<dyn Fn(Fault) + Send + Sync>) {
        #[cfg(target_os = "linux")]
        {
            let (family, opener) = (self.clone(), shown.clone());
            web_page::on_empty_window(window, move |view| {
                family.pop_up(&opener, |builder| builder.with_related_view(view))
            });
            printing::refuse(window);
        }
        web_page::keep_title(window);
        web_page::guard(window, Downloads::Refused, move |fault| on_fault(fault));
    }

    /// Another window for the page, with the same rules: identity providers open one to sign people in, and some
    /// of them an empty one that they send on later. The web engine asks only when a person clicked. `kinship` ties
    /// it to its opener.
    fn pop_up<'a>(
        self: &'a Arc<Self>,
        opener: &Shown,
        kinship: impl FnOnce(Builder<'a, R>) -> Builder<'a, R>,
    ) -> Option<WebviewWindow<R>> {
        let open = self.app.webview_windows().keys().filter(|label| label.starts_with(POPUP_PREFIX)).count();
        let label = format!("{POPUP_PREFIX}{}", self.numbers.next());
        // Until it has a page of its own, what is in it is its opener's.
        let shown = opener.inherited();
        let build = || kinship(self.window(&label, &shown, Box::new(|_, _| {}))).build().ok();
        let Some(window) = (open < MOST_POPUPS).then(build).flatten() else {
            self.page.tell(PageEvent::PopupRefused);
            return None;
        };
        let shut = window.clone();
        let on_fault = move |fault| match fault {
            Fault::Closed | Fault::Crash => drop(shut.destroy()),
            Fault::Interrupted(_) => {}
            _ => tracing::info!(?fault, "a page in a window of the sign-in did not load"),
        };
        self.furnish(&window, &shown, Arc::new(on_fault));
        Some(window)
    }
}

pub(crate) fn show<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = get(app) {
        let _ = window.show();
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

pub(crate) fn close<R: Runtime>(app: &AppHandle<R>) {
    for (label, window) in app.webview_windows() {
        if label.starts_with(PREFIX) || label.starts_with(POPUP_PREFIX) {
            // Not `close`: the page may be busy and is not asked.
            let _ = window.destroy();
        }
    }
}

/// Blocks until the web process answers, so never called on the window's own thread. Of a cookie for a domain
/// above the tenant's host only the engine knows whether the host gets it: wry drops the dot that says so.
pub(crate) fn cookies<R: Runtime>(app: &AppHandle<R>, tenant: &TenantUrl) -> Vec<Cookie> {
    let Some(window) = get(app) else { return Vec::new() };
    let is_own = |cookie: &Cookie| cookie.is_own_of(&tenant.host());
    let own = window.cookies().unwrap_or_default().iter().map(read).filter(is_own).collect::<Vec<_>>();
    let sent = window.cookies_for_url(tenant.join("/")).unwrap_or_default();
    own.into_iter().chain(sent.iter().map(read).filter(|cookie| !is_own(cookie))).collect()
}

fn read(cookie: &cookie::Cookie<'_>) -> Cookie {
    Cookie {
        name: cookie.name().to_owned(),
        value: cookie.value().to_owned().into(),
        domain: cookie.domain().unwrap_or_default().to_owned(),
        path: cookie.path().unwrap_or("/").to_owned(),
        secure: cookie.secure().unwrap_or(false),
        http_only: cookie.http_only().unwrap_or(false),
    }
}

/// The host comes first: it is what a person has to check, and what is cut off last.
fn title(host: &str) -> String {
    format!("{host} – Portico sign-in")
}

/// The latest, since an earlier one may still be going.
pub(crate) fn get<R: Runtime>(app: &AppHandle<R>) -> Option<WebviewWindow<R>> {
    let number = |label: &str| label.strip_prefix(PREFIX)?.parse::<u32>().ok();
    let windows = app.webview_windows().into_iter().filter_map(|(label, window)| Some((number(&label)?, window)));
    windows.max_by_key(|(number, _)| *number).map(|(_, window)| window)
}
