//! Tests of the command line, its IPC and deep links.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

mod check;
mod command_line;
mod ipc;
mod manual_page;
#[cfg(target_os = "linux")]
mod offline_search;
mod support;
