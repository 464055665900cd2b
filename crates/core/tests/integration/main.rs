//! Integration tests of the core, most of them against the demo tenant.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

mod accounts;
mod app_list;
mod contention;
mod fault_matrix;
mod hostile;
mod icons;
mod launch;
mod network_loss;
mod palette;
mod panics;
mod preferences;
mod races;
mod search_quality;
mod setup_check;
mod sign_in;
mod sign_in_methods;
mod support;
mod upgrade;
