//! Serves `icon://localhost/<id>`: icons that the core has rendered, for the `<img>` elements of Portico's own pages.
//!
//! A registered scheme counts as local in every window, so this one serves only PNG files, and only to trusted windows:
//! a web page must not learn which apps a user has.

use std::sync::Arc;

use portico_core::{App, task};
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::windows::main as main_window;
use crate::windows::palette;

pub(crate) const SCHEME: &str = "icon";

#[allow(clippy::needless_pass_by_value, reason = "the signature is Tauri's")]
pub(crate) fn respond<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().try_state::<Arc<App>>().map(|app| app.inner().clone());
    let Some(app) =
        app.filter(|_| context.webview_label() == main_window::LABEL || context.webview_label() == palette::LABEL)
    else {
        return responder.respond(not_found());
    };
    let id = request.uri().path().trim_start_matches('/').to_owned();
    app.clone().spawn(async move {
        // Without a response the page would wait for ever.
        let icon = task::catch_panic(app.icon(&id)).await;
        let response = match icon.ok().flatten() {
            Some(png) => Response::builder()
                .header(header::CONTENT_TYPE, "image/png")
                .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
                .header(header::CACHE_CONTROL, "private, max-age=86400")
                .body(png.as_ref().clone())
                .unwrap_or_else(|_| not_found()),
            None => not_found(),
        };
        tracing::debug!(status = response.status().as_u16(), "an icon was served");
        responder.respond(response);
    });
}

fn not_found() -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
