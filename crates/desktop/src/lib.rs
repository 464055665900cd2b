#![forbid(unsafe_code)]
//! What a person's desktop offers to an app launcher, without any window.
//!
//! [`browser`] says which browsers are installed, [`profile`] which profiles they have, [`template`]
//! reads a command that a power user wrote, and [`launch`] opens an [`address`] in any of them.
//! [`entry`] puts favourites into the desktop's menu, [`autostart`] starts Portico at sign-in. All of
//! them ask an [`environment::Environment`] where things are, and never the process, so that a test
//! has a desktop of its own in a temporary folder.
//!
//! It is not the core: it knows no tenant, no app and no session, and depends on neither core nor
//! Tauri. And there is no shell in it: a command is a program and an array of arguments, in which an
//! address is one argument or a part of one.
//!
//! Linux is tested here. The parts for Windows (registry) and macOS (LaunchServices' list, bundles)
//! are compiled and their tables are tested; they were written from documentation and were not run
//! on those systems.

pub mod address;
pub mod autostart;
pub mod browser;
pub mod entry;
pub mod environment;
mod exec;
mod file;
mod keyfile;
pub mod launch;
pub mod product;
pub mod profile;
pub mod template;

pub use address::Address;
pub use browser::Browser;
pub use environment::Environment;
pub use launch::OpenWith;
pub use profile::Profile;
pub use template::CommandTemplate;
