//! `cargo xtask bundle`: the packages that people install.

use crate::args::Args;
use crate::run::{self, Run};
use crate::{packages, paths, ui};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

pub(crate) fn run(args: &Args) -> Result<(), String> {
    args.end()?;
    let mut run = Run::to_terminal();
    packages::install(&mut run, &[packages::BUILD, packages::BUNDLE])?;
    let made = make(&mut run)?;
    run.print("");
    for file in made {
        run.print(&format!("{:>9}  {}", mib(&file), paths::display(&file)));
    }
    run.print(&format!("{:>9}  {}", mib(&paths::release("portico")), paths::display(&paths::release("portico"))));
    Ok(())
}

/// Builds the UI and the packages, and returns the packages' files.
pub(crate) fn make(run: &mut Run) -> Result<Vec<PathBuf>, String> {
    ui::build(run)?;
    // The manual page and the completions, from the grammar of the command line itself.
    let mut manual = run::cargo();
    manual.args(["run", "--quiet", "-p", "portico-cli", "--example", "manual", "--", "packaging/linux/made"]);
    run.step(&mut manual)?;
    let started = SystemTime::now();
    // The Tauri CLI finds the app only from the folder that holds tauri.conf.json; it never looks upwards.
    let cli = paths::in_repository("ui/node_modules/.bin").join(if cfg!(windows) { "tauri.cmd" } else { "tauri" });
    let kinds = if cfg!(target_os = "linux") {
        "deb,rpm"
    } else if cfg!(windows) {
        "nsis"
    } else {
        "app,dmg"
    };
    // What follows is as in `build::app`, so that cargo finds the app already built.
    let mut command = run::program(cli);
    command.args(["build", "--features", "custom-protocol", "--bundles", kinds, "--", "-p", "portico"]);
    run.step(command.env("REMOVE_UNUSED_COMMANDS", paths::root()))?;
    let mut files = Vec::new();
    collect(&paths::target().join("release/bundle"), started, &mut files);
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "deb")) {
        press(run, file)?;
    }
    if files.is_empty() { Err("the Tauri CLI ended well but left no package.".to_owned()) } else { Ok(files) }
}

/// Packs a .deb again, with xz, which each dpkg reads: the Tauri CLI knows gzip only, and that is a quarter larger.
fn press(run: &mut Run, deb: &Path) -> Result<(), String> {
    let (folder, pressed) = (deb.with_extension("folder"), deb.with_extension("xz"));
    // Err: there is none.
    let _ = std::fs::remove_dir_all(&folder);
    run.step(run::program("dpkg-deb").arg("--raw-extract").arg(deb).arg(&folder))?;
    let mut pack = run::program("dpkg-deb");
    run.step(pack.args(["--root-owner-group", "-Zxz", "-z9", "--build"]).arg(&folder).arg(&pressed))?;
    let moved = std::fs::rename(&pressed, deb).and_then(|()| std::fs::remove_dir_all(&folder));
    moved.map_err(|error| format!("{} cannot be written: {error}.", deb.display()))
}

/// The packages below a folder that were written since `started`.
fn collect(folder: &Path, started: SystemTime, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let fresh = entry.metadata().and_then(|data| data.modified()).is_ok_and(|time| time >= started);
        let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
        if path.is_file() && fresh && ["deb", "rpm", "exe", "dmg"].contains(&end) {
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
