//! Portico's icon in the tray.

use portico_core::view::TrayView;
use tauri::{AppHandle, Runtime};

use super::DesktopWords;

pub(super) struct TrayIcon<R: Runtime> {
    _handle: AppHandle<R>,
}

impl<R: Runtime> TrayIcon<R> {
    pub(super) fn new(handle: AppHandle<R>) -> Self {
        Self { _handle: handle }
    }

    pub(super) fn keep(&mut self, _wanted: bool, _words: &DesktopWords) {}

    pub(super) fn view(&self) -> TrayView {
        TrayView::Off
    }

    pub(super) async fn changed(&mut self) {
        std::future::pending().await
    }
}
