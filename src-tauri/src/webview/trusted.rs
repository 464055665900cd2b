//! What windows with Portico's own pages share: they never leave these pages, and may do nothing else.

use tauri::webview::{NewWindowResponse, PermissionResponse};
use tauri::{AppHandle, Runtime, Url, WebviewUrl, WebviewWindowBuilder};

pub(crate) fn builder<'a, R: Runtime>(
    app: &'a AppHandle<R>,
    label: &str,
    page: WebviewUrl,
) -> WebviewWindowBuilder<'a, R, AppHandle<R>> {
    WebviewWindowBuilder::new(app, label, page)
        .devtools(cfg!(debug_assertions))
        .disable_drag_drop_handler()
        .general_autofill_enabled(false)
        .on_navigation(is_trusted_url)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_permission_request(|_, _| PermissionResponse::Deny)
}

/// Whether the URL is one of the application's own: its scheme, or that scheme's host on some systems.
fn is_trusted_url(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        ("http" | "https", Some("tauri.localhost")) => url.port().is_none(),
        _ => false,
    }
}

/// Where a window is raised, if the desktop lets it choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    Unchanged,
    /// In the upper half of the monitor with the pointer.
    AtPointer,
}

/// Centers horizontally, with a third of the free height above.
pub(crate) fn upper_center(
    (x, y, width, height): (i32, i32, i32, i32),
    (own_width, own_height): (i32, i32),
) -> (i32, i32) {
    (x + (width - own_width).max(0) / 2, y + (height - own_height).max(0) / 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trusted_url_accepts_only_app_pages() {
        for (text, is_trusted) in [
            ("tauri://localhost/", true),
            ("tauri://localhost/index.html#x", true),
            ("http://tauri.localhost/", true),
            ("https://tauri.localhost.evil.test/", false),
            ("tauri://evil/", false),
            ("https://acme.my.idaptive.app/", false),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("about:blank", false),
            ("icon://localhost/x", false),
        ] {
            assert_eq!(is_trusted_url(&Url::parse(text).unwrap()), is_trusted, "{text}");
        }
    }

    #[test]
    fn upper_center_stays_inside_the_monitor() {
        assert_eq!(upper_center((0, 0, 1280, 780), (640, 480)), (320, 100));
        assert_eq!(upper_center((1920, 40, 1920, 1040), (640, 480)), (2560, 226));
        assert_eq!(upper_center((100, 100, 320, 240), (640, 480)), (100, 100), "a screen that is too small");
    }
}
