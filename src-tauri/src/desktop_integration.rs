//! Portico's presence on the desktop beside its windows: the key that brings the palette, and the tray. Kept
//! in step with the settings, the list and the person's language; what the desktop makes of it is told to the UI.
//!
//! Neither is the only way to anything: many desktops have no tray, some give no keys, and the window is
//! always the main door.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use portico_core::App;
use portico_core::view::{DesktopIntegrationView, ShortcutView, ViewUpdate};
use serde::Deserialize;
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::Notify;

use crate::notification;
use crate::windows::palette;
use crate::view_channel::ViewChannel;

mod shortcut;
mod tray;

use shortcut::PaletteShortcut;
use tray::TrayIcon;

/// Changes come in bursts.
const DEBOUNCE: Duration = Duration::from_millis(200);

/// In the person's language. The UI has them, and sends them once it is there; until then they are English.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DesktopLabels {
    /// In the tray's menu.
    pub(crate) open: String,
    pub(crate) search: String,
    pub(crate) quit: String,
    /// What the key does, for the desktop's own question about it.
    pub(crate) shortcut: String,
    pub(crate) background_running_title: String,
    pub(crate) background_running_body: String,
}

impl Default for DesktopLabels {
    fn default() -> Self {
        Self {
            open: "Open Portico".into(),
            search: "Search…".into(),
            quit: "Quit Portico".into(),
            shortcut: "Search your company’s apps".into(),
            background_running_title: "Portico keeps running".into(),
            background_running_body: "Start it again to see its window. Quit it in its menu, or with Ctrl+Q.".into(),
        }
    }
}

#[derive(Default)]
pub(crate) struct DesktopIntegration {
    change_signal: Arc<Notify>,
    labels: RwLock<DesktopLabels>,
    is_background_notice_shown: AtomicBool,
}

impl DesktopIntegration {
    /// A view changed. Called under a lock of the core's, so that it may only note that.
    pub(crate) fn on_update(&self, update: &ViewUpdate) {
        if matches!(
            update,
            ViewUpdate::Settings(_) | ViewUpdate::Session(_) | ViewUpdate::Apps(_) | ViewUpdate::Preferences(_)
        ) {
            self.change_signal.notify_one();
        }
    }

    pub(crate) fn set_labels(&self, labels: DesktopLabels) {
        *self.labels.write().unwrap_or_else(PoisonError::into_inner) = labels;
        self.change_signal.notify_one();
    }

    pub(crate) fn labels(&self) -> DesktopLabels {
        self.labels.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The window was closed and Portico goes on: told once, since whoever closes a window may mean to end it.
    pub(crate) fn notify_background_running(&self) {
        if !self.is_background_notice_shown.swap(true, Ordering::Relaxed) {
            let labels = self.labels();
            notification::show(&labels.background_running_title, &labels.background_running_body);
        }
    }
}

/// Keeps the desktop in step, for as long as Portico runs.
pub(crate) async fn run<R: Runtime>(handle: AppHandle<R>, core: Arc<App>) {
    let change_signal = handle.state::<DesktopIntegration>().change_signal.clone();
    let (mut palette_shortcut, mut tray) = (PaletteShortcut::new(handle.clone()), TrayIcon::new(handle.clone()));
    let mut published_view = DesktopIntegrationView::default();
    loop {
        let (settings, labels) = (core.desktop_settings(), handle.state::<DesktopIntegration>().labels());
        palette_shortcut.update(settings.palette_shortcut.as_ref(), &labels.shortcut);
        tray.update(settings.tray, &labels);
        let view = DesktopIntegrationView { shortcut: palette_shortcut.view(), tray: tray.view() };
        if matches!(view.shortcut, ShortcutView::On { .. }) && core.palette("").ready {
            palette::get_or_create(&handle);
        }
        if view != published_view {
            published_view = view;
            handle.state::<ViewChannel>().send(ViewUpdate::DesktopIntegration(published_view.clone()));
        }
        tokio::select! {
            () = change_signal.notified() => tokio::time::sleep(DEBOUNCE).await,
            () = palette_shortcut.changed() => {}
            () = tray.changed() => {}
        }
    }
}
