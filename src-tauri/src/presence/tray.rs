//! Portico's icon in the tray, where the desktop has one.

use std::sync::Arc;

use portico_core::view::TrayView;
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::watch;

use super::DesktopWords;
use crate::door::OpenDoor;

#[cfg_attr(target_os = "linux", path = "tray/linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "tray/elsewhere.rs")]
mod desktop;

use desktop::Shown;

pub(super) struct TrayIcon<R: Runtime> {
    handle: AppHandle<R>,
    shown: Option<Shown>,
    words: Option<DesktopWords>,
    view: watch::Receiver<TrayView>,
}

impl<R: Runtime> TrayIcon<R> {
    pub(super) fn new(handle: AppHandle<R>) -> Self {
        Self { handle, shown: None, words: None, view: watch::channel(TrayView::Off).1 }
    }

    /// Shows it or takes it away, and has it look at the list again.
    pub(super) fn keep(&mut self, wanted: bool, words: &DesktopWords) {
        match (&self.shown, wanted) {
            (Some(shown), true) if self.words.as_ref() == Some(words) => shown.refresh(),
            (Some(shown), true) => shown.say(words),
            (Some(_), false) => {
                self.shown = None;
                self.view = watch::channel(TrayView::Off).1;
            }
            (None, true) => {
                let door = Arc::new(self.handle.state::<OpenDoor<R>>().inner().clone());
                let (shown, view) = Shown::show(&self.handle, door, words);
                (self.shown, self.view) = (Some(shown), view);
            }
            (None, false) => {}
        }
        self.words = Some(words.clone());
    }

    pub(super) fn view(&self) -> TrayView {
        *self.view.borrow()
    }

    /// Until there is something else to tell.
    pub(super) async fn changed(&mut self) {
        if self.view.changed().await.is_err() {
            // Whoever told is gone.
            std::future::pending().await
        }
    }
}
