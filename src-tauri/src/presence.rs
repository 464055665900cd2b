//! Portico's presence on the desktop beside its windows: the key that brings the palette, and the tray. Kept
//! in step with the settings, the list and the person's language; what the desktop makes of it is told to the UI.
//!
//! Neither is the only way to anything: many desktops have no tray, some give no keys, and the window is
//! always the main door.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use portico_core::App;
use portico_core::view::{DesktopView, ShortcutView, Update};
use serde::Deserialize;
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::Notify;

use crate::notification;
use crate::palette;
use crate::publisher::Publisher;

mod key;
mod tray;

use key::PaletteKey;
use tray::TrayIcon;

/// Changes come in bursts.
const CALM: Duration = Duration::from_millis(200);

/// In the person's language. The UI has them, and sends them once it is there; until then they are English.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DesktopWords {
    /// In the tray's menu.
    pub(crate) open: String,
    pub(crate) search: String,
    pub(crate) quit: String,
    /// What the key does, for the desktop's own question about it.
    pub(crate) shortcut: String,
    pub(crate) stays_title: String,
    pub(crate) stays_body: String,
}

impl Default for DesktopWords {
    fn default() -> Self {
        Self {
            open: "Open Portico".into(),
            search: "Search…".into(),
            quit: "Quit Portico".into(),
            shortcut: "Search your company’s apps".into(),
            stays_title: "Portico keeps running".into(),
            stays_body: "Start it again to see its window. Quit it in its menu, or with Ctrl+Q.".into(),
        }
    }
}

#[derive(Default)]
pub(crate) struct Presence {
    changed: Arc<Notify>,
    words: RwLock<DesktopWords>,
    told_that_it_stays: AtomicBool,
}

impl Presence {
    /// A view changed. Called under a lock of the core's, so that it may only note that.
    pub(crate) fn heard(&self, update: &Update) {
        if matches!(update, Update::Settings(_) | Update::Session(_) | Update::Apps(_) | Update::Personal(_)) {
            self.changed.notify_one();
        }
    }

    pub(crate) fn say(&self, words: DesktopWords) {
        *self.words.write().unwrap_or_else(PoisonError::into_inner) = words;
        self.changed.notify_one();
    }

    pub(crate) fn words(&self) -> DesktopWords {
        self.words.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The window was closed and Portico goes on: told once, since whoever closes a window may mean to end it.
    pub(crate) fn stays(&self) {
        if !self.told_that_it_stays.swap(true, Ordering::Relaxed) {
            let words = self.words();
            notification::show(&words.stays_title, &words.stays_body);
        }
    }
}

/// Keeps the desktop in step, for as long as Portico runs.
pub(crate) async fn keep<R: Runtime>(handle: AppHandle<R>, core: Arc<App>) {
    let changed = handle.state::<Presence>().changed.clone();
    let (mut key, mut tray) = (PaletteKey::new(handle.clone()), TrayIcon::new(handle.clone()));
    let mut told = DesktopView::default();
    loop {
        let (wishes, words) = (core.wishes(), handle.state::<Presence>().words());
        key.keep(wishes.palette_shortcut.as_ref(), &words.shortcut);
        tray.keep(wishes.tray, &words);
        let view = DesktopView { shortcut: key.view(), tray: tray.view() };
        if matches!(view.shortcut, ShortcutView::On { .. }) && core.palette("").ready {
            palette::make(&handle);
        }
        if view != told {
            told = view;
            handle.state::<Publisher>().send(Update::Desktop(told.clone()));
        }
        tokio::select! {
            () = changed.notified() => tokio::time::sleep(CALM).await,
            () = key.changed() => {}
            () = tray.changed() => {}
        }
    }
}
