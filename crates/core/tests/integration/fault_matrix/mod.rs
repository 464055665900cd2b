//! The fault rows of SECURITY.md that need no real window: A (authorization response), B (token endpoint), C (token
//! refresh), D (app list), I (keyring), K (tenant address) and L (time). Each row runs three times, ends alike each time, and
//! keeps the invariants of `harness`.
//!
//! Other tests cover the remaining rows: many callers and processes and killed processes (C-03 to C-05, C-09, C-10) are in
//! `contention`, a real Secret Service (I-01, I-02 with daemons) in `tests/secret_service.rs`, icons (E) in `hostile`, the
//! network (G) in `network_loss`. Unit tests of the core cover the decisions that need no I/O.
#![allow(clippy::print_stdout, reason = "a child answers on stdout")]

mod app_list;
mod authorization_response;
mod canaries;
mod clock;
mod harness;
mod keyring;
mod recording_proxy;
mod rejected_calls;
mod resource_limits;
mod tenant_address;
mod token_endpoint;
mod token_refresh;
mod token_request;
mod token_response;
