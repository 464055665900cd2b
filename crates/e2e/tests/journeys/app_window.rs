//! An app in a window of Portico's own.

use e2e::{Journey, Role, Site, Wire};
use serde_json::json;

#[test]
fn app_window_is_signed_in_and_writes_no_secret() {
    let journey = Journey::new("app_window");
    let wire = Wire::before(journey.tenant.address());
    let settings =
        format!("opens_in = \"window\"\n\n[[tenant]]\nurl = \"http://{}\"\nname = \"Acme\"\n", wire.address());
    journey.homes().write_settings(&settings);
    let portico = journey.portico();
    let main = portico.main();
    journey.sign_in(&portico, "user@acme.test");
    main.write(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.keys(&["Return"]);
    let window = portico.app("Jira Software");
    window.find(Role::Heading, "Signed in as user@acme.test");
    assert!(journey.opened().is_empty(), "nothing went to the browser: {:?}", journey.opened());

    let cookies: Vec<String> = wire.secrets();
    assert!(wire.asked().to_lowercase().contains("cookie: "), "the app was asked with the session's cookie");
    assert!(!cookies.is_empty());
    for (path, bytes) in journey.homes().files() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!cookies.iter().any(|secret| text.contains(secret)), "{} holds a secret", path.display());
    }
}

/// What the app itself leaves in the window, to be kept for a year.
const CANARY: &str = "canary-Keks-48151623";

#[test]
fn session_cookies_reach_only_tenant_and_end_with_window() {
    let journey = Journey::new("app_cookies");
    let wire = Wire::before(journey.tenant.address());
    let site = Site::start(&[("/", "<!doctype html><title>Elsewhere</title><h1>Another host</h1>")]);
    let elsewhere = Wire::before(site.address());
    // Cookies know hosts and no ports, so the other one needs a name of its own.
    let link = format!("http://{}/", elsewhere.address().replace("127.0.0.1", "localhost"));
    journey.configure_for(wire.address()).use_app_windows();
    let page = format!(
        "<!doctype html><title>App</title><h1>The app</h1><img alt=\"\" src=\"{link}pixel\"><a href=\"{link}\">Elsewhere</a>"
    );
    let cookie = format!("left={CANARY}; Max-Age=31536000; Path=/");
    let headers = json!([["content-type", "text/html"], ["set-cookie", cookie]]);
    journey
        .tenant
        .fail("^/run$", &json!({ "kind": "raw", "status": 200, "headers": headers, "body": page, "times": null }));
    let portico = journey.start_signed_in();

    let asked = wire.asked().len();
    let window = journey.open_app_window(&portico, "Jira Software");
    window.find(Role::Heading, "The app");
    let first = wire.asked()[asked..].to_owned();
    let session = |text: &str| text.to_ascii_lowercase().contains(".aspxauth=");
    // A body before it ends without a line break.
    let request = first.split("GET ").find(|request| request.starts_with("/run?")).expect("the app was asked for");
    assert!(session(request), "already the first request is signed in: {request}");
    assert!(!request.contains(CANARY), "and brings nothing of another window");
    window.press_role(Role::Link, "Elsewhere");
    window.find(Role::Heading, "Another host");
    let heard = elsewhere.asked();
    assert!(heard.contains("GET /pixel") && heard.contains("GET / "), "{heard}");
    assert!(!heard.to_ascii_lowercase().contains("cookie:"), "no cookie goes to another host: {heard}");

    // Gone with the window.
    window.keys(&["ctrl+w"]);
    window.wait_closed();
    let asked = wire.asked().len();
    let again = journey.open_app_window(&portico, "Jira Software");
    again.find(Role::Heading, "The app");
    let second = wire.asked()[asked..].to_owned();
    assert!(session(&second) && !second.contains(CANARY), "{second}");

    // Nothing is on disk, also where there was no time to clean up.
    portico.kill();
    let secrets = wire.secrets();
    assert!(secrets.len() >= 3, "cookies passed the wire");
    for (path, bytes) in journey.homes().files() {
        // The keyring's own files and the tenant's answers in it are where secrets belong.
        if path.to_string_lossy().contains("keyring") {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        let found = secrets.iter().map(String::as_str).chain([CANARY]).find(|secret| text.contains(secret));
        assert_eq!(found, None, "{}", path.display());
    }
}
