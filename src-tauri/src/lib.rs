#![forbid(unsafe_code)]
//! The shell: windows, commands and the way to the browser. The only Rust that knows Tauri.
//!
//! It decides nothing: what may be opened, what is shown and what is said comes from
//! `portico_core`. Two windows show Portico's own pages: `main` may call the commands, `palette` four of them that
//! are its own. `sign-in-…` and `app-…` show pages from outside and may call nothing.

use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use portico_core::clock::SystemClock;
use portico_core::store::Dirs;
use portico_core::vault::Vault;
use portico_core::{App, Ports};
use portico_desktop::Environment;
use portico_outside::Intent;
use portico_outside::control::{Place, Server};
use tauri::{AppHandle, Builder, Manager, Runtime, Wry};

mod app_bar;
mod app_window;
mod app_words;
#[cfg(target_os = "linux")]
mod asked_again;
mod command_line;
mod commands;
mod dirs;
mod door;
mod download;
#[cfg(target_os = "linux")]
mod find_bar;
#[cfg(target_os = "linux")]
mod gesture;
mod hardening;
mod icon_protocol;
mod integration;
#[cfg(any(test, not(target_os = "linux")))]
#[cfg_attr(target_os = "linux", allow(dead_code, reason = "its rules are tested here, and used elsewhere"))]
mod launch_page;
mod launch_token;
mod link;
mod main_window;
#[cfg(target_os = "linux")]
mod notice;
mod notification;
mod outside;
mod own_page;
mod page_fault;
mod palette;
mod presence;
#[cfg(target_os = "linux")]
mod printing;
mod publisher;
mod refused;
mod shown;
mod sign_in_bar;
mod sign_in_window;
mod web_page;
mod windows;

use command_line::Asked;
use door::OpenDoor;
use integration::Integration;
use palette::Palette;
use presence::Presence;
use publisher::Publisher;
use windows::TauriWindows;

/// Runs until the main window is closed.
#[must_use]
pub fn run() -> ExitCode {
    hardening::apply();
    start_log();
    let Some(dirs) = dirs::of_person() else {
        tracing::error!("the system names no home for this person");
        return ExitCode::FAILURE;
    };
    let environment = Environment::of_process();
    let intent = match command_line::carry_out(dirs.clone(), &environment) {
        Asked::Ended(ended) => return ended,
        Asked::Window(intent) => intent,
    };
    // First of all plugins, so that a second start does nothing but hand over what it was asked.
    let single = tauri_plugin_single_instance::init(|app, arguments, _folder| {
        if let Some(door) = app.try_state::<OpenDoor<Wry>>() {
            door.arrived(arguments.into_iter().skip(1));
        }
    });
    let places = tauri_plugin_window_state::Builder::new()
        .with_filter(|label| label == main_window::LABEL)
        .with_state_flags(main_window::remembered())
        .build();
    let built = builder(Builder::default().plugin(single).plugin(places))
        .setup(|app| {
            let handle = app.handle();
            dirs::close_to_others(handle)?;
            let visible = intent != Intent::Hidden;
            app.manage(OpenDoor::new(handle.clone(), &dirs, intent));
            app.manage(Core::at(dirs, environment));
            // A window takes its time, and files are read meanwhile.
            let early = handle.clone();
            tauri::async_runtime::spawn_blocking(move || {
                let core = core(&early);
                tauri::async_runtime::spawn(wake(early, core));
            });
            main_window::open(handle, visible)?;
            tracing::debug!("the main window is open");
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(main_window::on_event);
            ExitCode::SUCCESS
        }
        Err(_) => {
            tracing::error!("the window system could not be reached");
            ExitCode::FAILURE
        }
    }
}

/// Picks up what was kept, opens the ways in from outside, and keeps the desktop in step.
async fn wake(handle: AppHandle, core: Arc<App>) {
    let door = handle.state::<OpenDoor<Wry>>().inner().clone();
    tauri::async_runtime::spawn(door.clone().serve_waiting());
    tauri::async_runtime::spawn(answer_commands(door.clone(), handle.state::<Core>().dirs.clone()));
    #[cfg(target_os = "linux")]
    tauri::async_runtime::spawn(answer_searches(door.clone()));
    core.wake().await;
    door.awake();
    tauri::async_runtime::spawn(presence::keep(handle.clone(), core.clone()));
    let environment = handle.state::<Core>().environment.clone();
    Integration::keep(handle.state::<Integration>().changed(), core, environment).await;
}

/// Answers the command line, for as long as Portico runs.
async fn answer_commands(door: OpenDoor<Wry>, dirs: Dirs) {
    let place = Place::of(command_line::runtime_folder().as_deref(), &dirs);
    match Server::bind(&place).await {
        Ok(server) => match server.run(Arc::new(door)).await {},
        Err(why) => tracing::warn!(?why, "the command line does not reach this Portico"),
    }
}

/// Answers the desktop's search, for as long as Portico runs.
#[cfg(target_os = "linux")]
async fn answer_searches(door: OpenDoor<Wry>) {
    use portico_outside::desktop::{Desktop, Role};

    match Desktop::offer(Arc::new(door), Role::Window).await {
        Ok(_answers) => std::future::pending().await,
        Err(why) => tracing::info!(?why, "the desktop's search does not reach this Portico"),
    }
}

/// What does not depend on the real window system; tests build on it too.
fn builder<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    #[cfg(not(target_os = "linux"))]
    let builder = builder
        .manage(launch_page::LaunchPages::default())
        .register_asynchronous_uri_scheme_protocol(launch_page::SCHEME, launch_page::answer);
    #[cfg(not(target_os = "linux"))]
    let builder = builder.plugin(tauri_plugin_global_shortcut::Builder::new().build());
    builder
        .manage(Publisher::default())
        .manage(app_words::AppWords::default())
        .manage(Integration::default())
        .manage(launch_token::Kept::default())
        .manage(Palette::default())
        .manage(Presence::default())
        .invoke_handler(commands::handler())
        .register_asynchronous_uri_scheme_protocol(icon_protocol::SCHEME, icon_protocol::answer)
}

/// The core, where its files lie, and the desktop as it was at the start.
struct Core {
    dirs: Dirs,
    environment: Arc<Environment>,
    app: OnceLock<Arc<App>>,
}

impl Core {
    fn at(dirs: Dirs, environment: Environment) -> Self {
        Self { dirs, environment: Arc::new(environment), app: OnceLock::new() }
    }
}

/// Started by whoever needs it first; others wait. Commands may count on it, since their page did.
fn core<R: Runtime>(handle: &AppHandle<R>) -> Arc<App> {
    let core = handle.state::<Core>();
    let start = || {
        let app = App::start(Ports {
            windows: Arc::new(TauriWindows::new(handle.clone())),
            clock: Arc::new(SystemClock),
            dirs: core.dirs.clone(),
            vault: Vault::os(),
            offers_demo: cfg!(feature = "demo"),
        });
        handle.manage(app.clone());
        app
    };
    core.app.get_or_init(start).clone()
}

/// Warnings of our own crates, unless `PORTICO_LOG` asks for more. Other crates' events can hold
/// URLs and bodies, so no filter lets them through.
fn start_log() {
    use tracing_subscriber::filter::{LevelFilter, Targets};
    use tracing_subscriber::layer::SubscriberExt;
    use tracing_subscriber::util::SubscriberInitExt;

    let level = std::env::var("PORTICO_LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::WARN);
    let ours = Targets::new().with_target("portico_core", level).with_target("portico_shell", level);
    let ours = ours.with_target("portico_outside", level).with_target("portico_desktop", level);
    // Times since the start: enough to see what waits for what, and nothing about the person's day.
    let since_start = tracing_subscriber::fmt::time::uptime();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false).with_timer(since_start);
    let _ = tracing_subscriber::registry().with(ours).with(lines).try_init();
}

#[cfg(test)]
mod tests;
