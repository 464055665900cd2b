//! What lets a browser that runs already come to the front for a click in Portico: a token of XDG activation, asked of
//! the desktop for the window that has the keyboard. On Wayland alone: on X11 browsers come by themselves, and the desktop
//! would wait for those that do not say when they are there.
//!
//! An app opens without one as well, so nobody waits for it for long.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tauri::{AppHandle, Manager, Runtime};

/// The desktop forgets what it gave.
const GOOD_FOR: Duration = Duration::from_secs(10);

/// What a window got that goes before the browser is started.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Option<(Instant, String)>>);

impl Kept {
    fn put(&self, now: Instant, token: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = token.map(|token| (now, token));
    }

    /// It is for one start.
    fn take(&self, now: Instant) -> Option<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        kept.filter(|(since, _)| now.saturating_duration_since(*since) < GOOD_FOR).map(|(_, token)| token)
    }
}

/// For a window that has the keyboard, and goes. As [`ask`], it must not be called on the main thread.
pub(crate) fn keep<R: Runtime>(app: &AppHandle<R>) {
    app.state::<Kept>().put(Instant::now(), ask_desktop(app));
}

/// For the browser that is about to be started.
pub(crate) fn ask<R: Runtime>(app: &AppHandle<R>) -> Option<String> {
    app.state::<Kept>().take(Instant::now()).or_else(|| ask_desktop(app))
}

#[cfg(target_os = "linux")]
fn ask_desktop<R: Runtime>(app: &AppHandle<R>) -> Option<String> {
    /// For the main thread, which may have something else to do; the desktop answers within milliseconds.
    const PATIENCE: Duration = Duration::from_millis(250);

    std::env::var_os("WAYLAND_DISPLAY").filter(|display| !display.is_empty())?;
    let (tell, told) = std::sync::mpsc::channel();
    // Err: nobody waits any more.
    app.run_on_main_thread(move || drop(tell.send(of_display()))).ok()?;
    told.recv_timeout(PATIENCE).ok()?
}

#[cfg(not(target_os = "linux"))]
const fn ask_desktop<R: Runtime>(_app: &AppHandle<R>) -> Option<String> {
    None
}

/// On the main thread. GTK asks the desktop as for a clipboard or a menu: it goes on when the answer is there.
#[cfg(target_os = "linux")]
fn of_display() -> Option<String> {
    use gtk::gdk::Display;
    use gtk::gio::prelude::AppLaunchContextExt;
    use gtk::gio::{AppInfo, AppInfoCreateFlags};
    use gtk::glib::object::ObjectExt;

    let display = Display::default().filter(|display| display.type_().name() == "GdkWaylandDisplay")?;
    // The desktop is not told of it: which program it is for is decided elsewhere.
    let program = AppInfo::create_from_commandline("browser", None, AppInfoCreateFlags::NONE).ok()?;
    let token = display.app_launch_context()?.startup_notify_id(&program, &[])?;
    portico_outside::activation::token(token.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_for_one_start_and_not_for_long() {
        let (kept, now) = (Kept::default(), Instant::now());
        assert_eq!(kept.take(now), None);
        kept.put(now, Some("t-1".into()));
        kept.put(now, Some("t-2".into()));
        assert_eq!(kept.take(now + GOOD_FOR / 2).as_deref(), Some("t-2"));
        assert_eq!(kept.take(now), None);
        kept.put(now, Some("t-3".into()));
        assert_eq!(kept.take(now + GOOD_FOR), None);
        kept.put(now, Some("t-4".into()));
        kept.put(now, None);
        assert_eq!(kept.take(now), None, "of a window before");
    }
}
