//! Sign-out removes everything.

use std::time::Duration;

use e2e::{Journey, RecordingProxy, Role, wait_within};

#[test]
fn sign_out_removes_list_and_tells_tenant() {
    let journey = Journey::new("sign_out");
    journey.configure();
    let portico = journey.start();
    let main = portico.main_window();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    wait_within(Duration::from_secs(10), || (!journey.dirs().cached_files().is_empty()).then_some(()))
        .expect("a copy of the list");

    main.press_role(Role::ComboBox, "Menu");
    main.press_role(Role::MenuItem, "Sign out");
    main.find(Role::Heading, "Sign in to Acme");
    main.wait_removed(Role::Button, "Slack");
    let is_revoked = || (journey.tenant.request_count("/oauth2/revoke/portico") > 0).then_some(());
    wait_within(Duration::from_secs(10), is_revoked).expect("the tenant is told");
    assert_eq!(journey.dirs().cached_files(), Vec::<std::path::PathBuf>::new());
    portico.quit();

    let portico = journey.start();
    portico.main_window().find(Role::Heading, "Sign in to Acme");
    assert!(portico.main_window().query(Role::Button, "Slack").is_none());
}

#[test]
fn offline_sign_out_reports_that_tenant_was_not_told() {
    let journey = Journey::new("sign_out_offline");
    let mut proxy = RecordingProxy::in_front_of(journey.tenant.address());
    let keyring = journey.desktop.keyring();
    keyring.start_unlocked();
    journey.configure_for(proxy.address());
    let portico = journey.start();
    let main = portico.main_window();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    keyring.wait_for_secret_count(1);
    wait_within(Duration::from_secs(10), || (!journey.dirs().cached_files().is_empty()).then_some(()))
        .expect("a copy of the list");

    proxy.disconnect();
    main.press_role(Role::ComboBox, "Menu");
    main.press_role(Role::MenuItem, "Sign out");
    main.find(Role::Heading, "Sign in to Acme");
    main.wait_for_text("E-SESSION-LEFT");
    main.wait_for_text(&format!("{} could not be told", proxy.address()));
    keyring.wait_for_secret_count(0);
    assert!(keyring.entries().is_empty(), "{:?}", keyring.entries().keys());
    assert_eq!(journey.dirs().cached_files(), Vec::<std::path::PathBuf>::new());
    assert_eq!(journey.tenant.request_count("/oauth2/revoke/portico"), 0);
    portico.quit();
    let portico = journey.start();
    portico.main_window().find(Role::Heading, "Sign in to Acme");
    assert!(portico.main_window().query(Role::Button, "Slack").is_none());
}
