//! Files that an app gives away: the person says where, and nothing comes without that.

use std::fs;

use e2e::{Journey, Node, Portico, Role, wait_within};
use serde_json::json;

const APP: &str = "Jira Software";
const REPORT: &str = "loot or report, as one takes it";

const PAGE: &str = "<!doctype html><title>App</title><h1>Files</h1>
<a href=\"/app/report\">Report</a> <a href=\"/app/strange\">Strange</a>
<iframe src=\"/app/unasked\" title=\"hidden\"></iframe>";

/// The file chooser, which is a window of its own.
pub(super) fn dialog(portico: &Portico<'_>) -> Node {
    wait_within(e2e::PATIENCE, || portico.dialog("Save")).expect("a dialog that asks where")
}

pub(super) fn press(node: &Node, name: &str) {
    let button = node.find(&mut |node| node.role() == Role::Button && node.name() == name);
    assert!(button.is_some_and(|button| button.press()), "“{name}” in the dialog");
}

#[test]
fn download_is_saved_only_where_user_chooses() {
    let journey = Journey::new("app_download");
    journey.use_app_windows();
    journey.tenant.page("^/run$", PAGE);
    let file = |path: &str, kind: &str, disposition: &str| {
        let headers = json!([["content-type", kind], ["content-disposition", disposition]]);
        let answer = json!({ "kind": "raw", "status": 200, "headers": headers, "body": REPORT, "times": null });
        journey.tenant.fail(path, &answer);
    };
    file("^/app/report$", "application/octet-stream", "attachment; filename=\"../../report.pdf.exe\"");
    file("^/app/strange$", "application/x-nobody-knows", "inline");
    file("^/app/unasked$", "text/plain", "attachment; filename=unasked.txt");
    let portico = journey.start_signed_in();
    let downloads = journey.homes().path().join("home");
    let window = journey.open_app_window(&portico, APP);
    window.find(Role::Heading, "Files");

    // The page gives one away by itself: it is asked about too.
    let asked = dialog(&portico);
    press(&asked, "Cancel");
    wait_within(e2e::PATIENCE, || portico.dialog("Save").is_none().then_some(())).expect("the dialog goes");

    // A page that was told no is heard again after a key or a click in it.
    window.focus(Role::Link, "Report");
    portico.keys(&["Return"]);
    let asked = dialog(&portico);
    let name = || asked.find(&mut |node| node.role() == Role::Entry && node.is_focused());
    assert!(wait_within(e2e::PATIENCE, name).is_some(), "the name is at hand: {:?}", asked.words());
    // The whole path, as one may type it there. The suggestion is selected.
    let place = downloads.join("report.pdf");
    portico.keys(&["ctrl+a"]);
    portico.type_text(&place.display().to_string());
    press(&asked, "Save");
    window.wait_for_text("report.pdf is saved.");
    assert_eq!(fs::read_to_string(&place).expect("the file"), REPORT);

    // What WebKit cannot show becomes a file as well, under the name that its address has.
    window.press_role(Role::Link, "Strange");
    let asked = dialog(&portico);
    press(&asked, "Cancel");
    wait_within(e2e::PATIENCE, || portico.dialog("Save").is_none().then_some(())).expect("the dialog goes");
    window.find(Role::Heading, "Files");

    let others: Vec<_> = journey
        .homes()
        .files()
        .into_iter()
        .filter(|(path, bytes)| *path != place && String::from_utf8_lossy(bytes).contains(REPORT))
        .collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn popup_closing_during_save_dialog_keeps_opener_downloads() {
    let journey = Journey::new("app_download_gone");
    journey.use_app_windows();
    journey.tenant.page(
        "^/run$",
        "<!doctype html><title>App</title><h1>Files</h1><a href=\"/app/report\">Report</a>
<button onclick=\"window.open('/app/other')\">Other</button>",
    );
    journey.tenant.page(
        "^/app/other$",
        "<!doctype html><h1>Other</h1><script>location = '/app/report'; setTimeout(close, 4000)</script>",
    );
    let headers =
        json!([["content-type", "application/octet-stream"], ["content-disposition", "attachment; filename=report"]]);
    let answer = json!({ "kind": "raw", "status": 200, "headers": headers, "body": REPORT, "times": null });
    journey.tenant.fail("^/app/report$", &answer);
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    window.press("Other");
    dialog(&portico);
    let gone = || portico.dialog("Save").is_none().then_some(());
    wait_within(e2e::PATIENCE, gone).expect("the dialog goes with its window");
    window.press_role(Role::Link, "Report");
    press(&dialog(&portico), "Cancel");
    wait_within(e2e::PATIENCE, gone).expect("the dialog goes");
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}
