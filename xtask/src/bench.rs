//! `cargo xtask bench`: measures the figures of the design from outside, each side by side with a bare Tauri
//! window in one run. Times differ from machine to machine; ratios hold.
//!
//! Programs of `crates/e2e` run the app and print the figures. The contract with them, all paths absolute:
//!
//! * `profile --app FILE --tenant FILE --apps N --out FOLDER` fills FOLDER with `config/`, `state/`, `cache/` and `data/`
//!   (the XDG homes) such that Portico, started with them and no network, shows a list of N apps from its local copy, one
//!   in the first rows with a solid `#12ab34` icon of 48 pixels.
//! * `bench-signin --app FILE --tenant FILE --rounds N` signs in N times against a tenant that answers at once, and
//!   prints as its last line `median_ms` and the milliseconds from the intercepted redirect to the painted list.
//! * `bench-typing --app FILE --tenant FILE --floor FILE --apps N --rounds N` presses keys in the search box, and prints
//!   `portico` and `floor`, each with median and p95 of the milliseconds from key to paint.
//! * `bench-list --app FILE --tenant FILE --apps N --rounds N` refreshes a list, and prints `painted` (answer received to
//!   painted), `stall` (the longest that the page was busy in one piece: median of the rounds, worst) and `rest` (the same
//!   while nothing happens), in milliseconds.
//! * `bench-open --app FILE --tenant FILE --rounds N` presses Enter on an app, and prints `portico` and `floor` (the opener
//!   started by itself), each with median and p95 of the milliseconds until the opener runs.
//!
//! And of the core, its example `ranking`: a line for each number of apps, with median, p95 and longest microseconds of a
//! search, and those of preparing the list.

mod bench_args;
mod table;

use crate::args::Args;
use crate::run::{self, Run};
use crate::{build, bundle, measure, packages, paths};
use bench_args::{e2e_program, numbers, ranking, refreshed, with_homes};
use std::path::{Path, PathBuf};
use table::Row;

struct Bench {
    run: Run,
    rounds: u32,
    rows: Vec<Row>,
    /// A table of its own.
    growth: String,
}

type Measure = fn(&mut Bench) -> Result<(), String>;

/// The figures in the order they are taken; P1 and P2 come out of the same runs. `GROWTH` is no goal but a question: what
/// becomes of P1, P2, P5 and the ranking from 100 to 50,000 apps.
const FIGURES: &[(&str, Measure)] = &[
    ("P6", Bench::sizes),
    ("P1", Bench::start_and_memory),
    ("P3", Bench::search),
    ("P4", Bench::sign_in),
    ("P5", Bench::list),
    ("P7", Bench::opening),
    ("P8", Bench::idle),
    ("GROWTH", Bench::growth),
];

/// P8: how long after the first frame the measurement begins, and how long it takes. By then Portico, which has no tenant
/// here, has ended its first attempts to reach one.
const IDLE: measure::Idle = measure::Idle { after: 12, over: 60 };

const SIZES: [u32; 4] = [100, 1_000, 10_000, 50_000];

pub(crate) fn run(args: &mut Args) -> Result<(), String> {
    let rounds = args.number("--rounds")?.unwrap_or(7).max(1);
    let record = args.flag("--record");
    let mut wanted: Vec<String> = args.words().iter().map(|word| word.to_uppercase().replace("P2", "P1")).collect();
    args.end()?;
    if let Some(name) = wanted.iter().find(|name| !FIGURES.iter().any(|(figure, _)| figure == name)) {
        return Err(format!("there is no figure {name} here. There are: P1 to P8 and GROWTH."));
    }
    if wanted.is_empty() {
        wanted = FIGURES.iter().map(|(figure, _)| (*figure).to_owned()).collect();
    }
    if cfg!(not(target_os = "linux")) {
        return Err("it reads the framebuffer of Xvfb and the /proc of Linux, so it runs on Linux only.".to_owned());
    }
    let mut bench = Bench { run: Run::to_terminal(), rounds, rows: Vec::new(), growth: String::new() };
    packages::install(&mut bench.run, &[packages::BUILD, packages::HEADLESS_DESKTOP, packages::BUNDLE])?;
    build::app_and_baseline(&mut bench.run)?;
    let mut failed = Vec::new();
    for (figure, measure) in FIGURES.iter().filter(|(figure, _)| wanted.iter().any(|name| name == figure)) {
        // One figure that cannot be taken does not cost the others.
        if let Err(sentence) = measure(&mut bench) {
            bench.run.print(&format!("{figure} could not be measured: {sentence}"));
            failed.push(*figure);
        }
    }
    let table = format!("{}{}", table::to_markdown(&bench.rows), bench.growth);
    bench.run.print(&format!("\n{table}"));
    if record {
        table::append_to_docs(&table, rounds)?;
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("{} could not be measured.", failed.join(", "))) }
}

impl Bench {
    /// P1 and P2.
    fn start_and_memory(&mut self) -> Result<(), String> {
        let few = self.profile(100)?;
        let many = self.profile(10_000)?;
        let baseline = with_homes(&paths::target().join("bench/baseline"), "bench-baseline");
        let commands = [
            ("floor", baseline.clone()),
            ("still-list", baseline.replacen("env ", "env BASELINE_PAGE=list.html ", 1)),
            ("portico-100", with_homes(&few, "portico")),
            ("portico-10000", with_homes(&many, "portico")),
        ];
        let figures = measure::watch(&mut self.run, self.rounds, None, &commands)?;
        let [baseline, still, few, many] = &figures[..] else {
            return Err("a program was not seen.".to_owned());
        };
        let spread = |figures: &measure::Figures| {
            format!("{:.2} s ({:.2}–{:.2})", figures.paint, figures.fastest, figures.slowest)
        };
        let weight = |figures: &measure::Figures| format!("{:.0} MiB", figures.memory);
        for (what, app, goal, limit) in [
            ("start to list painted, 100 apps", few, "≤ 1.15 ×", 1.15),
            ("start to list painted, 10,000 apps", many, "", f64::MAX),
            ("start to a still page of 30 tiles painted, in a bare window", still, "", f64::MAX),
        ] {
            self.add_ratio("P1", what, spread(app), spread(baseline), app.paint / baseline.paint, goal, limit);
        }
        for (what, app, goal, limit) in
            [("memory, 100 apps", few, "≤ 1.15 ×", 1.15), ("memory, 10,000 apps", many, "≤ 1.35 ×", 1.35)]
        {
            self.add_ratio("P2", what, weight(app), weight(baseline), app.memory / baseline.memory, goal, limit);
        }
        Ok(())
    }

    /// P3.
    fn search(&mut self) -> Result<(), String> {
        let [median, p95, longest, _] = ranking(10_000)?;
        self.add_figure(
            "P3",
            "ranking among 10,000 apps, median (p95, longest)",
            format!("{:.2} ms ({:.2}, {:.2})", median / 1000.0, p95 / 1000.0, longest / 1000.0),
            "≤ 1 ms",
            median <= 1000.0,
        );
        let mut program = e2e_program("bench-typing");
        program.arg("--floor").arg(paths::release("bench-baseline"));
        let printed = run::output(program.args(["--apps", "10000", "--rounds", &self.rounds.to_string()]))?;
        let [portico, baseline] = ["portico", "floor"].map(|name| numbers::<2>(&printed, name));
        let ([median, p95], [bare, bare95]) = (portico?, baseline?);
        self.add_figure(
            "P3",
            "key to paint among 10,000 apps, p95 (median)",
            format!("{p95:.1} ms ({median:.1})"),
            "≤ 16.7 ms",
            p95 <= 16.7,
        );
        if let Some(row) = self.rows.last_mut() {
            row.baseline = format!("{bare95:.1} ms ({bare:.1})");
            row.ratio = Some(p95 / bare95);
        }
        Ok(())
    }

    /// P5.
    fn list(&mut self) -> Result<(), String> {
        for (apps, goal, limit) in [(10_000, "≤ 300 ms", 300.0), (50_000, "≤ 1.5 s", 1500.0)] {
            let figures = refreshed(apps, self.rounds)?;
            let what = format!("answer received to painted, {}", thousands(apps));
            self.add_figure("P5", &what, format!("{:.0} ms", figures.painted), goal, figures.painted <= limit);
            let what = format!("longest stall meanwhile, {}, median (worst)", thousands(apps));
            let stall = format!("{:.0} ms ({:.0})", figures.stall, figures.worst);
            self.add_figure("P5", &what, stall, "≤ 50 ms", figures.stall <= 50.0);
            if let Some(row) = self.rows.last_mut() {
                row.baseline = format!("{:.0} ms at rest", figures.rest);
            }
        }
        Ok(())
    }

    fn growth(&mut self) -> Result<(), String> {
        let mut commands =
            vec![("floor".to_owned(), with_homes(&paths::target().join("bench/baseline"), "bench-baseline"))];
        for apps in SIZES {
            commands.push((format!("portico-{apps}"), with_homes(&self.profile(apps)?, "portico")));
        }
        let commands: Vec<(&str, String)> = commands.iter().map(|(name, line)| (name.as_str(), line.clone())).collect();
        let figures = measure::watch(&mut self.run, self.rounds, None, &commands)?;
        let (baseline, figures) = figures.split_first().ok_or("no program was seen.")?;
        let mut text = "\n| apps | P1 start to painted | over the bare window | P2 memory | over the bare window | P5 answer to painted | longest stall | P3 ranking, median | list prepared for search |\n|---|---|---|---|---|---|---|---|---|\n".to_owned();
        for (apps, start) in SIZES.into_iter().zip(figures) {
            let (list, [median, _, _, prepared]) = (refreshed(apps, self.rounds)?, ranking(apps)?);
            text.push_str(&format!(
                "| {} | {:.2} s | {:.2} × | {:.0} MiB | {:.2} × | {:.0} ms | {:.0} ms | {:.3} ms | {:.1} ms |\n",
                thousands(apps),
                start.paint,
                start.paint / baseline.paint,
                start.memory,
                start.memory / baseline.memory,
                list.painted,
                list.stall,
                median / 1000.0,
                prepared / 1000.0,
            ));
        }
        self.growth = text;
        Ok(())
    }

    /// P4.
    fn sign_in(&mut self) -> Result<(), String> {
        let mut program = e2e_program("bench-signin");
        let printed = run::output(program.args(["--rounds", &self.rounds.to_string()]))?;
        let median = printed.lines().rev().find_map(|line| line.strip_prefix("median_ms")?.trim().parse::<f64>().ok());
        let median = median.ok_or("bench-signin did not print median_ms.")?;
        self.add_figure(
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
        let (app, baseline) = (mib(&paths::release("portico")), mib(&paths::release("bench-baseline")));
        let (ours, bare) = (format!("{app:.1} MiB"), format!("{baseline:.1} MiB"));
        self.add_ratio("P6", "binary", ours, bare, app / baseline, "≤ 12 MB", f64::MAX);
        if let Some(row) = self.rows.last_mut() {
            row.met = app * 1.048_576 <= 12.0;
        }
        let files = bundle::make(&mut self.run)?;
        if let Some(deb) = files.iter().find(|file| file.extension().is_some_and(|end| end == "deb")) {
            let size = mib(deb);
            self.add_figure("P6", ".deb", format!("{size:.2} MiB"), "≤ 5 MB", size * 1.048_576 <= 5.0);
        }
        Ok(())
    }

    /// P7.
    fn opening(&mut self) -> Result<(), String> {
        let printed = run::output(e2e_program("bench-open").args(["--rounds", &self.rounds.to_string()]))?;
        let ([median, p95], [bare, bare95]) = (numbers::<2>(&printed, "portico")?, numbers::<2>(&printed, "floor")?);
        let time = format!("{p95:.1} ms ({median:.1})");
        self.add_figure("P7", "Enter to the opener's start, p95 (median)", time, "≤ 30 ms", p95 <= 30.0);
        if let Some(row) = self.rows.last_mut() {
            row.baseline = format!("{bare95:.1} ms ({bare:.1})");
        }
        Ok(())
    }

    /// P8.
    fn idle(&mut self) -> Result<(), String> {
        let home = self.profile(100)?;
        let commands = [
            ("floor", with_homes(&paths::target().join("bench/baseline"), "bench-baseline")),
            ("portico", with_homes(&home, "portico")),
        ];
        let figures = measure::watch(&mut self.run, 1, Some(IDLE), &commands)?;
        let idle = |figures: Option<&measure::Figures>| {
            figures.and_then(|figures| figures.idle).ok_or("no idle time was read.")
        };
        let (baseline, app) = (idle(figures.first())?, idle(figures.last())?);
        self.add_figure("P8", "processor time over 60 s at rest", format!("{app:.2} s"), "≤ 0.1 s", app <= 0.1);
        if let Some(row) = self.rows.last_mut() {
            row.baseline = format!("{baseline:.2} s");
        }
        Ok(())
    }

    /// Homes in which Portico starts with a list of so many apps; made once a run.
    fn profile(&mut self, apps: u32) -> Result<PathBuf, String> {
        let out = paths::target().join(format!("bench/profile-{apps}"));
        drop(std::fs::remove_dir_all(&out));
        std::fs::create_dir_all(&out).map_err(|error| format!("{} cannot be made: {error}.", out.display()))?;
        self.run.step(e2e_program("profile").args(["--apps", &apps.to_string(), "--out"]).arg(&out))?;
        Ok(out)
    }

    #[expect(clippy::too_many_arguments, reason = "a row of a table, spelled out")]
    fn add_ratio(
        &mut self,
        figure: &'static str,
        what: &str,
        portico: String,
        baseline: String,
        ratio: f64,
        goal: &'static str,
        limit: f64,
    ) {
        self.rows.push(Row {
            figure,
            what: what.to_owned(),
            portico,
            baseline,
            ratio: Some(ratio),
            goal,
            met: ratio <= limit,
        });
    }

    fn add_figure(&mut self, figure: &'static str, what: &str, portico: String, goal: &'static str, met: bool) {
        self.rows.push(Row { figure, what: what.to_owned(), portico, baseline: String::new(), ratio: None, goal, met });
    }
}

fn thousands(apps: u32) -> String {
    if apps < 1_000 { format!("{apps} apps") } else { format!("{},{:03} apps", apps / 1_000, apps % 1_000) }
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn large_numbers_have_commas() {
        assert_eq!([100, 1_000, 50_000].map(thousands), ["100 apps", "1,000 apps", "50,000 apps"]);
    }
}
