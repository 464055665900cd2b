//! Downloads of an app: the user chooses where, and nothing is saved without that.

use std::fs;

use e2e::{Journey, Node, Portico, Role, wait_within};
use serde_json::json;

const APP: &str = "Jira Software";
const REPORT: &str = "loot or report, as one takes it";

const PAGE: &str = "<!doctype html><title>App</title><h1>Files</h1>
<a href=\"/app/report\">Report</a> <a href=\"/app/strange\">Strange</a>
<iframe src=\"/app/unasked\" title=\"hidden\"></iframe>";

/// Waits for the file chooser, which is a window of its own.
pub(super) fn save_dialog(portico: &Portico<'_>) -> Node {
    wait_within(e2e::TIMEOUT, || portico.toolkit_dialog("Save")).expect("a dialog that asks where")
}

pub(super) fn press_button(node: &Node, name: &str) {
    let button = node.find(&mut |node| node.role() == Role::Button && node.name() == name);
    assert!(button.is_some_and(|button| button.press()), "“{name}” in the dialog");
}

#[test]
fn download_is_saved_only_where_user_chooses() {
    let journey = Journey::new("app_download");
    journey.use_app_windows();
    journey.tenant.serve_page("^/run$", PAGE);
    let serve_file = |path: &str, content_type: &str, disposition: &str| {
        let headers = json!([["content-type", content_type], ["content-disposition", disposition]]);
        let answer = json!({ "kind": "raw", "status": 200, "headers": headers, "body": REPORT, "times": null });
        journey.tenant.inject_fault(path, &answer);
    };
    serve_file("^/app/report$", "application/octet-stream", "attachment; filename=\"../../report.pdf.exe\"");
    serve_file("^/app/strange$", "application/x-nobody-knows", "inline");
    serve_file("^/app/unasked$", "text/plain", "attachment; filename=unasked.txt");
    let portico = journey.start_signed_in();
    let downloads = journey.dirs().path().join("home");
    let window = journey.open_app_window(&portico, APP);
    window.find(Role::Heading, "Files");

    // A download that the page starts by itself asks too.
    let dialog = save_dialog(&portico);
    press_button(&dialog, "Cancel");
    wait_within(e2e::TIMEOUT, || portico.toolkit_dialog("Save").is_none().then_some(())).expect("the dialog goes");

    // After a canceled download, the page may ask again once the user has acted in it.
    window.focus(Role::Link, "Report");
    portico.press_keys(&["Return"]);
    let dialog = save_dialog(&portico);
    let name = || dialog.find(&mut |node| node.role() == Role::Entry && node.is_focused());
    assert!(wait_within(e2e::TIMEOUT, name).is_some(), "the name is at hand: {:?}", dialog.texts());
    // The user may type a whole path. The suggestion is selected.
    let target = downloads.join("report.pdf");
    portico.press_keys(&["ctrl+a"]);
    portico.type_text(&target.display().to_string());
    press_button(&dialog, "Save");
    window.wait_for_text("report.pdf is saved.");
    assert_eq!(fs::read_to_string(&target).expect("the file"), REPORT);

    // What WebKit cannot show is downloaded too, under the name in its URL.
    window.press_role(Role::Link, "Strange");
    let dialog = save_dialog(&portico);
    press_button(&dialog, "Cancel");
    wait_within(e2e::TIMEOUT, || portico.toolkit_dialog("Save").is_none().then_some(())).expect("the dialog goes");
    window.find(Role::Heading, "Files");

    let others: Vec<_> = journey
        .dirs()
        .files()
        .into_iter()
        .filter(|(path, bytes)| *path != target && String::from_utf8_lossy(bytes).contains(REPORT))
        .collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn popup_closing_during_save_dialog_keeps_opener_downloads() {
    let journey = Journey::new("app_download_gone");
    journey.use_app_windows();
    journey.tenant.serve_page(
        "^/run$",
        "<!doctype html><title>App</title><h1>Files</h1><a href=\"/app/report\">Report</a>
<button onclick=\"window.open('/app/other')\">Other</button>",
    );
    journey.tenant.serve_page(
        "^/app/other$",
        "<!doctype html><h1>Other</h1><script>location = '/app/report'; setTimeout(close, 4000)</script>",
    );
    let headers =
        json!([["content-type", "application/octet-stream"], ["content-disposition", "attachment; filename=report"]]);
    let answer = json!({ "kind": "raw", "status": 200, "headers": headers, "body": REPORT, "times": null });
    journey.tenant.inject_fault("^/app/report$", &answer);
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    window.press("Other");
    save_dialog(&portico);
    let dialog_closed = || portico.toolkit_dialog("Save").is_none().then_some(());
    wait_within(e2e::TIMEOUT, dialog_closed).expect("the dialog goes with its window");
    window.press_role(Role::Link, "Report");
    press_button(&save_dialog(&portico), "Cancel");
    wait_within(e2e::TIMEOUT, dialog_closed).expect("the dialog goes");
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}
