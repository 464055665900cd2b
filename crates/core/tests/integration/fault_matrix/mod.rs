//! The first wave of security.md's fault rows, for the letters that need no real window: A (the
//! authorization answer), B (the token endpoint), C (renewal), D (the list), I (the keyring), K
//! (addresses) and L (time). Each row is run three times, ends alike each time, and holds to the oracles.
//!
//! SECURITY.md names the rows for administrators. Rows that other tests cover are not written twice:
//! many callers and processes, kill -9 (C-03 to C-05, C-09, C-10) are `contention.rs`, a real Secret
//! Service (I-01, I-02 with daemons) is `keyring.rs`, icons (E) are `hostile.rs`, the network (G) is
//! `cable.rs`, and what the pure machines decide is in
//! `oauth/tests.rs`, `oauth/token.rs`, `tenant.rs`, `loopback/tests.rs` and `vault/tests.rs`.
#![allow(clippy::print_stdout, reason = "a child answers on stdout")]

mod app_list;
mod authorization_response;
mod canaries;
mod clock;
mod harness;
mod keyring;
mod recording_proxy;
mod resource_limits;
mod tenant_address;
mod token_endpoint;
mod token_refresh;
mod token_request;
mod token_response;
