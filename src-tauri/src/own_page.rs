//! What the windows with Portico's own pages have in common: they never leave those pages, are painted
//! plainly, and come to the front when they are called.

use tauri::{Runtime, Url, WebviewWindow};

/// Where webviews serve the application: its own scheme, or that scheme's host on some systems.
pub(crate) fn is_own_page(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        ("http" | "https", Some("tauri.localhost")) => url.port().is_none(),
        _ => false,
    }
}

/// The UI is flat and still: painted without the compositor it is on screen sooner, takes less memory
/// and rests when it rests. It is also safe from graphics drivers that leave web views blank.
#[cfg(target_os = "linux")]
pub(crate) fn paint_plainly<R: Runtime>(window: &WebviewWindow<R>) {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    // Err: the window is gone already.
    let _ = window.with_webview(|platform| {
        if let Some(settings) = platform.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    });
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn paint_plainly<R: Runtime>(_window: &WebviewWindow<R>) {}

/// Shows the window and gives it the keyboard. `token`: what the desktop said that lets it come to the front, where it said something (XDG
/// activation).
#[cfg(target_os = "linux")]
pub(crate) fn present<R: Runtime>(window: &WebviewWindow<R>, token: Option<&str>) {
    use gtk::glib::object::Cast;
    use gtk::prelude::{GtkWindowExt, WidgetExt};

    let (shown, token) = (window.clone(), token.map(str::to_owned));
    // Err: Portico is ending.
    let _ = window.run_on_main_thread(move || {
        let Ok(gtk) = shown.gtk_window() else { return };
        if let Some(token) = token {
            gtk.set_startup_id(&token);
        }
        gtk.realize();
        // A person called. By itself GTK names the time of the last key in Portico, which window managers take for a
        // window that pushes itself forward.
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

#[cfg(not(target_os = "linux"))]
pub(crate) fn present<R: Runtime>(window: &WebviewWindow<R>, _token: Option<&str>) {
    let _ = window.show();
    let _ = window.set_focus();
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
