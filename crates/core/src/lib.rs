#![forbid(unsafe_code)]
//! The core of Portico: its state, the tenant's protocol and all policy. It knows no windows.
//!
//! Start at [`App`]: one method for each use case. An `App` reaches windows and browsers through the trait
//! [`Platform`](platform::Platform), publishes [`view`] models, and reports failures as an [`Error`](error::Error) with
//! a [`Code`](error::Code).
//!
//! The features, the lowest first:
//!
//! - [`text`], [`clock`], [`error`], [`cookie`]: text from tenants made safe to display, time, errors, session cookies;
//!   [`task`]: tasks whose panic is contained.
//! - [`view`]: the view models that cross to the UI. [`web_page`]: rules for windows that show pages from outside.
//! - [`net`]: the HTTP client, bound to one tenant, and the lenient JSON reader. [`storage`]: files and the OS keyring.
//! - [`tenant`]: the tenant's URL, how it is discovered, and how Portico is registered there.
//! - [`accounts`]: the people who signed in on this computer. [`sign_in`]: one attempt to sign in, by OAuth or the portal.
//! - [`session`]: the credential of one account, and the calls that are made with it.
//! - [`apps`]: the list of apps, its cache, icons, search and preferences. [`launch`]: opening an app.
//! - [`settings`]: the settings and policy files. [`setup_check`]: checks an administrator's setup from outside.
//! - [`platform`]: what the core needs from the program around it.
//! - [`App`] with its state and use cases, and on top [`remote_control`]: what may be asked of Portico from outside its
//!   windows.
//!
//! A feature uses only features on lower floors; `cargo xtask rules` checks that.

pub mod accounts;
mod app;
pub mod apps;
pub mod clock;
pub mod cookie;
pub mod digest;
pub mod error;
pub mod launch;
pub mod net;
pub mod platform;
pub mod remote_control;
pub mod session;
pub mod settings;
pub mod setup_check;
pub mod sign_in;
mod state_lock;
pub mod storage;
pub mod task;
pub mod tenant;
pub mod text;
pub mod view;
pub mod web_page;

pub use app::{App, AppSnapshot, Dependencies, DesktopSettings, OfflineList, OfflineSnapshot};
pub use launch::click::{LaunchOutcome, LaunchRequest, LaunchTicket, LinkedApp};
