//! Runs tests of the crates without a window on the calls of Windows, as Wine answers them: files, locks, the pipe, the
//! registry.

use crate::cross_check::{WINDOWS, install_target};
use crate::lane::{Context, Verdict};
use crate::paths;
use crate::run;
use std::process::Command;

/// Of the core's integration tests, the modules about files, locks and sessions. The others measure time and networks
/// as Linux has them.
const CORE: &[&str] =
    &["accounts::", "races::", "app_list::", "launch::", "preferences::", "sign_in::", "sign_in_methods::"];
const CLI: &[&str] = &["ipc::", "command_line::"];

pub(crate) fn check(context: &mut Context<'_>) -> Result<Verdict, String> {
    let run = &mut context.run;
    install_target(run, WINDOWS)?;
    let prefix = paths::target().join("wine");
    let system = prefix.join("drive_c/windows/system32");
    if !system.exists() {
        run.step(in_wine(&mut run::program("wine")).args(["wineboot", "--init"]))?;
    }
    // Wine's own lacks a function that Rust's standard library imports.
    let library = system.join("bcryptprimitives.dll");
    if !library.exists() {
        let mut compiler = run::program("x86_64-w64-mingw32-gcc");
        compiler.args(["-shared", "-o"]).arg(&library).arg(paths::in_repository("xtask/wine/bcryptprimitives.c"));
        run.step(compiler.arg("-ladvapi32"))?;
    }
    run.step(test("portico-core").arg("--lib"))?;
    run.step(test("portico-core").args(["--test", "integration", "--"]).args(CORE))?;
    run.step(test("portico-desktop").arg("--lib"))?;
    run.step(test("portico-cli").arg("--lib"))?;
    run.step(test("portico-cli").args(["--test", "integration", "--"]).args(CLI))?;
    // A filter that matches nothing passes; a module that was renamed shall be noticed.
    let log = run.logged_text();
    let missing = CORE.iter().chain(CLI).find(|module| !log.contains(&format!("test {module}")));
    match missing {
        None => Ok(Verdict::Passed(String::new())),
        Some(module) => Err(format!("no test is named {module}…; xtask/src/wine.rs lists the modules.")),
    }
}

/// Without debug information, which is five gigabytes.
fn test(package: &str) -> Command {
    let mut command = run::cargo();
    command.args(["test", "--target", WINDOWS, "-p", package]);
    in_wine(&mut command)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env(format!("CARGO_TARGET_{}_RUNNER", WINDOWS.replace('-', "_").to_uppercase()), "wine");
    command
}

/// In a Windows of its own, which neither asks nor fetches anything.
fn in_wine(command: &mut Command) -> &mut Command {
    command
        .env("WINEPREFIX", paths::target().join("wine"))
        .env("WINEDLLOVERRIDES", "mscoree,mshtml=")
        .env("WINEDEBUG", "-all")
}
