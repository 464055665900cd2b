//! `cargo xtask screenshots`: the pictures in `docs/screenshots`, so that the guides show the app as it is.

use crate::args::Args;
use crate::run::Run;
use crate::{demo, packages, place, product, ui};

pub(crate) fn run(args: &Args) -> Result<(), String> {
    args.end()?;
    let mut run = Run::terminal();
    packages::install(&mut run, &[packages::BUILD, packages::STAGE, packages::BROWSER])?;
    ui::install(&mut run)?;
    let out = place::at("docs/screenshots");
    std::fs::create_dir_all(&out).map_err(|error| format!("{} cannot be made: {error}.", out.display()))?;
    // Each state of the page, light and dark, in a browser with the demo host.
    ui::script(&mut run, "shots", &[&out.to_string_lossy()])?;
    // The real window, with its frame and the tenant's login page.
    product::app(&mut run)?;
    demo::pictures_into(&mut run, &out.join("tour"))
}
