//! Addresses that an app window may not open: the bar says so, names them and nothing more, and the browser is the way
//! on. Nothing is handed to the system.

use std::time::Duration;

use e2e::{Journey, Portico, Role, Window, wait_within};
use serde_json::json;

const APP: &str = "Jira Software";

fn line(address: &str) -> String {
    format!("“{address}” does not open in this window; “Open in my browser” is the way on.")
}

fn stage(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.use_app_windows();
    journey
}

/// Presses a link as a keyboard does.
fn follow(portico: &Portico<'_>, window: &Window<'_>, role: Role, name: &str) {
    window.focus(role, name);
    portico.keys(&["Return"]);
}

/// Which lines stand there.
fn lines(window: &Window<'_>) -> Vec<String> {
    window.words().into_iter().filter(|words| words.contains("does not open in this window")).collect()
}

fn is_as_ever(journey: &Journey, portico: &Portico<'_>) {
    assert!(portico.main().look(Role::Button, "Clear search").is_some(), "the main window is as before");
    assert!(journey.opened().is_empty(), "nothing was handed out: {:?}", journey.opened());
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn blocked_app_url_is_named_and_opens_in_browser() {
    let journey = stage("app_refused");
    let to = "http://intranet.test/secret-path?token=secret-token";
    journey.tenant.fail("^/run$", &json!({ "kind": "redirect", "location": to, "times": null }));
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    window.find(Role::Label, &line("http://intranet.test"));
    let words = window.words().join(" ");
    assert!(!words.contains("secret"), "{words}");
    assert!(!portico.output().contains("secret-"), "{}", portico.output());
    is_as_ever(&journey, &portico);

    // Less than a second after the click that opened the window it is that click.
    let outside = || {
        window.press("Open in my browser");
        wait_within(Duration::from_secs(2), || (!journey.opened().is_empty()).then_some(()))
    };
    wait_within(e2e::PATIENCE, outside).expect("the app in the browser");
    assert!(journey.opened()[0].iter().any(|word| word.contains("/run?appkey=")), "{:?}", journey.opened());

    journey.tenant.clear_faults();
    window.keys(&["ctrl+w"]);
    window.wait_closed();
}

#[test]
fn blocked_link_shows_notice_until_next_page() {
    let journey = stage("app_refused_links");
    let page = "<!doctype html><title>App</title><h1>The app</h1>
<a href=\"mailto:somebody@acme.test\">Write</a> <a href=\"zoommtg://zoom.us/join?pwd=1\">Join</a>
<a href=\"http://intranet.test/x\" target=\"_blank\">Elsewhere</a>
<button onclick=\"const own = window.open('', 'own'); own.location = 'http://later.test/'\">Empty first</button>
<a href=\"/app/next\">Next</a>";
    journey.tenant.page("^/run$", page);
    journey.tenant.page("^/app/next$", "<!doctype html><title>App</title><h1>Next page</h1>");
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    window.find(Role::Heading, "The app");
    for (name, address) in [("Write", "mailto:"), ("Join", "zoommtg:"), ("Elsewhere", "http://intranet.test")] {
        follow(&portico, &window, Role::Link, name);
        window.find(Role::Label, &line(address));
        assert_eq!(lines(&window).len(), 1, "one in place of the other: {:?}", lines(&window));
    }
    assert_eq!(portico.titles().len(), 2, "{:?}", portico.titles());
    window.press("Close");
    window.wait_gone(Role::Label, &line("http://intranet.test"));
    window.find(Role::Heading, "The app");

    // A window that got no page has no button that leads to the browser.
    let others = portico.titles();
    window.press("Empty first");
    let line_here = "“http://later.test” does not open in this window.";
    let said = || (portico.window_titles_containing(Role::Label, line_here).len() == 1).then_some(());
    wait_within(e2e::PATIENCE, said).expect("the new window says so");
    portico.keys(&["ctrl+w"]);
    wait_within(e2e::PATIENCE, || (portico.titles() == others).then_some(())).expect("it closes");

    follow(&portico, &window, Role::Link, "Write");
    window.find(Role::Label, &line("mailto:"));
    window.press_role(Role::Link, "Next");
    window.find(Role::Heading, "Next page");
    window.wait_gone(Role::Label, &line("mailto:"));
    is_as_ever(&journey, &portico);
}

#[test]
fn blocked_frames_show_no_notice_and_repeated_navigation_shows_one() {
    let journey = stage("app_refused_loop");
    let page = "<!doctype html><title>App</title><h1>The app</h1>
<iframe src=\"mailto:frame@acme.test\"></iframe> <iframe src=\"/app/frame\"></iframe>
<button onclick=\"setInterval(() => { location = number++ % 2 ? '/app/one' : '/app/two' }, 100)\">Begin</button>
<script>let number = 0;
const trying = setInterval(() => {
  location = 'x' + number++ + ':a';
  if (number > 20) { clearInterval(trying); document.querySelector('h1').textContent = 'Tried'; }
}, 50);</script>";
    journey.tenant.page("^/run$", page);
    let redirect = |to: &str| json!({ "kind": "redirect", "location": to, "times": null });
    journey.tenant.fail("^/app/frame$", &redirect("http://frame.test/"));
    journey.tenant.fail("^/app/one$", &redirect("http://one.test/"));
    journey.tenant.fail("^/app/two$", &redirect("http://two.test/"));
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    window.find(Role::Heading, "Tried");
    assert!(lines(&window).is_empty(), "{:?}", lines(&window));

    window.press("Begin");
    let first = wait_within(e2e::PATIENCE, || lines(&window).first().cloned()).expect("a line");
    let tries = || journey.tenant.count("/app/one") + journey.tenant.count("/app/two");
    let (before, mut others) = (tries(), Vec::new());
    let went_on = wait_within(e2e::PATIENCE, || {
        others.extend(lines(&window).into_iter().filter(|line| *line != first));
        (tries() > before + 20).then_some(())
    });
    assert!(went_on.is_some(), "it goes on trying");
    assert!(others.is_empty(), "the line stays as it was: {others:?}");
    window.keys(&["ctrl+w"]);
    window.wait_closed();
    is_as_ever(&journey, &portico);
}
