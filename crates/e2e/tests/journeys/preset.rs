//! An administrator set the tenant: nobody types an address.

use std::time::Duration;

use e2e::{Journey, Role, wait_within};

#[test]
fn preset_tenant_starts_at_sign_in() {
    let journey = Journey::new("preset");
    journey.set_up();
    let portico = journey.portico();
    let main = portico.main();
    main.find(Role::Heading, "Sign in to Acme");
    let focused = || main.look(Role::Button, "Sign in").filter(e2e::Node::is_focused);
    wait_within(Duration::from_secs(10), focused).expect("Enter signs in");
    assert!(main.look(Role::Entry, "Company address").is_none());
    // By keyboard alone.
    main.keys(&["Return"]);
    let page = portico.sign_in();
    page.find(Role::Entry, "User name");
    // Whoever types on goes on there.
    wait_within(Duration::from_secs(10), || page.is_active().then_some(())).expect("the page has the keyboard");
}
