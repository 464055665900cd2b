//! Holds the core and what it starts from: the directories of the user, and the desktop's environment.
//!
//! The core starts at the first use, through a closure that the caller provides, so that this module knows neither
//! windows nor commands.

use std::sync::{Arc, OnceLock};

use portico_core::App;
use portico_core::storage::files::Dirs;
use portico_desktop::Environment;
use tauri::{AppHandle, Manager, Runtime, State};

/// The core as a command receives it.
pub(crate) type AppState<'a> = State<'a, Arc<App>>;

type StartFn = Box<dyn Fn(&Dirs) -> Arc<App> + Send + Sync>;

/// Managed by Tauri. The environment is the one of the start.
pub(crate) struct AppContext {
    dirs: Dirs,
    environment: Arc<Environment>,
    start: StartFn,
    app: OnceLock<Arc<App>>,
}

impl AppContext {
    /// `start` runs once, and makes the core available as [`AppState`].
    pub(crate) fn new(
        dirs: Dirs,
        environment: Environment,
        start: impl Fn(&Dirs) -> Arc<App> + Send + Sync + 'static,
    ) -> Self {
        Self { dirs, environment: Arc::new(environment), start: Box::new(start), app: OnceLock::new() }
    }

    pub(crate) const fn dirs(&self) -> &Dirs {
        &self.dirs
    }

    pub(crate) fn environment(&self) -> Arc<Environment> {
        self.environment.clone()
    }
}

/// Returns the core, and starts it at the first call; concurrent callers wait for that start. The UI's page needs the
/// core, so commands can rely on [`AppState`].
pub(crate) fn core_app<R: Runtime>(handle: &AppHandle<R>) -> Arc<App> {
    let context = handle.state::<AppContext>();
    context.app.get_or_init(|| (context.start)(&context.dirs)).clone()
}
