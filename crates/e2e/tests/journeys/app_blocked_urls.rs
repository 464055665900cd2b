//! URLs that an app window may not open: the bar names them, and the browser is offered instead. Nothing is handed to
//! the system.

use e2e::{Journey, Portico, Role, Window, wait_within};
use serde_json::json;

const APP: &str = "Jira Software";

fn notice(address: &str) -> String {
    format!("“{address}” does not open in this window; “Open in my browser” is the way on.")
}

fn journey_with_app_windows(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.use_app_windows();
    journey
}

/// Follows a link by keyboard.
fn follow_link(portico: &Portico<'_>, window: &Window<'_>, role: Role, name: &str) {
    window.focus(role, name);
    portico.press_keys(&["Return"]);
}

/// The notices on screen.
fn notices(window: &Window<'_>) -> Vec<String> {
    window.texts().into_iter().filter(|words| words.contains("does not open in this window")).collect()
}

fn assert_main_window_unchanged(journey: &Journey, portico: &Portico<'_>) {
    assert!(portico.main_window().query(Role::Button, "Clear search").is_some(), "the main window is as before");
    assert!(journey.browser_calls().is_empty(), "nothing was handed out: {:?}", journey.browser_calls());
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn blocked_app_url_is_named_and_opens_in_browser() {
    let journey = journey_with_app_windows("app_blocked_url");
    let location = "http://intranet.test/secret-path?token=secret-token";
    journey.tenant.inject_fault("^/run$", &json!({ "kind": "redirect", "location": location, "times": null }));
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    window.find(Role::Label, &notice("http://intranet.test"));
    let words = window.texts().join(" ");
    assert!(!words.contains("secret"), "{words}");
    assert!(!portico.output().contains("secret-"), "{}", portico.output());
    assert_main_window_unchanged(&journey, &portico);

    // The button opens the app once more, which within a second would be the same click.
    journey.wait_for_next_click(APP);
    window.press("Open in my browser");
    journey.wait_for_browser_calls();
    assert!(
        journey.browser_calls()[0].iter().any(|word| word.contains("/run?appkey=")),
        "{:?}",
        journey.browser_calls()
    );

    journey.tenant.clear_faults();
    window.press_keys(&["ctrl+w"]);
    window.wait_closed();
}

#[test]
fn blocked_link_shows_notice_until_next_page() {
    let journey = journey_with_app_windows("app_blocked_links");
    let page = "<!doctype html><title>App</title><h1>The app</h1>
<a href=\"mailto:somebody@acme.test\">Write</a> <a href=\"zoommtg://zoom.us/join?pwd=1\">Join</a>
<a href=\"http://intranet.test/x\" target=\"_blank\">Elsewhere</a>
<button onclick=\"const own = window.open('', 'own'); own.location = 'http://later.test/'\">Empty first</button>
<a href=\"/app/next\">Next</a>";
    journey.tenant.serve_page("^/run$", page);
    journey.tenant.serve_page("^/app/next$", "<!doctype html><title>App</title><h1>Next page</h1>");
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    window.find(Role::Heading, "The app");
    for (name, address) in [("Write", "mailto:"), ("Join", "zoommtg:"), ("Elsewhere", "http://intranet.test")] {
        follow_link(&portico, &window, Role::Link, name);
        window.find(Role::Label, &notice(address));
        assert_eq!(notices(&window).len(), 1, "one in place of the other: {:?}", notices(&window));
    }
    assert_eq!(portico.window_titles().len(), 2, "{:?}", portico.window_titles());
    window.press("Close");
    window.wait_removed(Role::Label, &notice("http://intranet.test"));
    window.find(Role::Heading, "The app");

    // A window that never had a page offers no browser.
    let others = portico.window_titles();
    window.press("Empty first");
    let popup_notice = "“http://later.test” does not open in this window.";
    let notice_shown = || (portico.window_titles_containing(Role::Label, popup_notice).len() == 1).then_some(());
    wait_within(e2e::TIMEOUT, notice_shown).expect("the new window says so");
    portico.press_keys(&["ctrl+w"]);
    wait_within(e2e::TIMEOUT, || (portico.window_titles() == others).then_some(())).expect("it closes");

    follow_link(&portico, &window, Role::Link, "Write");
    window.find(Role::Label, &notice("mailto:"));
    window.press_role(Role::Link, "Next");
    window.find(Role::Heading, "Next page");
    window.wait_removed(Role::Label, &notice("mailto:"));
    assert_main_window_unchanged(&journey, &portico);
}

#[test]
fn blocked_frames_show_no_notice_and_repeated_navigation_shows_one() {
    let journey = journey_with_app_windows("app_blocked_loop");
    let page = "<!doctype html><title>App</title><h1>The app</h1>
<iframe src=\"mailto:frame@acme.test\"></iframe> <iframe src=\"/app/frame\"></iframe>
<button onclick=\"setInterval(() => { location = number++ % 2 ? '/app/one' : '/app/two' }, 100)\">Begin</button>
<script>let number = 0;
const trying = setInterval(() => {
  location = 'x' + number++ + ':a';
  if (number > 20) { clearInterval(trying); document.querySelector('h1').textContent = 'Tried'; }
}, 50);</script>";
    journey.tenant.serve_page("^/run$", page);
    let redirect = |to: &str| json!({ "kind": "redirect", "location": to, "times": null });
    journey.tenant.inject_fault("^/app/frame$", &redirect("http://frame.test/"));
    journey.tenant.inject_fault("^/app/one$", &redirect("http://one.test/"));
    journey.tenant.inject_fault("^/app/two$", &redirect("http://two.test/"));
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    window.find(Role::Heading, "Tried");
    assert!(notices(&window).is_empty(), "{:?}", notices(&window));

    window.press("Begin");
    let first = wait_within(e2e::TIMEOUT, || notices(&window).first().cloned()).expect("a line");
    let attempts = || journey.tenant.request_count("/app/one") + journey.tenant.request_count("/app/two");
    let (before, mut others) = (attempts(), Vec::new());
    let is_still_trying = wait_within(e2e::TIMEOUT, || {
        others.extend(notices(&window).into_iter().filter(|line| *line != first));
        (attempts() > before + 20).then_some(())
    });
    assert!(is_still_trying.is_some(), "it goes on trying");
    assert!(others.is_empty(), "the line stays as it was: {others:?}");
    window.press_keys(&["ctrl+w"]);
    window.wait_closed();
    assert_main_window_unchanged(&journey, &portico);
}
