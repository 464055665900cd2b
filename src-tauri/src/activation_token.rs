//! What lets a browser that runs already come to the front for a click in Portico: a token of XDG activation, asked of
//! the desktop for the window that has the keyboard. On Wayland alone: on X11 browsers come by themselves, and the desktop
//! would wait for those that do not say when they are there.
//!
//! An app opens without one as well, so nobody waits for it for long.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tauri::{AppHandle, Manager, Runtime};

/// The desktop forgets what it gave.
const TOKEN_TTL: Duration = Duration::from_secs(10);

/// What a window got that goes before the browser is started.
#[derive(Default)]
pub(crate) struct StoredToken(Mutex<Option<(Instant, String)>>);

impl StoredToken {
    fn store(&self, now: Instant, token: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = token.map(|token| (now, token));
    }

    /// It is for one start.
    fn take_valid(&self, now: Instant) -> Option<String> {
        let stored_token = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        stored_token.filter(|(since, _)| now.saturating_duration_since(*since) < TOKEN_TTL).map(|(_, token)| token)
    }
}

/// For a window that has the keyboard, and goes. As [`request_from_desktop`], it must not be called on the main thread.
pub(crate) fn store_from_desktop<R: Runtime>(app: &AppHandle<R>) {
    app.state::<StoredToken>().store(Instant::now(), request_from_desktop(app));
}

/// For the browser that is about to be started.
pub(crate) fn take_or_request<R: Runtime>(app: &AppHandle<R>) -> Option<String> {
    app.state::<StoredToken>().take_valid(Instant::now()).or_else(|| request_from_desktop(app))
}

#[cfg(target_os = "linux")]
fn request_from_desktop<R: Runtime>(app: &AppHandle<R>) -> Option<String> {
    /// For the main thread, which may have something else to do; the desktop answers within milliseconds.
    const REQUEST_TIMEOUT: Duration = Duration::from_millis(250);

    std::env::var_os("WAYLAND_DISPLAY").filter(|display| !display.is_empty())?;
    let (sender, receiver) = std::sync::mpsc::channel();
    // Err: nobody waits any more.
    app.run_on_main_thread(move || drop(sender.send(request_from_display()))).ok()?;
    receiver.recv_timeout(REQUEST_TIMEOUT).ok()?
}

#[cfg(not(target_os = "linux"))]
const fn request_from_desktop<R: Runtime>(_app: &AppHandle<R>) -> Option<String> {
    None
}

/// On the main thread. GTK asks the desktop as for a clipboard or a menu: it goes on when the answer is there.
#[cfg(target_os = "linux")]
fn request_from_display() -> Option<String> {
    use gtk::gdk::Display;
    use gtk::gio::prelude::AppLaunchContextExt;
    use gtk::gio::{AppInfo, AppInfoCreateFlags};
    use gtk::glib::object::ObjectExt;

    let display = Display::default().filter(|display| display.type_().name() == "GdkWaylandDisplay")?;
    // The desktop is not told of it: which program it is for is decided elsewhere.
    let program = AppInfo::create_from_commandline("browser", None, AppInfoCreateFlags::NONE).ok()?;
    let token = display.app_launch_context()?.startup_notify_id(&program, &[])?;
    portico_desktop::activation::validate_token(token.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_token_is_used_once_and_expires() {
        let (kept, now) = (StoredToken::default(), Instant::now());
        assert_eq!(kept.take_valid(now), None);
        kept.store(now, Some("t-1".into()));
        kept.store(now, Some("t-2".into()));
        assert_eq!(kept.take_valid(now + TOKEN_TTL / 2).as_deref(), Some("t-2"));
        assert_eq!(kept.take_valid(now), None);
        kept.store(now, Some("t-3".into()));
        assert_eq!(kept.take_valid(now + TOKEN_TTL), None);
        kept.store(now, Some("t-4".into()));
        kept.store(now, None);
        assert_eq!(kept.take_valid(now), None, "of a window before");
    }
}
