#![forbid(unsafe_code)]
//! The ways to Portico from outside its window: the command line, links, the desktop's own search, the tray,
//! and a key.
//!
//! All of them go through one [`Door`], which the running app implements; [`at_rest`] is the door of an
//! app that does not run. What comes in here names an app of the list, or words to search for. It can
//! carry no address, no path and no credential, and nothing here knows a window, the tenant's protocol or
//! Tauri.

pub mod activation;
pub mod at_rest;
pub mod command;
pub mod control;
#[cfg(target_os = "linux")]
pub mod desktop;
mod door;
#[cfg(target_os = "linux")]
pub mod global_shortcut;
pub mod link;
pub mod naming;
#[cfg(target_os = "linux")]
pub mod tray;

pub use door::{AppControl, AppStatus, AppSummary, OpenFuture, OpenOutcome, SessionStatus, StartupIntent, WaitMode};
