//! Sign-in in the user's browser, which redirects to the loopback port.

use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use e2e::{Browser, Journey, Role, Tenant, wait_within};
use serde_json::json;
use url::Url;

const LOOPBACK_ADDRESS: &str = "127.0.0.1:47631";

fn journey_with_browser_sign_in(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.configure_with(&journey.tenant.url(), "sign_in = \"browser\"");
    journey
}

#[test]
fn browser_sign_in_shows_list_and_raises_window() {
    let journey = journey_with_browser_sign_in("browser_sign_in");
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    main.find(Role::Heading, "Your browser is open");
    let address = journey.wait_for_browser_sign_in_url(0);
    assert!(!portico.sign_in_window().is_open(), "no window of Portico's own: {:?}", portico.window_titles());
    main.minimize();

    let redirect_path = format!("/{}", journey.tenant.address());
    let page = Browser::new().sign_in(&address, "user@acme.test");
    assert_eq!((page.status, page.url.path()), (200, redirect_path.as_str()), "{page:?}");
    assert!(page.text.contains("signed in") || page.text.contains("Portico"), "{}", page.text);
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
    wait_within(Duration::from_secs(10), || main.is_active().then_some(())).expect("the window comes to the front");
    let words = main.texts().join(" ");
    assert!(!words.contains("E-AUTH"), "{words}");
    let requests = journey.tenant.requests();
    let token = requests.iter().find(|request| request["path"] == "/oauth2/token/Portico").expect("a token request");
    assert_eq!(token["form"]["redirect_uri"], format!("http://{LOOPBACK_ADDRESS}{redirect_path}"));
}

#[test]
fn sign_in_link_is_copyable_and_cancel_frees_port() {
    let journey = journey_with_browser_sign_in("browser_link");
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    let address = journey.wait_for_browser_sign_in_url(0);
    // With a real key, since copying needs user activation.
    main.focus(Role::Button, "Copy sign-in link");
    main.press_keys(&["Return"]);
    main.find(Role::Button, "Copied");
    assert!(TcpStream::connect(LOOPBACK_ADDRESS).is_ok(), "it listens");
    main.press("Cancel");
    main.find(Role::Button, "Sign in");
    wait_within(Duration::from_secs(5), || TcpStream::connect(LOOPBACK_ADDRESS).is_err().then_some(()))
        .expect("nobody listens after Cancel");
    let words = main.texts().join(" ");
    assert!(!words.contains("E-AUTH"), "who cancels knows that: {words}");

    // The copied link is the one that the browser got.
    main.press("Use another company");
    main.focus(Role::Entry, "Company address");
    main.press_keys(&["ctrl+a", "ctrl+v"]);
    let is_pasted = || main.query(Role::Entry, "Company address").filter(|field| field.text() == address);
    wait_within(Duration::from_secs(10), is_pasted).expect("the link in the clipboard");
}

#[test]
fn occupied_redirect_port_is_reported() {
    let journey = journey_with_browser_sign_in("browser_port");
    let port_holder = TcpListener::bind(LOOPBACK_ADDRESS).expect("the port is free here");
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    main.wait_for_text("E-AUTH-PORT");
    main.wait_for_text("Another program holds the port 47631");
    assert!(
        journey.browser_calls().is_empty(),
        "no browser is sent where nobody answers: {:?}",
        journey.browser_calls()
    );
    drop(port_holder);
    main.press("Sign in");
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
    main.find(Role::Button, "Slack");
}

#[test]
fn loopback_rejects_foreign_responses_and_accepts_valid_one() {
    let journey = journey_with_browser_sign_in("browser_state");
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    let address = journey.wait_for_browser_sign_in_url(0);
    let mut other_browser = Browser::new();
    let redirect_path = format!("/{}", journey.tenant.address());
    for path in ["?code=stolen&state=wrong", "?error=access_denied", "", "/favicon.ico", "/"] {
        let page = other_browser.open(&format!("http://{LOOPBACK_ADDRESS}{redirect_path}{path}"));
        assert_ne!(page.status, 200, "{path}: {page:?}");
    }
    main.find(Role::Heading, "Your browser is open");
    assert_eq!(journey.tenant.request_count("/oauth2/token/portico"), 0, "no foreign code is spent");
    let page = Browser::new().sign_in(&address, "user@acme.test");
    assert_eq!(page.status, 200, "{page:?}");
    journey.wait_for_list(&portico);
    assert_eq!(journey.tenant.request_count("/oauth2/token/portico"), 1);
}

#[test]
fn sign_in_method_is_chosen_in_settings() {
    let journey = Journey::new("browser_chosen");
    journey.configure();
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Settings");
    main.find(Role::Dialog, "Settings");
    main.press_by_prefix(Role::Radio, "In your browser");
    let is_saved = || journey.dirs().settings_text().contains("sign_in = \"browser\"").then_some(());
    wait_within(Duration::from_secs(10), is_saved).unwrap_or_else(|| panic!("{}", journey.dirs().settings_text()));
    main.press("Done");
    main.wait_for_text("opens in your browser.");
    main.press("Sign in");
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
}

#[test]
fn hostile_tenant_gets_no_code_of_another() {
    let journey = Journey::new("browser_mix_up");
    let honest = Tenant::start();
    let redirect = format!("http://{LOOPBACK_ADDRESS}/signed-in");
    let scope = "[[app.scope]]\nname = \"UPData\"\nrest = [\".*\"]";
    honest.configure(&format!("[[app]]\nid = \"Portico\"\nredirects = [\"{redirect}\"]\n{scope}\n"));
    let lines = format!("redirect_uri = \"{redirect}\"\nsign_in = \"browser\"\n");
    let other_table = format!("[[tenant]]\nurl = \"{}\"\n{lines}", honest.url());
    journey.configure_with(&journey.tenant.url(), &format!("{lines}{other_table}"));
    let location = format!("{}/oauth2/authorize/Portico", honest.url());
    let forward = json!({ "kind": "forward", "location": location, "times": null });
    journey.tenant.inject_fault("authorize", &forward);
    let portico = journey.start();
    let main = portico.main_window();

    // The honest tenant issues its code to the redirect that both have.
    main.press("Sign in");
    let page = Browser::new().sign_in(&journey.wait_for_browser_sign_in_url(0), "user@acme.test");
    assert!(page.url.as_str().starts_with(&format!("{redirect}?code=")), "{page:?}");
    main.wait_for_text("E-AUTH-SHARED");
    main.wait_for_text(&format!("http://{LOOPBACK_ADDRESS}/{}", journey.tenant.address()));

    // With the redirect of its own, the code comes to nobody.
    journey.configure_with(&journey.tenant.url(), &format!("sign_in = \"browser\"\n{other_table}"));
    drop(portico);
    let portico = journey.start();
    let calls = journey.browser_calls().len();
    portico.main_window().press("Sign in");
    let mut authorize_url = Url::parse(&journey.wait_for_browser_sign_in_url(calls)).expect("an address");
    let own_redirect = format!("http://{LOOPBACK_ADDRESS}/{}", journey.tenant.address());
    assert!(authorize_url.query_pairs().any(|(name, value)| name == "redirect_uri" && value == own_redirect));
    let stolen: Vec<_> = authorize_url
        .query_pairs()
        .map(|(name, value)| (name.to_string(), value.replace(&own_redirect, &redirect)))
        .collect();
    authorize_url.query_pairs_mut().clear().extend_pairs(stolen);
    let page = Browser::new().sign_in(authorize_url.as_str(), "user@acme.test");
    assert_eq!((page.status, page.url.path()), (404, "/signed-in"), "{page:?}");
    portico.main_window().find(Role::Heading, "Your browser is open");
    for tenant in [&journey.tenant, &honest] {
        assert_eq!(tenant.request_count("/oauth2/token/portico"), 0, "{}", tenant.url());
    }
}
