//! The lanes of `cargo xtask test`, cheap ones first.
//!
//! A lane passes, fails, or is skipped with a reason that a reader can act on. What takes longer than a merge can wait
//! for is in `prove`.

use crate::journeys::{self, Programs};
use crate::lane::{Context, LANE, Lane, Track, Verdict};
use crate::packages::{BROWSER, BUILD, HEADLESS_DESKTOP, MINGW, PYTHON};
use crate::run;
use crate::suite::Select;
use crate::{cross_check, machine, peers, rules, supply, ui, workflows};

/// The lane that compiles all tests.
pub(crate) const BUILD_TESTS: &str = "build-tests";

pub(crate) const LANES: &[Lane] = &[
    Lane {
        name: "format",
        about: "rustfmt has nothing to change",
        run: |context| cargo(context, &["fmt", "--all", "--check"]),
        ..LANE
    },
    Lane {
        name: "docs-and-rules",
        about: "links, names, sizes, circles of files and other rules about source text",
        run: |context| rules::check(&mut context.run),
        ..LANE
    },
    Lane {
        name: "workflows",
        about: "GitHub understands the files in .github",
        linux_only: true,
        packages: &[PYTHON],
        track: Track::Other,
        run: workflows::check,
        ..LANE
    },
    Lane {
        name: "supply",
        about: "licenses, bans, sources and oldest versions of all dependencies",
        run: |context| supply::check(&mut context.run),
        ..LANE
    },
    Lane {
        name: "tasks",
        about: "the tests of xtask itself",
        run: |context| cargo(context, &["test", "-p", "xtask"]),
        ..LANE
    },
    Lane {
        name: BUILD_TESTS,
        about: "the UI, the app and all Rust tests are compiled, once for the lanes below",
        packages: &[BUILD],
        run: |context| {
            // First the UI: its absence is noticed by the shell, which would be compiled again.
            ui::build(&mut context.run)?;
            let count = context.suite.build(&mut context.run)?.len();
            Ok(Verdict::Passed(format!("{count} executables")))
        },
        ..LANE
    },
    Lane {
        name: "ui-check",
        about: "types, lint and format of the UI",
        track: Track::Other,
        run: |context| npm_script(context, "check"),
        ..LANE
    },
    Lane {
        name: "ui-unit",
        about: "the UI's own tests",
        track: Track::Other,
        run: |context| npm_script(context, "test"),
        ..LANE
    },
    Lane {
        name: "ui-browser",
        about: "each view in a browser: accessibility, keyboard, both color schemes",
        packages: &[BROWSER],
        track: Track::Other,
        run: |context| {
            if machine::chromium().is_none() {
                let reason = "no Chromium here; `apt install chromium`, on Ubuntu `snap install chromium`";
                return Ok(Verdict::Skipped(reason.to_owned()));
            }
            npm_script(context, "test:browser")
        },
        ..LANE
    },
    Lane {
        name: "core",
        about: "the core, alone and against the demo tenant",
        packages: &[BUILD],
        tests: &["portico-core"],
        track: Track::Other,
        run: |context| tests(context, "portico-core", Select::AllBut(&["keyring"])),
        ..LANE
    },
    Lane {
        name: "keyring",
        about: "the keyring client against a real gnome-keyring: open, locked, absent, late",
        linux_only: true,
        packages: &[BUILD, HEADLESS_DESKTOP],
        tests: &["portico-core"],
        track: Track::Other,
        run: |context| tests(context, "portico-core", Select::Only("keyring")),
    },
    Lane {
        name: "desktop",
        about: "browsers, launching, menu entries, tray, global shortcut and desktop search",
        packages: &[BUILD, HEADLESS_DESKTOP],
        tests: &["portico-desktop"],
        run: |context| tests(context, "portico-desktop", Select::AllBut(&[])),
        ..LANE
    },
    Lane {
        name: "cli",
        about: "command line, IPC and deep links",
        packages: &[BUILD, HEADLESS_DESKTOP],
        tests: &["portico-cli"],
        run: |context| tests(context, "portico-cli", Select::AllBut(&[])),
        ..LANE
    },
    Lane {
        name: "tenant",
        about: "the demo tenant keeps to the documented API",
        packages: &[BUILD],
        tests: &["demo-tenant"],
        run: |context| tests(context, "demo-tenant", Select::AllBut(&[])),
        ..LANE
    },
    Lane {
        name: "peer-ark",
        about: "CyberArk's own Python client signs in to the demo tenant",
        linux_only: true,
        packages: &[BUILD, PYTHON],
        tests: &["demo-tenant"],
        track: Track::Other,
        run: peers::ark,
    },
    Lane {
        name: "shell",
        about: "windows, commands and what a remote page may call",
        packages: &[BUILD],
        tests: &["portico"],
        run: |context| tests(context, "portico", Select::AllBut(&[])),
        ..LANE
    },
    Lane {
        name: "doc-tests",
        about: "the examples in the documentation of the crates work",
        packages: &[BUILD],
        run: |context| passed(context.suite.doc_tests(&mut context.run)),
        ..LANE
    },
    Lane { name: "lint", about: "clippy finds nothing, in all targets", packages: &[BUILD], run: lint, ..LANE },
    Lane {
        name: "windows",
        about: "clippy finds nothing in what is compiled for Windows",
        linux_only: true,
        packages: &[BUILD, MINGW],
        run: |context| cross_check::windows(&mut context.run),
        ..LANE
    },
    Lane {
        name: "macos",
        about: "clippy finds nothing in what is compiled for macOS",
        linux_only: true,
        packages: &[BUILD],
        run: |context| cross_check::macos(&mut context.run),
        ..LANE
    },
    Lane {
        name: "journeys",
        about: "the app, driven over the accessibility bus",
        linux_only: true,
        packages: &[BUILD, HEADLESS_DESKTOP],
        tests: &["e2e"],
        track: Track::Alone,
        run: |context| {
            let programs = Programs::of_suite(context)?;
            passed(journeys::run(context, programs, context.filters))
        },
    },
    Lane {
        name: "peer-oidc",
        about: "the app signs in to a certified OpenID provider",
        linux_only: true,
        packages: &[BUILD, HEADLESS_DESKTOP],
        tests: &["e2e"],
        track: Track::Alone,
        run: peers::oidc,
    },
];

fn cargo(context: &mut Context<'_>, words: &[&str]) -> Result<Verdict, String> {
    passed(context.run.step(run::cargo().args(words)))
}

fn tests(context: &mut Context<'_>, package: &str, select: Select) -> Result<Verdict, String> {
    let filters: Vec<&str> = context.filters.iter().map(String::as_str).collect();
    passed(context.suite.run(&mut context.run, package, select, &filters))
}

fn npm_script(context: &mut Context<'_>, name: &str) -> Result<Verdict, String> {
    ui::install(&mut context.run)?;
    passed(ui::script(&mut context.run, name, &[]))
}

fn lint(context: &mut Context<'_>) -> Result<Verdict, String> {
    // As `--all-targets`, and the keyring's tests, which that leaves out.
    let targets = ["--lib", "--bins", "--examples", "--benches", "--test", "*"];
    let mut command = run::cargo();
    command.args(["clippy", "--workspace", "--features", "portico/demo"]).args(targets);
    passed(context.run.step(command.args(["--", "-D", "warnings"])))
}

fn passed(outcome: Result<(), String>) -> Result<Verdict, String> {
    outcome.map(|()| Verdict::Passed(String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lane_names_are_unique() {
        let mut names: Vec<&str> = LANES.iter().map(|lane| lane.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), LANES.len());
    }
}
