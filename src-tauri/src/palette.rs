//! The palette: a small window above all others, that may search and open, and nothing else. It is made
//! when it is first asked for, and out of sight from then on while nobody types into it.
//!
//! Its page gets what it shows by asking, eight rows at a time: it has no line to the core's views.

use portico_core::App;
use tauri::webview::{NewWindowResponse, PageLoadEvent, PermissionResponse};
use tauri::{AppHandle, Manager, Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use crate::own_page::{is_own_page, paint_plainly, present};
use crate::presence::Presence;

pub(crate) const LABEL: &str = "palette";

/// In logical pixels: the box, eight rows and the foot.
const SIZE: (f64, f64) = (640.0, 480.0);

/// Shows it, where there is something to search; false: there is nothing.
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>, core: &App, token: Option<&str>) -> bool {
    if !core.palette("").ready {
        hide(app);
        return false;
    }
    // It has no title bar, but a screen reader says it.
    let title = format!("Portico – {}", app.state::<Presence>().words().shortcut);
    match app.get_webview_window(LABEL) {
        Some(window) => {
            let _ = window.set_title(&title);
            present(&window, token);
        }
        // Err: it is being made already.
        None => drop(open(app, &title)),
    }
    true
}

pub(crate) fn hide<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.hide();
    }
}

fn open<R: Runtime>(app: &AppHandle<R>, title: &str) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("palette.html".into()))
        .title(title)
        .inner_size(SIZE.0, SIZE.1)
        .resizable(false)
        .decorations(false)
        .always_on_top(true)
        .skip_taskbar(true)
        .visible_on_all_workspaces(true)
        .center()
        .visible(false)
        .devtools(cfg!(debug_assertions))
        .disable_drag_drop_handler()
        .general_autofill_enabled(false)
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_permission_request(|_, _| PermissionResponse::Deny)
        // Not before there is something in it: an empty window would flash.
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                present(&window, None);
            }
        })
        .build()?;
    paint_plainly(&window);
    rest_when_left(&window);
    Ok(())
}

/// Whoever looks elsewhere has moved on.
fn rest_when_left<R: Runtime>(window: &WebviewWindow<R>) {
    let palette = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::Focused(false) => {
            let _ = palette.hide();
        }
        // Alt+F4: it stays made.
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            let _ = palette.hide();
        }
        _ => {}
    });
}
