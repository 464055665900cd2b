//! Runs `measure/firstpaint.py`, which starts several programs in turn on one screen, and reads its figures.

use crate::paths;
use crate::run::{self, Run};
use std::process::Stdio;

/// One program's figures, as medians of all counted rounds.
pub(crate) struct Figures {
    /// Seconds from exec to the frame with the marker.
    pub(crate) paint: f64,
    pub(crate) fastest: f64,
    pub(crate) slowest: f64,
    /// Proportional set size of its process tree, in MiB.
    pub(crate) memory: f64,
    /// Processor seconds over the idle time, if one was asked for.
    pub(crate) idle: Option<f64>,
}

/// In seconds.
#[derive(Clone, Copy)]
pub(crate) struct Idle {
    pub(crate) after: u32,
    pub(crate) over: u32,
}

/// Starts each command in turn, `rounds` times, and returns what was figures, in the same order.
pub(crate) fn watch(
    run: &mut Run,
    rounds: u32,
    idle: Option<Idle>,
    commands: &[(&str, String)],
) -> Result<Vec<Figures>, String> {
    run.print(&format!("Measuring {} in {rounds} rounds…", names(commands)));
    let mut program = run::program("python3");
    program.arg(paths::in_repository("xtask/measure/firstpaint.py")).arg("--plain");
    program.args(["-n", &rounds.to_string()]);
    if let Some(Idle { after, over }) = idle {
        program.args(["--settle", &after.to_string(), "--idle", &over.to_string()]);
    }
    program.args(commands.iter().map(|(name, command)| format!("{name}={command}")));
    let printed = run::output(program.stderr(Stdio::piped()))?;
    commands
        .iter()
        .map(|(name, _)| {
            let line = printed.lines().find(|line| line.split('\t').next() == Some(name));
            line.and_then(read).ok_or_else(|| format!("firstpaint.py printed nothing about {name}: {printed}"))
        })
        .collect()
}

fn read(line: &str) -> Option<Figures> {
    let mut fields = line.split('\t').skip(1);
    let mut number = || fields.next()?.parse::<f64>().ok();
    let (fastest, paint, slowest, memory, _processes) = (number()?, number()?, number()?, number()?, number()?);
    Some(Figures { paint, fastest, slowest, memory, idle: number() })
}

fn names(commands: &[(&str, String)]) -> String {
    commands.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn line_of_figures_is_read() {
        let figures = read("floor\t0.5000\t0.6000\t0.7000\t250.5\t3\t-").unwrap();
        assert!((figures.paint - 0.6).abs() < 1e-9 && (figures.memory - 250.5).abs() < 1e-9 && figures.idle.is_none());
        assert!(read("floor\tsoon").is_none());
    }
}
