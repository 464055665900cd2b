//! Keeps the palette's global shortcut and the tray icon in step with the settings, the app list and the user's
//! language, and reports their status to the UI.
//!
//! Both are optional: many desktops have no tray and some grant no shortcut, so each feature is reachable in the main
//! window too.

use std::sync::Arc;
use std::time::Duration;

use portico_core::App;
use portico_core::view::{DesktopIntegrationView, ShortcutView, ViewUpdate};
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::Notify;

use crate::desktop_labels::DesktopLabelStore;
use crate::view_channel::ViewChannel;
use crate::windows::palette;

mod shortcut;
mod tray;

use shortcut::PaletteShortcut;
use tray::TrayIcon;

/// Changes come in bursts.
const DEBOUNCE: Duration = Duration::from_millis(200);

#[derive(Default)]
pub(crate) struct DesktopIntegration {
    change_signal: Arc<Notify>,
}

impl DesktopIntegration {
    /// Notes that a view changed. The core calls this under a lock, so it must not call back.
    pub(crate) fn on_update(&self, update: &ViewUpdate) {
        if matches!(
            update,
            ViewUpdate::Settings(_) | ViewUpdate::Session(_) | ViewUpdate::Apps(_) | ViewUpdate::Preferences(_)
        ) {
            self.change_signal.notify_one();
        }
    }

    /// The labels changed: the tray's menu and the description of the shortcut follow.
    pub(crate) fn on_labels_changed(&self) {
        self.change_signal.notify_one();
    }
}

/// Updates the shortcut and the tray until the application ends.
pub(crate) async fn run<R: Runtime>(handle: AppHandle<R>, core: Arc<App>) {
    let change_signal = handle.state::<DesktopIntegration>().change_signal.clone();
    let (mut palette_shortcut, mut tray) = (PaletteShortcut::new(handle.clone()), TrayIcon::new(handle.clone()));
    let mut published_view = DesktopIntegrationView::default();
    loop {
        let (settings, labels) = (core.desktop_settings(), handle.state::<DesktopLabelStore>().get());
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
