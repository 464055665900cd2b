#![forbid(unsafe_code)]
//! The core of Portico: everything but the windows.
//!
//! Start at [`App`]: a few pages of use cases. It reaches the outside through [`ports`], publishes
//! [`view`] models, and fails with a [`problem::Code`]. Below it, from the protocol up: [`oauth`]
//! (the code flow as a pure machine), with [`loopback`] and [`portal`] for the two other ways to sign
//! in; [`http`] (the one way out), [`session`] (the right to call), [`vault`] and [`safe`] (where it
//! outlives us), [`api`] (the calls), [`catalogue`] and [`search`] (the apps), [`personal`] (what the
//! person made of them), [`account`] (whose they are), [`icons`], [`copy`], [`settings`], [`at_rest`] (what the files say while
//! no Portico runs), [`check`] (the administrator's setup, seen from here).

pub mod account;
pub mod api;
mod app;
pub mod at_rest;
pub mod catalogue;
pub mod check;
pub mod clock;
pub mod copy;
pub mod credential;
pub mod discovery;
pub mod http;
pub mod icons;
pub mod json;
pub mod launch;
pub mod lock;
pub mod loopback;
pub mod metadata;
pub mod navigation;
pub mod oauth;
pub mod obstacle;
pub mod personal;
pub mod place;
pub mod portal;
pub mod ports;
pub mod problem;
pub mod registration;
pub mod safe;
pub mod search;
pub mod session;
pub mod settings;
pub mod shortcut;
pub mod store;
pub mod tenant;
pub mod text;
pub mod vault;
pub mod view;
pub mod watchdog;

pub use app::{App, AppSnapshot, Dependencies, DesktopSettings, LaunchOutcome};
