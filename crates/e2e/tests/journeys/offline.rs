//! A network that fails and returns.

use std::time::Duration;

use e2e::{Journey, RecordingProxy, Role, wait_within};

#[test]
fn list_stays_during_outage_and_recovers() {
    let journey = Journey::new("offline");
    let mut proxy = RecordingProxy::in_front_of(journey.tenant.address());
    // With a keyring, so that no other notice is shown.
    journey.desktop.keyring().start_unlocked();
    journey.configure_for(proxy.address());
    let portico = journey.start();
    let main = portico.main_window();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");

    proxy.disconnect();
    main.press("Refresh");
    main.wait_for_text(&format!("{} refused the connection.", proxy.address()));
    main.wait_for_text("The list reloads by itself.");
    assert!(main.query(Role::Button, "Slack").is_some(), "the list stays");

    proxy.reconnect();
    // The banner with its button is removed; the text for screen readers may stay.
    let is_recovered = || (!main.contains_text("The list reloads by itself.")).then_some(());
    wait_within(Duration::from_secs(30), is_recovered).expect("the list heals within 30 s");
    assert!(main.query(Role::Button, "Try again").is_none());
    assert!(main.query(Role::Button, "Slack").is_some());
}
