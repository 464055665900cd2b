//! An app window of a session without cookies: the tenant returns a page to the bearer token, mostly a form that
//! submits itself.

use e2e::{Journey, RecordingProxy, Role};

const APP: &str = "Jira Software";

#[test]
fn bearer_launch_page_signs_in_without_login() {
    let journey = Journey::new("bearer_page");
    let proxy = RecordingProxy::in_front_of(journey.tenant.address());
    journey.desktop.keyring().start_unlocked();
    journey.configure_with(&format!("http://{}", proxy.address()), "sign_in = \"browser\"").use_app_windows();
    let portico = journey.start();
    portico.main_window().press("Sign in");
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
    let window = journey.open_app_window(&portico, APP);
    window.find(Role::Heading, "Signed in as user@acme.test");
    assert_eq!(journey.browser_calls().len(), 1, "only the sign-in went to the browser: {:?}", journey.browser_calls());
    window.find(Role::Label, &format!("Not encrypted: {}", proxy.address()));
    let requests = proxy.request_text();
    let (_, form) = requests.split_once("SAMLResponse=").expect("the form was posted");
    let response = form.split('&').next().unwrap_or_default();
    assert!(response.len() > 100, "{response}");
    let origin = format!("origin: http://{}", proxy.address());
    assert!(requests.to_lowercase().contains(&origin), "as a browser posts it");
    let output = portico.output();
    for (place, bytes) in journey.dirs().files() {
        assert!(!String::from_utf8_lossy(&bytes).contains(response), "{} holds the assertion", place.display());
    }
    assert!(
        !output.contains(response) && !portico.window_titles().iter().any(|title| title.contains("HandleAppClick"))
    );
}
