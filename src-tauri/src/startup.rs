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
        Ok(Command::Background) => Startup::Exit(serve_desktop_search(dirs, environment)),
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

/// Serves the desktop's search from the cached list, until it has been idle for a minute.
#[cfg(target_os = "linux")]
fn serve_desktop_search(dirs: Dirs, environment: &Environment) -> ExitCode {
    use std::sync::Arc;
    use std::time::Duration;

    use portico_cli::offline_app::OfflineApp;
    use portico_desktop::search_provider::{DesktopSearch, SearchRole, ServeError};

    let idle_timeout = Duration::from_secs(60);
    let program = environment.program().to_owned();
    let app_control =
        Arc::new(OfflineApp::with_start_fn(dirs, Box::new(move |intent| start_window(&program, &intent))));
    block_on(async move {
        match DesktopSearch::serve(app_control, SearchRole::Background).await {
            Ok(provider) => provider.run_until_idle(idle_timeout).await,
            // The running application serves the search already.
            Err(ServeError::NameTaken) => {}
            Err(ServeError::NoBus) => return ExitCode::FAILURE,
        }
        ExitCode::SUCCESS
    })
}

#[cfg(not(target_os = "linux"))]
fn serve_desktop_search(_dirs: Dirs, _environment: &Environment) -> ExitCode {
    ExitCode::FAILURE
}

/// Returns whether a process was started.
#[cfg(target_os = "linux")]
fn start_window(program: &std::path::Path, intent: &StartupIntent) -> bool {
    use std::process::{Command, Stdio};

    let mut command = Command::new(program);
    command.args(intent.to_args()).stdin(Stdio::null()).stdout(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    // Reaps the child, since this process may live on.
    std::thread::spawn(move || child.wait());
    true
}

fn print_output(output: &CommandOutput) -> ExitCode {
    print(&output.stdout, &output.stderr);
    ExitCode::from(output.exit_status as u8)
}

/// Ignores errors: the reader may be gone.
fn print(out: &str, err: &str) {
    let _ = stderr().write_all(err.as_bytes());
    let mut stdout = stdout().lock();
    let _ = stdout.write_all(out.as_bytes()).and_then(|()| stdout.flush());
}
