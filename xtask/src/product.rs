//! What is built: the app and the demo tenant as they are released, the measuring floor, the generated types.

use crate::run::{self, Run};
use crate::{place, ui};
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
pub(crate) fn app_and_floor(run: &mut Run) -> Result<(), String> {
    app(run)?;
    run.step(release().args(["-p", "portico", "-p", "floor", "--features", "portico/custom-protocol"]))
}

/// The types of the view models, written by a test of the core.
pub(crate) fn types(run: &mut Run) -> Result<(), String> {
    run.step(run::cargo().args(["test", "-p", "portico-core", "--lib", "view"]).env("PORTICO_WRITE_TYPES", "1"))
}

/// One of the programs of `crates/e2e`, which stages the app, with its words.
pub(crate) fn stage_hand(name: &str) -> Command {
    let mut command = run::cargo();
    command.args(["run", "--quiet", "-p", "e2e", "--bin", name, "--"]);
    command
}

fn release() -> Command {
    let mut command = run::cargo();
    // The Tauri CLI sets this for `removeUnusedCommands`. With it here too, what is tested and measured is what is
    // bundled, and cargo need not build Tauri anew in between.
    command.args(["build", "--release"]).env("REMOVE_UNUSED_COMMANDS", place::root());
    command
}
