//! A tenant that gives a client secret: asked for once, kept in the keyring and nowhere else.

use e2e::{Journey, Role, Wire};

use crate::trace::leaves_no_trace;

const SECRET: &str = "canary-client-secret-4711";
const TENANT: &str = r#"
[[app]]
id = "Portico"
client_id_type = "confidential"
clients = ["portico"]
secret = "canary-client-secret-4711"
redirects = ["{url}/sysinfo/dummy"]

[[app.scope]]
name = "UPData"
rest = [".*"]
"#;

#[test]
fn client_secret_is_asked_once_and_stored_in_keyring_only() {
    let journey = Journey::new("client_secret");
    journey.tenant.configure(TENANT);
    let wire = Wire::before(journey.tenant.address());
    journey.desktop.keyring().start();
    journey.configure_for(wire.address());
    let portico = journey.portico();
    let main = portico.main();

    // Nobody knows yet that there is a secret: the tenant says so after the password.
    main.press("Sign in");
    journey.give_password(&portico, "user@acme.test", "portico");
    main.wait_for_text("E-TOK-CLIENT");
    main.press("Sign in");
    main.find(Role::Dialog, "Client secret");
    main.write(Role::Password, "Client secret", "not the secret");
    main.press("Save and sign in");
    journey.give_password(&portico, "user@acme.test", "portico");
    main.wait_for_text("E-TOK-CLIENT");
    main.press("Sign in");
    main.find(Role::Dialog, "Client secret");
    main.write(Role::Password, "Client secret", SECRET);
    main.press("Save and sign in");
    journey.give_password(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
    // The session, and the secret.
    journey.desktop.keyring().wait_for_secret_count(2);
    assert!(journey.desktop.keyring().secrets().values().any(|kept| kept == SECRET));
    portico.quit();

    let portico = journey.portico();
    let main = portico.main();
    main.find(Role::Button, "Slack");
    main.wait_for_text("updated");
    assert!(main.look(Role::Dialog, "Client secret").is_none());
    let output = portico.output();
    portico.quit();
    leaves_no_trace(&journey, &wire, &output, 8);
    for (place, bytes) in journey.homes().files() {
        let in_keyring = place.components().any(|part| part.as_os_str() == "keyrings");
        assert!(in_keyring || !String::from_utf8_lossy(&bytes).contains(SECRET), "{}", place.display());
    }
    assert!(!output.contains(SECRET));
}
