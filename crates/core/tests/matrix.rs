//! The first wave of security.md's fault rows, for the letters that need no real window: A (the
//! authorization answer), B (the token endpoint), C (renewal), D (the list), I (the keyring), K
//! (addresses) and L (time). Each row is run three times, ends alike each time, and holds to the oracles.
//!
//! SECURITY.md names the rows for administrators. Rows that other tests cover are not written twice:
//! many callers and processes, kill -9 (C-03 to C-05, C-09, C-10) are `contention.rs`, a real Secret
//! Service (I-01, I-02 with daemons) is `keyring.rs`, icons (E) are `hostile.rs`, the network (G) is
//! `cable.rs`, and what the pure machines decide is in
//! `oauth/tests.rs`, `oauth/token.rs`, `tenant.rs`, `loopback/tests.rs` and `vault/tests.rs`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a failing step ends the test; a child answers on stdout")]

mod matrix {
    mod address;
    mod answer;
    mod budget;
    mod canaries;
    mod keyring;
    mod list;
    mod oracles;
    mod refresh;
    mod time;
    mod token;
    mod token_values;
    mod wire;
}
