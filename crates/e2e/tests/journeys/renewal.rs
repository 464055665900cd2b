//! Sessions that have to be renewed, and sessions that end.

use e2e::{Journey, Role, WindowWatcher, wait_within};
use serde_json::json;

/// No refresh tokens, and an expiry that is near enough for a countdown.
const NINE_MINUTE_SESSION: &str = r#"
[[app]]
id = "Portico"
redirects = ["{url}/sysinfo/dummy"]
access_lifetime = 540
refresh = false

[[app.scope]]
name = "UPData"
rest = [".*"]
"#;

#[test]
fn renewal_with_portal_session_shows_no_window() {
    let journey = Journey::new("renew_now");
    journey.tenant.configure(NINE_MINUTE_SESSION);
    journey.desktop.keyring().start_unlocked();
    journey.configure();
    let portico = journey.start();
    let main = portico.main_window();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    main.wait_for_text("Session ends in 9 min");
    main.fill(Role::ComboBox, "Search apps", "jir");
    main.find(Role::ListItem, "Jira Software");

    let windows = WindowWatcher::start(&journey.desktop);
    let token_requests_before = journey.tenant.request_count("/oauth2/token/portico");
    main.press("Renew now");
    let is_renewed = || {
        assert!(!main.contains_text("Sign in to Acme") && !main.contains_text("You are signed out"), "the list stays");
        (journey.tenant.request_count("/oauth2/token/portico") > token_requests_before).then_some(())
    };
    wait_within(e2e::TIMEOUT, is_renewed).expect("a new token");
    main.wait_for_no_text("Renewing…");
    main.find(Role::Button, "Renew now");
    assert_eq!(windows.mapped_count(), 0, "no window came on screen: {:?}", portico.window_titles());
    assert_eq!(main.find(Role::ComboBox, "Search apps").text(), "jir", "what was typed stays");
    main.find(Role::ListItem, "Jira Software");
    assert_eq!(journey.tenant.request_count("/oauth2/token/portico"), token_requests_before + 1);
    let words = main.texts().join(" ");
    assert!(!words.contains("E-"), "{words}");
}

#[test]
fn renewal_without_portal_session_asks_and_keeps_list() {
    let journey = Journey::new("renew_asks");
    journey.tenant.configure(NINE_MINUTE_SESSION);
    journey.configure();
    let portico = journey.start();
    let main = portico.main_window();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    journey.tenant.control("end-sessions", &json!({}));
    main.press("Renew now");
    portico.sign_in_window().find(Role::Entry, "User name");
    assert!(main.query(Role::Button, "Slack").is_some(), "the apps stay");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
    main.find(Role::Button, "Renew now");
}

#[test]
fn app_clicked_after_session_end_opens_after_sign_in() {
    let journey = Journey::new("click_after_session_end");
    journey.dirs().write_settings(&format!(
        "opens_in = \"window\"\n\n[[tenant]]\nurl = \"{}\"\nname = \"Acme\"\n",
        journey.tenant.url()
    ));
    let portico = journey.start();
    let main = portico.main_window();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    journey.tenant.control("revoke-tokens", &json!({}));
    journey.tenant.control("end-sessions", &json!({}));
    main.press_keys(&["F5"]);
    main.wait_for_text("Your session has ended.");
    main.wait_for_text("E-SESSION-ENDED");
    main.find(Role::Button, "Slack");

    main.fill(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.press_keys(&["Return"]);
    main.wait_for_text("Opening Jira Software once you are signed in.");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    let app = portico.app_window("Jira Software");
    app.find(Role::Heading, "Signed in as user@acme.test");
    main.wait_for_no_text("E-SESSION-ENDED");
}
