//! Shows the tray icon over the session bus.

use std::sync::Arc;

use portico_core::remote_control::AppControl;
use portico_core::view::TrayView;
use portico_desktop::tray::{Tray, TrayLabels};
use tauri::{AppHandle, Runtime};
use tokio::sync::watch;

use crate::desktop_labels::DesktopLabels;

pub(super) struct VisibleTray(Tray);

impl VisibleTray {
    pub(super) fn show<R: Runtime>(
        _handle: &AppHandle<R>,
        app_control: Arc<dyn AppControl>,
        labels: &DesktopLabels,
    ) -> (Self, watch::Receiver<TrayView>) {
        let tray = Tray::show(app_control, to_tray_labels(labels));
        let view = tray.state();
        (Self(tray), view)
    }

    pub(super) fn refresh(&self) {
        self.0.refresh();
    }

    pub(super) fn set_labels(&self, labels: &DesktopLabels) {
        self.0.set_labels(to_tray_labels(labels));
    }
}

fn to_tray_labels(labels: &DesktopLabels) -> TrayLabels {
    TrayLabels { open: labels.open.clone(), search: labels.search.clone(), quit: labels.quit.clone() }
}
