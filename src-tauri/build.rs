//! Declares the commands, so that each has to be permitted by name; without this, Tauri would let the local UI call
//! every registered command.
#![allow(clippy::print_stdout, reason = "build scripts talk to cargo on stdout")]

use std::env;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A placeholder, so that the shell compiles and its tests run before the UI is built.
    let dist = Path::new("ui/dist");
    if !dist.exists() {
        fs::create_dir_all(dist)?;
        fs::write(dist.join("index.html"), "<!doctype html><title>Portico</title><p>The UI was not built.")?;
    }
    // The placeholder must not be released.
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") && !dist.join("assets").exists() {
        return Err("the UI is not built; `cargo xtask build` builds both".into());
    }
    println!("cargo:rerun-if-changed={}", dist.display());
    let command_names = include!("src/command_names.rs");
    let attributes =
        tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(command_names));
    tauri_build::try_build(attributes)?;
    Ok(())
}
