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

mod account;
mod app_element;
mod app_page;
mod authority;
mod authority_file;
mod authorize;
mod body;
mod bounce;
mod caller;
mod catalogue;
mod challenge;
mod client_auth;
mod clock;
mod config;
mod consent;
mod control_api;
mod controls;
mod credentials;
mod discovery;
mod end_session;
mod envelope;
mod fault;
mod generated;
mod grant;
mod icon;
mod introspection;
mod journal;
mod jwt;
mod launch;
mod lockout;
mod marks;
mod mechanism;
mod oauth_error;
mod options;
mod page;
mod pkce;
mod platform_token;
mod png;
mod portal_data;
mod portal_page;
mod random;
mod reply;
mod request;
mod router;
mod scope;
mod server;
mod session;
mod sign_in;
mod state;
mod static_file;
mod step_up;
mod switches;
mod tag;
mod token;
mod user;

pub use account::Account;
pub use config::{ClientIdType, Config, ConfigError, OAuthApp, TenantInfo, TokenType};
pub use controls::Controls;
pub use fault::{Fault, FaultKind};
pub use journal::RequestRecord;
pub use options::Options;
pub use scope::Scope;
pub use server::{DemoTenant, StartError};
pub use switches::Switches;
