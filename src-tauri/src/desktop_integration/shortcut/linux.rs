//! X11 gives keys to whoever asks first; on Wayland the desktop decides, through its portal.

use portico_core::settings::accelerator::Accelerator;
use portico_core::view::ShortcutView;
use portico_desktop::global_shortcut::GlobalShortcut;
use portico_desktop::global_shortcut::x11::{GrabError, KeyGrab};
use tauri::{AppHandle, Runtime};
use tokio::sync::watch;

/// The key goes back to the desktop when this is dropped.
pub(super) enum RegisteredShortcut {
    X11Grab { _key: KeyGrab },
    Portal { _key: GlobalShortcut },
}

impl RegisteredShortcut {
    pub(super) fn register<R: Runtime>(
        _handle: &AppHandle<R>,
        accelerator: &Accelerator,
        description: &str,
        on_pressed: impl Fn(Option<&str>) + Send + Sync + 'static,
    ) -> (Option<Self>, watch::Receiver<ShortcutView>) {
        if is_wayland() {
            let on_activated = Box::new(move |token: Option<String>| on_pressed(token.as_deref()));
            let key = GlobalShortcut::register(accelerator, description.to_owned(), on_activated);
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

/// Whatever Portico's own windows use: an X server inside a Wayland session gives keys that only work there.
fn is_wayland() -> bool {
    std::env::var_os("WAYLAND_DISPLAY").is_some_and(|display| !display.is_empty())
}
