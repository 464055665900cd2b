//! What is done before anything else runs, so that secrets in memory stay there.

use std::process::Command;

/// Environment switches that write TLS keys to a file, open an inspector port, or let another
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

pub(crate) fn apply() {
    #[cfg(unix)]
    disable_core_dumps();
    // Variables cannot be removed safely from a running process, so it starts anew without them.
    if BLOCKED_VARIABLES.iter().any(|name| std::env::var_os(name).is_some()) {
        let mut command = Command::new(std::env::current_exe().unwrap_or_else(|_| "portico".into()));
        command.args(std::env::args_os().skip(1));
        for name in BLOCKED_VARIABLES {
            command.env_remove(name);
        }
        std::process::exit(reexec(command));
    }
}

/// No core dumps, here and in the web processes.
#[cfg(unix)]
fn disable_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    // Err: the limit is as it was, and nothing depends on it.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

/// Comes back only when it failed; to go on with the switches set would be worse than not.
#[cfg(unix)]
fn reexec(mut command: Command) -> i32 {
    use std::os::unix::process::CommandExt;

    let _ = command.exec();
    1
}

/// A process cannot become another one there: this one stays behind it, and ends as it does.
#[cfg(not(unix))]
fn reexec(mut command: Command) -> i32 {
    command.status().ok().and_then(|status| status.code()).unwrap_or(1)
}
