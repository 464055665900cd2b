//! Windows with Portico's own pages: software rendering, no work while idle, and raising a window.

use gtk::gdk::prelude::{DeviceExt, MonitorExt, SeatExt};
use gtk::glib::object::Cast;
use gtk::prelude::{GtkSettingsExt, GtkWindowExt, WidgetExt};
use tauri::{Manager, Runtime, WebviewWindow};
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

use super::outside_input;
use crate::webview::trusted::{Position, upper_center};

/// Software rendering suits the flat UI: it starts faster, uses less memory and no CPU while idle. It also avoids
/// graphics drivers that leave web views blank.
///
/// A blinking caret would be Portico's only work while idle. GTK's own fields stop after ten seconds; WebKitGTK does
/// not, and repaints even more often if blinking is disabled (2.50). So each blink takes 24 days.
pub(crate) fn prepare_trusted_window<R: Runtime>(window: &WebviewWindow<R>) {
    let app = window.app_handle().clone();
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| {
        outside_input::report_activity(&app, &platform.inner());
        if let Some(settings) = WebViewExt::settings(&platform.inner()) {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
        if let Some(settings) = gtk::Settings::default() {
            settings.set_gtk_cursor_blink_time(i32::MAX);
        }
    });
}

/// Shows the window and gives it the keyboard focus. `token` is the desktop's activation token, if it gave one; see
/// [`activation`](portico_desktop::activation).
pub(crate) fn raise_window<R: Runtime>(window: &WebviewWindow<R>, token: Option<&str>, position: Position) {
    let (target, token) = (window.clone(), token.map(str::to_owned));
    // Err: Portico is ending.
    let _ = window.run_on_main_thread(move || {
        let Ok(gtk) = target.gtk_window() else { return };
        if let Some(token) = token {
            gtk.set_startup_id(&token);
        }
        gtk.realize();
        if position == Position::AtPointer
            && let Some((x, y)) = position_at_pointer(&gtk)
        {
            gtk.move_(x, y);
        }
        // The user asked for the window. By default GTK sends the time of the last key in Portico, and window managers
        // then prevent the window from stealing the focus.
        match gtk.window().and_then(|window| window.downcast::<gdkx11::X11Window>().ok()) {
            Some(x11) => {
                let now = gdkx11::functions::x11_get_server_time(&x11);
                x11.set_user_time(now);
                gtk.show_all();
                gtk.present_with_time(now);
            }
            None => {
                gtk.show_all();
                gtk.present();
            }
        }
    });
}

/// In GTK's pixels. `None` if the desktop does not report positions and places windows itself.
fn position_at_pointer(window: &gtk::ApplicationWindow) -> Option<(i32, i32)> {
    let display = window.display();
    let (_, x, y) = display.default_seat()?.pointer()?.position();
    let area = display.monitor_at_point(x, y)?.workarea();
    let (width, height) = window.size();
    Some(upper_center((area.x(), area.y(), area.width(), area.height()), (width, height)))
}
