//! X11 gives keys to whoever asks first; on Wayland the desktop decides, through its portal.

use portico_core::shortcut::Shortcut;
use portico_core::view::ShortcutView;
use portico_outside::global_shortcut::GlobalShortcut;
use portico_outside::global_shortcut::x11::{GrabbedKey, NotGrabbed};
use tauri::{AppHandle, Runtime};
use tokio::sync::watch;

/// The key goes back to the desktop when this is dropped.
pub(super) enum Held {
    Grabbed { _key: GrabbedKey },
    Given { _key: GlobalShortcut },
}

impl Held {
    pub(super) fn ask<R: Runtime>(
        _handle: &AppHandle<R>,
        shortcut: &Shortcut,
        description: &str,
        pressed: impl Fn(Option<&str>) + Send + Sync + 'static,
    ) -> (Option<Self>, watch::Receiver<ShortcutView>) {
        if is_wayland() {
            let pressed = Box::new(move |token: Option<String>| pressed(token.as_deref()));
            let key = GlobalShortcut::ask(shortcut, description.to_owned(), pressed);
            let view = key.view();
            return (Some(Self::Given { _key: key }), view);
        }
        let (held, view) = match GrabbedKey::grab(shortcut, move || pressed(None)) {
            Ok(key) => {
                let view = ShortcutView::On { keys: Some(shortcut.to_string()), by_desktop: false };
                (Some(Self::Grabbed { _key: key }), view)
            }
            Err(NotGrabbed::Taken) => (None, ShortcutView::Taken),
            Err(NotGrabbed::NoSuchKey) => (None, ShortcutView::Refused),
            Err(NotGrabbed::NoServer) => (None, ShortcutView::Unavailable),
        };
        (held, watch::channel(view).1)
    }
}

/// Whatever Portico's own windows use: an X server inside a Wayland session gives keys that only work there.
fn is_wayland() -> bool {
    std::env::var_os("WAYLAND_DISPLAY").is_some_and(|display| !display.is_empty())
}
