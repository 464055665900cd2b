//! The table of a run: for the terminal, and at the end of docs/benchmarks.md.

use crate::run;
use crate::{machine, paths};

/// A line of the table. `met` is empty where the goal does not apply.
pub(super) struct Row {
    pub(super) figure: &'static str,
    pub(super) what: String,
    pub(super) portico: String,
    pub(super) baseline: String,
    pub(super) ratio: Option<f64>,
    pub(super) goal: &'static str,
    pub(super) met: bool,
}

pub(super) fn to_markdown(rows: &[Row]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut text =
        "| figure | what | Portico | bare window | ratio | goal | met |\n|---|---|---|---|---|---|---|\n".to_owned();
    for row in rows {
        let ratio = row.ratio.map(|ratio| format!("{ratio:.2} ×")).unwrap_or_default();
        let met = match (row.goal, row.met) {
            ("", _) => "",
            (_, true) => "yes",
            (_, false) => "**no**",
        };
        let cells = [row.figure, &row.what, &row.portico, &row.baseline, &ratio, row.goal, met];
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

/// Appends to docs/benchmarks.md, newest last, with what is needed to take it again.
pub(super) fn append_to_docs(table: &str, rounds: u32) -> Result<(), String> {
    let file = paths::in_repository("docs/benchmarks.md");
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
