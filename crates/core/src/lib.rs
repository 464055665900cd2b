#![forbid(unsafe_code)]
//! The core of Portico: everything but the windows.
//!
//! Start at [`App`]: a few pages of use cases. It reaches the outside through [`ports`], publishes
//! [`view`] models, and fails with a [`error::Code`]. Below it, from the protocol up: [`oauth`]
//! (the code flow as a pure machine), with [`loopback`] and [`portal`] for the two other ways to sign
//! in; [`http`] (the one way out), [`session`] (the right to call), [`vault`] and [`safe`] (where it
//! outlives us), [`api`] (the calls), [`catalogue`] and [`search`] (the apps), [`personal`] (what the
//! person made of them), [`account`] (whose they are), [`icons`], [`copy`], [`settings`], [`at_rest`] (what the files say while
//! no Portico runs), [`check`] (the administrator's setup, seen from here).

pub mod accounts;
mod app;
pub mod apps;
pub mod clock;
pub mod cookie;
pub mod error;
pub mod launch;
pub mod net;
pub mod platform;
pub mod remote_control;
pub mod session;
pub mod settings;
pub mod setup_check;
pub mod sign_in;
pub mod storage;
pub mod tenant;
pub mod text;
pub mod view;

pub use app::{App, AppSnapshot, Dependencies, DesktopSettings, OfflineList, OfflineSnapshot};
pub use launch::queue::LaunchOutcome;
