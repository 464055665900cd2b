//! Hardens the process before anything else runs, so that secrets do not leave its memory.

use std::process::Command;

/// Environment variables that write TLS keys to a file, open an inspector port, or let another
/// process drive the webviews.
const BLOCKED_VARIABLES: &[&str] = &[
    "SSLKEYLOGFILE",
    "TAURI_WEBVIEW_AUTOMATION",
    "WEBKIT_INSPECTOR_HTTP_SERVER",
    "WEBKIT_INSPECTOR_SERVER",
    "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS",
    "WEBVIEW2_PIPE_FOR_SCRIPT_DEBUGGER",
    "WEBVIEW2_WAIT_FOR_SCRIPT_DEBUGGER",
];

/// To be called first in `main`.
pub fn apply() {
    install_panic_hook();
    #[cfg(unix)]
    disable_core_dumps();
    // Variables cannot be removed safely from a running process, so it re-executes itself without them.
    if BLOCKED_VARIABLES.iter().any(|name| std::env::var_os(name).is_some()) {
        let mut command = Command::new(std::env::current_exe().unwrap_or_else(|_| "portico".into()));
        command.args(std::env::args_os().skip(1));
        for name in BLOCKED_VARIABLES {
            command.env_remove(name);
        }
        std::process::exit(reexec(command));
    }
}

/// Logs where a panic happened. The standard hook prints its message, which can contain secrets.
fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        tracing::error!(location, "a fault in the program; what it was doing is given up");
    }));
}

/// Disables core dumps, here and in the web processes. Linux ignores the limit 0 where a program receives the dumps
/// (core(5)), and writes none anywhere at the limit 1, which is too small for a file.
#[cfg(unix)]
fn disable_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let limit = Some(u64::from(cfg!(target_os = "linux")));
    // Err: the limit is unchanged, and nothing depends on it.
    let _ = setrlimit(Resource::Core, Rlimit { current: limit, maximum: limit });
}

/// Returns only on failure; continuing with these variables would be worse than ending.
#[cfg(unix)]
fn reexec(mut command: Command) -> i32 {
    use std::os::unix::process::CommandExt;

    let _ = command.exec();
    1
}

/// Windows has no exec: this process waits for the other one and ends with its exit code.
#[cfg(not(unix))]
fn reexec(mut command: Command) -> i32 {
    command.status().ok().and_then(|status| status.code()).unwrap_or(1)
}
