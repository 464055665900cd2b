//! `cargo xtask screenshots`: pictures of each view of the UI and of the real windows, in `target/screenshots`.
//!
//! The few that a page of the documentation shows are copied to `docs/screenshots` by hand.

use crate::args::Args;
use crate::run::Run;
use crate::{build, demo, packages, paths, run, ui};
use std::path::{Path, PathBuf};

pub(crate) fn run(args: &Args) -> Result<(), String> {
    args.end()?;
    let mut run = Run::to_terminal();
    packages::install(&mut run, &[packages::BUILD, packages::HEADLESS_DESKTOP, packages::BROWSER, packages::PICTURES])?;
    ui::install(&mut run)?;
    let out = paths::target().join("screenshots");
    // Err: there are none yet.
    drop(std::fs::remove_dir_all(&out));
    std::fs::create_dir_all(&out).map_err(|error| format!("{} cannot be made: {error}.", out.display()))?;
    // Each state of the page, light and dark, in a browser with the demo host.
    ui::script(&mut run, "shots", &[&out.to_string_lossy()])?;
    // The real window, with its frame and the tenant's login page.
    build::app(&mut run)?;
    let tour = out.join("tour");
    demo::pictures_into(&mut run, &tour)?;
    for folder in [&out, &tour] {
        reduce_colors(&mut run, folder)?;
    }
    run.print(&format!("The pictures are in {}/", paths::display(&out)));
    Ok(())
}

/// Gives each picture a palette, which makes it a third of the size.
fn reduce_colors(run: &mut Run, folder: &Path) -> Result<(), String> {
    for some in pictures(folder)?.chunks(100) {
        let mut pngquant = run::program("pngquant");
        pngquant.args(["--force", "--ext", ".png", "--strip", "--speed", "3"]).args(some);
        run.step(&mut pngquant)?;
    }
    Ok(())
}

fn pictures(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries =
        std::fs::read_dir(folder).map_err(|error| format!("{} cannot be read: {error}.", folder.display()))?;
    let mut all: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    all.retain(|path| path.extension().is_some_and(|extension| extension == "png"));
    all.sort();
    Ok(all)
}
