//! Shared by the journeys that start outside the window: apps with known names, and runs of the command line.

use std::time::Duration;

use e2e::{Assignments, Journey, run_in_desktop, wait_within};

pub(crate) const APPS: [&str; 4] = ["Jira", "SAP Concur", "SAP Fiori", "Wiki"];

/// A journey whose user has [`APPS`].
pub(crate) fn journey_with_apps(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.assign_apps("user@acme.test", &Assignments::in_category("Work", &APPS));
    journey
}

/// Runs Portico on the desktop, asserts its exit code, and returns what it printed.
pub(crate) fn run_command(journey: &Journey, arguments: &[&str], code: i32) -> String {
    let output = run_in_desktop(&journey.desktop, arguments);
    assert_eq!(output.exit_code, code, "{arguments:?}: {output:?}");
    output.stdout + &output.stderr
}

/// Waits until Portico has cached the list.
pub(crate) fn wait_for_cached_list(journey: &Journey) {
    let is_cached = || (!journey.dirs().cached_files().is_empty()).then_some(());
    wait_within(Duration::from_secs(10), is_cached).expect("a copy of the list");
}

/// Waits until that many URLs were opened, and returns all.
pub(crate) fn wait_for_opened_urls(journey: &Journey, count: usize) -> Vec<String> {
    let addresses = || journey.browser_calls().iter().filter_map(|call| call.last().cloned()).collect::<Vec<_>>();
    wait_within(e2e::TIMEOUT, || Some(addresses()).filter(|all| all.len() >= count)).expect("an app is opened")
}
