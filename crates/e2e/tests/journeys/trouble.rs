//! Login pages that do not get on: it is said where the person looks, in the sign-in window itself and
//! in the main one, and both have the ways on.

use std::time::{Duration, Instant};

use e2e::{Journey, Portico, Role, wait_within};
use serde_json::json;

const AGAIN: &str = "Try again";
const BROWSER: &str = "Continue in your browser";

fn stage(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.set_up();
    journey
}

/// The bar above the page, and the same in the main window. Returns what the main window says.
fn trouble(portico: &Portico<'_>, code: &str, lead: &str) -> String {
    let (main, page) = (portico.main(), portico.sign_in());
    main.wait_for_text(code);
    main.wait_for_text(lead);
    page.wait_for_text(lead);
    for window in [main, page] {
        window.find(Role::Button, AGAIN);
        window.find(Role::Button, BROWSER);
    }
    main.words().join(" ")
}

#[test]
fn blank_login_page_offers_retry_and_browser() {
    let journey = stage("hangs");
    journey.tenant.fail("^/login$", &json!({ "kind": "slow", "millis": 120_000, "times": null }));
    let portico = journey.portico();
    let (main, page) = (portico.main(), portico.sign_in());
    main.press("Sign in");
    let pressed = Instant::now();
    page.wait_open();
    trouble(&portico, "E-AUTH-BLANK", "stays blank");
    let took = pressed.elapsed();
    assert!((Duration::from_secs(7)..Duration::from_secs(20)).contains(&took), "said after {took:?}");

    let asked = journey.tenant.count("/oauth2/authorize/portico");
    page.press(AGAIN);
    main.wait_for_no_text("E-AUTH-BLANK");
    let anew = || (journey.tenant.count("/oauth2/authorize/portico") > asked).then_some(());
    wait_within(e2e::PATIENCE, anew).expect("it begins anew");
    trouble(&portico, "E-AUTH-BLANK", "stays blank");

    journey.tenant.clear_faults();
    page.press(BROWSER);
    page.wait_closed();
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
    main.find(Role::Button, "Slack");
    assert!(journey.homes().settings().contains("sign_in = \"browser\""), "what worked is remembered");
}

#[test]
fn late_login_page_removes_notice() {
    let journey = stage("late");
    journey.tenant.fail("^/login$", &json!({ "kind": "slow", "millis": 12_000 }));
    let portico = journey.portico();
    portico.main().press("Sign in");
    trouble(&portico, "E-AUTH-BLANK", "stays blank");
    journey.give_password(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
}

#[test]
fn crashed_login_page_is_reported_and_retry_works() {
    let journey = stage("crash");
    let portico = journey.portico();
    let main = portico.main();
    let before = portico.web_processes();
    main.press("Sign in");
    portico.sign_in().find(Role::Entry, "User name");
    let new: Vec<u32> = portico.web_processes().into_iter().filter(|id| !before.contains(id)).collect();
    assert!(!new.is_empty(), "the page has a process of its own: {before:?}");
    new.iter().for_each(|id| portico.kill_process(*id));
    main.wait_for_text("E-AUTH-CRASH");
    portico.sign_in().wait_closed();
    main.find(Role::Button, BROWSER);
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
}

#[test]
fn redirect_loops_are_stopped() {
    let journey = stage("circles");
    let portico = journey.portico();
    let main = portico.main();
    // By script, and by the server's own redirects, which the web engine follows for a while.
    journey.tenant.page(
        "^/login$",
        "<!doctype html><title>On</title><script>location.replace('/login?x=' + Math.random())</script>",
    );
    main.press("Sign in");
    main.wait_for_text("E-AUTH-LOOP");
    portico.sign_in().wait_closed();
    journey.tenant.clear_faults();
    journey.tenant.fail("^/login$", &json!({ "kind": "redirect", "location": "/login?again", "times": null }));
    main.press("Sign in");
    main.wait_for_no_text("E-AUTH-LOOP");
    let said = || {
        let words = main.words().join(" ");
        ["E-AUTH-LOOP", "E-AUTH-PAGE"].into_iter().find(|code| words.contains(code))
    };
    wait_within(e2e::PATIENCE, said).expect("it is stopped");
    portico.sign_in().wait_closed();

    journey.tenant.clear_faults();
    main.press(BROWSER);
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
}

#[test]
fn unsupported_login_pages_are_recognized() {
    let journey = stage("obstacles");
    let idp = "<!doctype html><title>Provider</title><h1>Company provider</h1>";
    let portico = journey.portico();
    let main = portico.main();
    for (to, code, lead) in [
        ("/idp/webauthn/get", "E-AUTH-PASSKEY", "asks for a passkey or a security key"),
        (
            "/idp/error?error=disallowed_useragent",
            "E-AUTH-AGENT",
            "does not let people sign in in a window like this one",
        ),
    ] {
        journey.tenant.page("^/idp/", idp);
        journey.tenant.fail("^/login$", &json!({ "kind": "redirect", "location": to, "times": null }));
        main.press("Sign in");
        trouble(&portico, code, lead);
        portico.sign_in().find(Role::Heading, "Company provider");
        main.press("Cancel");
        portico.sign_in().wait_closed();
        main.find(Role::Button, "Sign in");
        journey.tenant.clear_faults();
    }
    // From the main window's own bar.
    journey.tenant.page("^/idp/", idp);
    journey.tenant.fail("^/login$", &json!({ "kind": "redirect", "location": "/idp/passkey" }));
    main.press("Sign in");
    trouble(&portico, "E-AUTH-PASSKEY", "passkey");
    main.press(BROWSER);
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
}

#[test]
fn near_miss_redirect_is_reported_as_stuck() {
    let journey = stage("stuck");
    journey.tenant.page("^/sysinfo/dummy/$", "<!doctype html><title>OK</title><h1>OK</h1>");
    journey
        .tenant
        .fail("^/login$", &json!({ "kind": "redirect", "location": "/sysinfo/dummy/?code=lost", "times": null }));
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    trouble(&portico, "E-AUTH-STUCK", "does not go on");
    assert_eq!(journey.tenant.count("/oauth2/token/portico"), 0);
    journey.tenant.clear_faults();
    // The same window begins anew.
    portico.sign_in().press(AGAIN);
    journey.give_password(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
}

#[test]
fn response_with_foreign_state_is_rejected() {
    let journey = stage("mismatch");
    let answer = format!("{}/sysinfo/dummy?code=stolen&state=known", journey.tenant.url());
    journey.tenant.fail("^/login$", &json!({ "kind": "redirect", "location": answer }));
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    main.wait_for_text("E-AUTH-STATE");
    portico.sign_in().wait_closed();
    assert_eq!(journey.tenant.count("/oauth2/token/portico"), 0, "no foreign code is spent");
    assert_eq!(journey.tenant.count("/sysinfo/dummy"), 0);
    main.press(BROWSER);
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
    main.find(Role::Button, "Slack");
}

#[test]
fn repeated_response_is_redeemed_once() {
    let journey = stage("twice");
    // A page that knows what was asked, and answers more than once.
    let page = "<!doctype html><title>Answers</title><h1>Answers</h1><script>
        const asked = new URLSearchParams(location.search);
        const answer = asked.get('redirect_uri') + '?code=a-code-that-nobody-gave&state=' + asked.get('state');
        const frame = document.body.appendChild(document.createElement('iframe'));
        frame.src = answer; location.href = answer;
        setTimeout(() => { location.href = answer; frame.src = answer; }, 5);
        setTimeout(() => { location.href = answer; }, 100);
    </script>";
    let headers = json!([["content-type", "text/html"]]);
    // Not for the look that comes before the window.
    let fault = json!({ "kind": "raw", "status": 200, "headers": headers, "body": page, "after": 1, "times": null });
    journey.tenant.fail("^/oauth2/authorize", &fault);
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    main.wait_for_text("E-TOK-GRANT");
    portico.sign_in().wait_closed();
    assert_eq!(journey.tenant.count("/oauth2/token/portico"), 1);
    assert_eq!(journey.tenant.count("/sysinfo/dummy"), 0);
    journey.tenant.clear_faults();
    journey.sign_in(&portico, "user@acme.test");
}
