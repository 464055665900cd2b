//! An empty list, and one of ten thousand apps.

use std::time::Duration;

use e2e::{Journey, PaintMarker, Role, wait_within};
use serde_json::json;

#[test]
fn empty_list_shows_no_apps_message() {
    let journey = Journey::new("empty_list");
    journey.configure();
    let portico = journey.start();
    journey.sign_in(&portico, "empty@acme.test");
    portico.main_window().wait_for_text("No apps are assigned to you yet.");
}

#[test]
fn app_is_found_and_opened_among_10000() {
    let journey = Journey::new("many_apps");
    journey.tenant.control("apps", &json!({ "account": "many@acme.test", "body": PaintMarker::app_list(10_000) }));
    journey.configure();
    let portico = journey.start();
    let main = portico.main_window();
    journey.sign_in(&portico, "many@acme.test");
    main.find(Role::Button, &PaintMarker::app_name(0));
    main.fill(Role::ComboBox, "Search apps", "07341");
    main.find(Role::ListItem, "App 07341");
    main.wait_for_text("of 10,000");
    main.press_keys(&["Return"]);
    let url =
        wait_within(Duration::from_secs(10), || journey.browser_calls().first().and_then(|call| call.last().cloned()));
    assert!(url.as_ref().is_some_and(|url| url.contains("appkey=key-7341&")), "{url:?}");
}
