//! Serves the desktop's search from the cached list while Portico does not run. A choice starts the window.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use portico_core::storage::files::Dirs;
use portico_desktop::search_provider::{DesktopSearch, SearchRole, ServeError};

use crate::offline_app::OfflineApp;
use crate::startup_intent::StartupIntent;

const IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// Runs until it has been idle for a minute. Returns false if there is no session bus. `program` starts the window.
pub async fn serve(dirs: Dirs, program: PathBuf) -> bool {
    let app_control = OfflineApp::with_start_fn(dirs, Box::new(move |intent| start_window(&program, &intent)));
    match DesktopSearch::serve(None, Arc::new(app_control), SearchRole::Background).await {
        Ok(provider) => provider.run_until_idle(IDLE_TIMEOUT).await,
        // The running application serves the search already.
        Err(ServeError::NameTaken) => {}
        Err(ServeError::NoBus) => return false,
    }
    true
}

/// Returns whether a process was started.
fn start_window(program: &Path, intent: &StartupIntent) -> bool {
    let mut command = Command::new(program);
    command.args(intent.to_args()).stdin(Stdio::null()).stdout(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    // Reaps the child, since this process may live on. Err: it is a zombie until then.
    let _ = std::thread::Builder::new().spawn(move || child.wait());
    true
}
