//! Runs the journeys of `crates/e2e`.
//!
//! They take the programs from `PORTICO_BIN` and `DEMO_TENANT_BIN`. Each brings its own screen, session bus, keyring
//! and folders, so two run at a time.

use crate::lane::Context;
use crate::paths;
use crate::suite::Select;
use std::ffi::OsString;

/// The target of its own that starts a peer (`peers`).
pub(crate) const PEER_TARGET: &str = "peer_oidc";

const AT_A_TIME: &str = "2";

/// All of them, with the other tests of `crates/e2e`; or those whose names contain one of the filters. The app must
/// have been built in that profile.
pub(crate) fn run(context: &mut Context<'_>, profile: &str, filters: &[String]) -> Result<(), String> {
    let words: Vec<&str> = filters.iter().map(String::as_str).collect();
    let (suite, run) = (context.suite, &mut context.run);
    if filters.is_empty() {
        return suite.run_with(run, "e2e", Select::AllBut(&[PEER_TARGET]), &words, &variables(profile));
    }
    suite.run_with(run, "e2e", Select::Only("journeys"), &words, &variables(profile))?;
    if run.logged_text().contains("\nrunning 0 tests") {
        return Err(format!("no journey has \"{}\" in its name.", filters.join("\" or \"")));
    }
    Ok(())
}

pub(crate) fn variables(profile: &str) -> Vec<(&'static str, OsString)> {
    vec![
        ("PORTICO_BIN", paths::built(profile, "portico").into()),
        ("DEMO_TENANT_BIN", paths::built(profile, "demo-tenant").into()),
        ("RUST_TEST_THREADS", AT_A_TIME.into()),
    ]
}
