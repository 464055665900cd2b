//! Signing out takes everything along.

use std::time::Duration;

use e2e::{Journey, Role, wait_within};

#[test]
fn nothing_stays_behind() {
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
