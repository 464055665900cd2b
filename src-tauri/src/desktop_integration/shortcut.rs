//! The key that brings the palette, asked of the desktop in the way that it has.

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
    /// What was asked for last: the key, and what it does in the person's language.
    requested_shortcut: Option<(Accelerator, String)>,
    registered_shortcut: Option<RegisteredShortcut>,
    view: watch::Receiver<ShortcutView>,
}

impl<R: Runtime> PaletteShortcut<R> {
    pub(super) fn new(handle: AppHandle<R>) -> Self {
        Self { handle, requested_shortcut: None, registered_shortcut: None, view: watch::channel(ShortcutView::Off).1 }
    }

    /// Asks for this key, unless it was the last that was asked for.
    pub(super) fn update(&mut self, accelerator: Option<&Accelerator>, description: &str) {
        let requested_shortcut = accelerator.map(|accelerator| (accelerator.clone(), description.to_owned()));
        if requested_shortcut == self.requested_shortcut {
            return;
        }
        // Given back first: it may be the same key.
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

    /// Until there is something else to tell.
    pub(super) async fn changed(&mut self) {
        if self.view.changed().await.is_err() {
            // Whoever told is gone.
            std::future::pending().await
        }
    }
}
