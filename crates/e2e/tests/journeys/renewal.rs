//! Sessions that have to be renewed, and those that end.

use e2e::{Journey, Role, Watch, wait_within};
use serde_json::json;

/// No refresh tokens, and an end that is near enough to be counted down.
const NINE_MINUTES: &str = r#"
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
    journey.tenant.configure(NINE_MINUTES);
    journey.desktop.keyring().start();
    journey.set_up();
    let portico = journey.portico();
    let main = portico.main();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    main.wait_for_text("Session ends in 9 min");
    main.write(Role::ComboBox, "Search apps", "jir");
    main.find(Role::ListItem, "Jira Software");

    let windows = Watch::start(&journey.desktop);
    let before = journey.tenant.count("/oauth2/token/portico");
    main.press("Renew now");
    let renewed = || {
        assert!(!main.says("Sign in to Acme") && !main.says("You are signed out"), "the list stays");
        (journey.tenant.count("/oauth2/token/portico") > before).then_some(())
    };
    wait_within(e2e::PATIENCE, renewed).expect("a new token");
    main.wait_for_no_text("Renewing…");
    main.find(Role::Button, "Renew now");
    assert_eq!(windows.shown(), 0, "no window came on screen: {:?}", portico.titles());
    assert_eq!(main.find(Role::ComboBox, "Search apps").text(), "jir", "what was typed stays");
    main.find(Role::ListItem, "Jira Software");
    assert_eq!(journey.tenant.count("/oauth2/token/portico"), before + 1);
    let words = main.words().join(" ");
    assert!(!words.contains("E-"), "{words}");
}

#[test]
fn renewal_without_portal_session_asks_and_keeps_list() {
    let journey = Journey::new("renew_asks");
    journey.tenant.configure(NINE_MINUTES);
    journey.set_up();
    let portico = journey.portico();
    let main = portico.main();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    journey.tenant.control("end-sessions", &json!({}));
    main.press("Renew now");
    portico.sign_in().find(Role::Entry, "User name");
    assert!(main.look(Role::Button, "Slack").is_some(), "the apps stay");
    journey.give_password(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
    main.find(Role::Button, "Renew now");
}

#[test]
fn app_clicked_after_session_end_opens_after_sign_in() {
    let journey = Journey::new("intent");
    journey.homes().write_settings(&format!(
        "opens_in = \"window\"\n\n[[tenant]]\nurl = \"{}\"\nname = \"Acme\"\n",
        journey.tenant.url()
    ));
    let portico = journey.portico();
    let main = portico.main();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    journey.tenant.control("revoke-tokens", &json!({}));
    journey.tenant.control("end-sessions", &json!({}));
    main.keys(&["F5"]);
    main.wait_for_text("Your session has ended.");
    main.wait_for_text("E-SESSION-ENDED");
    main.find(Role::Button, "Slack");

    main.write(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.keys(&["Return"]);
    main.wait_for_text("Opening Jira Software once you are signed in.");
    journey.give_password(&portico, "user@acme.test", "portico");
    let app = portico.app("Jira Software");
    app.find(Role::Heading, "Signed in as user@acme.test");
    main.wait_for_no_text("E-SESSION-ENDED");
}
