//! Windows and macOS give keys to whoever asks first.

use portico_core::settings::accelerator::Shortcut;
use portico_core::view::ShortcutView;
use tauri::{AppHandle, Runtime};
use tauri_plugin_global_shortcut::{GlobalShortcutExt, Shortcut as Hotkey, ShortcutState};
use tokio::sync::watch;

/// The key goes back to the system when this is dropped.
pub(super) struct Held(Box<dyn Fn() + Send>);

impl Held {
    pub(super) fn ask<R: Runtime>(
        handle: &AppHandle<R>,
        shortcut: &Shortcut,
        _description: &str,
        pressed: impl Fn(Option<&str>) + Send + Sync + 'static,
    ) -> (Option<Self>, watch::Receiver<ShortcutView>) {
        let keys = shortcut.to_string();
        let (held, view) = match keys.parse::<Hotkey>() {
            Err(_) => (None, ShortcutView::Refused),
            Ok(hotkey) => {
                let asked = handle.global_shortcut().on_shortcut(hotkey, move |_, _, event| {
                    if event.state == ShortcutState::Pressed {
                        pressed(None);
                    }
                });
                // The plug-in does not say why not; there is hardly another reason.
                if asked.is_err() {
                    (None, ShortcutView::Taken)
                } else {
                    let handle = handle.clone();
                    // Err: the system has it back already.
                    let release = move || drop(handle.global_shortcut().unregister(hotkey));
                    (Some(Self(Box::new(release))), ShortcutView::On { keys: Some(keys), by_desktop: false })
                }
            }
        };
        (held, watch::channel(view).1)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        (self.0)();
    }
}
