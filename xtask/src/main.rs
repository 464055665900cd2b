//! `cargo xtask <verb>`: runs the tasks of this repository, on each machine the same way.
//!
//! It has no dependencies, so that it compiles in seconds. It calls cargo, npm, apt and the programs of `crates/` in the
//! right order, and prints what it does.

#![forbid(unsafe_code)]
// A program for the terminal: what it prints is its result.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod args;
mod bench;
mod build;
mod bundle;
mod cross_check;
mod demo;
mod freshness;
mod icons;
mod journeys;
mod json;
mod lane;
mod lanes;
mod machine;
mod measure;
mod packages;
mod paths;
mod peers;
mod prove;
mod python;
mod rules;
mod run;
mod runner;
mod screenshots;
mod suite;
mod supply;
mod tenant;
mod test;
mod toml;
mod ui;
mod wine;
mod workflows;

use args::Args;
use run::Run;
use std::process::ExitCode;

/// A task, with its arguments and one line about it.
struct Verb {
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    run: fn(&mut Args) -> Result<ExitCode, String>,
}

const VERBS: &[Verb] = &[
    Verb {
        name: "demo",
        arguments: "[--apps N] [--headless]",
        about: "build everything, start the demo tenant, open Portico set up for it",
        run: |args| demo::run(args).map(success),
    },
    Verb {
        name: "test",
        arguments: "[LANE… [NAME…]] [--list] [--serial]",
        about: "install what the tests need and run all lanes, or those named, or a lane's tests that contain NAME",
        run: test::run,
    },
    Verb {
        name: "prove",
        arguments: "[PART…] [--list]",
        about: "run what takes longer: Wine, 80 processes, the released app, half an hour of use",
        run: prove::run,
    },
    Verb {
        name: "rules",
        arguments: "",
        about: "print each place that breaks a rule about source text",
        run: |args| {
            args.end()?;
            rules::print()
        },
    },
    Verb {
        name: "bench",
        arguments: "[FIGURE…] [--rounds N] [--record]",
        about: "measure Portico beside a bare Tauri window; --record adds the table to docs/benchmarks.md",
        run: |args| bench::run(args).map(success),
    },
    Verb {
        name: "bundle",
        arguments: "",
        about: "make the .deb and the .rpm",
        run: |args| bundle::run(args).map(success),
    },
    Verb {
        name: "screenshots",
        arguments: "",
        about: "write pictures of each view to target/screenshots",
        run: |args| screenshots::run(args).map(success),
    },
    Verb {
        name: "build",
        arguments: "",
        about: "build the UI, the app and the demo tenant as they are released",
        run: |args| {
            args.end()?;
            let mut run = Run::to_terminal();
            packages::install(&mut run, &[packages::BUILD])?;
            build::app(&mut run).map(success)
        },
    },
    Verb {
        name: "setup",
        arguments: "",
        about: "install what is missing, for all verbs at once",
        run: |args| {
            args.end()?;
            let mut run = Run::to_terminal();
            packages::install(&mut run, packages::ALL)?;
            ui::install(&mut run)?;
            run.print("All that the verbs need is installed.");
            Ok(ExitCode::SUCCESS)
        },
    },
    Verb {
        name: "types",
        arguments: "",
        about: "write the generated TypeScript: views, error codes and commands",
        run: |args| {
            args.end()?;
            build::types(&mut Run::to_terminal()).map(success)
        },
    },
    Verb {
        name: "icons",
        arguments: "",
        about: "draw the files in icons/ from the two SVGs there",
        run: |args| icons::run(args).map(success),
    },
];

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    if words.is_empty() || matches!(words[0].as_str(), "help" | "--help" | "-h") {
        print!("{}", help());
        return ExitCode::SUCCESS;
    }
    let name = words.remove(0);
    let Some(verb) = VERBS.iter().find(|verb| verb.name == name) else {
        eprintln!("There is no verb \"{name}\".\n\n{}", help());
        return ExitCode::from(2);
    };
    if words.iter().any(|word| word == "--help" || word == "-h") {
        println!("cargo xtask {} {}\n  {}", verb.name, verb.arguments, verb.about);
        return ExitCode::SUCCESS;
    }
    match (verb.run)(&mut Args::new(words)) {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("\ncargo xtask {name}: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn success((): ()) -> ExitCode {
    ExitCode::SUCCESS
}

fn help() -> String {
    let mut text = String::from("Usage: cargo xtask <verb>\n\n");
    for verb in VERBS {
        let head = format!("{} {}", verb.name, verb.arguments);
        text.push_str(&format!("  {head:<42} {}\n", verb.about));
    }
    text.push_str("\nOn a new machine: cargo xtask demo. Before a commit: cargo xtask test.\n");
    text
}
