//! The one window that shows Portico's own UI. It never leaves the application's pages.

use std::borrow::Cow;

use tauri::http::Response;
use tauri::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use tauri::webview::{NewWindowResponse, PermissionResponse};
use tauri::{AppHandle, Manager, RunEvent, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_window_state::StateFlags;

use crate::publisher::Publisher;

pub(crate) const LABEL: &str = "main";

/// `visible`: else it comes when somebody asks for it.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, visible: bool) -> tauri::Result<()> {
    let handle = app.clone();
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Portico")
        .inner_size(960.0, 640.0)
        .min_inner_size(360.0, 480.0)
        .center()
        .visible(visible)
        .devtools(cfg!(debug_assertions))
        .disable_drag_drop_handler()
        .general_autofill_enabled(false)
        .on_navigation(is_own_page)
        .on_web_resource_request(move |request, response| {
            if matches!(request.uri().path(), "" | "/" | "/index.html") {
                give_views(&handle, response);
            }
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_permission_request(|_, _| PermissionResponse::Deny)
        .build()?;
    paint_plainly(&window);
    rest_the_caret();
    Ok(())
}

/// The page brings its first views.
fn give_views<R: Runtime>(app: &AppHandle<R>, response: &mut Response<Cow<'static, [u8]>>) {
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "text/html");
    if is_page {
        let page = app.state::<Publisher>().page(&crate::core(app), response.body());
        *response.body_mut() = Cow::Owned(page);
        // It holds somebody's list.
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// The UI is flat and still: painted without the compositor it is on screen sooner, takes less memory
/// and rests when it rests. It is also safe from graphics drivers that leave web views blank.
#[cfg(target_os = "linux")]
fn paint_plainly<R: Runtime>(window: &WebviewWindow<R>) {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    // Err: the window is gone already.
    let _ = window.with_webview(|platform| {
        if let Some(settings) = platform.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    });
}

#[cfg(not(target_os = "linux"))]
fn paint_plainly<R: Runtime>(_window: &WebviewWindow<R>) {}

/// A caret that blinks in the search box is all that Portico would do while nobody is there. GTK's own fields stop after
/// ten seconds; WebKitGTK knows no such end, and repaints all the more when told not to blink at all (2.50). So each blink
/// takes 24 days.
#[cfg(target_os = "linux")]
fn rest_the_caret() {
    use gtk::prelude::GtkSettingsExt;

    if let Some(settings) = gtk::Settings::default() {
        settings.set_gtk_cursor_blink_time(i32::MAX);
    }
}

#[cfg(not(target_os = "linux"))]
const fn rest_the_caret() {}

pub(crate) fn raise<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Size, place and maximised; never "hidden", since a double click has to show a window.
pub(crate) fn remembered() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED
}

/// Portico ends with its main window: what was opened from it is of its session.
pub(crate) fn on_event<R: Runtime>(app: &AppHandle<R>, event: RunEvent) {
    if let RunEvent::WindowEvent { label, event: WindowEvent::Destroyed, .. } = event
        && label == LABEL
    {
        quit(app);
    }
}

/// Where webviews serve the application: its own scheme, or that scheme's host on some systems.
fn is_own_page(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        ("http" | "https", Some("tauri.localhost")) => url.port().is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages() {
        for (text, own) in [
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
            assert_eq!(is_own_page(&Url::parse(text).unwrap()), own, "{text}");
        }
    }
}

/// What was not written yet is written first.
pub(crate) fn quit<R: Runtime>(app: &AppHandle<R>) {
    if let Some(core) = app.try_state::<std::sync::Arc<portico_core::App>>() {
        core.flush();
    }
    app.exit(0);
}
