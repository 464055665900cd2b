#![forbid(unsafe_code)]
//! The shell: windows, commands and external programs. The only crate that uses Tauri.
//!
//! It makes no decisions: `portico_core` decides what may be opened and shown. Two windows show Portico's own pages:
//! `main` and `palette`, each with commands of its own. `sign-in-…` and `app-…` show web pages and may call no command.

use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use portico_cli::ipc::{Server, SocketPath};
use portico_cli::startup_intent::StartupIntent;
use portico_core::clock::SystemClock;
use portico_core::storage::files::{Dirs, create_private_dir};
use portico_core::storage::keyring::KeyringClient;
use portico_core::{App, Dependencies, task};
use portico_desktop::{Environment, hardening, user_dirs};
use tauri::{AppHandle, Builder, Manager, Runtime, Wry};

mod activation_token;
mod app_context;
mod commands;
mod desktop_integration;
mod icon_protocol;
mod labels;
mod os;
mod platform;
mod remote_control;
mod startup;
mod view_channel;
mod webview;
mod windows;

use app_context::{AppContext, core_app};
use desktop_integration::DesktopIntegration;
use labels::{AppWindowLabels, DesktopLabels, LabelStore};
use platform::TauriPlatform;
use remote_control::RunningApp;
use startup::Startup;
use view_channel::ViewChannel;
use windows::palette::Palette;

/// Runs until the main window is closed.
#[must_use]
pub fn run() -> ExitCode {
    hardening::apply();
    init_logging();
    let Some(dirs) = user_dirs::user_dirs() else {
        tracing::error!("the user has no home directory");
        return ExitCode::FAILURE;
    };
    let environment = Environment::from_process();
    let intent = match startup::run_cli(dirs.clone(), &environment) {
        Startup::Exit(exit_code) => return exit_code,
        Startup::OpenWindow(intent) => intent,
    };
    if !os::has_display() {
        startup::print("", "Portico needs a display; neither WAYLAND_DISPLAY nor DISPLAY leads to one.\n");
        return ExitCode::FAILURE;
    }
    os::check_webkit_version();
    // The first plugin, so that a second instance only passes its arguments on.
    let single_instance = tauri_plugin_single_instance::init(|app, arguments, _folder| {
        if let Some(running_app) = app.try_state::<RunningApp<Wry>>() {
            running_app.on_second_instance(arguments.into_iter().skip(1));
        }
    });
    let window_state = tauri_plugin_window_state::Builder::new()
        .with_filter(|label| label == windows::main::LABEL)
        .with_state_flags(windows::main::saved_state_flags())
        .build();
    let result = builder(Builder::default().plugin(single_instance).plugin(window_state))
        .setup(|app| {
            let handle = app.handle();
            restrict_permissions(handle)?;
            let is_visible = intent != StartupIntent::Hidden;
            app.manage(RunningApp::new(handle.clone(), &dirs));
            app.manage(AppContext::new(dirs, environment, core_starter(handle.clone())));
            // The core reads its files while the window is created.
            let early_handle = handle.clone();
            tauri::async_runtime::spawn_blocking(move || {
                let core = core_app(&early_handle);
                core.clone().spawn(start_services(early_handle, core, intent));
            });
            let signal_handle = handle.clone();
            let runtime = tauri::async_runtime::handle();
            let quit_on_signal = os::quit_on_signal(move || windows::main::quit(&signal_handle));
            task::spawn_on(runtime.inner(), quit_on_signal, || {});
            windows::main::open(handle, is_visible)?;
            tracing::debug!("the main window is open");
            Ok(())
        })
        .build(tauri::generate_context!());
    match result {
        Ok(app) => {
            app.run(windows::main::on_event);
            ExitCode::SUCCESS
        }
        Err(_) => {
            tracing::error!("the window system could not be reached");
            ExitCode::FAILURE
        }
    }
}

/// Restores the saved session, serves requests from outside, and keeps the desktop integration up to date.
async fn start_services(handle: AppHandle, core: Arc<App>, intent: StartupIntent) {
    let running_app = handle.state::<RunningApp<Wry>>().inner().clone();
    core.spawn_loop({
        let running_app = running_app.clone();
        move || running_app.clone().watch_list()
    });
    // What comes from outside waits for the session that is being restored.
    let restore = core.run_startup_tasks();
    running_app.start(intent);
    let (served_app, dirs) = (running_app.clone(), handle.state::<AppContext>().dirs().clone());
    core.spawn_loop(move || serve_ipc(served_app.clone(), dirs.clone()));
    core.spawn_loop(move || os::serve_desktop_search(Arc::new(running_app.clone())));
    restore.await;
    core.clone().spawn_loop(move || desktop_integration::run(handle.clone(), core.clone()));
}

/// Serves the command line until the application ends.
async fn serve_ipc(running_app: RunningApp<Wry>, dirs: Dirs) {
    let socket_path = SocketPath::resolve(startup::runtime_dir().as_deref(), &dirs);
    match Server::bind(&socket_path).await {
        Ok(server) => match server.run(Arc::new(running_app)).await {},
        Err(error) => tracing::warn!(?error, "the IPC server could not be started"),
    }
}

/// Creates two directories with private permissions that other code writes into: WebKit the UI's storage, and the
/// window state plugin the positions of windows.
fn restrict_permissions<R: Runtime>(app: &AppHandle<R>) -> io::Result<()> {
    let path = app.path();
    for folder in [path.app_local_data_dir(), path.app_config_dir()].into_iter().flatten() {
        create_private_dir(&folder)?;
    }
    Ok(())
}

/// Sets up everything that does not depend on the real window system; tests use it too.
fn builder<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    os::configure(builder)
        .manage(ViewChannel::default())
        .manage(LabelStore::<AppWindowLabels>::default())
        .manage(LabelStore::<DesktopLabels>::default())
        .manage(activation_token::StoredToken::default())
        .manage(Palette::default())
        .manage(DesktopIntegration::default())
        .manage(windows::main::BackgroundNotice::default())
        .manage(windows::main::IsQuitting::default())
        .invoke_handler(commands::handler())
        .register_asynchronous_uri_scheme_protocol(icon_protocol::SCHEME, icon_protocol::respond)
}

/// Returns the closure that starts the core on this application's windows.
fn core_starter<R: Runtime>(handle: AppHandle<R>) -> impl Fn(&Dirs) -> Arc<App> + Send + Sync + 'static {
    move |dirs| {
        let app = App::start(Dependencies {
            platform: Arc::new(TauriPlatform::new(handle.clone())),
            clock: Arc::new(SystemClock),
            dirs: dirs.clone(),
            keyring: KeyringClient::for_os(),
            runtime: tauri::async_runtime::handle().inner().clone(),
            offers_demo: cfg!(feature = "demo"),
        });
        handle.manage(app.clone());
        app
    }
}

/// Logs warnings of Portico's own crates; `PORTICO_LOG` sets another level. Events of other crates can contain URLs and
/// bodies, so no filter lets them through.
fn init_logging() {
    use tracing_subscriber::filter::{LevelFilter, Targets};
    use tracing_subscriber::layer::SubscriberExt;
    use tracing_subscriber::util::SubscriberInitExt;

    let level = std::env::var("PORTICO_LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::WARN);
    let own_targets = Targets::new().with_target("portico_core", level).with_target("portico_shell", level);
    let own_targets = own_targets.with_target("portico_cli", level).with_target("portico_desktop", level);
    // Uptime instead of clock times: enough to see what waits for what, without the user's working hours.
    let uptime = tracing_subscriber::fmt::time::uptime();
    let stderr_layer =
        tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false).with_timer(uptime);
    let _ = tracing_subscriber::registry().with(own_targets).with(stderr_layer).try_init();
}

#[cfg(test)]
mod tests;
