//! Builds the app and the demo tenant, the window that benchmarks compare them with, and the generated types.

use crate::run::{self, Run};
use crate::{paths, ui};
use std::process::Command;

/// The UI, then the app and the demo tenant in the release profile.
///
/// One after the other, not together: cargo would give the app whatever features the tenant asks of a library that both
/// use. So the app here is the one that `bundle` packs, and cargo builds it once for both.
pub(crate) fn app(run: &mut Run) -> Result<(), String> {
    ui::build(run)?;
    run.step(release().args(["-p", "portico", "--features", "custom-protocol"]))?;
    run.step(release().args(["-p", "demo-tenant"]))
}

/// As `app`, with the bare window that benchmarks compare it with, on the very same build of Tauri.
pub(crate) fn app_and_baseline(run: &mut Run) -> Result<(), String> {
    app(run)?;
    let both = ["-p", "portico", "-p", "bench-baseline", "--features", "portico/custom-protocol"];
    run.step(release().args(both))
}

/// Writes the TypeScript of view models, codes and commands; tests of the core and the shell do it.
pub(crate) fn types(run: &mut Run) -> Result<(), String> {
    let packages = ["-p", "portico-core", "-p", "portico"];
    run.step(run::cargo().arg("test").args(packages).args(["--lib", "typescript_"]).env("PORTICO_WRITE_TYPES", "1"))
}

/// One of the programs of `crates/e2e`, which run the app on a desktop without a screen.
pub(crate) fn e2e_program(name: &str) -> Command {
    let mut command = run::cargo();
    command.args(["run", "--quiet", "-p", "e2e", "--bin", name, "--"]);
    command
}

fn release() -> Command {
    let mut command = run::cargo();
    // The Tauri CLI sets this for `removeUnusedCommands`. With it here too, what is tested and measured is what is
    // bundled, and cargo need not build Tauri again in between.
    command.args(["build", "--release"]).env("REMOVE_UNUSED_COMMANDS", paths::root());
    command
}
