//! A second factor on the tenant's page, which Portico neither knows nor helps with.

use e2e::{Journey, Role};

#[test]
fn email_code_completes_sign_in() {
    let journey = Journey::new("email_code");
    journey.set_up();
    let portico = journey.portico();
    portico.main().press("Sign in");
    journey.give_password(&portico, "mfa@acme.test", "portico");
    portico.sign_in().write(Role::Entry, "Code", "246810");
    portico.sign_in().keys(&["Return"]);
    journey.wait_for_list(&portico);
    portico.main().find(Role::Button, "Slack");
}
