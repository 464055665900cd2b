//! Writes folders in which Portico starts with a cached list of a given size, for measurements.
//!
//! `profile --app FILE --tenant FILE --apps N --out FOLDER` signs in once, at a demo tenant with N
//! apps, and leaves `config/`, `state/`, `cache/` and `data/` in FOLDER, just as Portico wrote them.
//! The first app has the square of [`e2e::PaintMarker`] as its icon. It prints the environment to start with.
//! The tenant has ended afterwards, so a start shows the list signed out and sends no request.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use e2e::{Journey, Options, PaintMarker, Portico, Role, Tenant, wait_within};
use serde_json::json;

const XDG_DIRS: [(&str, &str); 4] = [
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_STATE_HOME", "state"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_DATA_HOME", "data"),
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("profile: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let options = Options::parse(&["app", "tenant", "apps", "out"])?;
    let (apps, out) = (options.number("apps", 100)?, options.create_dir("out")?);
    let journey = Journey::with_tenant("profile", Tenant::start_binary(&options.tenant_binary(), &[]));
    journey.tenant.control("apps", &json!({ "account": "user@acme.test", "body": PaintMarker::app_list(apps) }));
    journey.configure().use_tiles();
    let portico = Portico::start_binary(&journey.desktop, &options.app_binary());
    journey.sign_in(&portico, "user@acme.test");
    portico.main_window().find(Role::Button, &PaintMarker::app_name(0));
    let is_painted = || journey.desktop.screen().shows_square(PaintMarker::COLOR).then_some(());
    wait_within(e2e::TIMEOUT, is_painted).ok_or("the mark was not painted.")?;
    let is_cached = || (!journey.dirs().cached_files().is_empty()).then_some(());
    wait_within(Duration::from_secs(10), is_cached).ok_or("no local copy was written.")?;
    journey.desktop.screen().wait_until_stable();
    portico.quit();
    for (name, folder) in XDG_DIRS {
        copy_portico_files(&journey.dirs().path().join(folder), &out.join(folder))?;
        let full = out.canonicalize().map_err(|error| error.to_string())?.join(folder);
        println!("{name}={}", full.display());
    }
    Ok(())
}

/// Copies what Portico wrote, and nothing else: the caches of the graphics driver would make its next start quicker than
/// that of the window it is compared with. `cp -a` keeps the permissions.
fn copy_portico_files(from: &Path, into: &Path) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| format!("{} could not be copied: {error}.", from.display());
    std::fs::create_dir_all(into).map_err(|error| failed(&error))?;
    for entry in std::fs::read_dir(from).map_err(|error| failed(&error))?.flatten() {
        if entry.file_name().to_string_lossy().to_lowercase().contains("portico") {
            let status =
                Command::new("cp").arg("-a").arg(entry.path()).arg(into).status().map_err(|error| failed(&error))?;
            if !status.success() {
                return Err(failed(&status));
            }
        }
    }
    Ok(())
}
