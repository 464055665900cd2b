//! The commands of the palette: search, open, close, and continue in the main window.

use portico_core::error::{Code, Error, Result};
use portico_core::remote_control::{AppControl, WaitMode};
use portico_core::view::PaletteView;
use tauri::{Manager, Runtime, Webview};

use crate::activation_token;
use crate::app_context::AppState;
use crate::remote_control::RunningApp;
use crate::windows::palette;

fn require_palette_window<R: Runtime>(webview: &Webview<R>) -> Result<()> {
    if webview.label() == palette::LABEL { Ok(()) } else { Err(Error::new(Code::Internal)) }
}

#[tauri::command(async)]
pub(super) fn palette_search<R: Runtime>(webview: Webview<R>, app: AppState<'_>, query: String) -> Result<PaletteView> {
    require_palette_window(&webview)?;
    Ok(app.palette(&query))
}

/// Opens an app as a click in the main window does. The main window is raised if the launch needs the user.
#[tauri::command(async)]
pub(super) fn palette_open<R: Runtime>(webview: Webview<R>, key: String) -> Result<()> {
    require_palette_window(&webview)?;
    // Before the palette is hidden and loses the keyboard focus.
    activation_token::store_from_desktop(webview.app_handle());
    palette::hide(webview.app_handle());
    drop(webview.state::<RunningApp<R>>().open(&key, WaitMode::Accepted));
    Ok(())
}

#[tauri::command]
pub(super) fn palette_close<R: Runtime>(webview: Webview<R>) -> Result<()> {
    require_palette_window(&webview)?;
    palette::hide(webview.app_handle());
    Ok(())
}

/// Continues in the main window, with `query` in its search box.
#[tauri::command(async)]
pub(super) fn palette_show_window<R: Runtime>(webview: Webview<R>, query: String) -> Result<()> {
    require_palette_window(&webview)?;
    palette::hide(webview.app_handle());
    webview.state::<RunningApp<R>>().show_window(Some(query).filter(|query| !query.trim().is_empty()), None);
    Ok(())
}
