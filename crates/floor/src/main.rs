//! A bare Tauri window, the size of Portico's, with one coloured square in it and nothing else. `FLOOR_PAGE=typing.html`
//! puts a text field beside the square, which shows while something stands in the field.
//!
//! It is the least that any Tauri app costs on the machine at hand: `cargo xtask bench` starts it in turn with Portico and
//! divides. It shares Portico's release profile and its Tauri features, and has no plugin, no command and no state, so
//! whatever Portico takes beyond it is Portico's own.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
#![forbid(unsafe_code)]

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .setup(|app| {
            let page =
                std::env::var_os("FLOOR_PAGE").map_or_else(WebviewUrl::default, |page| WebviewUrl::App(page.into()));
            WebviewWindowBuilder::new(app, "main", page).title("Floor").inner_size(960.0, 640.0).build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
