//! A second factor on the tenant's page, in which Portico takes no part.

use e2e::{Journey, Role};

#[test]
fn email_code_completes_sign_in() {
    let journey = Journey::new("email_code");
    journey.configure();
    let portico = journey.start();
    portico.main_window().press("Sign in");
    journey.enter_credentials(&portico, "mfa@acme.test", "portico");
    portico.sign_in_window().fill(Role::Entry, "Code", "246810");
    portico.sign_in_window().press_keys(&["Return"]);
    journey.wait_for_list(&portico);
    portico.main_window().find(Role::Button, "Slack");
}
