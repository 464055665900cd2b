//! The lanes of `cargo xtask test`, cheap ones first. A lane is a set of checks that need the same things installed.
//!
//! A lane never half-runs: it passes, fails, or is skipped with a reason that a reader can act on.

use crate::packages::{BROWSER, BUILD, Group, PYTHON, STAGE, WINDOWS};
use crate::run::{self, Run};
use crate::stale::stale;
use crate::tenant::Tenant;
use crate::{elsewhere, machine, place, product, rules, supply, ui};
use std::process::Command;

pub(crate) struct Lane {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) linux_only: bool,
    pub(crate) packages: &'static [Group],
    pub(crate) run: fn(&mut Run) -> Result<Verdict, String>,
}

/// How a lane ended, with what there is to say about it.
pub(crate) enum Verdict {
    Passed(String),
    Failed(String),
    Skipped(String),
}

const ANYWHERE: Lane =
    Lane { name: "", about: "", linux_only: false, packages: &[], run: |_| Ok(Verdict::Passed(String::new())) };

pub(crate) const LANES: &[Lane] = &[
    Lane {
        name: "format",
        about: "rustfmt has nothing to change",
        run: |run| cargo(run, &["fmt", "--all", "--check"]),
        ..ANYWHERE
    },
    Lane {
        name: "docs-and-rules",
        about: "links resolve, and the rules of ARCHITECTURE.md and SECURITY.md hold",
        run: rules::check,
        ..ANYWHERE
    },
    Lane {
        name: "supply",
        about: "advisories, licences and sources of all dependencies",
        run: supply::check,
        ..ANYWHERE
    },
    Lane {
        name: "tasks",
        about: "the tests of xtask itself",
        run: |run| cargo(run, &["test", "-p", "xtask"]),
        ..ANYWHERE
    },
    Lane { name: "ui-check", about: "types, lint and format of the UI", run: |run| script(run, "check"), ..ANYWHERE },
    Lane { name: "ui-unit", about: "the UI's own tests", run: |run| script(run, "test"), ..ANYWHERE },
    Lane {
        name: "ui-browser",
        about: "each view in a browser: accessibility, keyboard, both colour schemes",
        packages: &[BROWSER],
        run: |run| {
            if machine::chromium().is_none() {
                return Ok(Verdict::Skipped(
                    "no Chromium here; `apt install chromium`, on Ubuntu `snap install chromium`".to_owned(),
                ));
            }
            script(run, "test:browser")
        },
        ..ANYWHERE
    },
    Lane {
        name: "core",
        about: "the core, alone and against the demo tenant",
        packages: &[BUILD],
        run: |run| cargo(run, &["test", "-p", "portico-core"]),
        ..ANYWHERE
    },
    Lane {
        name: "keyring",
        about: "the vault against a real gnome-keyring: open, locked, absent, late",
        linux_only: true,
        packages: &[BUILD, STAGE],
        run: |run| cargo(run, &["test", "-p", "portico-core", "--test", "keyring"]),
    },
    Lane {
        name: "desktop",
        about: "browsers, launches and menu entries, against programs that record how they were started",
        run: |run| cargo(run, &["test", "-p", "portico-desktop"]),
        ..ANYWHERE
    },
    Lane {
        name: "outside",
        about: "command line, control socket, links, the desktop's search, the tray and the key, over sockets and buses of their own",
        packages: &[BUILD, STAGE],
        run: |run| cargo(run, &["test", "-p", "portico-outside"]),
        ..ANYWHERE
    },
    Lane {
        name: "tenant",
        about: "the demo tenant keeps to the documented API",
        packages: &[BUILD],
        run: |run| cargo(run, &["test", "-p", "demo-tenant"]),
        ..ANYWHERE
    },
    Lane {
        name: "peer-ark",
        about: "CyberArk's own Python client signs in to the demo tenant",
        linux_only: true,
        packages: &[PYTHON],
        run: ark,
    },
    Lane {
        name: "shell",
        about: "windows, commands and what a remote page may call",
        packages: &[BUILD],
        run: |run| cargo(run, &["test", "-p", "portico"]),
        ..ANYWHERE
    },
    Lane {
        name: "lint",
        about: "clippy finds nothing, in all targets",
        packages: &[BUILD],
        run: |run| {
            let all = ["clippy", "--workspace", "--all-targets", "--features", "portico/demo", "--", "-D", "warnings"];
            cargo(run, &all)?;
            // Its own lane runs it, and "all targets" leaves it out.
            cargo(run, &["clippy", "-p", "portico-core", "--test", "keyring", "--", "-D", "warnings"])
        },
        ..ANYWHERE
    },
    Lane {
        name: "windows",
        about: "it compiles for Windows, and what has no window works on Windows' calls, as Wine answers them",
        linux_only: true,
        packages: &[BUILD, WINDOWS],
        run: elsewhere::windows,
    },
    Lane { name: "macos", about: "it compiles for macOS", linux_only: true, packages: &[BUILD], run: elsewhere::macos },
    Lane {
        name: "journeys",
        about: "the released app, driven over the accessibility bus",
        linux_only: true,
        packages: &[BUILD, STAGE],
        run: |run| {
            product::app(run)?;
            passed(run.step(&mut journeys()))
        },
    },
    Lane {
        name: "peer-oidc",
        about: "the released app signs in to a certified OpenID provider",
        linux_only: true,
        packages: &[BUILD, STAGE],
        run: oidc,
    },
];

fn cargo(run: &mut Run, words: &[&str]) -> Result<Verdict, String> {
    passed(run.step(run::cargo().args(words)))
}

fn script(run: &mut Run, name: &str) -> Result<Verdict, String> {
    ui::install(run)?;
    passed(ui::script(run, name, &[]))
}

fn passed(outcome: Result<(), String>) -> Result<Verdict, String> {
    outcome.map(|()| Verdict::Passed(String::new()))
}

/// The contract with `crates/e2e`: its tests take the programs from `PORTICO_BIN` and `DEMO_TENANT_BIN`, and each
/// brings its own screen, session bus, keyring and homes. One at a time: they measure, and they share two cores.
fn journeys() -> Command {
    let mut command = run::cargo();
    command
        .args(["test", "-p", "e2e"])
        .env("PORTICO_BIN", place::release("portico"))
        .env("DEMO_TENANT_BIN", place::release("demo-tenant"))
        .env("RUST_TEST_THREADS", "1");
    command
}

/// The journey against `oidc-provider` is a test of its own, `crates/e2e/tests/peer_oidc.rs`, that starts the peer
/// from the folder in `PORTICO_PEER_OIDC` and passes unrun without it.
fn oidc(run: &mut Run) -> Result<Verdict, String> {
    let peer = place::at("crates/e2e/peers/oidc-provider");
    if !peer.join("package-lock.json").exists() || !place::at("crates/e2e/tests/peer_oidc.rs").exists() {
        return Ok(Verdict::Skipped("crates/e2e/peers/oidc-provider or its test is not in this tree".to_owned()));
    }
    ui::install_in(run, &peer)?;
    product::app(run)?;
    passed(run.step(journeys().args(["--test", "peer_oidc"]).env("PORTICO_PEER_OIDC", peer)))
}

/// `check.py URL AUTHORITY` drives the client through a sign-in against a tenant that speaks TLS, and ends with 0.
fn ark(run: &mut Run) -> Result<Verdict, String> {
    let peer = place::at("crates/demo-tenant/peers/ark");
    let wanted = peer.join("requirements.txt");
    if !wanted.exists() {
        return Ok(Verdict::Skipped("crates/demo-tenant/peers/ark is not in this tree".to_owned()));
    }
    let home = place::target().join("peers/ark");
    let python = home.join("bin/python");
    let stamp = home.join("installed");
    if stale(&stamp, std::slice::from_ref(&wanted)) {
        run.step(run::program("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
        run.step(run::program(&python).args(["-m", "pip", "install", "--quiet", "-r"]).arg(&wanted))?;
        std::fs::write(&stamp, "").map_err(|error| format!("{} cannot be written: {error}.", stamp.display()))?;
    }
    run.step(run::cargo().args(["build", "-p", "demo-tenant"]))?;
    let program = place::target().join("debug/demo-tenant");
    let tenant = Tenant::start(&program, &["--tls"], run.sink())?;
    let authority = tenant.authority.clone().ok_or("the demo tenant did not say where its authority's file is.")?;
    let mut check = run::program(&python);
    check.arg(peer.join("check.py")).arg(&tenant.url).env("REQUESTS_CA_BUNDLE", authority);
    passed(run.step(&mut check))
}
