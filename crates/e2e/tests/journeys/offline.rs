//! A network that goes away and comes back.

use std::time::Duration;

use e2e::{Journey, Role, Wire, wait_within};

#[test]
fn list_stays_during_outage_and_recovers() {
    let journey = Journey::new("offline");
    let mut wire = Wire::before(journey.tenant.address());
    // Nothing else shall be the matter.
    journey.desktop.keyring().start();
    journey.configure_for(wire.address());
    let portico = journey.portico();
    let main = portico.main();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");

    wire.cut();
    main.press("Refresh");
    main.wait_for_text(&format!("{} refused the connection.", wire.address()));
    main.wait_for_text("The list reloads by itself.");
    assert!(main.look(Role::Button, "Slack").is_some(), "the list stays");

    wire.mend();
    // The banner with its button goes; what was said to a screen reader in passing may stay.
    let healed = || (!main.says("The list reloads by itself.")).then_some(());
    wait_within(Duration::from_secs(30), healed).expect("the list heals within 30 s");
    assert!(main.look(Role::Button, "Try again").is_none());
    assert!(main.look(Role::Button, "Slack").is_some());
}
