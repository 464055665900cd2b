//! `cargo xtask prove`: what takes longer than a merge can wait for, each part by name too.

use crate::args::Args;
use crate::journeys::{self, Programs};
use crate::lane::{Context, LANE, Lane, Track, Verdict};
use crate::packages::{BUILD, HEADLESS_DESKTOP, MINGW, WINE};
use crate::runner::{self, Plan};
use crate::suite::{Select, Suite};
use crate::{build, paths, run, wine};
use std::process::ExitCode;
use std::time::Duration;

const PARTS: &[Lane] = &[
    Lane {
        name: "contention",
        about: "80 processes share one credential through 100 expiries; processes are killed at any moment",
        packages: &[BUILD],
        tests: &["portico-core"],
        track: Track::Alone,
        run: contention,
        ..LANE
    },
    Lane {
        name: "wine",
        about: "the crates without a window work on Windows' calls, as Wine answers them",
        linux_only: true,
        packages: &[BUILD, MINGW, WINE],
        track: Track::Alone,
        run: wine::check,
        ..LANE
    },
    Lane {
        name: "release",
        about: "the most important journeys with the app as it is bundled",
        linux_only: true,
        packages: &[BUILD, HEADLESS_DESKTOP],
        tests: &["e2e"],
        track: Track::Alone,
        run: release_journeys,
    },
    Lane {
        name: "soak",
        about: "half an hour with a session that is renewed every minute",
        linux_only: true,
        packages: &[BUILD, HEADLESS_DESKTOP],
        tests: &["e2e"],
        track: Track::Alone,
        run: soak,
    },
];

/// The journeys that also run with the release profile: modules of `crates/e2e/tests/journeys`.
const RELEASE_JOURNEYS: &[&str] = &["first_run::", "launching::", "restart::"];

const SOAK_MINUTES: u32 = 30;

pub(crate) fn run(args: &mut Args) -> Result<ExitCode, String> {
    if args.flag("--list") {
        args.end()?;
        runner::print_list(PARTS);
        return Ok(ExitCode::SUCCESS);
    }
    let names = args.words();
    args.end()?;
    if let Some(name) = names.iter().find(|name| !PARTS.iter().any(|part| part.name == **name)) {
        let known: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        return Err(format!("there is no part \"{name}\". There are: {}.", known.join(", ")));
    }
    let lanes = PARTS.iter().filter(|part| names.is_empty() || names.iter().any(|name| name == part.name)).collect();
    // The suite is that of `cargo xtask test`, so what that has compiled is used.
    let plan = Plan { lanes, suite: Suite::of_workspace(), filters: &[], is_serial: true, logs: "prove-logs" };
    plan.run()
}

fn contention(context: &mut Context<'_>) -> Result<Verdict, String> {
    context.run.allow(Duration::from_secs(90 * 60));
    let words = ["contention::", "--include-ignored"];
    context.suite.run(&mut context.run, "portico-core", Select::Only("integration"), &words)?;
    if context.run.logged_text().contains("test contention::") {
        Ok(Verdict::Passed(String::new()))
    } else {
        Err("the core has no module `contention` among its integration tests.".to_owned())
    }
}

fn release_journeys(context: &mut Context<'_>) -> Result<Verdict, String> {
    let programs = Programs::of_release(&mut context.run)?;
    let names: Vec<String> = RELEASE_JOURNEYS.iter().map(|name| (*name).to_owned()).collect();
    journeys::run(context, programs, &names)?;
    Ok(Verdict::Passed(String::new()))
}

/// `soak --app FILE --tenant FILE --minutes N` ends with 0 when no fault was seen.
fn soak(context: &mut Context<'_>) -> Result<Verdict, String> {
    build::app(&mut context.run)?;
    let program = context.suite.program(&mut context.run, "e2e", "soak")?;
    context.run.allow(Duration::from_secs(u64::from(SOAK_MINUTES) * 60 + 15 * 60));
    let mut soak = run::program(program);
    soak.arg("--app").arg(paths::release("portico")).arg("--tenant").arg(paths::release("demo-tenant"));
    context.run.step(soak.args(["--minutes", &SOAK_MINUTES.to_string()]))?;
    Ok(Verdict::Passed(format!("{SOAK_MINUTES} minutes")))
}
