//! `cargo xtask screenshots`: the pictures in `docs/screenshots`, so that the guides show the app as it is.

use crate::args::Args;
use crate::run::Run;
use crate::{demo, packages, place, product, run, ui};
use std::path::{Path, PathBuf};

pub(crate) fn run(args: &Args) -> Result<(), String> {
    args.end()?;
    let mut run = Run::terminal();
    packages::install(&mut run, &[packages::BUILD, packages::STAGE, packages::BROWSER, packages::PICTURES])?;
    ui::install(&mut run)?;
    let out = place::at("docs/screenshots");
    std::fs::create_dir_all(&out).map_err(|error| format!("{} cannot be made: {error}.", out.display()))?;
    // A view that is gone shall not stay in the guides.
    for picture in pictures(&out)? {
        std::fs::remove_file(&picture).map_err(|error| format!("{} cannot be removed: {error}.", picture.display()))?;
    }
    // Each state of the page, light and dark, in a browser with the demo host.
    ui::script(&mut run, "shots", &[&out.to_string_lossy()])?;
    // The real window, with its frame and the tenant's login page.
    product::app(&mut run)?;
    let tour = out.join("tour");
    demo::pictures_into(&mut run, &tour)?;
    for folder in [&out, &tour] {
        shrink(&mut run, folder)?;
    }
    Ok(())
}

/// A palette in place of every colour there could be; nobody sees the difference.
fn shrink(run: &mut Run, folder: &Path) -> Result<(), String> {
    for some in pictures(folder)?.chunks(100) {
        let mut pngquant = run::program("pngquant");
        pngquant.args(["--force", "--ext", ".png", "--strip", "--speed", "3"]).args(some);
        run.step(&mut pngquant)?;
    }
    Ok(())
}

fn pictures(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{} cannot be read: {error}.", folder.display()))?;
    let mut all: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    all.retain(|path| path.extension().is_some_and(|extension| extension == "png"));
    all.sort();
    Ok(all)
}
