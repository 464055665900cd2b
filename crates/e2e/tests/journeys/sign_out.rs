//! Signing out takes everything along.

use std::time::Duration;

use e2e::{Journey, Role, Wire, wait_within};

#[test]
fn sign_out_removes_list_and_tells_tenant() {
    let journey = Journey::new("sign_out");
    journey.set_up();
    let portico = journey.portico();
    let main = portico.main();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    wait_within(Duration::from_secs(10), || (!journey.homes().copies().is_empty()).then_some(()))
        .expect("a copy of the list");

    main.press_role(Role::ComboBox, "Menu");
    main.press_role(Role::MenuItem, "Sign out");
    main.find(Role::Heading, "Sign in to Acme");
    main.wait_gone(Role::Button, "Slack");
    let told = || (journey.tenant.count("/oauth2/revoke/portico") > 0).then_some(());
    wait_within(Duration::from_secs(10), told).expect("the tenant is told");
    assert_eq!(journey.homes().copies(), Vec::<std::path::PathBuf>::new());
    portico.quit();

    let portico = journey.portico();
    portico.main().find(Role::Heading, "Sign in to Acme");
    assert!(portico.main().look(Role::Button, "Slack").is_none());
}

#[test]
fn offline_sign_out_reports_that_tenant_was_not_told() {
    let journey = Journey::new("sign_out_offline");
    let mut wire = Wire::before(journey.tenant.address());
    let keyring = journey.desktop.keyring();
    keyring.start();
    journey.configure_for(wire.address());
    let portico = journey.portico();
    let main = portico.main();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    keyring.wait_for_secret_count(1);
    wait_within(Duration::from_secs(10), || (!journey.homes().copies().is_empty()).then_some(()))
        .expect("a copy of the list");

    wire.cut();
    main.press_role(Role::ComboBox, "Menu");
    main.press_role(Role::MenuItem, "Sign out");
    main.find(Role::Heading, "Sign in to Acme");
    main.wait_for_text("E-SESSION-LEFT");
    main.wait_for_text(&format!("{} could not be told", wire.address()));
    keyring.wait_for_secret_count(0);
    assert!(keyring.entries().is_empty(), "{:?}", keyring.entries().keys());
    assert_eq!(journey.homes().copies(), Vec::<std::path::PathBuf>::new());
    assert_eq!(journey.tenant.count("/oauth2/revoke/portico"), 0);
    portico.quit();
    let portico = journey.portico();
    portico.main().find(Role::Heading, "Sign in to Acme");
    assert!(portico.main().look(Role::Button, "Slack").is_none());
}
