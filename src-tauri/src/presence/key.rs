//! The key that brings the palette, asked of the desktop in the way that it has.

use portico_core::shortcut::Shortcut;
use portico_core::view::ShortcutView;
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::watch;

use crate::door::OpenDoor;

#[cfg_attr(target_os = "linux", path = "key/linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "key/elsewhere.rs")]
mod desktop;

use desktop::Held;

pub(super) struct PaletteKey<R: Runtime> {
    handle: AppHandle<R>,
    /// What was asked for last: the key, and what it does in the person's language.
    wanted: Option<(Shortcut, String)>,
    held: Option<Held>,
    view: watch::Receiver<ShortcutView>,
}

impl<R: Runtime> PaletteKey<R> {
    pub(super) fn new(handle: AppHandle<R>) -> Self {
        Self { handle, wanted: None, held: None, view: watch::channel(ShortcutView::Off).1 }
    }

    /// Asks for this key, unless it was the last that was asked for.
    pub(super) fn keep(&mut self, shortcut: Option<&Shortcut>, description: &str) {
        let wanted = shortcut.map(|shortcut| (shortcut.clone(), description.to_owned()));
        if wanted == self.wanted {
            return;
        }
        // Given back first: it may be the same key.
        self.held = None;
        self.view = watch::channel(ShortcutView::Off).1;
        if let Some((shortcut, description)) = &wanted {
            let handle = self.handle.clone();
            let pressed = move |token: Option<&str>| handle.state::<OpenDoor<R>>().palette_key(token);
            (self.held, self.view) = Held::ask(&self.handle, shortcut, description, pressed);
        }
        self.wanted = wanted;
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
