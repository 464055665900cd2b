//! Opens a bare Tauri window, the size of Portico's, that shows one colored square and nothing else. `BASELINE_PAGE` names
//! another page: `typing.html` has a text field, and its square shows while the field is not empty; `list.html` has a list.
//!
//! The window is the least that any Tauri app costs on the machine at hand. `cargo xtask bench` starts it in turn with
//! Portico and divides. It shares Portico's release profile and Tauri features, and has no plugin, no command and no
//! state, so whatever Portico takes beyond it is Portico's own.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
#![forbid(unsafe_code)]

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .setup(|app| {
            let page =
                std::env::var_os("BASELINE_PAGE").map_or_else(WebviewUrl::default, |page| WebviewUrl::App(page.into()));
            WebviewWindowBuilder::new(app, "main", page).title("Baseline").inner_size(960.0, 640.0).build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
