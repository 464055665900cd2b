//! A person who changes their mind while the login page is open.

use std::time::{Duration, Instant};

use e2e::{Journey, Role};

#[test]
fn closing_sign_in_window_cancels_without_error() {
    let journey = Journey::new("closing");
    journey.set_up();
    let portico = journey.portico();
    portico.main().press("Sign in");
    portico.sign_in().find(Role::Entry, "User name");
    portico.sign_in().close();
    portico.sign_in().wait_closed();
    portico.main().find(Role::Button, "Sign in");
    let words = portico.main().words().join(" ");
    assert!(!words.contains("E-AUTH"), "a person who closed the window knows that: {words}");
    assert_eq!(journey.tenant.count("/oauth2/token/portico"), 0);
}

#[test]
fn cancel_works_while_login_page_is_unresponsive() {
    let journey = Journey::new("cancel");
    journey.set_up();
    let busy = "<!doctype html><title>Busy</title><h1>Busy</h1><script>addEventListener('load', () => setTimeout(() => { while (true); }, 2500))</script>";
    journey.tenant.page("^/login$", busy);
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    main.find(Role::Button, "Show the sign-in window");
    portico.sign_in().find(Role::Heading, "Busy");
    // The page stops answering.
    e2e::wait_within(Duration::from_secs(10), || portico.sign_in().look(Role::Heading, "Busy").is_none().then_some(()))
        .expect("the page gets busy");
    main.find(Role::Button, "Cancel").press();
    let pressed = Instant::now();
    main.find(Role::Button, "Sign in");
    let took = pressed.elapsed();
    assert!(took < Duration::from_secs(2), "Cancel took {took:?}");
    portico.sign_in().wait_closed();
}

#[test]
fn login_page_that_closes_itself_cancels_sign_in() {
    let journey = Journey::new("closes_itself");
    journey.set_up();
    let closes = "<!doctype html><title>Bye</title><h1>Bye</h1><script>addEventListener('load', () => setTimeout(() => window.close(), 2500))</script>";
    journey.tenant.page("^/login$", closes);
    let portico = journey.portico();
    portico.main().press("Sign in");
    portico.main().find(Role::Button, "Show the sign-in window");
    portico.main().find(Role::Button, "Sign in");
    portico.sign_in().wait_closed();
}
