//! Declares the commands and which window may call each, from the list that the shell makes its handlers of. Without
//! this, Tauri would let the local UI call every registered command.
#![allow(clippy::print_stdout, reason = "build scripts talk to cargo on stdout")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

macro_rules! commands {
    ($($window:ident($($state:ident),*) {$(
        $(#[doc = $docs:literal])*
        $kind:ident $name:ident($($arguments:tt)*) $(-> $output:ty)? = $body:expr;
    )*})*) => {
        const COMMANDS: &[(&str, &[&str])] = &[$((stringify!($window), &[$(stringify!($name)),*])),*];
    };
}

include!("src/commands/list.rs");

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
    let capabilities_path = PathBuf::from(env::var("OUT_DIR")?).join("window-capabilities.json");
    fs::write(&capabilities_path, capabilities())?;
    let names = COMMANDS.iter().flat_map(|(_, names)| names.iter().copied()).collect::<Vec<_>>();
    // The attributes take static text; a build script ends soon enough to leak some.
    let attributes = tauri_build::Attributes::new()
        .app_manifest(tauri_build::AppManifest::new().commands(names.leak()))
        .capabilities_path_pattern(capabilities_path.display().to_string().leak());
    tauri_build::try_build(attributes)?;
    Ok(())
}

/// One capability for each window, as JSON: local pages may call the window's commands, by name.
fn capabilities() -> String {
    let capability = |(window, names): &(&str, &[&str])| {
        let allowed = names.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect::<Vec<_>>();
        format!(r#"{{"identifier":"{window}","local":true,"windows":["{window}"],"permissions":{allowed:?}}}"#)
    };
    format!("[{}]", COMMANDS.iter().map(capability).collect::<Vec<_>>().join(","))
}
