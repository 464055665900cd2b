//! A tenant that asks for consent, and a user who first denies it.

use e2e::{Journey, Role};

#[test]
fn denied_consent_is_reported_and_can_be_granted_later() {
    let journey = Journey::new("consent");
    journey.tenant.configure(
        "[[app]]\nid = \"Portico\"\nredirects = [\"{url}/sysinfo/dummy\"]\nconsent = true\n\n[[app.scope]]\nname = \"UPData\"\nrest = [\".*\"]\n",
    );
    journey.configure();
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    portico.sign_in_window().press("Deny");
    portico.sign_in_window().wait_closed();
    main.wait_for_text("Sign-in was cancelled or refused on the page of");
    main.wait_for_text("E-AUTH-DENIED");
    let words = main.texts().join(" ");

    // The sign-in window keeps no session: the second attempt needs the credentials again.
    main.press("Sign in");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    portico.sign_in_window().press("Allow");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");

    let denial_text = format!("refused on the page of {}.", journey.tenant.address());
    assert!(words.contains(&denial_text), "it was said whose page that was: {words}");
}
