//! Declares the commands, so that every one of them has to be permitted by name; without this,
//! Tauri would let the local UI call anything that is registered.

use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The shell compiles, and its tests run, before the UI was ever built.
    let dist = Path::new("ui/dist");
    if !dist.exists() {
        fs::create_dir_all(dist)?;
        fs::write(dist.join("index.html"), "<!doctype html><title>Portico</title><p>The UI was not built.")?;
    }
    let commands = include!("src/command_names.rs");
    let attributes = tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(commands));
    tauri_build::try_build(attributes)?;
    Ok(())
}
