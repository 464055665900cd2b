//! A faithful stand-in for a Centrify / Idaptive / CyberArk Identity tenant.
//!
//! It serves the demo, the tests and the benchmarks, and any client that speaks this API. It is not a mock of
//! Portico's own client: nothing here knows Portico, and every answer follows what is publicly known of real
//! tenants. What had to be assumed is listed in the README.
//!
//! ```no_run
//! # async fn example() {
//! let tenant = demo_tenant::DemoTenant::start(demo_tenant::Options::default()).await;
//! println!("{}", tenant.url());
//! # }
//! ```
#![forbid(unsafe_code)]
// An app of GetUPData has some sixty members, and `json!` takes one level for each.
#![recursion_limit = "256"]

mod catalog;
mod clock;
mod config;
mod controls;
mod http;
mod icons;
mod oauth;
mod options;
mod portal;
mod random;
mod router;
mod server;
mod sign_in;
mod state;

pub use config::account::Account;
pub use config::oauth_app::{ClientIdType, OAuthApp, TokenType};
pub use config::scope::Scope;
pub use config::switches::Switches;
pub use config::{Config, ConfigError, TenantInfo};
pub use controls::fault::{Fault, FaultKind};
pub use controls::handle::Controls;
pub use controls::request_log::RequestRecord;
pub use oauth::grants::GrantLedger;
pub use options::Options;
pub use server::{DemoTenant, StartError};
