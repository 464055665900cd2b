#![forbid(unsafe_code)]
//! The core of Portico: everything but the windows.
//!
//! Start at [`App`]: one page of use cases. It reaches the outside through [`ports`], publishes
//! [`view`] models, and fails with a [`problem::Code`]. Below it, from the protocol up: [`oauth`]
//! (the code flow as a pure machine), [`http`] (the one way out), [`session`] (the right to call),
//! [`api`] (the calls), [`catalogue`] and [`search`] (the apps), [`icons`], [`copy`], [`settings`].

pub mod api;
mod app;
pub mod catalogue;
pub mod clock;
pub mod copy;
pub mod discovery;
pub mod http;
pub mod icons;
pub mod json;
pub mod launch;
pub mod lock;
pub mod oauth;
pub mod ports;
pub mod problem;
pub mod registration;
pub mod search;
pub mod session;
pub mod settings;
pub mod store;
pub mod tenant;
pub mod text;
pub mod vault;
pub mod view;

pub use app::{App, Ports};
