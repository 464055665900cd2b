//! Signing in: the OAuth code flow, the loopback redirect, the portal session, and the rules of the sign-in
//! window.

pub mod loopback;
pub mod navigation_policy;
pub mod oauth;
pub mod page;
pub mod portal;
pub mod unsupported_page;
pub mod watchdog;
