//! Opens the palette: a small window above all others in which the user searches and opens apps.
//!
//! The window is created once and hidden while it is not in use. Its page requests what it shows, eight rows at a time;
//! it has no channel to the core's views.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use portico_core::App;
use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Manager, Runtime, WebviewUrl, WebviewWindow, WindowEvent};

use crate::labels::{DesktopLabels, LabelStore};
use crate::os;
use crate::webview::trusted::{self, Position};

pub(crate) const LABEL: &str = "palette";

/// In logical pixels: the search box, eight rows and the footer.
const WINDOW_SIZE: (f64, f64) = (640.0, 480.0);

/// While the shortcut is pressed, X11 takes the keyboard focus from the palette, which hides before the press arrives.
/// A press within this time after hiding does not show it again.
const KEY_PRESS_WINDOW: Duration = Duration::from_millis(300);

#[derive(Default)]
pub(crate) struct Palette(Mutex<State>);

#[derive(Default)]
struct State {
    /// Its page has loaded.
    is_loaded: bool,
    /// It was requested before its page had loaded.
    is_show_requested: bool,
    /// The activation token of that request.
    activation_token: Option<String>,
    /// When it was hidden because it lost the keyboard focus.
    hidden_at: Option<Instant>,
}

impl Palette {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows the palette if there is a list to search, and returns whether there is. `token` as for [`os::raise_window`].
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>, core: &App, token: Option<&str>) -> bool {
    if !core.palette("").ready {
        hide(app);
        return false;
    }
    let Some(window) = get_or_create(app) else { return false };
    let is_loaded = {
        let palette = app.state::<Palette>();
        let mut state = palette.state();
        state.is_show_requested = !state.is_loaded;
        state.activation_token = token.filter(|_| state.is_show_requested).map(str::to_owned);
        state.is_loaded
    };
    if is_loaded {
        let _ = window.set_title(&title(app));
        os::raise_window(&window, token, Position::AtPointer);
    }
    true
}

/// Hides the palette if it is visible, otherwise as [`show`]: for the global shortcut.
pub(crate) fn toggle<R: Runtime>(app: &AppHandle<R>, core: &App, token: Option<&str>) -> bool {
    let is_visible = app.get_webview_window(LABEL).is_some_and(|window| window.is_visible().unwrap_or_default());
    let was_just_hidden =
        app.state::<Palette>().state().hidden_at.take().is_some_and(|left| left.elapsed() < KEY_PRESS_WINDOW);
    if is_visible || was_just_hidden {
        hide(app);
        return true;
    }
    show(app, core, token)
}

/// Hides the palette if it exists.
pub(crate) fn hide<R: Runtime>(app: &AppHandle<R>) {
    {
        let palette = app.state::<Palette>();
        let mut state = palette.state();
        (state.is_show_requested, state.activation_token, state.hidden_at) = (false, None, None);
    }
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.hide();
    }
}

/// Returns the palette's window and creates it hidden if needed: ahead of time if a shortcut is registered.
pub(crate) fn get_or_create<R: Runtime>(app: &AppHandle<R>) -> Option<WebviewWindow<R>> {
    let existing_window = app.get_webview_window(LABEL);
    // Err: another thread is creating it, or there is no window system.
    existing_window.or_else(|| build(app).ok()).or_else(|| app.get_webview_window(LABEL))
}

fn build<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<WebviewWindow<R>> {
    let window = trusted::builder(app, LABEL, WebviewUrl::App("palette.html".into()))
        .title(title(app))
        .inner_size(WINDOW_SIZE.0, WINDOW_SIZE.1)
        .resizable(false)
        .decorations(false)
        .always_on_top(true)
        .skip_taskbar(true)
        .visible_on_all_workspaces(true)
        .visible(false)
        // Not earlier: an empty window would flash.
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                let palette = window.state::<Palette>();
                let (is_show_requested, token) = {
                    let mut state = palette.state();
                    state.is_loaded = true;
                    (std::mem::take(&mut state.is_show_requested), state.activation_token.take())
                };
                if is_show_requested {
                    os::raise_window(&window, token.as_deref(), Position::AtPointer);
                }
            }
        })
        .build()?;
    os::prepare_trusted_window(&window);
    hide_on_blur(&window);
    Ok(window)
}

/// Screen readers announce the title, although there is no title bar.
fn title<R: Runtime>(app: &AppHandle<R>) -> String {
    format!("Portico – {}", app.state::<LabelStore<DesktopLabels>>().get().shortcut)
}

/// Hides the window when it loses the keyboard focus.
fn hide_on_blur<R: Runtime>(window: &WebviewWindow<R>) {
    let palette_window = window.clone();
    window.on_window_event(move |event| match event {
        // A window that is already hidden loses the focus too; that is not the user's doing.
        WindowEvent::Focused(false) if palette_window.is_visible().unwrap_or_default() => {
            palette_window.state::<Palette>().state().hidden_at = Some(Instant::now());
            let _ = palette_window.hide();
        }
        // Alt+F4 hides the window; it is not destroyed.
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            let _ = palette_window.hide();
        }
        _ => {}
    });
}
