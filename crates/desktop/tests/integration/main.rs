//! Tests of the desktop crate against programs and buses of their own.
#![cfg(all(unix, not(target_os = "macos")))]
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

mod browsers;
#[cfg(target_os = "linux")]
mod global_shortcut;
mod hostile_addresses;
mod launch;
mod menu_entries;
mod profiles;
#[cfg(target_os = "linux")]
mod search_provider;
mod support;
#[cfg(target_os = "linux")]
mod tray;
