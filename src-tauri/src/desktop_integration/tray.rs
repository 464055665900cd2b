//! Shows Portico's icon in the tray, if the desktop has one.

use std::sync::Arc;

use portico_core::view::TrayView;
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::watch;

use crate::desktop_labels::DesktopLabels;
use crate::remote_control::RunningApp;

#[cfg_attr(target_os = "linux", path = "tray/linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "tray/other.rs")]
mod backend;

use backend::VisibleTray;

pub(super) struct TrayIcon<R: Runtime> {
    handle: AppHandle<R>,
    visible_tray: Option<VisibleTray>,
    labels: Option<DesktopLabels>,
    view: watch::Receiver<TrayView>,
}

impl<R: Runtime> TrayIcon<R> {
    pub(super) fn new(handle: AppHandle<R>) -> Self {
        Self { handle, visible_tray: None, labels: None, view: watch::channel(TrayView::Off).1 }
    }

    /// Shows or removes the icon, and refreshes its menu.
    pub(super) fn update(&mut self, is_enabled: bool, labels: &DesktopLabels) {
        match (&self.visible_tray, is_enabled) {
            (Some(tray), true) if self.labels.as_ref() == Some(labels) => tray.refresh(),
            (Some(tray), true) => tray.set_labels(labels),
            (Some(_), false) => {
                self.visible_tray = None;
                self.view = watch::channel(TrayView::Off).1;
            }
            (None, true) => {
                let app_control = Arc::new(self.handle.state::<RunningApp<R>>().inner().clone());
                let (tray, view) = VisibleTray::show(&self.handle, app_control, labels);
                (self.visible_tray, self.view) = (Some(tray), view);
            }
            (None, false) => {}
        }
        self.labels = Some(labels.clone());
    }

    pub(super) fn view(&self) -> TrayView {
        *self.view.borrow()
    }

    /// Waits until the status changes.
    pub(super) async fn changed(&mut self) {
        if self.view.changed().await.is_err() {
            // The sender is gone: the status is final.
            std::future::pending().await
        }
    }
}
