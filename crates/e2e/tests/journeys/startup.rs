//! Startup notification: the desktop shows a busy pointer until it hears that a start is complete.

use e2e::{StartupNotifications, run_in_desktop_with_env, wait_within};

use crate::commands::journey_with_apps;

#[test]
fn second_start_completes_startup_notification() {
    let journey = journey_with_apps("startup");
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    let startups = StartupNotifications::listen(&journey.desktop);
    let start_again = |id: &str, arguments: &[&str], code: i32| {
        let output = run_in_desktop_with_env(&journey.desktop, arguments, &[("DESKTOP_STARTUP_ID", id)]);
        assert_eq!(output.exit_code, code, "{arguments:?}: {output:?}");
        startups.wait_for_completion(id);
    };
    let other_window = journey.desktop.open_other_window();
    wait_within(e2e::TIMEOUT, || (!main.is_active()).then_some(())).expect("the person is elsewhere");
    // The timestamp is as old as the display, and the window is raised all the same.
    start_again("e2e/Portico/1-1-here_TIME1", &[], 0);
    wait_within(e2e::TIMEOUT, || main.is_active().then_some(())).expect("the main window comes");
    drop(other_window);
    // The first time the palette's page is not loaded yet, the second time it is.
    for id in ["e2e/Portico/1-2-here_TIME1", "e2e/Portico/1-3-here_TIME1"] {
        start_again(id, &["--palette"], 0);
        portico.palette_window().wait_open();
        portico.press_keys(&["Escape"]);
        portico.palette_window().wait_closed();
    }
    start_again("e2e/Portico/1-4-here_TIME1", &["portico://open/Nothing"], 4);
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}
