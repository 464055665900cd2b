//! Keeps what the settings put on the desktop in step with the settings, the app list and the user's language: the
//! palette's global shortcut, the tray icon, menu entries and autostart. Reports the status of the first two to the UI.
//!
//! All are optional: many desktops have no tray and some grant no shortcut, so each feature is reachable in the main
//! window too.

use std::sync::Arc;
use std::time::Duration;

use portico_core::App;
use portico_core::settings::accelerator::Accelerator;
use portico_core::view::{DesktopIntegrationView, ShortcutView, TrayView, ViewUpdate};
use portico_desktop::desktop_files::DesktopFiles;
use portico_desktop::tray_menu::TrayLabels;
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::{Notify, watch};

use crate::app_context::AppContext;
use crate::labels::{DesktopLabels, LabelStore};
use crate::os::{self, RegisteredShortcut, Tray};
use crate::remote_control::RunningApp;
use crate::view_channel::ViewChannel;
use crate::windows::palette;

/// Changes come in bursts, and desktops reload their menu after each write.
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

/// Follows the changes until the application ends. To be called once the core has restored the saved session: before
/// that, a session in progress looks like a sign-out.
pub(crate) async fn run<R: Runtime>(handle: AppHandle<R>, core: Arc<App>) {
    let change_signal = handle.state::<DesktopIntegration>().change_signal.clone();
    let environment = handle.state::<AppContext>().environment();
    let (mut shortcut, mut tray) = (Shortcut::new(handle.clone()), TrayIcon::new(handle.clone()));
    let mut files = DesktopFiles::default();
    let mut published_view = DesktopIntegrationView::default();
    loop {
        let (settings, labels) = (core.desktop_settings(), handle.state::<LabelStore<DesktopLabels>>().get());
        shortcut.update(settings.palette_shortcut.clone(), &labels.shortcut);
        tray.update(settings.tray, labels);
        let view = DesktopIntegrationView { shortcut: shortcut.view.borrow().clone(), tray: *tray.view.borrow() };
        if matches!(view.shortcut, ShortcutView::On { .. }) && core.palette("").ready {
            palette::get_or_create(&handle);
        }
        if view != published_view {
            published_view = view;
            handle.state::<ViewChannel>().send(ViewUpdate::DesktopIntegration(published_view.clone()));
        }
        let (core, environment) = (core.clone(), environment.clone());
        let sync_task = tauri::async_runtime::spawn_blocking(move || {
            files.sync(&environment, &settings, &core.snapshot(), |key| core.icon_file(key));
            files
        });
        // Err: a panic, and nothing is known of the files any more.
        files = sync_task.await.unwrap_or_default();
        tokio::select! {
            () = change_signal.notified() => tokio::time::sleep(DEBOUNCE).await,
            () = changed(&mut shortcut.view) => {}
            () = changed(&mut tray.view) => {}
        }
    }
}

/// Waits until the status changes.
async fn changed<T>(view: &mut watch::Receiver<T>) {
    if view.changed().await.is_err() {
        // The sender is gone: the status is final.
        std::future::pending().await
    }
}

/// The global shortcut of the palette.
struct Shortcut<R: Runtime> {
    handle: AppHandle<R>,
    /// The last request: the accelerator, and its description in the user's language.
    requested: Option<(Accelerator, String)>,
    registered: Option<RegisteredShortcut>,
    view: watch::Receiver<ShortcutView>,
}

impl<R: Runtime> Shortcut<R> {
    fn new(handle: AppHandle<R>) -> Self {
        Self { handle, requested: None, registered: None, view: watch::channel(ShortcutView::Off).1 }
    }

    /// Registers this accelerator, unless it was requested last. A denied shortcut is not requested again.
    fn update(&mut self, accelerator: Option<Accelerator>, description: &str) {
        let wanted = accelerator.map(|accelerator| (accelerator, description.to_owned()));
        if wanted == self.requested {
            return;
        }
        // Released first: it may be the same accelerator.
        self.registered = None;
        self.view = watch::channel(ShortcutView::Off).1;
        if let Some((accelerator, description)) = &wanted {
            let handle = self.handle.clone();
            let on_pressed = move |token: Option<&str>| handle.state::<RunningApp<R>>().toggle_palette(token);
            (self.registered, self.view) = os::register_shortcut(&self.handle, accelerator, description, on_pressed);
        }
        self.requested = wanted;
    }
}

/// Portico's icon in the tray, if the desktop has one.
struct TrayIcon<R: Runtime> {
    handle: AppHandle<R>,
    visible: Option<(Tray, TrayLabels)>,
    view: watch::Receiver<TrayView>,
}

impl<R: Runtime> TrayIcon<R> {
    fn new(handle: AppHandle<R>) -> Self {
        Self { handle, visible: None, view: watch::channel(TrayView::Off).1 }
    }

    /// Shows or removes the icon, and refreshes its menu.
    fn update(&mut self, is_enabled: bool, labels: DesktopLabels) {
        let labels = TrayLabels { open: labels.open, search: labels.search, quit: labels.quit };
        match &mut self.visible {
            Some((tray, shown_labels)) if is_enabled && *shown_labels == labels => tray.refresh(),
            Some((tray, shown_labels)) if is_enabled => {
                tray.set_labels(labels.clone());
                *shown_labels = labels;
            }
            None if is_enabled => {
                let app_control = Arc::new(self.handle.state::<RunningApp<R>>().inner().clone());
                let tray = os::show_tray(&self.handle, app_control, labels.clone());
                self.view = tray.state();
                self.visible = Some((tray, labels));
            }
            _ => (self.visible, self.view) = (None, watch::channel(TrayView::Off).1),
        }
    }
}
