//! A tenant where nobody set anything up: the portal's own page, and its own session.

use e2e::{Journey, Role, Wire};
use serde_json::json;

use crate::trace::leaves_no_trace;

#[test]
fn portal_sign_in_needs_no_oauth() {
    let journey = Journey::new("portal_way");
    let wire = Wire::before(journey.tenant.address());
    journey.set_up_as(&format!("http://{}", wire.address()), "sign_in = \"portal\"");
    let portico = journey.portico();
    let main = portico.main();
    main.find(Role::Heading, "Sign in to Acme");
    main.wait_for_text("portal");
    main.press("Sign in");
    journey.give_password(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
    main.keys(&["F5"]);
    main.wait_for_text("updated");

    let oauth = |request: &serde_json::Value| {
        request["path"].as_str().is_some_and(|path| path.to_lowercase().starts_with("/oauth2"))
    };
    let asked = journey.tenant.requests();
    assert!(!asked.iter().any(oauth), "no OAuth request was made");
    let output = portico.output();
    portico.quit();
    leaves_no_trace(&journey, &wire, &output, 1);
}

#[test]
fn blank_portal_page_can_be_retried() {
    let journey = Journey::new("portal_blank");
    journey.set_up_as(&journey.tenant.url(), "sign_in = \"portal\"");
    journey.tenant.fail("^/my$", &json!({ "kind": "slow", "millis": 120_000 }));
    let portico = journey.portico();
    let (main, page) = (portico.main(), portico.sign_in());
    main.press("Sign in");
    main.wait_for_text("E-AUTH-BLANK");
    page.wait_for_text("stays blank");
    page.find(Role::Button, "Try again");
    // The portal's session would stay in the browser: that is no way on from here.
    for window in [main, page] {
        assert!(window.look(Role::Button, "Continue in your browser").is_none(), "{:?}", window.words());
    }
    page.press("Try again");
    journey.give_password(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
}

#[test]
fn ended_portal_session_needs_one_sign_in() {
    let journey = Journey::new("portal_ended");
    journey.homes().write_settings(&format!(
        "opens_in = \"window\"\n\n[[tenant]]\nurl = \"{}\"\nname = \"Acme\"\nsign_in = \"portal\"\n",
        journey.tenant.url()
    ));
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    journey.give_password(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    journey.tenant.control("end-sessions", &json!({}));
    let before = journey.tenant.count("/security/startauthentication");

    main.write(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.keys(&["Return"]);
    journey.give_password(&portico, "user@acme.test", "portico");
    portico.app("Jira Software").find(Role::Heading, "Signed in as user@acme.test");
    assert_eq!(journey.tenant.count("/security/startauthentication"), before + 1);
}
