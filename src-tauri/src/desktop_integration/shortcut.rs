//! Registers the global shortcut of the palette.

use portico_core::settings::accelerator::Accelerator;
use portico_core::view::ShortcutView;
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::watch;

use crate::remote_control::RunningApp;

#[cfg_attr(target_os = "linux", path = "shortcut/linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "shortcut/other.rs")]
mod backend;

use backend::RegisteredShortcut;

pub(super) struct PaletteShortcut<R: Runtime> {
    handle: AppHandle<R>,
    /// The last request: the accelerator, and its description in the user's language.
    requested_shortcut: Option<(Accelerator, String)>,
    registered_shortcut: Option<RegisteredShortcut>,
    view: watch::Receiver<ShortcutView>,
}

impl<R: Runtime> PaletteShortcut<R> {
    pub(super) fn new(handle: AppHandle<R>) -> Self {
        Self { handle, requested_shortcut: None, registered_shortcut: None, view: watch::channel(ShortcutView::Off).1 }
    }

    /// Registers this accelerator, unless it was requested last. A denied shortcut is not requested again.
    pub(super) fn update(&mut self, accelerator: Option<&Accelerator>, description: &str) {
        let requested_shortcut = accelerator.map(|accelerator| (accelerator.clone(), description.to_owned()));
        if requested_shortcut == self.requested_shortcut {
            return;
        }
        // Released first: it may be the same accelerator.
        self.registered_shortcut = None;
        self.view = watch::channel(ShortcutView::Off).1;
        if let Some((accelerator, description)) = &requested_shortcut {
            let handle = self.handle.clone();
            let on_pressed = move |token: Option<&str>| handle.state::<RunningApp<R>>().toggle_palette(token);
            (self.registered_shortcut, self.view) =
                RegisteredShortcut::register(&self.handle, accelerator, description, on_pressed);
        }
        self.requested_shortcut = requested_shortcut;
    }

    pub(super) fn view(&self) -> ShortcutView {
        self.view.borrow().clone()
    }

    /// Waits until the status changes.
    pub(super) async fn changed(&mut self) {
        if self.view.changed().await.is_err() {
            // The sender is gone: the status is final.
            std::future::pending().await
        }
    }
}
