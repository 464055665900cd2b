//! Windows and macOS. Windows with pages from outside have no bars there, so only their titles show the host, and
//! downloads are denied: Tauri needs the path before a dialog can be shown.

use std::future::{Ready, ready};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use portico_core::remote_control::AppControl;
use portico_core::storage::files::Dirs;
use portico_core::web_page::origin::PageOrigin;
use portico_core::web_page::user_activation::{BlockedKind, blocked_url_name};
use tauri::{AppHandle, Builder, PhysicalPosition, Runtime, Url, WebviewWindow};

use crate::labels::{AppWindowLabels, SignInBarLabels};
use crate::webview::trusted::{Position, upper_center};
use crate::webview::untrusted::{PageAccess, PageError, Relate};

mod bearer_page;
mod shortcut;
mod tray;

pub(crate) use bearer_page::{is_bearer_page, load_bearer_page};
pub(crate) use shortcut::{RegisteredShortcut, register_shortcut};
pub(crate) use tray::{Tray, show_tray};

pub(crate) const CAN_PROMPT_FOR_DOWNLOADS: bool = false;

/// The system updates its web engine.
pub(crate) const fn check_webkit_version() {}

pub(crate) const fn has_display() -> bool {
    true
}

pub(crate) fn configure<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    bearer_page::configure(builder).plugin(tauri_plugin_global_shortcut::Builder::new().build())
}

pub(crate) fn build_with_save_dialog<R: Runtime>(
    _: &AppHandle<R>,
    build: impl FnOnce(Relate<R>) -> tauri::Result<WebviewWindow<R>> + Send + 'static,
) -> tauri::Result<WebviewWindow<R>> {
    build(Box::new(|builder| builder))
}

pub(crate) fn install_page_handlers<R: Runtime>(
    _: &WebviewWindow<R>,
    _: PageAccess,
    _: impl Fn(PageError) + Send + Clone + 'static,
    _: impl Fn(Relate<R>) -> Option<WebviewWindow<R>> + Send + 'static,
) {
}

pub(crate) const fn cancel_print_dialogs() {}

pub(crate) fn show_page_error<R: Runtime>(_: &WebviewWindow<R>, error: &PageError) {
    tracing::info!(?error, "a page in an app window did not load");
}

pub(crate) fn show_blocked<R: Runtime>(_: &WebviewWindow<R>, url: &Url, kind: BlockedKind, _has_browser_button: bool) {
    tracing::info!(address = blocked_url_name(url), ?kind, "a navigation in an app window was blocked");
}

pub(crate) fn attach_app_bar<R: Runtime>(
    _: &WebviewWindow<R>,
    _: PageOrigin,
    _open_in_browser: Option<impl Fn() + Send + 'static>,
) {
}

pub(crate) fn set_app_bar_labels<R: Runtime>(_: &AppHandle<R>, _: AppWindowLabels) {}

pub(crate) fn set_sign_in_bar<R: Runtime>(
    _: &WebviewWindow<R>,
    _: Option<SignInBarLabels>,
    _on_response: impl Fn(bool) + Send + 'static,
) {
}

pub(crate) fn prepare_trusted_window<R: Runtime>(_: &WebviewWindow<R>) {}

/// Shows the window and gives it the keyboard focus.
pub(crate) fn raise_window<R: Runtime>(window: &WebviewWindow<R>, _token: Option<&str>, position: Position) {
    if position == Position::AtPointer
        && let Some((x, y)) = position_at_pointer(window)
    {
        let _ = window.set_position(PhysicalPosition::new(x, y));
    }
    let _ = window.show();
    let _ = window.set_focus();
}

/// In physical pixels.
fn position_at_pointer<R: Runtime>(window: &WebviewWindow<R>) -> Option<(i32, i32)> {
    let pointer = window.cursor_position().ok()?;
    let monitor = window.monitor_from_point(pointer.x, pointer.y).ok()??;
    let (area, size) = (monitor.work_area(), window.outer_size().ok()?);
    let to_i32 = |length: u32| i32::try_from(length).unwrap_or_default();
    let area = (area.position.x, area.position.y, to_i32(area.size.width), to_i32(area.size.height));
    Some(upper_center(area, (to_i32(size.width), to_i32(size.height))))
}

pub(crate) const fn request_activation_token<R: Runtime>(_: &AppHandle<R>) -> Option<String> {
    None
}

pub(crate) fn complete_startup_notification<R: Runtime>(_: &AppHandle<R>, _token: String) {}

/// Elsewhere the system closes the windows of an application that it ends.
pub(crate) fn quit_on_signal(_quit: impl FnOnce()) -> Ready<()> {
    ready(())
}

pub(crate) fn serve_desktop_search(_: Arc<dyn AppControl>) -> Ready<()> {
    ready(())
}

pub(crate) fn serve_background_search(_: Dirs, _program: &Path) -> ExitCode {
    ExitCode::FAILURE
}
