//! A lane: a set of checks with a name, run on its own with its output in a log of its own.

use crate::packages::{self, Group};
use crate::run::Run;
use crate::suite::Suite;
use std::path::Path;

pub(crate) struct Lane {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) linux_only: bool,
    /// The system packages that it needs.
    pub(crate) packages: &'static [Group],
    /// The Cargo packages whose tests it runs.
    pub(crate) tests: &'static [&'static str],
    pub(crate) track: Track,
    pub(crate) run: fn(&mut Context<'_>) -> Result<Verdict, String>,
}

/// When a lane runs. The two tracks run at the same time; then the lanes that need the machine for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Track {
    /// Builds with Cargo, and tests that keep a processor busy.
    Cargo,
    /// Everything else: Node, and tests that mostly wait.
    Other,
    /// Nothing else runs meanwhile.
    Alone,
}

/// What a lane works with.
pub(crate) struct Context<'a> {
    pub(crate) run: Run,
    pub(crate) suite: &'a Suite,
    /// Runs only the tests whose names contain one of these; all, if there is none.
    pub(crate) filters: &'a [String],
}

/// How a lane ended, with what there is to say about it.
#[derive(Debug)]
pub(crate) enum Verdict {
    Passed(String),
    Failed(String),
    Skipped(String),
}

/// A lane that runs on each system, needs nothing and does nothing.
pub(crate) const LANE: Lane = Lane {
    name: "",
    about: "",
    linux_only: false,
    packages: &[],
    tests: &[],
    track: Track::Cargo,
    run: |_| Ok(Verdict::Passed(String::new())),
};

impl Lane {
    pub(crate) fn run(&self, suite: &Suite, filters: &[String], log: &Path) -> Result<Verdict, String> {
        if self.linux_only && cfg!(not(target_os = "linux")) {
            return Ok(Verdict::Skipped(format!("it needs Linux; this is {}", std::env::consts::OS)));
        }
        let missing = packages::missing(self.packages)?;
        if !missing.is_empty() {
            return Err(format!("it lacks the packages {}.", missing.join(" ")));
        }
        let mut context = Context { run: Run::to_log(self.name, log)?, suite, filters };
        let verdict = (self.run)(&mut context)?;
        Ok(match verdict {
            Verdict::Passed(note) if note.is_empty() => Verdict::Passed(count_tests(log)),
            other => other,
        })
    }
}

/// What Rust's test harness counted, over all its runs in a log: "212 passed", or nothing.
fn count_tests(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let (mut passed, mut ignored) = (0, 0);
    for line in text.lines().filter_map(|line| line.strip_prefix("test result: ")) {
        let count = |word: &str| -> u32 {
            let part = line.split([';', '.']).find(|part| part.trim_end().ends_with(word));
            part.and_then(|part| part.split_whitespace().next()?.parse().ok()).unwrap_or(0)
        };
        passed += count("passed");
        ignored += count("ignored");
    }
    match (passed, ignored) {
        (0, 0) => String::new(),
        (_, 0) => format!("{passed} passed"),
        _ => format!("{passed} passed, {ignored} for `cargo xtask prove`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_counts_add_up_over_several_harnesses() {
        let log = std::env::temp_dir().join(format!("portico-xtask-count-{}", std::process::id()));
        let text = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
                    test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s\n";
        std::fs::write(&log, text).unwrap();
        assert_eq!(count_tests(&log), "15 passed, 1 for `cargo xtask prove`");
        std::fs::remove_file(&log).unwrap();
    }
}
