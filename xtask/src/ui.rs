//! Installs the UI's packages, builds the UI and runs its scripts. What the scripts do is in `ui/package.json`.

use crate::freshness::is_stale;
use crate::paths;
use crate::run::{self, Run};
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Two installations into one folder would destroy each other's.
static INSTALLATION: Mutex<()> = Mutex::new(());

/// Installs exactly what the lock file names, if that has not been done since it changed.
pub(crate) fn install(run: &mut Run) -> Result<(), String> {
    install_in(run, &paths::in_repository("ui"))
}

/// The same for another folder with a lock file, such as a peer's.
pub(crate) fn install_in(run: &mut Run, folder: &Path) -> Result<(), String> {
    require_node()?;
    // Lanes of both tracks come here.
    let _guard = INSTALLATION.lock().unwrap_or_else(PoisonError::into_inner);
    if is_stale(&folder.join("node_modules/.package-lock.json"), &[folder.join("package-lock.json")]) {
        run.step(npm(folder).args(["ci", "--no-audit", "--no-fund"]))?;
    }
    Ok(())
}

/// Builds `ui/dist`, if a source is newer.
pub(crate) fn build(run: &mut Run) -> Result<(), String> {
    install(run)?;
    let ui = paths::in_repository("ui");
    let sources = [
        "src",
        "public",
        "index.html",
        "palette.html",
        "package-lock.json",
        "vite.config.ts",
        "vite.config.js",
        "svelte.config.js",
    ];
    let sources: Vec<_> = sources.iter().map(|name| ui.join(name)).collect();
    // The page that the shell's build puts there, so that it compiles before the UI was built, has none.
    let is_placeholder = !ui.join("dist/assets").exists();
    if is_placeholder || is_stale(&ui.join("dist/index.html"), &sources) {
        script(run, "build", &[])?;
    }
    Ok(())
}

/// Runs one of the scripts of `ui/package.json`.
pub(crate) fn script(run: &mut Run, name: &str, words: &[&str]) -> Result<(), String> {
    let mut command = npm(&paths::in_repository("ui"));
    command.args(["run", "--silent", name]);
    if !words.is_empty() {
        command.arg("--").args(words);
    }
    run.step(&mut command)
}

pub(crate) fn npm(folder: &Path) -> Command {
    let mut command = run::program(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder);
    command
}

/// Node 20 or newer, or the sentence that asks for it.
fn require_node() -> Result<(), String> {
    let wanted = "Node 20 or newer is needed (https://nodejs.org, or your system's package)";
    let text =
        run::output(run::program("node").arg("--version")).map_err(|_| format!("{wanted}; none is installed."))?;
    let major = text.trim().trim_start_matches('v').split('.').next().and_then(|word| word.parse().ok());
    if major.is_some_and(|major: u32| major >= 20) {
        Ok(())
    } else {
        Err(format!("{wanted}; this is {}.", text.trim()))
    }
}
