//! `cargo xtask demo`: builds everything and opens Portico beside a demo tenant. The demo has folders of its own below
//! `target/demo`, so the settings and lists of an installed Portico stay as they are.

use crate::args::Args;
use crate::run::{self, Run};
use crate::tenant::Tenant;
use crate::{build, machine, packages, paths};
use std::path::Path;
use std::process::Stdio;

const ACCOUNTS: &str = "  user@acme.test    42 apps
  mfa@acme.test     asks for a code after the password: 246810
  empty@acme.test   no apps
  many@acme.test    10,000 apps, or as many as --apps says
  The password of each is: portico";

pub(crate) fn run(args: &mut Args) -> Result<(), String> {
    let apps = args.number("--apps")?.map(|count| count.to_string());
    let headless = args.flag("--headless") || !machine::has_display();
    args.end()?;
    let mut run = Run::to_terminal();
    if headless {
        run.print("There is no display here ($DISPLAY and $WAYLAND_DISPLAY are empty), or you asked for none:");
        run.print("the demo runs on a screen of its own and leaves pictures of each step in target/demo/.\n");
        packages::install(&mut run, &[packages::BUILD, packages::HEADLESS_DESKTOP])?;
    } else {
        packages::install(&mut run, &[packages::BUILD])?;
    }
    build::app(&mut run)?;
    if headless { tour(&mut run) } else { open(&mut run, apps.as_deref()) }
}

/// Portico in a window, for a person.
fn open(run: &mut Run, apps: Option<&str>) -> Result<(), String> {
    let words: Vec<&str> = apps.iter().flat_map(|count| ["--apps", count]).collect();
    let tenant = Tenant::start(&paths::release("demo-tenant"), &words, Stdio::inherit())?;
    let homes = paths::target().join("demo/homes");
    settings(&homes.join("config/portico"), &tenant.url)?;
    run.print(&format!("\nThe demo tenant is at {}. Sign in as one of:\n{ACCOUNTS}\n", tenant.url));
    run.print("Close Portico to end the demo.");
    let mut app = run::program(paths::release("portico"));
    for (name, folder) in [
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_DATA_HOME", "data"),
    ] {
        app.env(name, homes.join(folder));
    }
    run.step(&mut app)
}

/// The same on a screen of its own: the tour brings the screen, the buses and the tenant, signs in, opens an app, and
/// leaves a picture of each step.
fn tour(run: &mut Run) -> Result<(), String> {
    let out = paths::target().join("demo");
    pictures_into(run, &out)?;
    run.print("\nThe pictures:");
    let mut names: Vec<_> = std::fs::read_dir(&out)
        .map_err(|error| format!("{} cannot be read: {error}.", out.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "png"))
        .collect();
    names.sort();
    for path in names {
        run.print(&format!("  {}", paths::display(&path)));
    }
    run.print(&format!("\nWith a display you can sign in yourself, as one of:\n{ACCOUNTS}"));
    Ok(())
}

/// The contract with `crates/e2e`: `tour --app FILE --tenant FILE --out FOLDER` makes its own screen, session bus,
/// keyring and homes, and writes `01-….png`, `02-….png` and so on; it ends with 0 when every step was seen.
pub(crate) fn pictures_into(run: &mut Run, out: &Path) -> Result<(), String> {
    std::fs::create_dir_all(out).map_err(|error| format!("{} cannot be made: {error}.", out.display()))?;
    run.step(
        build::e2e_program("tour")
            .arg("--app")
            .arg(paths::release("portico"))
            .arg("--tenant")
            .arg(paths::release("demo-tenant"))
            .arg("--out")
            .arg(out),
    )
}

fn settings(folder: &Path, url: &str) -> Result<(), String> {
    let file = folder.join("settings.toml");
    let text = format!(
        "[[tenant]]\nurl = \"{url}\"\nname = \"Acme\"\nsign_in = \"webview\"\napp_id = \"Portico\"\n\
         client_id = \"portico\"\nscope = \"UPData\"\n"
    );
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&file, text))
        .map_err(|error| format!("{} cannot be written: {error}.", file.display()))
}
