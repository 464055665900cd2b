//! Opens the main window, which shows Portico's own UI and never leaves the application's pages.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use portico_core::{App, task};
use portico_desktop::notification;
use tauri::http::Response;
use tauri::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use tauri::{AppHandle, Manager, RunEvent, Runtime, WebviewUrl, WindowEvent};
use tauri_plugin_window_state::StateFlags;

use crate::app_context::core_app;
use crate::labels::{DesktopLabels, LabelStore};
use crate::os;
use crate::view_channel::ViewChannel;
use crate::webview::trusted::{self, Position};

pub(crate) const LABEL: &str = "main";

/// Whether the user was told in this run that Portico keeps running. Managed by Tauri.
#[derive(Default)]
pub(crate) struct BackgroundNotice(AtomicBool);

/// Whether the application is about to end. Managed by Tauri.
#[derive(Default)]
pub(crate) struct IsQuitting(AtomicBool);

/// Opens the window; if not `visible`, it stays hidden until it is raised.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, visible: bool) -> tauri::Result<()> {
    let handle = app.clone();
    let window = trusted::builder(app, LABEL, WebviewUrl::default())
        .title("Portico")
        .inner_size(960.0, 640.0)
        .min_inner_size(360.0, 480.0)
        .center()
        .visible(visible)
        .on_web_resource_request(move |request, response| {
            if matches!(request.uri().path(), "" | "/" | "/index.html") {
                serve_initial_views(&handle, response);
            }
        })
        .build()?;
    os::prepare_trusted_window(&window);
    Ok(())
}

/// Adds the initial views to the UI's page.
fn serve_initial_views<R: Runtime>(app: &AppHandle<R>, response: &mut Response<Cow<'static, [u8]>>) {
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "text/html");
    if is_page {
        let page = app.state::<ViewChannel>().inject_initial_views(&core_app(app), response.body());
        *response.body_mut() = Cow::Owned(page);
        // The page contains the user's list.
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Shows the window and gives it the keyboard focus. `token` as for [`os::raise_window`].
pub(crate) fn raise<R: Runtime>(app: &AppHandle<R>, token: Option<&str>) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.unminimize();
        os::raise_window(&window, token, Position::Unchanged);
    }
}

/// Size, position and maximized state; not visibility, since a start by the user has to show a window.
pub(crate) fn saved_state_flags() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED
}

/// Ends the application with its main window, unless the settings keep it running: app windows belong to the session.
pub(crate) fn on_event<R: Runtime>(app: &AppHandle<R>, event: RunEvent) {
    let (label, event) = match event {
        RunEvent::WindowEvent { label, event, .. } => (label, event),
        // The last window is gone, or the desktop's session ends; `quit` comes with a code.
        RunEvent::ExitRequested { code: None, api, .. } => {
            api.prevent_exit();
            return quit(app);
        }
        _ => return,
    };
    match event {
        WindowEvent::CloseRequested { api, .. } if label == LABEL && core_app(app).desktop_settings().keep_running => {
            api.prevent_close();
            if let Some(window) = app.get_webview_window(LABEL) {
                let _ = window.hide();
            }
            notify_background_running(app);
        }
        WindowEvent::Destroyed if label == LABEL => quit(app),
        _ => {}
    }
}

/// Notifies once per run, since a user who closes the window may mean to quit.
fn notify_background_running<R: Runtime>(app: &AppHandle<R>) {
    if !app.state::<BackgroundNotice>().0.swap(true, Ordering::Relaxed) {
        let labels = app.state::<LabelStore<DesktopLabels>>().get();
        tauri::async_runtime::spawn_blocking(move || {
            notification::show(&labels.background_running_title, &labels.background_running_body);
        });
    }
}

/// Hides the windows, lets the core finish, then ends the application. Only the first call counts.
pub(crate) fn quit<R: Runtime>(app: &AppHandle<R>) {
    let Some(core) = app.try_state::<Arc<App>>() else { return app.exit(0) };
    if app.state::<IsQuitting>().0.swap(true, Ordering::Relaxed) {
        return;
    }
    for window in app.webview_windows().values() {
        let _ = window.hide();
    }
    let (app, core) = (app.clone(), core.inner().clone());
    core.clone().spawn(async move {
        // Err: Portico ends nonetheless.
        let _ = task::catch_panic(core.shut_down()).await;
        app.exit(0);
    });
}
