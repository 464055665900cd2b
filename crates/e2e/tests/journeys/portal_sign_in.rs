//! A tenant without an OAuth app: the portal's own page, and its own session.

use e2e::{Journey, RecordingProxy, Role};
use serde_json::json;

use crate::secret_scan::assert_no_secret_left;

#[test]
fn portal_sign_in_needs_no_oauth() {
    let journey = Journey::new("portal_sign_in");
    let proxy = RecordingProxy::in_front_of(journey.tenant.address());
    journey.configure_with(&format!("http://{}", proxy.address()), "sign_in = \"portal\"");
    let portico = journey.start();
    let main = portico.main_window();
    main.find(Role::Heading, "Sign in to Acme");
    main.wait_for_text("portal");
    main.press("Sign in");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
    main.press_keys(&["F5"]);
    main.wait_for_text("updated");

    let is_oauth = |request: &serde_json::Value| {
        request["path"].as_str().is_some_and(|path| path.to_lowercase().starts_with("/oauth2"))
    };
    let requests = journey.tenant.requests();
    assert!(!requests.iter().any(is_oauth), "no OAuth request was made");
    let output = portico.output();
    portico.quit();
    assert_no_secret_left(&journey, &proxy, &output, 1);
}

#[test]
fn blank_portal_page_can_be_retried() {
    let journey = Journey::new("portal_blank");
    journey.configure_with(&journey.tenant.url(), "sign_in = \"portal\"");
    journey.tenant.inject_fault("^/my$", &json!({ "kind": "slow", "millis": 120_000 }));
    let portico = journey.start();
    let (main, page) = (portico.main_window(), portico.sign_in_window());
    main.press("Sign in");
    main.wait_for_text("E-AUTH-BLANK");
    page.wait_for_text("stays blank");
    page.find(Role::Button, "Try again");
    // The browser is not offered, since the portal's session would stay there.
    for window in [main, page] {
        assert!(window.query(Role::Button, "Continue in your browser").is_none(), "{:?}", window.texts());
    }
    page.press("Try again");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
}

#[test]
fn ended_portal_session_needs_one_sign_in() {
    let journey = Journey::new("portal_ended");
    journey.dirs().write_settings(&format!(
        "opens_in = \"window\"\n\n[[tenant]]\nurl = \"{}\"\nname = \"Acme\"\nsign_in = \"portal\"\n",
        journey.tenant.url()
    ));
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    journey.tenant.control("end-sessions", &json!({}));
    let sign_ins_before = journey.tenant.request_count("/security/startauthentication");

    main.fill(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.press_keys(&["Return"]);
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    portico.app_window("Jira Software").find(Role::Heading, "Signed in as user@acme.test");
    assert_eq!(journey.tenant.request_count("/security/startauthentication"), sign_ins_before + 1);
}
