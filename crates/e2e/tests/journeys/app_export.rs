//! What an app's page makes itself, as `blob:` and `data:`: downloads, a preview in a frame, a window. Downloads ask as
//! all others do, a window shows the origin that made it, and no generated page replaces the app's page.

use std::fs;

use e2e::{Journey, Role, wait_within};

use crate::app_download::{press_button, save_dialog};

const APP: &str = "Jira Software";

const PAGE: &str = "<!doctype html><title>App</title><h1>Exports</h1>
<a href=\"data:text/csv,one,two\" download=\"table.csv.exe\">As data</a>
<a href=\"data:text/html,<h1>Spoof</h1>\">Made up</a>
<a href=\"data:text/html,<h1>Spoof</h1>\" target=\"_blank\">Made up elsewhere</a>
<button onclick=\"location = 'data:text/html,<h1>Spoof</h1>'\">Go to it</button>
<iframe src=\"data:text/html,<h2>Small preview</h2>\" title=\"data\"></iframe>
<iframe id=\"preview\" title=\"blob\"></iframe>
<button onclick=\"give('three,four', 'list.csv')\">As blob</button>
<button onclick=\"window.open(made('<h1>Report</h1>', 'text/html'))\">Show report</button>
<script>
const made = (text, type) => URL.createObjectURL(new Blob([text], { type }));
const give = (text, name) => Object.assign(document.createElement('a'), { href: made(text, 'text/csv'), download: name }).click();
preview.src = made('<h2>Large preview</h2>', 'text/html');
</script>";

#[test]
fn page_exports_and_shows_its_blob_and_data_urls() {
    let journey = Journey::new("app_export");
    journey.use_app_windows();
    journey.tenant.serve_page("^/run$", PAGE);
    let portico = journey.start_signed_in();
    let home = journey.dirs().path().join("home");
    let window = journey.open_app_window(&portico, APP);
    window.find(Role::Heading, "Exports");
    window.find(Role::Heading, "Small preview");
    window.find(Role::Heading, "Large preview");

    for (role, name, file_name, content) in
        [(Role::Link, "As data", "table_csv.exe", "one,two"), (Role::Button, "As blob", "list.csv", "three,four")]
    {
        window.press_role(role, name);
        let dialog = save_dialog(&portico);
        let suggested = || dialog.find(&mut |node| node.role() == Role::Entry && node.text_length() == file_name.len());
        assert!(wait_within(e2e::TIMEOUT, suggested).is_some(), "“{file_name}” is suggested");
        let target = home.join(file_name);
        assert!(!target.exists(), "not before the answer");
        press_button(&dialog, "Save");
        window.wait_for_text(&format!("{file_name} is saved."));
        assert_eq!(fs::read_to_string(&target).expect("the file"), content, "{name}");
        window.press("Close");
        window.wait_for_no_text("is saved.");
    }

    // A window with generated content shows the origin of the page that made it.
    let before = portico.window_titles();
    window.press("Show report");
    let origin_label = format!("Not encrypted: {}", journey.tenant.address());
    let report_shown = || (portico.window_titles_containing(Role::Heading, "Report").len() == 1).then_some(());
    wait_within(e2e::TIMEOUT, report_shown).expect("the report in a window");
    assert_eq!(portico.window_titles_containing(Role::Label, &origin_label).len(), 2);
    portico.press_keys(&["ctrl+w"]);
    wait_within(e2e::TIMEOUT, || (portico.window_titles() == before).then_some(())).expect("it closes");

    // A generated page in place of the app's page would have no origin.
    let notice = "“data:” does not open in this window; “Open in my browser” is the way on.";
    for (role, name) in [(Role::Link, "Made up"), (Role::Link, "Made up elsewhere"), (Role::Button, "Go to it")] {
        window.press_role(role, name);
        window.find(Role::Label, notice);
        window.find(Role::Heading, "Exports");
        assert_eq!(portico.window_titles(), before, "{name}");
        window.press("Close");
        window.wait_removed(Role::Label, notice);
    }
    assert!(portico.window_titles_containing(Role::Heading, "Spoof").is_empty());
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}
