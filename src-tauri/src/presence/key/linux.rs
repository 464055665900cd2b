//! X11 gives keys to whoever asks first; on Wayland the desktop decides, through its portal.

use portico_core::shortcut::Shortcut;
use portico_core::view::ShortcutView;
use portico_outside::x11_key::{GrabbedKey, NotGrabbed};
use tauri::{AppHandle, Runtime};
use tokio::sync::watch;

/// The key goes back to the desktop when this is dropped.
pub(super) enum Held {
    Grabbed { _key: GrabbedKey },
}

impl Held {
    pub(super) fn ask<R: Runtime>(
        _handle: &AppHandle<R>,
        shortcut: &Shortcut,
        _description: &str,
        pressed: impl Fn(Option<&str>) + Send + Sync + 'static,
        view: watch::Sender<ShortcutView>,
    ) -> Option<Self> {
        match GrabbedKey::grab(shortcut, move || pressed(None)) {
            Ok(key) => {
                view.send_replace(ShortcutView::On { keys: Some(shortcut.to_string()), by_desktop: false });
                Some(Self::Grabbed { _key: key })
            }
            Err(why) => {
                view.send_replace(match why {
                    NotGrabbed::Taken => ShortcutView::Taken,
                    NotGrabbed::NoSuchKey => ShortcutView::Refused,
                    NotGrabbed::NoServer => ShortcutView::Unavailable,
                });
                None
            }
        }
    }
}
