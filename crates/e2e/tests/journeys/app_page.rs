//! An app window of a session that has no cookies: the tenant gives a page to the bearer, mostly a form
//! that posts itself.

use e2e::{Journey, Role, Wire};

const APP: &str = "Jira Software";

#[test]
fn bearer_launch_page_signs_in_without_login() {
    let journey = Journey::new("app_page");
    let wire = Wire::before(journey.tenant.address());
    journey.desktop.keyring().start();
    journey.set_up_as(&format!("http://{}", wire.address()), "sign_in = \"browser\"").use_app_windows();
    let portico = journey.portico();
    portico.main().press("Sign in");
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
    let window = journey.open_app_window(&portico, APP);
    window.find(Role::Heading, "Signed in as user@acme.test");
    assert_eq!(journey.opened().len(), 1, "only the sign-in went to the browser: {:?}", journey.opened());
    window.find(Role::Label, &format!("Not encrypted: {}", wire.address()));
    let asked = wire.asked();
    let (_, form) = asked.split_once("SAMLResponse=").expect("the form was posted");
    let response = form.split('&').next().unwrap_or_default();
    assert!(response.len() > 100, "{response}");
    let origin = format!("origin: http://{}", wire.address());
    assert!(asked.to_lowercase().contains(&origin), "as a browser posts it");
    let output = portico.output();
    for (place, bytes) in journey.homes().files() {
        assert!(!String::from_utf8_lossy(&bytes).contains(response), "{} holds the assertion", place.display());
    }
    assert!(!output.contains(response) && !portico.titles().iter().any(|title| title.contains("HandleAppClick")));
}
