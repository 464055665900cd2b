//! What is done before anything else runs, so that secrets in memory stay there.

/// Environment switches that write TLS keys to a file, open an inspector port, or let another
/// process drive the webviews.
const SWITCHES: &[&str] =
    &["SSLKEYLOGFILE", "WEBKIT_INSPECTOR_SERVER", "WEBKIT_INSPECTOR_HTTP_SERVER", "TAURI_WEBVIEW_AUTOMATION"];

#[cfg(unix)]
pub(crate) fn apply() {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use rustix::process::{Resource, Rlimit, setrlimit};

    // No core dumps, here and in the web processes. Err: the limit is as it was, and nothing depends on it.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });

    // Variables cannot be removed safely from a running process, so it starts anew without them.
    if SWITCHES.iter().any(|name| std::env::var_os(name).is_some()) {
        let mut again = Command::new(std::env::current_exe().unwrap_or_else(|_| "portico".into()));
        again.args(std::env::args_os().skip(1));
        for name in SWITCHES {
            again.env_remove(name);
        }
        // Comes back only when it failed; to go on with the switches set would be worse than not.
        let _ = again.exec();
        std::process::exit(1);
    }
}

#[cfg(not(unix))]
pub(crate) fn apply() {}
