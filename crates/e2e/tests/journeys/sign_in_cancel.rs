//! A user cancels while the login page is open.

use std::time::{Duration, Instant};

use e2e::{Journey, Role};

#[test]
fn closing_sign_in_window_cancels_without_error() {
    let journey = Journey::new("sign_in_window_closed");
    journey.configure();
    let portico = journey.start();
    portico.main_window().press("Sign in");
    portico.sign_in_window().find(Role::Entry, "User name");
    portico.sign_in_window().close();
    portico.sign_in_window().wait_closed();
    portico.main_window().find(Role::Button, "Sign in");
    let words = portico.main_window().texts().join(" ");
    assert!(!words.contains("E-AUTH"), "a person who closed the window knows that: {words}");
    assert_eq!(journey.tenant.request_count("/oauth2/token/portico"), 0);
}

#[test]
fn cancel_works_while_login_page_is_unresponsive() {
    let journey = Journey::new("sign_in_cancel");
    journey.configure();
    let busy_page = "<!doctype html><title>Busy</title><h1>Busy</h1><script>addEventListener('load', () => setTimeout(() => { while (true); }, 2500))</script>";
    journey.tenant.serve_page("^/login$", busy_page);
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    main.find(Role::Button, "Show the sign-in window");
    portico.sign_in_window().find(Role::Heading, "Busy");
    // The page stops answering.
    e2e::wait_within(Duration::from_secs(10), || {
        portico.sign_in_window().query(Role::Heading, "Busy").is_none().then_some(())
    })
    .expect("the page gets busy");
    main.find(Role::Button, "Cancel").press();
    let pressed_at = Instant::now();
    main.find(Role::Button, "Sign in");
    let elapsed = pressed_at.elapsed();
    assert!(elapsed < Duration::from_secs(2), "Cancel took {elapsed:?}");
    portico.sign_in_window().wait_closed();
}

#[test]
fn login_page_that_closes_itself_cancels_sign_in() {
    let journey = Journey::new("login_page_closes");
    journey.configure();
    let closing_page = "<!doctype html><title>Bye</title><h1>Bye</h1><script>addEventListener('load', () => setTimeout(() => window.close(), 2500))</script>";
    journey.tenant.serve_page("^/login$", closing_page);
    let portico = journey.start();
    portico.main_window().press("Sign in");
    portico.main_window().find(Role::Button, "Show the sign-in window");
    portico.main_window().find(Role::Button, "Sign in");
    portico.sign_in_window().wait_closed();
}
