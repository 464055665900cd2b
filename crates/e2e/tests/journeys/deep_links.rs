//! Links of the scheme `portico:` open what the user confirms.

use std::time::Duration;

use e2e::{CommandOutput, Journey, Portico, Role, run_in_desktop, wait_within};

use crate::commands::{journey_with_apps, run_command, wait_for_opened_urls};

/// Portico refuses a link that comes within two seconds after another one.
const LINK_INTERVAL: Duration = Duration::from_millis(2100);
/// Portico ignores answers within a second after the question appeared.
const READING_TIME: Duration = Duration::from_millis(1100);

/// Follows a link as a browser does, and presses the button of that name in the question, once.
fn follow_link(journey: &Journey, portico: &Portico<'_>, link: &str, answer: Option<&str>) -> CommandOutput {
    std::thread::sleep(LINK_INTERVAL);
    std::thread::scope(|scope| {
        let command = scope.spawn(|| run_in_desktop(&journey.desktop, &[link]));
        if let Some(answer) = answer {
            portico.main_window().find(Role::Button, answer);
            std::thread::sleep(READING_TIME);
            portico.main_window().press(answer);
        }
        wait_within(e2e::TIMEOUT, || command.is_finished().then_some(())).expect("the command ends");
        command.join().expect("the command ends")
    })
}

#[test]
fn deep_link_opens_app_after_confirmation() {
    let journey = journey_with_apps("links");
    let portico = journey.start_signed_in();
    // "Always" is shown by the same app once more, two links later: within a second of its opening, the same
    // app again would be the same click.
    for (link, answer, code, opened) in [
        ("portico://open/SAP%20Concur", Some("No"), 1, 0),
        ("portico://open/Jira", Some("Open once"), 0, 1),
        ("portico://open/SAP%20Concur", Some("Always for SAP Concur"), 0, 2),
        ("portico://open/Jira", Some("Open once"), 0, 3),
        ("portico://open/SAP%20Concur", None, 0, 4),
    ] {
        let output = follow_link(&journey, &portico, link, answer);
        assert_eq!(output.exit_code, code, "{link} {answer:?}: {output:?}");
        assert_eq!(wait_for_opened_urls(&journey, opened).len(), opened);
        portico.main_window().wait_removed(Role::Button, "Open once");
    }
    run_command(&journey, &["portico://open/Nothing"], 4);
    assert_eq!(journey.browser_calls().len(), 4);
}
