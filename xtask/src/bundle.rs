//! `cargo xtask bundle`: builds the packages that people install.

use crate::args::Args;
use crate::run::{self, Run};
use crate::{packages, paths, ui};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

pub(crate) fn run(args: &Args) -> Result<(), String> {
    args.end()?;
    let mut run = Run::to_terminal();
    packages::install(&mut run, &[packages::BUILD, packages::BUNDLE])?;
    let files = make(&mut run)?;
    run.print("");
    for file in files {
        run.print(&format!("{:>9}  {}", mib(&file), paths::display(&file)));
    }
    run.print(&format!("{:>9}  {}", mib(&paths::release("portico")), paths::display(&paths::release("portico"))));
    Ok(())
}

/// Builds the UI and the packages, and returns the packages' files.
pub(crate) fn make(run: &mut Run) -> Result<Vec<PathBuf>, String> {
    ui::build(run)?;
    // The manual page and the completions are generated from the definition of the command line.
    let mut manual = run::cargo();
    manual.args(["run", "--quiet", "-p", "portico-cli", "--example", "manual", "--", "packaging/linux/made"]);
    run.step(&mut manual)?;
    let started = SystemTime::now();
    // The Tauri CLI looks for tauri.conf.json in the folder where it starts, and not above.
    let cli = paths::in_repository("ui/node_modules/.bin").join(if cfg!(windows) { "tauri.cmd" } else { "tauri" });
    let kinds = if cfg!(target_os = "linux") {
        "deb,rpm"
    } else if cfg!(windows) {
        "nsis"
    } else {
        "app,dmg"
    };
    // The same features and variables as in `build::app`, so that Cargo finds the app already built.
    let mut command = run::program(cli);
    command.args(["build", "--features", "custom-protocol", "--bundles", kinds, "--", "-p", "portico"]);
    run.step(command.env("REMOVE_UNUSED_COMMANDS", paths::root()))?;
    let mut files = Vec::new();
    collect(&paths::target().join("release/bundle"), started, &mut files);
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "deb")) {
        recompress(run, file)?;
    }
    if files.is_empty() { Err("the Tauri CLI ended well but left no package.".to_owned()) } else { Ok(files) }
}

/// Packs a .deb again with xz, which every dpkg reads. The Tauri CLI knows gzip only, which is a quarter larger.
fn recompress(run: &mut Run, deb: &Path) -> Result<(), String> {
    let (folder, packed) = (deb.with_extension("folder"), deb.with_extension("xz"));
    // Err: there is none.
    let _ = std::fs::remove_dir_all(&folder);
    run.step(run::program("dpkg-deb").arg("--raw-extract").arg(deb).arg(&folder))?;
    let mut pack = run::program("dpkg-deb");
    run.step(pack.args(["--root-owner-group", "-Zxz", "-z9", "--build"]).arg(&folder).arg(&packed))?;
    let outcome = std::fs::rename(&packed, deb).and_then(|()| std::fs::remove_dir_all(&folder));
    outcome.map_err(|error| format!("{} cannot be written: {error}.", deb.display()))
}

/// The packages below a folder that were written since `started`.
fn collect(folder: &Path, started: SystemTime, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_new = entry.metadata().and_then(|data| data.modified()).is_ok_and(|time| time >= started);
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if path.is_file() && is_new && ["deb", "rpm", "exe", "dmg"].contains(&extension) {
            files.push(path);
        } else if path.is_dir() && folder.ends_with("bundle") {
            collect(&path, started, files);
        }
    }
}

fn mib(file: &Path) -> String {
    let bytes = std::fs::metadata(file).map_or(0, |data| data.len());
    format!("{:.2} MiB", bytes as f64 / 1_048_576.0)
}
