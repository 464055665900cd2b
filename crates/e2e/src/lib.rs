//! The harness of the journeys: the released application on a screen, a session bus and in homes of
//! its own, driven from outside as a person with a screen reader drives it.
//!
//! Start at [`Journey`]. It brings a [`Desktop`] and a [`Tenant`] and starts [`Portico`], which finds
//! what is on screen by role and name ([`Node`]), presses it, and types real keys. Nothing here
//! reaches into the application: no test hook, no web driver (which would not see the sign-in
//! window), no fixed pause. What is awaited is looked for again until it is there.
#![cfg(target_os = "linux")]
#![forbid(unsafe_code)]
// A tool for tests: what it cannot do is a test's failure, and the panic is its report.
#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a panic here is the report")]

mod assignments;
mod bell;
mod browser;
mod command_line;
mod desktop;
mod desktop_search;
mod ear;
mod figures;
mod homes;
mod hostile;
mod http;
mod journey;
mod keyboard;
mod keyring;
mod keys;
mod marker;
mod node;
mod notifications;
mod opener;
mod options;
mod peer;
mod portico;
mod process;
mod role;
mod screen;
mod site;
mod speech;
mod startup;
mod state;
mod tenant;
mod tray;
mod watch;
mod window;
mod wire;

pub use assignments::Assignments;
pub use bell::SpawnProbe;
pub use browser::{Browser, Page};
pub use command_line::{CommandLine, CommandOutput, run_in_desktop_with_env, run_in_desktop};
pub use desktop::Desktop;
pub use desktop_search::DesktopSearch;
pub use ear::Announcements;
pub use figures::Samples;
pub use homes::SandboxDirs;
pub use hostile::HostileTenant;
pub use journey::Journey;
pub use keyring::Keyring;
pub use keys::XTestKeyboard;
pub use marker::PaintMarker;
pub use node::{Node, Bounds};
pub use notifications::{Notification, Notifications};
pub use options::Options;
pub use peer::OidcProvider;
pub use portico::Portico;
pub use process::Process;
pub use role::Role;
pub use screen::{Pixel, Screen};
pub use site::{OfflineServer, WebServer};
pub use speech::{Utterance, focusable_utterances};
pub use startup::StartupNotifications;
pub use state::{State, States};
pub use tenant::Tenant;
pub use tray::Tray;
pub use watch::WindowWatcher;
pub use window::Window;
pub use wire::RecordingProxy;

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long anything may take before it counts as missing. Two cores may be building something else.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// Between two looks.
pub const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Looks until `look` finds something; the moment it does is returned at once.
pub fn wait_within<T>(limit: Duration, mut probe: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(found) = probe() {
            return Some(found);
        }
        if Instant::now() >= end {
            return None;
        }
        std::thread::sleep(POLL_INTERVAL);
    }
}

/// A folder or program of the build, as `cargo` lays them out.
pub fn target_path(path: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().unwrap_or(root).join("target").join(path)
}
