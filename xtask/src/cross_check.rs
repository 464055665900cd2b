//! The lanes `windows` and `macos`: all that is compiled for those systems compiles, without a remark of clippy's.
//!
//! Nothing is linked or run. `cargo xtask prove wine` runs tests on the calls of Windows.

use crate::lane::Verdict;
use crate::run::{self, Run};
use std::process::Command;

pub(crate) const WINDOWS: &str = "x86_64-pc-windows-gnu";
const MACOS: &str = "x86_64-apple-darwin";

pub(crate) fn windows(run: &mut Run) -> Result<Verdict, String> {
    install_target(run, WINDOWS)?;
    run.step(&mut clippy(WINDOWS))?;
    Ok(Verdict::Passed("no remark".to_owned()))
}

pub(crate) fn macos(run: &mut Run) -> Result<Verdict, String> {
    install_target(run, MACOS)?;
    // Nothing is linked, so the little C below some dependencies is not needed, and no compiler for it.
    let nothing = ["CC", "AR"].map(|tool| (format!("{tool}_{}", MACOS.replace('-', "_")), "true"));
    run.step(clippy(MACOS).envs(nothing))?;
    Ok(Verdict::Passed("no remark".to_owned()))
}

/// Installs the standard library for a system, and says so on the terminal.
pub(crate) fn install_target(run: &mut Run, target: &str) -> Result<(), String> {
    // Without rustup, the standard library comes from the system's packages, and cargo says what is missing.
    let Ok(installed) = run::output(run::program("rustup").args(["target", "list", "--installed"])) else {
        return Ok(());
    };
    if installed.lines().any(|line| line == target) {
        return Ok(());
    }
    println!("  Installing Rust's standard library for {target} (rustup target add {target})");
    run.step(run::program("rustup").args(["target", "add", target]))
}

/// In the profile of the other lanes, so that build scripts and macros need not be compiled again.
fn clippy(target: &str) -> Command {
    let mut command = run::cargo();
    command.args(["clippy", "-p", "portico", "-p", "portico-cli", "-p", "portico-desktop", "-p", "portico-core"]);
    command.args(["--target", target, "--", "-D", "warnings"]);
    command
}
