//! The lanes `windows` and `macos`: what a Linux machine can say of Portico on the other systems.
//!
//! For both that all of it compiles, without a remark of clippy's. For Windows also that the crates without a window
//! work on the calls of that system, as Wine answers them: files, locks, the pipe, the registry. No window is opened
//! there, and neither says that the app runs.

use crate::lanes::Verdict;
use crate::place;
use crate::run::{self, Run};
use std::process::Command;

const WINDOWS: &str = "x86_64-pc-windows-gnu";
const MACOS: &str = "x86_64-apple-darwin";

/// Of the core, what has to do with files, locks and sessions. The others take their measure of time and of the network
/// from Linux.
const CORE: &[&str] = &["accounts", "crossing", "list", "opening", "personal", "sign_in", "ways"];

pub(crate) fn windows(run: &mut Run) -> Result<Verdict, String> {
    if let Some(reason) = lacks(WINDOWS) {
        return Ok(Verdict::Skipped(reason));
    }
    run.step(&mut clippy(WINDOWS))?;
    let prefix = place::target().join("wine");
    let system = prefix.join("drive_c/windows/system32");
    if !system.exists() {
        run.step(wine(&mut run::program("wine")).args(["wineboot", "--init"]))?;
    }
    let library = system.join("bcryptprimitives.dll");
    if !library.exists() {
        let mut compiler = run::program("x86_64-w64-mingw32-gcc");
        compiler.args(["-shared", "-o"]).arg(&library).arg(place::at("xtask/wine/bcryptprimitives.c"));
        run.step(compiler.arg("-ladvapi32"))?;
    }
    let tests: Vec<&str> = CORE.iter().flat_map(|name| ["--test", name]).collect();
    run.step(test("portico-core").arg("--lib").args(tests))?;
    run.step(test("portico-desktop").arg("--lib"))?;
    run.step(test("portico-outside").args(["--lib", "--test", "control", "--test", "command_line"]))?;
    Ok(Verdict::Passed(String::new()))
}

pub(crate) fn macos(run: &mut Run) -> Result<Verdict, String> {
    if let Some(reason) = lacks(MACOS) {
        return Ok(Verdict::Skipped(reason));
    }
    // Nothing is linked, so nothing of the little C below us is needed, and no compiler for it.
    let nothing = ["CC", "AR"].map(|tool| (format!("{tool}_{}", MACOS.replace('-', "_")), "true"));
    run.step(clippy(MACOS).envs(nothing))?;
    Ok(Verdict::Passed("it compiles".to_owned()))
}

fn lacks(target: &str) -> Option<String> {
    // Where there is no rustup, cargo says itself what is missing.
    let installed = run::output(run::program("rustup").args(["target", "list", "--installed"])).ok()?;
    let is_there = installed.lines().any(|line| line == target);
    (!is_there).then(|| format!("rustup has no libraries for that system here (rustup target add {target})"))
}

fn clippy(target: &str) -> Command {
    let mut command = run::cargo();
    command.args(["clippy", "-p", "portico", "-p", "portico-outside", "-p", "portico-desktop", "-p", "portico-core"]);
    command.args(["--target", target, "--", "-D", "warnings"]);
    command
}

/// The tests of a crate, run by Wine. Without what a debugger needs: it is five gigabytes.
fn test(package: &str) -> Command {
    let mut command = run::cargo();
    command.args(["test", "--target", WINDOWS, "-p", package]);
    wine(&mut command)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env(format!("CARGO_TARGET_{}_RUNNER", WINDOWS.replace('-', "_").to_uppercase()), "wine");
    command
}

/// In a Windows of our own, which neither asks nor fetches anything.
fn wine(command: &mut Command) -> &mut Command {
    command
        .env("WINEPREFIX", place::target().join("wine"))
        .env("WINEDLLOVERRIDES", "mscoree,mshtml=")
        .env("WINEDEBUG", "-all")
}
