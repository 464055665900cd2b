//! Login pages that get stuck: Portico says so in the sign-in window and in the main window, and both offer
//! alternatives.

use std::time::{Duration, Instant};

use e2e::{Journey, Portico, Role, wait_within};
use serde_json::json;

const RETRY_BUTTON: &str = "Try again";
const BROWSER_BUTTON: &str = "Continue in your browser";

fn configured_journey(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.configure();
    journey
}

/// Waits for the notice above the page and in the main window. Returns the texts of the main window.
fn wait_for_notice(portico: &Portico<'_>, code: &str, message: &str) -> String {
    let (main, page) = (portico.main_window(), portico.sign_in_window());
    main.wait_for_text(code);
    main.wait_for_text(message);
    page.wait_for_text(message);
    for window in [main, page] {
        window.find(Role::Button, RETRY_BUTTON);
        window.find(Role::Button, BROWSER_BUTTON);
    }
    main.texts().join(" ")
}

#[test]
fn blank_login_page_offers_retry_and_browser() {
    let journey = configured_journey("blank_login_page");
    journey.tenant.inject_fault("^/login$", &json!({ "kind": "slow", "millis": 120_000, "times": null }));
    let portico = journey.start();
    let (main, page) = (portico.main_window(), portico.sign_in_window());
    main.press("Sign in");
    let pressed_at = Instant::now();
    page.wait_open();
    wait_for_notice(&portico, "E-AUTH-BLANK", "stays blank");
    let elapsed = pressed_at.elapsed();
    assert!((Duration::from_secs(7)..Duration::from_secs(20)).contains(&elapsed), "said after {elapsed:?}");

    let authorizations_before = journey.tenant.request_count("/oauth2/authorize/portico");
    page.press(RETRY_BUTTON);
    main.wait_for_no_text("E-AUTH-BLANK");
    let is_restarted =
        || (journey.tenant.request_count("/oauth2/authorize/portico") > authorizations_before).then_some(());
    wait_within(e2e::TIMEOUT, is_restarted).expect("it begins anew");
    wait_for_notice(&portico, "E-AUTH-BLANK", "stays blank");

    journey.tenant.clear_faults();
    page.press(BROWSER_BUTTON);
    page.wait_closed();
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
    main.find(Role::Button, "Slack");
    assert!(journey.dirs().settings_text().contains("sign_in = \"browser\""), "what worked is remembered");
}

#[test]
fn late_login_page_removes_notice() {
    let journey = configured_journey("late_login_page");
    journey.tenant.inject_fault("^/login$", &json!({ "kind": "slow", "millis": 12_000 }));
    let portico = journey.start();
    portico.main_window().press("Sign in");
    wait_for_notice(&portico, "E-AUTH-BLANK", "stays blank");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
}

#[test]
fn crashed_login_page_is_reported_and_retry_works() {
    let journey = configured_journey("login_page_crash");
    let portico = journey.start();
    let main = portico.main_window();
    let before = portico.web_processes();
    main.press("Sign in");
    portico.sign_in_window().find(Role::Entry, "User name");
    let page_processes: Vec<u32> = portico.web_processes().into_iter().filter(|id| !before.contains(id)).collect();
    assert!(!page_processes.is_empty(), "the page has a process of its own: {before:?}");
    page_processes.iter().for_each(|id| portico.kill_process(*id));
    main.wait_for_text("E-AUTH-CRASH");
    portico.sign_in_window().wait_closed();
    main.find(Role::Button, BROWSER_BUTTON);
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
}

#[test]
fn redirect_loops_are_stopped() {
    let journey = configured_journey("redirect_loop");
    let portico = journey.start();
    let main = portico.main_window();
    // Loops by script, and by the server's redirects, which WebKit follows for a while.
    journey.tenant.serve_page(
        "^/login$",
        "<!doctype html><title>On</title><script>location.replace('/login?x=' + Math.random())</script>",
    );
    main.press("Sign in");
    main.wait_for_text("E-AUTH-LOOP");
    portico.sign_in_window().wait_closed();
    journey.tenant.clear_faults();
    journey.tenant.inject_fault("^/login$", &json!({ "kind": "redirect", "location": "/login?again", "times": null }));
    main.press("Sign in");
    main.wait_for_no_text("E-AUTH-LOOP");
    let error_code = || {
        let words = main.texts().join(" ");
        ["E-AUTH-LOOP", "E-AUTH-PAGE"].into_iter().find(|code| words.contains(code))
    };
    wait_within(e2e::TIMEOUT, error_code).expect("it is stopped");
    portico.sign_in_window().wait_closed();

    journey.tenant.clear_faults();
    main.press(BROWSER_BUTTON);
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
}

#[test]
fn unsupported_login_pages_are_recognized() {
    let journey = configured_journey("unsupported_pages");
    let provider_page = "<!doctype html><title>Provider</title><h1>Company provider</h1>";
    let portico = journey.start();
    let main = portico.main_window();
    for (to, code, message) in [
        ("/idp/webauthn/get", "E-AUTH-PASSKEY", "asks for a passkey or a security key"),
        (
            "/idp/error?error=disallowed_useragent",
            "E-AUTH-AGENT",
            "does not let people sign in in a window like this one",
        ),
    ] {
        journey.tenant.serve_page("^/idp/", provider_page);
        journey.tenant.inject_fault("^/login$", &json!({ "kind": "redirect", "location": to, "times": null }));
        main.press("Sign in");
        wait_for_notice(&portico, code, message);
        portico.sign_in_window().find(Role::Heading, "Company provider");
        main.press("Cancel");
        portico.sign_in_window().wait_closed();
        main.find(Role::Button, "Sign in");
        journey.tenant.clear_faults();
    }
    // From the main window's own bar.
    journey.tenant.serve_page("^/idp/", provider_page);
    journey.tenant.inject_fault("^/login$", &json!({ "kind": "redirect", "location": "/idp/passkey" }));
    main.press("Sign in");
    wait_for_notice(&portico, "E-AUTH-PASSKEY", "passkey");
    main.press(BROWSER_BUTTON);
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
}

#[test]
fn near_miss_redirect_is_reported_as_stuck() {
    let journey = configured_journey("near_miss_redirect");
    journey.tenant.serve_page("^/sysinfo/dummy/$", "<!doctype html><title>OK</title><h1>OK</h1>");
    journey.tenant.inject_fault(
        "^/login$",
        &json!({ "kind": "redirect", "location": "/sysinfo/dummy/?code=lost", "times": null }),
    );
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    wait_for_notice(&portico, "E-AUTH-STUCK", "does not go on");
    assert_eq!(journey.tenant.request_count("/oauth2/token/portico"), 0);
    journey.tenant.clear_faults();
    // The same window starts over.
    portico.sign_in_window().press(RETRY_BUTTON);
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
}

#[test]
fn response_with_foreign_state_is_rejected() {
    let journey = configured_journey("foreign_state");
    let answer = format!("{}/sysinfo/dummy?code=stolen&state=known", journey.tenant.url());
    journey.tenant.inject_fault("^/login$", &json!({ "kind": "redirect", "location": answer }));
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    main.wait_for_text("E-AUTH-STATE");
    portico.sign_in_window().wait_closed();
    assert_eq!(journey.tenant.request_count("/oauth2/token/portico"), 0, "no foreign code is spent");
    assert_eq!(journey.tenant.request_count("/sysinfo/dummy"), 0);
    main.press(BROWSER_BUTTON);
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
    main.find(Role::Button, "Slack");
}

#[test]
fn repeated_response_is_redeemed_once() {
    let journey = configured_journey("repeated_response");
    // A page that knows the request and responds more than once.
    let page = "<!doctype html><title>Answers</title><h1>Answers</h1><script>
        const asked = new URLSearchParams(location.search);
        const answer = asked.get('redirect_uri') + '?code=a-code-that-nobody-gave&state=' + asked.get('state');
        const frame = document.body.appendChild(document.createElement('iframe'));
        frame.src = answer; location.href = answer;
        setTimeout(() => { location.href = answer; frame.src = answer; }, 5);
        setTimeout(() => { location.href = answer; }, 100);
    </script>";
    let headers = json!([["content-type", "text/html"]]);
    // Not for Portico's own request before the window opens.
    let fault = json!({ "kind": "raw", "status": 200, "headers": headers, "body": page, "after": 1, "times": null });
    journey.tenant.inject_fault("^/oauth2/authorize", &fault);
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    main.wait_for_text("E-TOK-GRANT");
    portico.sign_in_window().wait_closed();
    assert_eq!(journey.tenant.request_count("/oauth2/token/portico"), 1);
    assert_eq!(journey.tenant.request_count("/sysinfo/dummy"), 0);
    journey.tenant.clear_faults();
    journey.sign_in(&portico, "user@acme.test");
}
