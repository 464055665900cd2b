#![forbid(unsafe_code)]
//! The command line of Portico, its IPC with the running app, and `portico://` deep links.
//!
//! Requests go to an [`AppControl`](portico_core::remote_control::AppControl): the running app over [`ipc`], or
//! [`offline_app`] if Portico does not run. A request names an app of the list or words to search for; it carries no
//! URL, path or credential.

#[cfg(target_os = "linux")]
pub mod background_search;
pub mod command;
pub mod deep_link;
pub mod ipc;
pub mod link_prompt;
pub mod offline_app;
pub mod startup_intent;
