//! Over the session bus, where a desktop shows such icons.

use std::sync::Arc;

use portico_core::view::TrayView;
use portico_outside::Door;
use portico_outside::tray::{Tray, TrayWords};
use tauri::{AppHandle, Runtime};
use tokio::sync::watch;

use crate::presence::DesktopWords;

pub(super) struct Shown(Tray);

impl Shown {
    pub(super) fn show<R: Runtime>(
        _handle: &AppHandle<R>,
        door: Arc<dyn Door>,
        words: &DesktopWords,
    ) -> (Self, watch::Receiver<TrayView>) {
        let tray = Tray::show(door, of_tray(words));
        let view = tray.view();
        (Self(tray), view)
    }

    pub(super) fn refresh(&self) {
        self.0.refresh();
    }

    pub(super) fn say(&self, words: &DesktopWords) {
        self.0.say(of_tray(words));
    }
}

fn of_tray(words: &DesktopWords) -> TrayWords {
    TrayWords { open: words.open.clone(), search: words.search.clone(), quit: words.quit.clone() }
}
