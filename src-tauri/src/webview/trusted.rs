//! What windows with Portico's own pages share: a navigation lock, software rendering, and raising a window.

use tauri::{AppHandle, Runtime, Url, WebviewWindow};

/// Whether the URL is one of the application's own: its scheme, or that scheme's host on some systems.
pub(crate) fn is_trusted_url(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        ("http" | "https", Some("tauri.localhost")) => url.port().is_none(),
        _ => false,
    }
}

/// Software rendering suits the flat UI: it starts faster, uses less memory and no CPU while idle. It also avoids
/// graphics drivers that leave web views blank.
#[cfg(target_os = "linux")]
pub(crate) fn disable_gpu<R: Runtime>(window: &WebviewWindow<R>) {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    // Err: the window is gone already.
    let _ = window.with_webview(|platform| {
        if let Some(settings) = platform.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    });
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn disable_gpu<R: Runtime>(_window: &WebviewWindow<R>) {}

/// Shows the window and gives it the keyboard focus. `token` is the desktop's activation token, if it gave one; see
/// [`activation`](portico_desktop::activation).
pub(crate) fn raise_window<R: Runtime>(window: &WebviewWindow<R>, token: Option<&str>) {
    raise_window_at(window, token, Position::Unchanged);
}

/// Where a window is shown, if the desktop lets it choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    Unchanged,
    /// In the upper half of the monitor with the pointer.
    AtPointer,
}

#[cfg(target_os = "linux")]
pub(crate) fn raise_window_at<R: Runtime>(window: &WebviewWindow<R>, token: Option<&str>, position: Position) {
    use gtk::glib::object::Cast;
    use gtk::prelude::{GtkWindowExt, WidgetExt};

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

/// Ends the desktop's busy cursor for a request that raises no window; [`raise_window`] does the same.
#[cfg(target_os = "linux")]
pub(crate) fn complete_startup_notification<R: Runtime>(app: &AppHandle<R>, token: String) {
    // Err: Portico is ending.
    let _ = app.run_on_main_thread(move || gtk::gdk::notify_startup_complete_with_id(&token));
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn complete_startup_notification<R: Runtime>(_app: &AppHandle<R>, _token: String) {}

/// In GTK's pixels. `None` if the desktop does not report positions and places windows itself.
#[cfg(target_os = "linux")]
fn position_at_pointer(window: &gtk::ApplicationWindow) -> Option<(i32, i32)> {
    use gtk::gdk::prelude::{DeviceExt, MonitorExt, SeatExt};
    use gtk::prelude::{GtkWindowExt, WidgetExt};

    let display = window.display();
    let (_, x, y) = display.default_seat()?.pointer()?.position();
    let area = display.monitor_at_point(x, y)?.workarea();
    let (width, height) = window.size();
    Some(upper_center((area.x(), area.y(), area.width(), area.height()), (width, height)))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn raise_window_at<R: Runtime>(window: &WebviewWindow<R>, _token: Option<&str>, position: Position) {
    if position == Position::AtPointer
        && let Some((x, y)) = position_at_pointer(window)
    {
        let _ = window.set_position(tauri::PhysicalPosition::new(x, y));
    }
    let _ = window.show();
    let _ = window.set_focus();
}

/// In physical pixels.
#[cfg(not(target_os = "linux"))]
fn position_at_pointer<R: Runtime>(window: &WebviewWindow<R>) -> Option<(i32, i32)> {
    let pointer = window.cursor_position().ok()?;
    let monitor = window.monitor_from_point(pointer.x, pointer.y).ok()??;
    let (area, size) = (monitor.work_area(), window.outer_size().ok()?);
    let to_i32 = |length: u32| i32::try_from(length).unwrap_or_default();
    let area = (area.position.x, area.position.y, to_i32(area.size.width), to_i32(area.size.height));
    Some(upper_center(area, (to_i32(size.width), to_i32(size.height))))
}

/// Centers horizontally, with a third of the free height above.
fn upper_center((x, y, width, height): (i32, i32, i32, i32), (own_width, own_height): (i32, i32)) -> (i32, i32) {
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
