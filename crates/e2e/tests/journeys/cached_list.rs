//! A second start shows the cached list before anyone signs in.

use e2e::{Journey, Role};

#[test]
fn cached_list_is_shown_before_sign_in() {
    let journey = Journey::new("cached_list");
    journey.configure();
    let portico = journey.start();
    journey.sign_in(&portico, "user@acme.test");
    portico.main_window().find(Role::Button, "Slack");
    portico.quit();

    let requests_before = journey.tenant.requests().len();
    let portico = journey.start();
    let main = portico.main_window();
    main.find(Role::Button, "Slack");
    // There is no keyring that could have stored the session.
    main.wait_for_text("Your session on this computer could not be picked up (it has no keyring)");
    main.find(Role::Button, "Sign in");
    assert_eq!(journey.tenant.requests().len(), requests_before, "nothing is asked before somebody signs in");

    // A sign-in from here keeps the list in place.
    journey.sign_in(&portico, "user@acme.test");
    main.wait_for_no_text("could not be picked up");
    main.find(Role::Button, "Slack");
}
