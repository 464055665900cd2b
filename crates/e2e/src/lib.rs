//! The harness of the journeys: the real application on a display, a session bus and in folders of its own, driven
//! from outside as a user with a screen reader drives it.
//!
//! Start at [`Journey`]. It brings a [`Desktop`] and a [`Tenant`] and starts [`Portico`], which finds what is on screen by
//! role and name ([`Node`]), presses it, and types real keys. Nothing here reaches into the application: there is no test
//! hook and no web driver (which would not see the sign-in window). The harness polls for states and performs each action
//! once.
//!
//! Journeys may run at the same time. `exclusive` has the table of those that may not.
#![cfg(target_os = "linux")]
#![forbid(unsafe_code)]
// A tool for tests: what it cannot do is a test's failure, and the panic is its report.
#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a panic here is the report")]

mod accessibility;
mod app;
mod desktop;
mod exclusive;
mod journey;
mod network;
mod options;
mod paths;
mod samples;
mod wait;

pub use accessibility::announcements::Announcements;
pub use accessibility::node::{Bounds, Node};
pub use accessibility::role::Role;
pub use accessibility::speech::{Utterance, focusable_utterances};
pub use accessibility::state::{State, States};
pub use app::command_line::{CommandLine, CommandOutput, run_in_desktop, run_in_desktop_with_env};
pub use app::portico::Portico;
pub use app::window::Window;
pub use desktop::keyring::Keyring;
pub use desktop::notifications::{Notification, Notifications};
pub use desktop::process::Process;
pub use desktop::sandbox_dirs::SandboxDirs;
pub use desktop::screen::{Pixel, Screen};
pub use desktop::search_provider::DesktopSearch;
pub use desktop::session::Desktop;
pub use desktop::spawn_probe::SpawnProbe;
pub use desktop::startup_notification::StartupNotifications;
pub use desktop::tray::Tray;
pub use desktop::window_watcher::WindowWatcher;
pub use desktop::xtest_keyboard::XTestKeyboard;
pub use journey::Journey;
pub use network::assignments::Assignments;
pub use network::browser::{Browser, Page};
pub use network::hostile_tenant::HostileTenant;
pub use network::oidc_provider::OidcProvider;
pub use network::paint_marker::PaintMarker;
pub use network::recording_proxy::RecordingProxy;
pub use network::tenant::Tenant;
pub use network::web_server::{OfflineServer, WebServer};
pub use options::Options;
pub use paths::target_path;
pub use samples::Samples;
pub use wait::{POLL_INTERVAL, TIMEOUT, wait_within};
