//! Runs the journeys of `crates/e2e`.
//!
//! They take the programs from `PORTICO_BIN` and `DEMO_TENANT_BIN`. Each brings its own screen, session bus, keyring
//! and folders, so three run at a time; fewer would leave
//! processors idle while they wait.

use crate::lane::Context;
use crate::run::Run;
use crate::suite::Select;
use crate::{build, paths, ui};
use std::ffi::OsString;
use std::path::PathBuf;

/// The target of its own that starts a peer (`peers`).
pub(crate) const PEER_TARGET: &str = "peer_oidc";

const AT_A_TIME: &str = "3";

/// The programs that the journeys start.
pub(crate) struct Programs {
    app: PathBuf,
    tenant: PathBuf,
}

impl Programs {
    /// Those that the suite compiles in the dev profile.
    pub(crate) fn of_suite(context: &mut Context<'_>) -> Result<Self, String> {
        // The app holds the UI, and is compiled again when that changes.
        ui::build(&mut context.run)?;
        let mut program = |package, name| context.suite.program(&mut context.run, package, name);
        Ok(Self { app: program("portico", "portico")?, tenant: program("demo-tenant", "demo-tenant")? })
    }

    /// Those that are released.
    pub(crate) fn of_release(run: &mut Run) -> Result<Self, String> {
        build::app(run)?;
        Ok(Self { app: paths::release("portico"), tenant: paths::release("demo-tenant") })
    }

    pub(crate) fn variables(self) -> Vec<(&'static str, OsString)> {
        vec![
            ("PORTICO_BIN", self.app.into()),
            ("DEMO_TENANT_BIN", self.tenant.into()),
            ("RUST_TEST_THREADS", AT_A_TIME.into()),
        ]
    }
}

/// All of them, with the other tests of `crates/e2e`; or those whose names contain one of the filters.
pub(crate) fn run(context: &mut Context<'_>, programs: Programs, filters: &[String]) -> Result<(), String> {
    let words: Vec<&str> = filters.iter().map(String::as_str).collect();
    let variables = programs.variables();
    let (suite, run) = (context.suite, &mut context.run);
    if filters.is_empty() {
        return suite.run_with(run, "e2e", Select::AllBut(&[PEER_TARGET]), &words, &variables);
    }
    suite.run_with(run, "e2e", Select::Only("journeys"), &words, &variables)?;
    if run.logged_text().contains("\nrunning 0 tests") {
        return Err(format!("no journey has \"{}\" in its name.", filters.join("\" or \"")));
    }
    Ok(())
}
