//! XDG activation tokens and startup notification, through GTK.

use std::time::Duration;

use gtk::gdk::Display;
use gtk::gio::prelude::AppLaunchContextExt;
use gtk::gio::{AppInfo, AppInfoCreateFlags};
use gtk::glib::object::ObjectExt;
use tauri::{AppHandle, Runtime};

/// The main thread may be busy; the desktop itself answers within milliseconds.
const REQUEST_TIMEOUT: Duration = Duration::from_millis(250);

/// Requests an activation token on Wayland. Must not be called on the main thread.
pub(crate) fn request_activation_token<R: Runtime>(app: &AppHandle<R>) -> Option<String> {
    std::env::var_os("WAYLAND_DISPLAY").filter(|display| !display.is_empty())?;
    let (sender, receiver) = std::sync::mpsc::channel();
    // Err: the receiver timed out.
    app.run_on_main_thread(move || drop(sender.send(request_from_display()))).ok()?;
    receiver.recv_timeout(REQUEST_TIMEOUT).ok()?
}

/// Ends the desktop's busy cursor for a request that raises no window; raising one does the same.
pub(crate) fn complete_startup_notification<R: Runtime>(app: &AppHandle<R>, token: String) {
    // Err: Portico is ending.
    let _ = app.run_on_main_thread(move || gtk::gdk::notify_startup_complete_with_id(&token));
}

/// Runs on the main thread. GTK blocks until the desktop has answered.
fn request_from_display() -> Option<String> {
    let display = Display::default().filter(|display| display.type_().name() == "GdkWaylandDisplay")?;
    // A placeholder that the desktop does not see; the program is chosen elsewhere.
    let program = AppInfo::create_from_commandline("browser", None, AppInfoCreateFlags::NONE).ok()?;
    let token = display.app_launch_context()?.startup_notify_id(&program, &[])?;
    portico_desktop::activation::validate_token(token.into())
}
