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

/// Whether windows can be shown. GTK is initialized by that; Tauri would panic without a display.
pub(crate) fn has_display() -> bool {
    gtk::init().is_ok()
}

/// The oldest WebKitGTK whose known vulnerabilities do not concern Portico; the Debian package depends on it.
const MIN_WEBKIT_VERSION: [u32; 3] = [2, 50, 3];

/// Warns of a system whose web engine has known vulnerabilities. It may still be the only one that the user can get.
pub(crate) fn check_webkit_version() {
    // Err: a version that WebKit never had.
    let version = tauri::webview_version().unwrap_or_default();
    if is_outdated(&version) {
        tracing::warn!(version, "WebKitGTK has known vulnerabilities; update it to 2.50.3 or later");
    }
}

fn is_outdated(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or_default());
    std::array::from_fn::<u32, 3, _>(|_| parts.next().unwrap_or_default()) < MIN_WEBKIT_VERSION
}

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

#[cfg(test)]
mod tests {
    use super::is_outdated;

    #[test]
    fn webkit_before_2_50_3_is_outdated() {
        assert!(["2.50.2", "2.48.10", "", "1.99.9"].into_iter().all(is_outdated));
        assert!(!["2.50.3", "2.50.10", "2.51.0", "3.0"].into_iter().any(is_outdated));
    }
}
