//! What the palette may ask for: to search and to open. The main window has its own ways to both.

use portico_core::problem::{Code, Problem, Result};
use portico_core::view::PaletteView;
use portico_outside::{Door, Outcome, Wait};
use tauri::async_runtime::spawn;
use tauri::{Manager, Runtime, Webview};

use super::Core;
use crate::door::OpenDoor;
use crate::{launch_token, palette};

fn asked_by_palette<R: Runtime>(webview: &Webview<R>) -> Result<()> {
    if webview.label() == palette::LABEL { Ok(()) } else { Err(Problem::new(Code::Internal)) }
}

#[tauri::command(async)]
pub(super) fn palette_search<R: Runtime>(webview: Webview<R>, app: Core<'_>, query: String) -> Result<PaletteView> {
    asked_by_palette(&webview)?;
    Ok(app.palette(&query))
}

/// Opens an app as a click in the window does. The window comes where a person is needed.
#[tauri::command(async)]
pub(super) fn palette_open<R: Runtime>(webview: Webview<R>, key: String) -> Result<()> {
    asked_by_palette(&webview)?;
    // Before it goes, and the keyboard with it.
    launch_token::keep(webview.app_handle());
    palette::hide(webview.app_handle());
    let door = webview.state::<OpenDoor<R>>().inner().clone();
    let opening = door.open(&key, Wait::Briefly);
    spawn(async move {
        if opening.await == Outcome::NotFound {
            door.show(None, None);
        }
    });
    Ok(())
}

#[tauri::command]
pub(super) fn palette_close<R: Runtime>(webview: Webview<R>) -> Result<()> {
    asked_by_palette(&webview)?;
    palette::hide(webview.app_handle());
    Ok(())
}

/// Goes on in the main window, with these words in its search box.
#[tauri::command(async)]
pub(super) fn palette_show_window<R: Runtime>(webview: Webview<R>, words: String) -> Result<()> {
    asked_by_palette(&webview)?;
    palette::hide(webview.app_handle());
    webview.state::<OpenDoor<R>>().show(Some(words).filter(|words| !words.trim().is_empty()), None);
    Ok(())
}
