//! Registers the global shortcut: X11 grants it to the program that asks first; on Wayland the desktop's portal decides.

use portico_core::settings::accelerator::Accelerator;
use portico_core::view::ShortcutView;
use tokio::sync::watch;

use super::GlobalShortcut;
use super::x11::{GrabError, KeyGrab};

/// Dropping it returns the shortcut to the desktop.
pub enum RegisteredShortcut {
    X11Grab { _key: KeyGrab },
    Portal { _key: GlobalShortcut },
}

impl RegisteredShortcut {
    /// `on_pressed` receives an activation token, if the desktop gave one. Call inside a Tokio runtime.
    pub fn register(
        accelerator: &Accelerator,
        description: &str,
        on_pressed: impl Fn(Option<&str>) + Send + Sync + 'static,
    ) -> (Option<Self>, watch::Receiver<ShortcutView>) {
        if is_wayland() {
            let on_activated = Box::new(move |token: Option<String>| on_pressed(token.as_deref()));
            let key = GlobalShortcut::register(None, accelerator, description.to_owned(), on_activated);
            let view = key.state();
            return (Some(Self::Portal { _key: key }), view);
        }
        let (registered_shortcut, view) = match KeyGrab::grab(accelerator, move || on_pressed(None)) {
            Ok(key) => {
                let view = ShortcutView::On { accelerator: Some(accelerator.to_string()), is_desktop_managed: false };
                (Some(Self::X11Grab { _key: key }), view)
            }
            Err(GrabError::AlreadyGrabbed) => (None, ShortcutView::Taken),
            Err(GrabError::NoSuchKey) => (None, ShortcutView::Denied),
            Err(GrabError::NoServer) => (None, ShortcutView::Unavailable),
        };
        (registered_shortcut, watch::channel(view).1)
    }
}

/// Independent of the backend of Portico's windows: a grab in the X server of a Wayland session works only in X11
/// windows.
fn is_wayland() -> bool {
    std::env::var_os("WAYLAND_DISPLAY").is_some_and(|display| !display.is_empty())
}
