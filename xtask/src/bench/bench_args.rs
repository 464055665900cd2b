//! Arguments of the programs of `crates/e2e` that measure, and how their output is read. Their contract is at the top of
//! [`super`].

use crate::run;
use crate::{build, paths};
use std::path::Path;
use std::process::Command;

/// What `bench-list` prints, in milliseconds.
pub(super) struct Refreshed {
    pub(super) painted: f64,
    pub(super) stall: f64,
    pub(super) worst: f64,
    pub(super) rest: f64,
}

pub(super) fn refreshed(apps: u32, rounds: u32) -> Result<Refreshed, String> {
    let mut program = e2e_program("bench-list");
    let printed = run::output(program.args(["--apps", &apps.to_string(), "--rounds", &rounds.to_string()]))?;
    let ([painted], [stall, worst], [rest]) =
        (numbers(&printed, "painted")?, numbers(&printed, "stall")?, numbers(&printed, "rest")?);
    Ok(Refreshed { painted, stall, worst, rest })
}

/// A program of crates/e2e, with the app and the demo tenant that it runs.
pub(super) fn e2e_program(name: &str) -> Command {
    let mut command = build::e2e_program(name);
    command.arg("--app").arg(paths::release("portico")).arg("--tenant").arg(paths::release("demo-tenant"));
    command
}

/// Microseconds for this number of apps: median, p95 and longest of a search, and of preparing the list.
pub(super) fn ranking(apps: u32) -> Result<[f64; 4], String> {
    let mut program = run::cargo();
    program.args(["run", "--release", "--quiet", "-p", "portico-core", "--example", "ranking", "--"]);
    let apps = apps.to_string();
    numbers(&run::output(program.arg(&apps))?, &apps)
}

/// The numbers on the line that begins with that word.
pub(super) fn numbers<const N: usize>(printed: &str, word: &str) -> Result<[f64; N], String> {
    let read = |line: &str| {
        let mut words = line.split_whitespace();
        let numbers: Vec<f64> = (words.next()? == word).then(|| words.map_while(|word| word.parse().ok()).collect())?;
        numbers.try_into().ok()
    };
    printed.lines().find_map(read).ok_or_else(|| format!("{word} was not printed in {printed}"))
}

/// The command line that starts a released program with homes of its own, for a POSIX shell's rules of quoting.
pub(super) fn with_homes(homes: &Path, program: &str) -> String {
    let mut text = "env".to_owned();
    for (name, folder) in [("CONFIG", "config"), ("STATE", "state"), ("CACHE", "cache"), ("DATA", "data")] {
        text.push_str(&format!(" 'XDG_{name}_HOME={}'", homes.join(folder).display()));
    }
    text.push_str(&format!(" '{}'", paths::release(program).display()));
    text
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn numbers_are_read_from_the_line_of_their_word() {
        let printed = "painted at 3 ms\nstall 12.5 40.0\npainted 211.0\n";
        assert_eq!(numbers::<2>(printed, "stall").unwrap(), [12.5, 40.0]);
        assert_eq!(numbers::<1>(printed, "painted").unwrap(), [211.0]);
        assert!(numbers::<1>(printed, "rest").is_err());
    }
}
