//! An app in a window of Portico.

use e2e::{Journey, RecordingProxy, Role, WebServer};
use serde_json::json;

#[test]
fn app_window_is_signed_in_and_writes_no_secret() {
    let journey = Journey::new("app_window");
    let proxy = RecordingProxy::in_front_of(journey.tenant.address());
    let settings =
        format!("opens_in = \"window\"\n\n[[tenant]]\nurl = \"http://{}\"\nname = \"Acme\"\n", proxy.address());
    journey.dirs().write_settings(&settings);
    let portico = journey.start();
    let main = portico.main_window();
    journey.sign_in(&portico, "user@acme.test");
    main.fill(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.press_keys(&["Return"]);
    let window = portico.app_window("Jira Software");
    window.find(Role::Heading, "Signed in as user@acme.test");
    assert!(journey.browser_calls().is_empty(), "nothing went to the browser: {:?}", journey.browser_calls());

    let cookies: Vec<String> = proxy.secrets();
    assert!(proxy.request_text().to_lowercase().contains("cookie: "), "the app was asked with the session's cookie");
    assert!(!cookies.is_empty());
    for (path, bytes) in journey.dirs().files() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!cookies.iter().any(|secret| text.contains(secret)), "{} holds a secret", path.display());
    }
}

/// A cookie that the app sets for a year.
const CANARY: &str = "canary-Keks-48151623";

#[test]
fn session_cookies_reach_only_tenant_and_end_with_window() {
    let journey = Journey::new("app_cookies");
    let proxy = RecordingProxy::in_front_of(journey.tenant.address());
    let site = WebServer::start(&[("/", "<!doctype html><title>Elsewhere</title><h1>Another host</h1>")]);
    let other_proxy = RecordingProxy::in_front_of(site.address());
    // Cookies ignore ports, so the other server needs a host name of its own.
    let link = format!("http://{}/", other_proxy.address().replace("127.0.0.1", "localhost"));
    journey.configure_for(proxy.address()).use_app_windows();
    let page = format!(
        "<!doctype html><title>App</title><h1>The app</h1><img alt=\"\" src=\"{link}pixel\"><a href=\"{link}\">Elsewhere</a>"
    );
    let cookie = format!("left={CANARY}; Max-Age=31536000; Path=/");
    let headers = json!([["content-type", "text/html"], ["set-cookie", cookie]]);
    journey.tenant.inject_fault(
        "^/run$",
        &json!({ "kind": "raw", "status": 200, "headers": headers, "body": page, "times": null }),
    );
    let portico = journey.start_signed_in();

    let sent_before = proxy.request_text().len();
    let window = journey.open_app_window(&portico, "Jira Software");
    window.find(Role::Heading, "The app");
    let first_requests = proxy.request_text()[sent_before..].to_owned();
    let has_session_cookie = |text: &str| text.to_ascii_lowercase().contains(".aspxauth=");
    // The request body before it ends without a line break.
    let request =
        first_requests.split("GET ").find(|request| request.starts_with("/run?")).expect("the app was asked for");
    assert!(has_session_cookie(request), "already the first request is signed in: {request}");
    assert!(!request.contains(CANARY), "and brings nothing of another window");
    window.press_role(Role::Link, "Elsewhere");
    window.find(Role::Heading, "Another host");
    let other_requests = other_proxy.request_text();
    assert!(other_requests.contains("GET /pixel") && other_requests.contains("GET / "), "{other_requests}");
    assert!(
        !other_requests.to_ascii_lowercase().contains("cookie:"),
        "no cookie goes to another host: {other_requests}"
    );

    // The cookies are gone with the window.
    window.press_keys(&["ctrl+w"]);
    window.wait_closed();
    let sent_before = proxy.request_text().len();
    let second_window = journey.open_app_window(&portico, "Jira Software");
    second_window.find(Role::Heading, "The app");
    let second_requests = proxy.request_text()[sent_before..].to_owned();
    assert!(has_session_cookie(&second_requests) && !second_requests.contains(CANARY), "{second_requests}");

    // Nothing is on disk, even if Portico had no time to clean up.
    portico.kill();
    let secrets = proxy.secrets();
    assert!(secrets.len() >= 3, "cookies passed the wire");
    for (path, bytes) in journey.dirs().files() {
        // The keyring's files are where secrets belong.
        if path.to_string_lossy().contains("keyring") {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        let found = secrets.iter().map(String::as_str).chain([CANARY]).find(|secret| text.contains(secret));
        assert_eq!(found, None, "{}", path.display());
    }
}
