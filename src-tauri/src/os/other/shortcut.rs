//! Registers the shortcut with Windows or macOS, which grant it to the program that asks first.

use portico_core::settings::accelerator::Accelerator;
use portico_core::view::ShortcutView;
use tauri::{AppHandle, Runtime};
use tauri_plugin_global_shortcut::{GlobalShortcutExt, Shortcut, ShortcutState};
use tokio::sync::watch;

/// Dropping it returns the shortcut to the system.
pub(crate) struct RegisteredShortcut(Box<dyn Fn() + Send>);

/// `on_pressed` receives no activation token here.
pub(crate) fn register_shortcut<R: Runtime>(
    handle: &AppHandle<R>,
    accelerator: &Accelerator,
    _description: &str,
    on_pressed: impl Fn(Option<&str>) + Send + Sync + 'static,
) -> (Option<RegisteredShortcut>, watch::Receiver<ShortcutView>) {
    let accelerator = accelerator.to_string();
    let Ok(shortcut) = accelerator.parse::<Shortcut>() else {
        return (None, watch::channel(ShortcutView::Denied).1);
    };
    let registration = handle.global_shortcut().on_shortcut(shortcut, move |_, _, event| {
        if event.state == ShortcutState::Pressed {
            on_pressed(None);
        }
    });
    // The plugin gives no reason; another program has the shortcut in almost all cases.
    if registration.is_err() {
        return (None, watch::channel(ShortcutView::Taken).1);
    }
    let handle = handle.clone();
    // Err: the system has it back already.
    let release = move || drop(handle.global_shortcut().unregister(shortcut));
    let view = ShortcutView::On { accelerator: Some(accelerator), is_desktop_managed: false };
    (Some(RegisteredShortcut(Box::new(release))), watch::channel(view).1)
}

impl Drop for RegisteredShortcut {
    fn drop(&mut self) {
        (self.0)();
    }
}
