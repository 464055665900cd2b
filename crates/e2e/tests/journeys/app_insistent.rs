//! Pages of an app that never stop asking: the person says no once, and goes on elsewhere.

use std::time::Duration;

use e2e::{Journey, Portico, Role, wait_within};
use serde_json::json;

const APP: &str = "Jira Software";

fn page(script: &str) -> String {
    format!(
        "<!doctype html><title>App</title><h1>The app</h1>
<script>addEventListener('load', () => setTimeout(() => {{ {script} }}, 200))</script>"
    )
}

/// The main window takes keys and shows apps, and the app's own can be closed.
fn holds_nobody_up(journey: &Journey, portico: &Portico<'_>) {
    let main = portico.main();
    main.write(Role::ComboBox, "Search apps", "slack");
    main.find(Role::ListItem, "Slack");
    journey.refresh(portico);
    let window = portico.app(APP);
    window.keys(&["ctrl+w"]);
    window.wait_closed();
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

/// It is told no, and there is an end of it.
fn asks_once(portico: &Portico<'_>, title: &str) {
    let cancel = || {
        let dialog = portico.dialog(title)?;
        dialog.find(&mut |node| node.role() == Role::Button && node.name() == "Cancel")
    };
    assert!(wait_within(e2e::PATIENCE, cancel).is_some_and(|cancel| cancel.press()));
    wait_within(e2e::PATIENCE, || portico.dialog(title).is_none().then_some(())).expect("the dialog goes");
    let again = wait_within(Duration::from_secs(2), || portico.dialog(title));
    assert!(again.is_none(), "it asks again");
}

#[test]
fn endless_print_requests_show_one_dialog() {
    for (name, script) in [("insists_often", "setInterval(print)"), ("insists_at_once", "for (;;) print()")] {
        let journey = Journey::new(name);
        journey.use_app_windows();
        journey.tenant.page("^/run$", &page(script));
        let portico = journey.start_signed_in();
        journey.open_app_window(&portico, APP);
        asks_once(&portico, "Print");
        holds_nobody_up(&journey, &portico);
    }
}

#[test]
fn endless_print_requests_of_popup_show_one_dialog() {
    let journey = Journey::new("insists_popup");
    journey.use_app_windows();
    let open = "<button onclick=\"const own = window.open(''); own.document.write('Empty'); setInterval(() => own.print())\">Open</button>";
    journey.tenant.page("^/run$", &format!("{}{open}", page("")));
    let portico = journey.start_signed_in();
    journey.open_app_window(&portico, APP).press("Open");
    asks_once(&portico, "Print");
    assert_eq!(portico.titles().len(), 3, "{:?}", portico.titles());
    let main = portico.main();
    main.write(Role::ComboBox, "Search apps", "slack");
    main.find(Role::ListItem, "Slack");
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn endless_downloads_show_one_dialog() {
    let blob = "URL.createObjectURL(new Blob(['file'])); link.download = 'file'";
    for (name, href) in [("insists_files", "'/app/file'"), ("insists_blobs", blob)] {
        gives_away(name, href);
    }
}

fn gives_away(name: &str, href: &str) {
    let journey = Journey::new(name);
    journey.use_app_windows();
    let give = format!(
        "setInterval(() => {{ const link = document.createElement('a'); link.href = {href}; link.click() }}, 50)"
    );
    journey.tenant.page("^/run$", &page(&give));
    let headers = json!([["content-type", "application/octet-stream"], ["content-disposition", "attachment"]]);
    let answer = json!({ "kind": "raw", "status": 200, "headers": headers, "body": "file", "times": null });
    journey.tenant.fail("^/app/file$", &answer);
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    asks_once(&portico, "Save");
    window.keys(&["ctrl+w"]);
    window.wait_closed();
    portico.main().write(Role::ComboBox, "Search apps", "slack");
    portico.main().find(Role::ListItem, "Slack");
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn endless_alerts_block_only_their_own_window() {
    for (name, script) in [("insists_alert", "for (;;) alert('x')"), ("insists_confirm", "while (!confirm('x'));")] {
        let journey = Journey::new(name);
        journey.use_app_windows();
        journey.tenant.page("^/run$", &page(script));
        let portico = journey.start_signed_in();
        let window = journey.open_app_window(&portico, APP);
        // The page is mute from the first one on: it waits for its answer, in its own window.
        window.wait_gone(Role::Heading, "The app");
        holds_nobody_up(&journey, &portico);
    }
}
