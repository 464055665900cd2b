//! A tenant that asks for consent, a person who first says no.

use e2e::{Journey, Role};

#[test]
fn denied_consent_is_reported_and_can_be_granted_later() {
    let journey = Journey::new("consent");
    journey.tenant.configure(
        "[[app]]\nid = \"Portico\"\nredirects = [\"{url}/sysinfo/dummy\"]\nconsent = true\n\n[[app.scope]]\nname = \"UPData\"\nrest = [\".*\"]\n",
    );
    journey.set_up();
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    journey.give_password(&portico, "user@acme.test", "portico");
    portico.sign_in().press("Deny");
    portico.sign_in().wait_closed();
    main.wait_for_text("Sign-in was cancelled or refused on the page of");
    main.wait_for_text("E-AUTH-DENIED");
    let words = main.words().join(" ");

    // The window forgot who was there: nothing of the first attempt helps the second.
    main.press("Sign in");
    journey.give_password(&portico, "user@acme.test", "portico");
    portico.sign_in().press("Allow");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");

    let whose = format!("refused on the page of {}.", journey.tenant.address());
    assert!(words.contains(&whose), "it was said whose page that was: {words}");
}
