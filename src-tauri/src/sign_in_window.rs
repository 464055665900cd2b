//! The window that shows the tenant's own login page. It has no capability and no script of ours;
//! the answer to the request is caught in its navigation handler and never requested.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use portico_core::ports::{Cookie, PageEvent, SignInPage};
use portico_core::problem::Code;
use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager, Runtime, WebviewWindow, WindowEvent};

use crate::web_page::{self, Fault};

pub(crate) const LABEL: &str = "sign-in";

pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, page: &Arc<SignInPage>) {
    close(app);
    let there = Arc::new(AtomicBool::new(false));
    let arrived = there.clone();
    let (judge, shown, faults, ended) = (page.clone(), page.clone(), page.clone(), page.clone());
    let window = web_page::builder(app, LABEL, move |url| judge.may_open(url))
        .title(title(&page.host()))
        .on_page_load(move |window, payload| {
            if let (PageLoadEvent::Started, Some(host)) = (payload.event(), web_page::host(payload.url())) {
                let _ = window.set_title(&title(&host));
                arrived.store(true, Ordering::Relaxed);
                shown.tell(PageEvent::Shown(host));
            }
        })
        .build();
    let Ok(window) = window else { return page.tell(PageEvent::Failed(Code::AuthPage)) };
    web_page::guard(&window, move |fault| match fault {
        // A dead link on a page that is there is the person's to see; they can go back.
        Fault::Load if there.load(Ordering::Relaxed) => {}
        Fault::Load | Fault::Crash => faults.tell(PageEvent::Failed(Code::AuthPage)),
        Fault::Certificate(code) => faults.tell(PageEvent::Failed(code)),
        Fault::Closed => faults.tell(PageEvent::Closed),
    });
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::CloseRequested { .. } | WindowEvent::Destroyed) {
            ended.tell(PageEvent::Closed);
        }
    });
    if window.navigate(page.url().clone()).is_err() {
        page.tell(PageEvent::Failed(Code::AuthPage));
    }
}

pub(crate) fn show<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = get(app) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

pub(crate) fn close<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = get(app) {
        // Not `close`: the page may be busy and is not asked.
        let _ = window.destroy();
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

fn get<R: Runtime>(app: &AppHandle<R>) -> Option<WebviewWindow<R>> {
    app.get_webview_window(LABEL)
}
