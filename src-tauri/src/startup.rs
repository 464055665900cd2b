//! Runs what needs no window: the command line, and the desktop's search while Portico does not run.
//!
//! This module does not touch the window system. All texts come from `portico_cli` and the core.

use std::io::{Write, stderr, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use portico_cli::command::{Command, CommandContext, CommandOutput, parse, run};
use portico_cli::ipc;
use portico_cli::startup_intent::StartupIntent;
use portico_core::clock::{Clock, SystemClock};
use portico_core::storage::files::Dirs;
use portico_desktop::{Environment, activation};
use tauri::async_runtime::block_on;

use crate::os;

/// How the process continues.
pub(crate) enum Startup {
    /// The command has run or was rejected.
    Exit(ExitCode),
    /// Open the window with this intent.
    OpenWindow(StartupIntent),
}

pub(crate) fn run_cli(dirs: Dirs, environment: &Environment) -> Startup {
    match parse(std::env::args_os().skip(1)) {
        Err(output) => Startup::Exit(print_output(&output)),
        Ok(Command::Background) => Startup::Exit(os::serve_background_search(dirs, environment.program())),
        Ok(command) => {
            let context = CommandContext::new(
                runtime_dir().as_deref(),
                activation::from_environment(),
                dirs,
                SystemClock.now(),
                environment.clone(),
            );
            match block_on(run(command, &context)) {
                Ok(output) => Startup::Exit(print_output(&output)),
                Err(intent) => Startup::OpenWindow(intent),
            }
        }
    }
}

/// The directory of the IPC socket, if the system has one.
pub(crate) fn runtime_dir() -> Option<PathBuf> {
    ipc::runtime_dir(std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from))
}

fn print_output(output: &CommandOutput) -> ExitCode {
    print(&output.stdout, &output.stderr);
    ExitCode::from(output.exit_status as u8)
}

/// Ignores errors: the reader may be gone.
pub(crate) fn print(out: &str, err: &str) {
    let _ = stderr().write_all(err.as_bytes());
    let mut stdout = stdout().lock();
    let _ = stdout.write_all(out.as_bytes()).and_then(|()| stdout.flush());
}
