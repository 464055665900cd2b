//! Shows the bar above the page of an app window: the host of the page, and buttons for what users do with any page.
//!
//! The bar is a GTK widget, so the page can neither cover nor read it. The page gets keys first, since a spreadsheet
//! has a better answer to Ctrl+F; the bar handles what the page leaves. Ctrl+W and Alt+Left never reach the page:
//! WebKit would scroll at the latter. On other systems than Linux only the title shows the host.

use portico_core::launch::window::BrowserHandoff;
use tauri::{AppHandle, Runtime, WebviewWindow};

use crate::webview::page_origin::PageOrigin;
use crate::windows::app_labels::AppWindowLabels;

#[cfg(target_os = "linux")]
mod linux;

/// Adds the bar to a window. `handoff` is set if the app can continue in the browser.
#[cfg(target_os = "linux")]
pub(crate) fn attach<R: Runtime>(window: &WebviewWindow<R>, origin: PageOrigin, handoff: Option<BrowserHandoff>) {
    use tauri::Manager;

    let (app, labels) =
        (window.app_handle().clone(), window.state::<crate::windows::app_labels::AppLabelStore>().get());
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| linux::attach(&app, &platform.inner(), labels, origin, handoff));
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn attach<R: Runtime>(_window: &WebviewWindow<R>, _origin: PageOrigin, _handoff: Option<BrowserHandoff>) {}

/// Sets the labels of all bars.
#[cfg(target_os = "linux")]
pub(crate) fn set_labels<R: Runtime>(app: &AppHandle<R>, labels: AppWindowLabels) {
    // Err: the application is ending.
    let _ = app.run_on_main_thread(move || linux::set_labels(&labels));
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn set_labels<R: Runtime>(_app: &AppHandle<R>, _labels: AppWindowLabels) {}
