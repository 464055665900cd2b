//! A window that shows one app, already signed in: an empty cookie jar in memory into which the
//! session's cookies are put before the first request leaves.

use portico_core::account::AccountId;
use portico_core::launch::Start;
use portico_core::ports::{AppWindow, Cookie};
use secrecy::ExposeSecret;
use tauri::webview::{PageLoadEvent, cookie};
use tauri::{AppHandle, Manager, Runtime};

use crate::web_page::{self, Counter, Fault};

const PREFIX: &str = "app-";

pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, counter: &Counter, request: &AppWindow) -> tauri::Result<()> {
    let label = format!("{}{}", prefix(request.account.as_ref()), counter.next());
    let (tenant, name) = (request.tenant.clone(), request.name.clone());
    let window = web_page::builder(app, &label, move |url| AppWindow::may_open(&tenant, url))
        .title(&request.name)
        .on_page_load(move |window, payload| {
            if let (PageLoadEvent::Started, Some(host)) = (payload.event(), web_page::host(payload.url())) {
                let _ = window.set_title(&format!("{name} – {host}"));
            }
        })
        .build()?;
    let shut = window.clone();
    web_page::guard(&window, move |fault| match fault {
        Fault::Closed => drop(shut.destroy()),
        _ => tracing::info!(?fault, "a page in an app window did not load"),
    });
    let signed_in = request.cookies.iter().try_for_each(|cookie| window.set_cookie(to_set(cookie)));
    let opened = signed_in.and_then(|()| match &request.start {
        Start::Address(url) => window.navigate(url.clone()),
        Start::Page { .. } => Err(tauri::Error::WebviewNotFound),
    });
    if opened.is_err() {
        // Better no window than an empty one.
        let _ = window.destroy();
    }
    opened
}

/// Closes the windows of one account, or those of none.
pub(crate) fn close<R: Runtime>(app: &AppHandle<R>, account: Option<&AccountId>) {
    let prefix = prefix(account);
    for (label, window) in app.webview_windows() {
        if label.starts_with(&prefix) {
            let _ = window.destroy();
        }
    }
}

/// The label says whose the window is: `app-<account>-`.
fn prefix(account: Option<&AccountId>) -> String {
    format!("{PREFIX}{}-", account.map_or("nobody", AccountId::as_str))
}

pub(crate) fn to_set(cookie: &Cookie) -> cookie::Cookie<'static> {
    cookie::Cookie::build((cookie.name.clone(), cookie.value.expose_secret().to_owned()))
        .domain(cookie.domain.clone())
        .path(cookie.path.clone())
        .secure(cookie.secure)
        .http_only(cookie.http_only)
        .build()
}
