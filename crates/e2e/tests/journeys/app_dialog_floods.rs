//! App pages that open dialogs without end: the user cancels once and continues elsewhere.

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

/// Asserts that the main window takes keys and shows apps, and that the app's window can be closed.
fn assert_main_window_responds(journey: &Journey, portico: &Portico<'_>) {
    let main = portico.main_window();
    main.fill(Role::ComboBox, "Search apps", "slack");
    main.find(Role::ListItem, "Slack");
    journey.refresh(portico);
    let window = portico.app_window(APP);
    window.press_keys(&["ctrl+w"]);
    window.wait_closed();
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

/// Cancels the dialog, and asserts that no second one opens.
fn cancel_the_only_dialog(portico: &Portico<'_>, title: &str) {
    let cancel_button = || {
        let dialog = portico.toolkit_dialog(title)?;
        dialog.find(&mut |node| node.role() == Role::Button && node.name() == "Cancel")
    };
    assert!(wait_within(e2e::TIMEOUT, cancel_button).is_some_and(|cancel| cancel.press()));
    wait_within(e2e::TIMEOUT, || portico.toolkit_dialog(title).is_none().then_some(())).expect("the dialog goes");
    let second_dialog = wait_within(Duration::from_secs(2), || portico.toolkit_dialog(title));
    assert!(second_dialog.is_none(), "it asks again");
}

#[test]
fn endless_print_requests_show_one_dialog() {
    for (name, script) in [("endless_print_interval", "setInterval(print)"), ("endless_print_loop", "for (;;) print()")]
    {
        let journey = Journey::new(name);
        journey.use_app_windows();
        journey.tenant.serve_page("^/run$", &page(script));
        let portico = journey.start_signed_in();
        journey.open_app_window(&portico, APP);
        cancel_the_only_dialog(&portico, "Print");
        assert_main_window_responds(&journey, &portico);
    }
}

#[test]
fn endless_print_requests_of_popup_show_one_dialog() {
    let journey = Journey::new("endless_print_popup");
    journey.use_app_windows();
    let open = "<button onclick=\"const own = window.open(''); own.document.write('Empty'); setInterval(() => own.print())\">Open</button>";
    journey.tenant.serve_page("^/run$", &format!("{}{open}", page("")));
    let portico = journey.start_signed_in();
    journey.open_app_window(&portico, APP).press("Open");
    cancel_the_only_dialog(&portico, "Print");
    assert_eq!(portico.window_titles().len(), 3, "{:?}", portico.window_titles());
    let main = portico.main_window();
    main.fill(Role::ComboBox, "Search apps", "slack");
    main.find(Role::ListItem, "Slack");
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn endless_downloads_show_one_dialog() {
    let blob = "URL.createObjectURL(new Blob(['file'])); link.download = 'file'";
    for (name, href) in [("endless_files", "'/app/file'"), ("endless_blobs", blob)] {
        assert_one_save_dialog(name, href);
    }
}

fn assert_one_save_dialog(name: &str, href: &str) {
    let journey = Journey::new(name);
    journey.use_app_windows();
    let download_script = format!(
        "setInterval(() => {{ const link = document.createElement('a'); link.href = {href}; link.click() }}, 50)"
    );
    journey.tenant.serve_page("^/run$", &page(&download_script));
    let headers = json!([["content-type", "application/octet-stream"], ["content-disposition", "attachment"]]);
    let answer = json!({ "kind": "raw", "status": 200, "headers": headers, "body": "file", "times": null });
    journey.tenant.inject_fault("^/app/file$", &answer);
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    cancel_the_only_dialog(&portico, "Save");
    window.press_keys(&["ctrl+w"]);
    window.wait_closed();
    portico.main_window().fill(Role::ComboBox, "Search apps", "slack");
    portico.main_window().find(Role::ListItem, "Slack");
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn endless_alerts_block_only_their_own_window() {
    for (name, script) in [("endless_alerts", "for (;;) alert('x')"), ("endless_confirms", "while (!confirm('x'));")] {
        let journey = Journey::new(name);
        journey.use_app_windows();
        journey.tenant.serve_page("^/run$", &page(script));
        let portico = journey.start_signed_in();
        let window = journey.open_app_window(&portico, APP);
        // The page is blocked by its first dialog, which is in its own window.
        window.wait_removed(Role::Heading, "The app");
        assert_main_window_responds(&journey, &portico);
    }
}
