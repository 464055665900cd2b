//! An administrator preset the tenant, so nobody types an address.

use std::time::Duration;

use e2e::{Journey, Role, wait_within};

#[test]
fn preset_tenant_starts_at_sign_in() {
    let journey = Journey::new("preset");
    journey.configure();
    let portico = journey.start();
    let main = portico.main_window();
    main.find(Role::Heading, "Sign in to Acme");
    let focused_button = || main.query(Role::Button, "Sign in").filter(e2e::Node::is_focused);
    wait_within(Duration::from_secs(10), focused_button).expect("Enter signs in");
    assert!(main.query(Role::Entry, "Company address").is_none());
    // By keyboard alone.
    main.press_keys(&["Return"]);
    let page = portico.sign_in_window();
    page.find(Role::Entry, "User name");
    // The user can continue to type there.
    wait_within(Duration::from_secs(10), || page.is_active().then_some(())).expect("the page has the keyboard");
}
