//! Registers the shortcut with Windows or macOS, which grant it to the program that asks first.

use portico_core::settings::accelerator::Accelerator;
use portico_core::view::ShortcutView;
use tauri::{AppHandle, Runtime};
use tauri_plugin_global_shortcut::{GlobalShortcutExt, Shortcut as Hotkey, ShortcutState};
use tokio::sync::watch;

/// Dropping it returns the shortcut to the system.
pub(super) struct RegisteredShortcut(Box<dyn Fn() + Send>);

impl RegisteredShortcut {
    pub(super) fn register<R: Runtime>(
        handle: &AppHandle<R>,
        accelerator: &Accelerator,
        _description: &str,
        on_pressed: impl Fn(Option<&str>) + Send + Sync + 'static,
    ) -> (Option<Self>, watch::Receiver<ShortcutView>) {
        let accelerator = accelerator.to_string();
        let (registered_shortcut, view) = match accelerator.parse::<Hotkey>() {
            Err(_) => (None, ShortcutView::Denied),
            Ok(hotkey) => {
                let registration = handle.global_shortcut().on_shortcut(hotkey, move |_, _, event| {
                    if event.state == ShortcutState::Pressed {
                        on_pressed(None);
                    }
                });
                // The plugin gives no reason; another program has the shortcut in almost all cases.
                if registration.is_err() {
                    (None, ShortcutView::Taken)
                } else {
                    let handle = handle.clone();
                    // Err: the system has it back already.
                    let release = move || drop(handle.global_shortcut().unregister(hotkey));
                    let view = ShortcutView::On { accelerator: Some(accelerator), is_desktop_managed: false };
                    (Some(Self(Box::new(release))), view)
                }
            }
        };
        (registered_shortcut, watch::channel(view).1)
    }
}

impl Drop for RegisteredShortcut {
    fn drop(&mut self) {
        (self.0)();
    }
}
