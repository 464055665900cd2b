//! `cargo xtask bench`: the figures of the design that are measured from outside, each side by side with a bare Tauri
//! window in one run. Times differ from machine to machine; ratios hold.
//!
//! A figure asks `crates/e2e` for what only it can stage. The contract with it, all paths absolute:
//!
//! * `profile --app FILE --tenant FILE --apps N --out FOLDER` fills FOLDER with `config/`, `state/`, `cache/` and `data/`
//!   (the XDG homes) such that Portico, started with them and no network, shows a list of N apps from its local copy, one
//!   in the first rows with a solid `#12ab34` icon of 48 pixels.
//! * `bench-signin --app FILE --tenant FILE --rounds N` signs in N times against a tenant that answers at once, and
//!   prints as its last line `median_ms` and the milliseconds from the intercepted redirect to the painted list.

use crate::args::Args;
use crate::run::{self, Run};
use crate::{bundle, machine, measure, packages, place, product};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A line of the table. `met` is empty where the goal does not apply.
struct Row {
    figure: &'static str,
    what: String,
    portico: String,
    floor: String,
    ratio: Option<f64>,
    goal: &'static str,
    met: bool,
}

struct Bench {
    run: Run,
    rounds: u32,
    rows: Vec<Row>,
}

type Measure = fn(&mut Bench) -> Result<(), String>;

/// The figures in the order they are taken; P1 and P2 come out of the same runs.
const FIGURES: &[(&str, Measure)] =
    &[("P6", Bench::sizes), ("P1", Bench::start_and_memory), ("P4", Bench::sign_in), ("P8", Bench::rest)];

pub(crate) fn run(args: &mut Args) -> Result<(), String> {
    let rounds = args.number("--rounds")?.unwrap_or(7).max(1);
    let record = args.flag("--record");
    let mut wanted: Vec<String> = args.words().iter().map(|word| word.to_uppercase().replace("P2", "P1")).collect();
    args.end()?;
    if let Some(name) = wanted.iter().find(|name| !FIGURES.iter().any(|(figure, _)| figure == name)) {
        return Err(format!("there is no figure {name} here. There are: P1, P2, P4, P6, P8."));
    }
    if wanted.is_empty() {
        wanted = FIGURES.iter().map(|(figure, _)| (*figure).to_owned()).collect();
    }
    if cfg!(not(target_os = "linux")) {
        return Err("it reads the framebuffer of Xvfb and the /proc of Linux, so it runs on Linux only.".to_owned());
    }
    let mut bench = Bench { run: Run::terminal(), rounds, rows: Vec::new() };
    packages::install(&mut bench.run, &[packages::BUILD, packages::STAGE, packages::BUNDLE])?;
    product::app_and_floor(&mut bench.run)?;
    let mut faults = Vec::new();
    for (figure, measure) in FIGURES.iter().filter(|(figure, _)| wanted.iter().any(|name| name == figure)) {
        // One figure that cannot be taken does not cost the others.
        if let Err(sentence) = measure(&mut bench) {
            bench.run.say(&format!("{figure} could not be measured: {sentence}"));
            faults.push(*figure);
        }
    }
    let table = table(&bench.rows);
    bench.run.say(&format!("\n{table}"));
    if record {
        keep(&table, rounds)?;
    }
    if faults.is_empty() { Ok(()) } else { Err(format!("{} could not be measured.", faults.join(", "))) }
}

impl Bench {
    /// P1 and P2.
    fn start_and_memory(&mut self) -> Result<(), String> {
        let few = self.profile(100)?;
        let many = self.profile(10_000)?;
        let commands = [
            ("floor", homed(&place::target().join("bench/floor"), "floor")),
            ("portico-100", homed(&few, "portico")),
            ("portico-10000", homed(&many, "portico")),
        ];
        let seen = measure::watch(&mut self.run, self.rounds, 0, &commands)?;
        let [floor, few, many] = &seen[..] else {
            return Err("a program was not seen.".to_owned());
        };
        let spread = |seen: &measure::Seen| format!("{:.2} s ({:.2}–{:.2})", seen.paint, seen.fastest, seen.slowest);
        let weight = |seen: &measure::Seen| format!("{:.0} MiB", seen.memory);
        for (what, app, goal, limit) in [
            ("start to list painted, 100 apps", few, "≤ 1.15 ×", 1.15),
            ("start to list painted, 10,000 apps", many, "", f64::MAX),
        ] {
            self.over("P1", what, spread(app), spread(floor), app.paint / floor.paint, goal, limit);
        }
        for (what, app, goal, limit) in
            [("memory, 100 apps", few, "≤ 1.15 ×", 1.15), ("memory, 10,000 apps", many, "≤ 1.35 ×", 1.35)]
        {
            self.over("P2", what, weight(app), weight(floor), app.memory / floor.memory, goal, limit);
        }
        Ok(())
    }

    /// P4.
    fn sign_in(&mut self) -> Result<(), String> {
        let mut program = staged("bench-signin");
        let printed = run::output(program.args(["--rounds", &self.rounds.to_string()]))?;
        let median = printed.lines().rev().find_map(|line| line.strip_prefix("median_ms")?.trim().parse::<f64>().ok());
        let median = median.ok_or("bench-signin did not print median_ms.")?;
        self.alone(
            "P4",
            "redirect intercepted to list painted",
            format!("{median:.0} ms"),
            "≤ 150 ms",
            median <= 150.0,
        );
        Ok(())
    }

    /// P6.
    fn sizes(&mut self) -> Result<(), String> {
        let mib = |file: &Path| std::fs::metadata(file).map_or(f64::NAN, |data| data.len() as f64 / 1_048_576.0);
        let (app, floor) = (mib(&place::release("portico")), mib(&place::release("floor")));
        let (ours, bare) = (format!("{app:.1} MiB"), format!("{floor:.1} MiB"));
        self.over("P6", "binary", ours, bare, app / floor, "≤ 12 MB", f64::MAX);
        if let Some(row) = self.rows.last_mut() {
            row.met = app * 1.048_576 <= 12.0;
        }
        let files = bundle::make(&mut self.run)?;
        if let Some(deb) = files.iter().find(|file| file.extension().is_some_and(|end| end == "deb")) {
            let size = mib(deb);
            self.alone("P6", ".deb", format!("{size:.2} MiB"), "≤ 5 MB", size * 1.048_576 <= 5.0);
        }
        Ok(())
    }

    /// P8.
    fn rest(&mut self) -> Result<(), String> {
        let home = self.profile(100)?;
        let commands =
            [("floor", homed(&place::target().join("bench/floor"), "floor")), ("portico", homed(&home, "portico"))];
        let seen = measure::watch(&mut self.run, 1, 60, &commands)?;
        let idle = |seen: Option<&measure::Seen>| seen.and_then(|seen| seen.idle).ok_or("no idle time was read.");
        let (floor, app) = (idle(seen.first())?, idle(seen.last())?);
        self.alone("P8", "processor time over 60 s at rest", format!("{app:.2} s"), "≤ 0.1 s", app <= 0.1);
        if let Some(row) = self.rows.last_mut() {
            row.floor = format!("{floor:.2} s");
        }
        Ok(())
    }

    /// Homes in which Portico starts with a list of so many apps; made once a run.
    fn profile(&mut self, apps: u32) -> Result<PathBuf, String> {
        let out = place::target().join(format!("bench/profile-{apps}"));
        drop(std::fs::remove_dir_all(&out));
        std::fs::create_dir_all(&out).map_err(|error| format!("{} cannot be made: {error}.", out.display()))?;
        self.run.step(staged("profile").args(["--apps", &apps.to_string(), "--out"]).arg(&out))?;
        Ok(out)
    }

    #[expect(clippy::too_many_arguments, reason = "a row of a table, spelled out")]
    fn over(
        &mut self,
        figure: &'static str,
        what: &str,
        portico: String,
        floor: String,
        ratio: f64,
        goal: &'static str,
        limit: f64,
    ) {
        self.rows.push(Row {
            figure,
            what: what.to_owned(),
            portico,
            floor,
            ratio: Some(ratio),
            goal,
            met: ratio <= limit,
        });
    }

    fn alone(&mut self, figure: &'static str, what: &str, portico: String, goal: &'static str, met: bool) {
        self.rows.push(Row { figure, what: what.to_owned(), portico, floor: String::new(), ratio: None, goal, met });
    }
}

/// A program of crates/e2e with the two that it stages.
fn staged(name: &str) -> Command {
    let mut command = product::stage_hand(name);
    command.arg("--app").arg(place::release("portico")).arg("--tenant").arg(place::release("demo-tenant"));
    command
}

/// The command line that starts a released program with homes of its own, for a POSIX shell's rules of quoting.
fn homed(homes: &Path, program: &str) -> String {
    let mut text = "env".to_owned();
    for (name, folder) in [("CONFIG", "config"), ("STATE", "state"), ("CACHE", "cache"), ("DATA", "data")] {
        text.push_str(&format!(" 'XDG_{name}_HOME={}'", homes.join(folder).display()));
    }
    text.push_str(&format!(" '{}'", place::release(program).display()));
    text
}

fn table(rows: &[Row]) -> String {
    let mut text =
        "| figure | what | Portico | bare window | ratio | goal | met |\n|---|---|---|---|---|---|---|\n".to_owned();
    for row in rows {
        let ratio = row.ratio.map(|ratio| format!("{ratio:.2} ×")).unwrap_or_default();
        let met = match (row.goal, row.met) {
            ("", _) => "",
            (_, true) => "yes",
            (_, false) => "**no**",
        };
        let cells = [row.figure, &row.what, &row.portico, &row.floor, &ratio, row.goal, met];
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

/// Appends to docs/benchmarks.md, newest last, with what is needed to take it again.
fn keep(table: &str, rounds: u32) -> Result<(), String> {
    let file = place::at("docs/benchmarks.md");
    let mut text = std::fs::read_to_string(&file).unwrap_or_else(|_| "# Benchmarks\n".to_owned());
    let commit = run::output(run::program("git").args(["rev-parse", "--short", "HEAD"])).unwrap_or_default();
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    text.push_str(&format!(
        "\n## {}\n\n`cargo xtask bench --rounds {rounds}` at {}, {cores} cores ({}), medians.\n\n{table}",
        machine::today(),
        if commit.trim().is_empty() { "no commit yet" } else { commit.trim() },
        processor.trim_start_matches([' ', '\t', ':']),
    ));
    std::fs::write(&file, text).map_err(|error| format!("{} cannot be written: {error}.", file.display()))
}
