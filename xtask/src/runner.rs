//! Runs lanes, keeps the output of each in a log, and ends with one line a lane and a total.

use crate::lane::{Lane, Track, Verdict};
use crate::packages::{self, Group};
use crate::paths;
use crate::run::{self, Run};
use crate::suite::Suite;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// What to run, and how.
pub(crate) struct Plan<'a> {
    pub(crate) lanes: Vec<&'static Lane>,
    pub(crate) suite: Suite,
    /// As in `Context`.
    pub(crate) filters: &'a [String],
    /// One lane after the other, whatever their tracks.
    pub(crate) is_serial: bool,
    /// The folder of the logs, below `target/`.
    pub(crate) logs: &'static str,
}

struct Finished {
    lane: &'static Lane,
    verdict: Verdict,
    duration: Duration,
}

/// Prints what there is, for `--list`.
pub(crate) fn print_list(lanes: &[Lane]) {
    for lane in lanes {
        println!("  {:<16}{}", lane.name, lane.about);
    }
}

impl Plan<'_> {
    pub(crate) fn run(self) -> Result<ExitCode, String> {
        let logs = paths::target().join(self.logs);
        std::fs::create_dir_all(&logs).map_err(|error| format!("{} cannot be made: {error}.", logs.display()))?;
        let began = Instant::now();
        let groups: Vec<Group> = self.lanes.iter().flat_map(|lane| lane.packages).copied().collect();
        // A machine where nothing can be installed still runs what it can; the lanes that lack something say so.
        if let Err(sentence) = packages::install(&mut Run::to_terminal(), &groups) {
            println!("Some packages could not be installed: {sentence}");
        }
        println!("{} lanes; the full output of each is in {}/", self.lanes.len(), paths::display(&logs));
        let mut finished = self.all(&logs);
        finished.sort_by_key(|one| self.lanes.iter().position(|lane| lane.name == one.lane.name));
        Ok(summary(&finished, began.elapsed()))
    }

    fn all(&self, logs: &Path) -> Vec<Finished> {
        if self.is_serial {
            return self.lanes.iter().map(|lane| self.one(lane, logs)).collect();
        }
        let run_track = |track: Track| -> Vec<Finished> {
            self.lanes.iter().filter(|lane| lane.track == track).map(|lane| self.one(lane, logs)).collect()
        };
        std::thread::scope(|scope| {
            let other = scope.spawn(|| run_track(Track::Other));
            let mut finished = run_track(Track::Cargo);
            // Err: a bug in xtask; the panic was printed, and its lanes count as failed below.
            match other.join() {
                Ok(others) => finished.extend(others),
                Err(_) => finished.extend(self.lanes.iter().filter(|lane| lane.track == Track::Other).map(|lane| {
                    let verdict = Verdict::Failed("xtask panicked".to_owned());
                    Finished { lane, verdict, duration: Duration::ZERO }
                })),
            }
            finished.extend(run_track(Track::Alone));
            finished
        })
    }

    fn one(&self, lane: &'static Lane, logs: &Path) -> Finished {
        let began = Instant::now();
        let log: PathBuf = logs.join(format!("{}.log", lane.name));
        println!("> {:<16}{}", lane.name, lane.about);
        let verdict = lane.run(&self.suite, self.filters, &log).unwrap_or_else(Verdict::Failed);
        if let Verdict::Failed(reason) = &verdict {
            // In one piece, so that a lane of the other track does not write in between.
            let mut text = format!("---- {}, the end of {} ----\n", lane.name, paths::display(&log));
            for line in run::last_lines(&log, 100) {
                text.push_str(&line);
                text.push('\n');
            }
            println!("{text}---- {}: {reason} ----", lane.name);
        }
        let finished = Finished { lane, verdict, duration: began.elapsed() };
        println!("  {}", finished.line());
        finished
    }
}

impl Finished {
    fn line(&self) -> String {
        let (word, note) = match &self.verdict {
            Verdict::Passed(note) => ("ok", note),
            Verdict::Failed(note) => ("FAILED", note),
            Verdict::Skipped(note) => ("skipped", note),
        };
        format!("{:<16}{word:<9}{:>7.1}  {note}", self.lane.name, self.duration.as_secs_f64()).trim_end().to_owned()
    }
}

fn summary(finished: &[Finished], duration: Duration) -> ExitCode {
    println!("\n{:<16}{:<9}{:>7}", "lane", "result", "seconds");
    for one in finished {
        println!("{}", one.line());
    }
    let failed = finished.iter().filter(|one| matches!(one.verdict, Verdict::Failed(_))).count();
    let skipped = finished.iter().filter(|one| matches!(one.verdict, Verdict::Skipped(_))).count();
    let seconds = duration.as_secs();
    println!("all lanes{:>21} min {:02} s", seconds / 60, seconds % 60);
    // In the words that programs which read test logs look for.
    println!("{} passed, {failed} failed, {skipped} skipped", finished.len() - failed - skipped);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lane::LANE;

    const FAKES: &[Lane] = &[
        Lane { name: "fake-passes", track: Track::Other, ..LANE },
        Lane { name: "fake-skips", run: |_| Ok(Verdict::Skipped("reason".to_owned())), ..LANE },
        Lane { name: "fake-fails", track: Track::Alone, run: |_| Err("reason".to_owned()), ..LANE },
    ];

    fn finished(is_serial: bool) -> Vec<String> {
        let plan =
            Plan { lanes: FAKES.iter().collect(), suite: Suite::of_workspace(), filters: &[], is_serial, logs: "" };
        let mut lines: Vec<String> = plan.all(&std::env::temp_dir()).iter().map(Finished::line).collect();
        lines.sort();
        lines
    }

    #[test]
    fn lanes_of_all_tracks_run_once() {
        for is_serial in [true, false] {
            let lines = finished(is_serial);
            assert_eq!(lines.len(), 3);
            for (line, word) in lines.iter().zip(["FAILED", "ok", "skipped"]) {
                assert!(line.contains(word), "{line}");
            }
        }
    }

    #[test]
    fn failed_lane_fails_the_run() {
        let one = |verdict| Finished { lane: &FAKES[0], verdict, duration: Duration::ZERO };
        let code = |verdict| format!("{:?}", summary(&[one(verdict)], Duration::ZERO));
        assert_eq!(code(Verdict::Failed(String::new())), format!("{:?}", ExitCode::FAILURE));
        assert_eq!(code(Verdict::Passed(String::new())), format!("{:?}", ExitCode::SUCCESS));
    }
}
