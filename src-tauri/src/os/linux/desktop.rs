//! Tray, global shortcut and desktop search, which `portico_desktop` has.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use portico_cli::background_search;
use portico_core::remote_control::AppControl;
use portico_core::settings::accelerator::Accelerator;
use portico_core::storage::files::Dirs;
use portico_core::view::ShortcutView;
use portico_desktop::search_provider::{DesktopSearch, SearchRole};
use portico_desktop::tray_menu::TrayLabels;
use tauri::{AppHandle, Builder, Runtime};
use tokio::sync::watch;

pub(crate) use portico_desktop::global_shortcut::RegisteredShortcut;
pub(crate) use portico_desktop::tray::Tray;

/// Adds what the application needs on this system.
pub(crate) fn configure<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder
}

/// Shows the icon until it is dropped.
pub(crate) fn show_tray<R: Runtime>(_: &AppHandle<R>, app_control: Arc<dyn AppControl>, labels: TrayLabels) -> Tray {
    Tray::show(None, app_control, labels)
}

/// Registers the global shortcut until it is dropped. `on_pressed` receives an activation token, if there is one.
pub(crate) fn register_shortcut<R: Runtime>(
    _: &AppHandle<R>,
    accelerator: &Accelerator,
    description: &str,
    on_pressed: impl Fn(Option<&str>) + Send + Sync + 'static,
) -> (Option<RegisteredShortcut>, watch::Receiver<ShortcutView>) {
    RegisteredShortcut::register(accelerator, description, on_pressed)
}

/// Serves the desktop's search until the application ends.
pub(crate) async fn serve_desktop_search(app_control: Arc<dyn AppControl>) {
    match DesktopSearch::serve(None, app_control, SearchRole::Window).await {
        Ok(_provider) => std::future::pending().await,
        Err(error) => tracing::info!(?error, "the search provider could not be started"),
    }
}

/// Serves the desktop's search while Portico does not run.
pub(crate) fn serve_background_search(dirs: Dirs, program: &Path) -> ExitCode {
    let is_served = tauri::async_runtime::block_on(background_search::serve(dirs, program.to_owned()));
    if is_served { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
