//! The window that shows the tenant's own login page, and those that its pages open. They have no
//! capability and no script of ours; the answer to the request is caught in the navigation handler
//! and never requested.
//!
//! The first one is made out of sight: the core shows it when there is something for a person to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use portico_core::ports::{Cookie, PageEvent, SignInPage};
use portico_core::problem::Code;
use tauri::webview::{NewWindowFeatures, NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Runtime, WebviewWindow, WindowEvent};

use crate::app_window::to_set;
use crate::web_page::{self, Counter, Downloads, Fault};

/// A label ends with a number and is never used twice: a window may still be going when the next one
/// comes.
pub(crate) const PREFIX: &str = "sign-in-";
const POPUP_PREFIX: &str = "popup-";
/// Windows that one sign-in may have open beside its own. Identity providers need one.
const MOST_POPUPS: usize = 3;

pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, counter: &Arc<Counter>, page: &Arc<SignInPage>) {
    close(app);
    let label = format!("{PREFIX}{}", counter.next());
    let there = Arc::new(AtomicBool::new(false));
    let arrived = there.clone();
    let (judge, shown, faults, ended, pops) = (page.clone(), page.clone(), page.clone(), page.clone(), page.clone());
    let (handle, numbers) = (app.clone(), counter.clone());
    let window = web_page::builder(app, &label, Downloads::Refused, move |url| judge.may_open(url))
        .visible(false)
        .title(title(&page.host()))
        .on_new_window(move |url, features| pop_up(&handle, &numbers, &pops, &url, features))
        .on_page_load(move |window, payload| match (payload.event(), web_page::host(payload.url())) {
            // The empty page before the first.
            (_, None) => {}
            (PageLoadEvent::Started, Some(host)) => {
                let _ = window.set_title(&title(&host));
                shown.tell(PageEvent::Began(payload.url().clone()));
            }
            (PageLoadEvent::Finished, Some(_)) => {
                arrived.store(true, Ordering::Relaxed);
                shown.tell(PageEvent::Finished);
            }
        })
        .build();
    let Ok(window) = window else { return page.tell(PageEvent::Failed(Code::AuthPage)) };
    web_page::guard(&window, Downloads::Refused, move |fault| match fault {
        // A dead link on a page that is there is the person's to see; they can go on from it.
        Fault::Load if there.load(Ordering::Relaxed) => {}
        Fault::Load => faults.tell(PageEvent::Failed(Code::AuthPage)),
        Fault::Crash => faults.tell(PageEvent::Failed(Code::AuthCrash)),
        Fault::Certificate(code) => faults.tell(PageEvent::Failed(code)),
        Fault::Closed => faults.tell(PageEvent::Closed),
    });
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

/// Another window for the page, with the same rules: identity providers open one to sign people in.
/// The web engine asks only when a person clicked.
fn pop_up<R: Runtime>(
    app: &AppHandle<R>,
    counter: &Arc<Counter>,
    page: &Arc<SignInPage>,
    url: &tauri::Url,
    features: NewWindowFeatures,
) -> NewWindowResponse<R> {
    let open = app.webview_windows().keys().filter(|label| label.starts_with(POPUP_PREFIX)).count();
    if open >= MOST_POPUPS {
        page.tell(PageEvent::PopupRefused);
        return NewWindowResponse::Deny;
    }
    if !page.may_pop_up(url) {
        return NewWindowResponse::Deny;
    }
    let label = format!("{POPUP_PREFIX}{}", counter.next());
    let (judge, pops, handle, numbers) = (page.clone(), page.clone(), app.clone(), counter.clone());
    let window = web_page::builder(app, &label, Downloads::Refused, move |url| judge.may_open(url))
        .title(title(&page.host()))
        .window_features(features)
        .on_new_window(move |url, features| pop_up(&handle, &numbers, &pops, &url, features))
        .on_page_load(move |window, payload| {
            if let (PageLoadEvent::Started, Some(host)) = (payload.event(), web_page::host(payload.url())) {
                let _ = window.set_title(&title(&host));
            }
        })
        .build();
    let Ok(window) = window else {
        page.tell(PageEvent::PopupRefused);
        return NewWindowResponse::Deny;
    };
    let shut = window.clone();
    web_page::guard(&window, Downloads::Refused, move |fault| match fault {
        Fault::Closed | Fault::Crash => drop(shut.destroy()),
        _ => tracing::info!(?fault, "a page in a window of the sign-in did not load"),
    });
    NewWindowResponse::Create { window }
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

/// Blocks until the web process answers, so never called on the window's own thread.
pub(crate) fn cookies<R: Runtime>(app: &AppHandle<R>) -> Vec<Cookie> {
    let all = get(app).and_then(|window| window.cookies().ok()).unwrap_or_default();
    all.into_iter()
        .map(|cookie| Cookie {
            name: cookie.name().to_owned(),
            value: cookie.value().to_owned().into(),
            domain: cookie.domain().unwrap_or_default().to_owned(),
            path: cookie.path().unwrap_or("/").to_owned(),
            secure: cookie.secure().unwrap_or(false),
            http_only: cookie.http_only().unwrap_or(false),
        })
        .collect()
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
