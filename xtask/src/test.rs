//! `cargo xtask test`: runs the lanes one after the other, keeps each one's output in a log, and ends with one line a
//! lane. What the lanes are is in `lanes`.

use crate::args::Args;
use crate::lanes::{LANES, Lane, Verdict};
use crate::packages::{self, Group};
use crate::place;
use crate::run::{self, Run};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

struct Ended {
    name: &'static str,
    verdict: Verdict,
    took: Duration,
}

pub(crate) fn run(args: &mut Args) -> Result<ExitCode, String> {
    if args.flag("--list") {
        args.end()?;
        for lane in LANES {
            println!("  {:<16}{}", lane.name, lane.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let lanes = chosen(&args.words())?;
    args.end()?;
    let logs = place::target().join("test-logs");
    std::fs::create_dir_all(&logs).map_err(|error| format!("{} cannot be made: {error}.", logs.display()))?;

    let began = Instant::now();
    let groups: Vec<Group> = lanes.iter().flat_map(|lane| lane.packages).copied().collect();
    // A machine where nothing can be installed still runs what it can; the lanes that lack something say so.
    if let Err(sentence) = packages::install(&mut Run::terminal(), &groups) {
        println!("Some packages could not be installed: {sentence}");
    }
    println!("{} lanes; the full output of each is in {}/", lanes.len(), place::shown(&logs));
    let ended: Vec<Ended> = lanes.into_iter().map(|lane| one(lane, &logs)).collect();

    println!("\n{:<16}{:<9}{:>7}", "lane", "result", "seconds");
    for lane in &ended {
        println!("{}", line(lane));
    }
    let failed = ended.iter().filter(|lane| matches!(lane.verdict, Verdict::Failed(_))).count();
    let skipped = ended.iter().filter(|lane| matches!(lane.verdict, Verdict::Skipped(_))).count();
    let seconds = began.elapsed().as_secs();
    println!("all lanes{:>21} min {:02} s", seconds / 60, seconds % 60);
    // In the words that programs which read test logs look for.
    println!("{} passed, {failed} failed, {skipped} skipped", ended.len() - failed - skipped);
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn chosen(names: &[String]) -> Result<Vec<&'static Lane>, String> {
    if let Some(name) = names.iter().find(|name| !LANES.iter().any(|lane| lane.name == **name)) {
        let known: Vec<&str> = LANES.iter().map(|lane| lane.name).collect();
        return Err(format!("there is no lane \"{name}\". There are: {}.", known.join(", ")));
    }
    Ok(LANES.iter().filter(|lane| names.is_empty() || names.iter().any(|name| name == lane.name)).collect())
}

fn one(lane: &'static Lane, logs: &Path) -> Ended {
    let began = Instant::now();
    let path = logs.join(format!("{}.log", lane.name));
    println!("> {:<16}{}", lane.name, lane.about);
    let verdict = attempt(lane, &path).unwrap_or_else(Verdict::Failed);
    if let Verdict::Failed(reason) = &verdict {
        println!("---- {}, the end of {} ----", lane.name, place::shown(&path));
        for line in run::last_lines(&path, 100) {
            println!("{line}");
        }
        println!("---- {}: {reason} ----", lane.name);
    }
    let ended = Ended { name: lane.name, verdict, took: began.elapsed() };
    println!("  {}", line(&ended));
    ended
}

fn attempt(lane: &Lane, log: &Path) -> Result<Verdict, String> {
    if lane.linux_only && cfg!(not(target_os = "linux")) {
        return Ok(Verdict::Skipped(format!("it needs Linux; this is {}", std::env::consts::OS)));
    }
    let missing = packages::missing(lane.packages)?;
    if !missing.is_empty() {
        return Err(format!("it lacks the packages {}.", missing.join(" ")));
    }
    let mut run = Run::logged(lane.name, log)?;
    let verdict = (lane.run)(&mut run)?;
    Ok(match verdict {
        Verdict::Passed(note) if note.is_empty() => Verdict::Passed(tally(log)),
        other => other,
    })
}

fn line(lane: &Ended) -> String {
    let (word, note) = match &lane.verdict {
        Verdict::Passed(note) => ("ok", note),
        Verdict::Failed(note) => ("FAILED", note),
        Verdict::Skipped(note) => ("skipped", note),
    };
    format!("{:<16}{word:<9}{:>7.1}  {note}", lane.name, lane.took.as_secs_f64()).trim_end().to_owned()
}

/// What cargo's test harness counted, over all its runs in a log: "212 passed", or nothing.
fn tally(log: &Path) -> String {
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
        _ => format!("{passed} passed, {ignored} ignored"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_over_several_harnesses() {
        let log = std::env::temp_dir().join(format!("portico-xtask-tally-{}", std::process::id()));
        let text = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
                    test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s\n";
        std::fs::write(&log, text).unwrap();
        assert_eq!(tally(&log), "15 passed, 1 ignored");
        std::fs::remove_file(&log).unwrap();
    }

    #[test]
    fn an_unknown_lane_is_named() {
        assert!(chosen(&["lint".to_owned()]).is_ok_and(|lanes| lanes.len() == 1));
        assert!(chosen(&["lnit".to_owned()]).is_err_and(|text| text.contains("lnit")));
    }
}
