#![forbid(unsafe_code)]
//! The user's desktop and their system: browsers and their profiles, launching, menu entries, autostart, notifications,
//! folders, process hardening, and on Linux the tray icon, the global shortcut and the desktop's search.
//!
//! [`launch`] opens an [`address`] in a [`browser`], in one of its [`profile`]s, or with a [`command_template`] from
//! the settings. A command is a program and an array of arguments; no shell is involved. [`menu_entry`] writes
//! favorites into the desktop's menu and [`autostart`] starts Portico at sign-in. All of them take an
//! [`environment::Environment`] and never read the process environment, so that a test has a desktop of its own in a
//! temporary folder.
//!
//! `tray`, `global_shortcut` and `search_provider` (Linux) talk to the session bus or X11 and pass requests to an
//! [`AppControl`](portico_core::remote_control::AppControl).
//!
//! The parts for Windows (registry) and macOS (LaunchServices) are compiled and their tables are tested on Linux; they
//! were written from documentation and have not been run on those systems.

pub mod activation;
pub mod address;
pub mod autostart;
pub mod browser;
pub mod command_template;
pub mod desktop_files;
pub mod environment;
mod exec;
pub mod external_open;
mod file;
#[cfg(target_os = "linux")]
pub mod global_shortcut;
pub mod hardening;
mod keyfile;
pub mod launch;
pub mod menu_entry;
pub mod notification;
pub mod profile;
#[cfg(target_os = "linux")]
pub mod search_provider;
#[cfg(target_os = "linux")]
mod session_bus;
#[cfg(target_os = "linux")]
pub mod tray;
pub mod tray_menu;
pub mod user_dirs;

pub use address::Address;
pub use browser::Browser;
pub use command_template::CommandTemplate;
pub use environment::Environment;
pub use launch::OpenWith;
pub use profile::Profile;
