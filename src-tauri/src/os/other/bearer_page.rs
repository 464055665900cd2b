//! Shows the page that the tenant returned to a request with a bearer token: a scheme of our own serves it.

use portico_core::launch::bearer_page::BearerPages;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{
    AppHandle, Builder, Manager, Runtime, UriSchemeContext, UriSchemeResponder, Url, WebviewWindow, WindowEvent,
};

const SCHEME: &str = "launch";
/// WebView2 has no schemes of applications; wry takes a host for each.
const ORIGIN: &str = if cfg!(windows) { "http://launch.localhost" } else { "launch://localhost" };

pub(super) fn configure<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.manage(BearerPages::default()).register_asynchronous_uri_scheme_protocol(SCHEME, respond)
}

/// Loads the page under a URL of its own, with the tenant's as its base.
pub(crate) fn load_bearer_page<R: Runtime>(window: &WebviewWindow<R>, html: &str, base: &Url) -> tauri::Result<()> {
    let url = window.state::<BearerPages>().add(window.label(), ORIGIN, html, base);
    let url = url.map_err(|_| tauri::Error::WebviewNotFound)?;
    let own_window = window.clone();
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            own_window.state::<BearerPages>().remove(own_window.label());
        }
    });
    window.navigate(url)
}

/// Whether `url` is that of a bearer page which the window has not loaded yet.
pub(crate) fn is_bearer_page<R: Runtime>(app: &AppHandle<R>, label: &str, url: &Url) -> bool {
    app.state::<BearerPages>().is_pending(label, url)
}

#[allow(clippy::needless_pass_by_value, reason = "the signature is Tauri's")]
fn respond<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let pages = context.app_handle().state::<BearerPages>();
    let page = pages.take(context.webview_label(), request.uri().path());
    responder.respond(page.map_or_else(not_found, html_response));
}

fn html_response(html: String) -> Response<Vec<u8>> {
    let mut response = Response::new(html.into_bytes());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    response
}

fn not_found() -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
