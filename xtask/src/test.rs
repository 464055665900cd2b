//! `cargo xtask test`: runs all lanes, or those named, or the tests of one lane whose names contain a word.

use crate::args::Args;
use crate::lane::Lane;
use crate::lanes::{BUILD_TESTS, LANES};
use crate::runner::{self, Plan};
use crate::suite::Suite;
use std::process::ExitCode;

pub(crate) fn run(args: &mut Args) -> Result<ExitCode, String> {
    if args.flag("--list") {
        args.end()?;
        runner::print_list(LANES);
        return Ok(ExitCode::SUCCESS);
    }
    let is_serial = args.flag("--serial");
    let words = args.words();
    args.end()?;
    let (lanes, filters) = select(&words)?;
    let is_whole = words.is_empty() || lanes.iter().any(|lane| lane.name == BUILD_TESTS);
    let suite = if is_whole {
        Suite::of_workspace()
    } else {
        let mut packages: Vec<&str> = lanes.iter().flat_map(|lane| lane.tests).copied().collect();
        packages.dedup();
        Suite::of(packages)
    };
    Plan { lanes, suite, filters, is_serial, logs: "test-logs" }.run()
}

/// The lanes that the first words name, and the words after them, which choose among the tests of a single lane.
fn select(words: &[String]) -> Result<(Vec<&'static Lane>, &[String]), String> {
    let lane = |name: &str| LANES.iter().find(|lane| lane.name == name);
    let count = words.iter().take_while(|word| lane(word).is_some()).count();
    let (names, filters) = words.split_at(count);
    let lanes: Vec<&Lane> =
        LANES.iter().filter(|lane| names.is_empty() || names.iter().any(|name| name == lane.name)).collect();
    match (filters.first(), &lanes[..]) {
        (None, _) => Ok((lanes, filters)),
        (Some(_), [only]) if !only.tests.is_empty() => Ok((lanes, filters)),
        (Some(word), _) => {
            let known: Vec<&str> = LANES.iter().map(|lane| lane.name).collect();
            Err(format!("there is no lane \"{word}\". There are: {}.", known.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(text: &str) -> Result<(Vec<&'static str>, Vec<String>), String> {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let (lanes, filters) = select(&words)?;
        Ok((lanes.iter().map(|lane| lane.name).collect(), filters.to_vec()))
    }

    #[test]
    fn words_name_lanes_and_then_tests() {
        assert_eq!(selected("core format"), Ok((vec!["format", "core"], Vec::new())));
        assert_eq!(selected("journeys first_run"), Ok((vec!["journeys"], vec!["first_run".to_owned()])));
        assert_eq!(selected("").unwrap().0.len(), LANES.len());
    }

    #[test]
    fn unknown_lane_is_refused() {
        assert!(selected("lnit").is_err_and(|text| text.contains("lnit")));
        assert!(selected("core tenant token").is_err());
        assert!(selected("format token").is_err());
    }
}
