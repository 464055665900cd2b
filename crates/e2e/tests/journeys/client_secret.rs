//! A tenant with a client secret: it is asked for once, and stored in the keyring only.

use e2e::{Journey, RecordingProxy, Role};

use crate::secret_scan::assert_no_secret_left;

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
    let proxy = RecordingProxy::in_front_of(journey.tenant.address());
    journey.desktop.keyring().start_unlocked();
    journey.configure_for(proxy.address());
    let portico = journey.start();
    let main = portico.main_window();

    // Portico does not know yet that there is a secret; the tenant reports it after the password.
    main.press("Sign in");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    main.wait_for_text("E-TOK-CLIENT");
    main.press("Sign in");
    main.find(Role::Dialog, "Client secret");
    main.fill(Role::Password, "Client secret", "not the secret");
    main.press("Save and sign in");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    main.wait_for_text("E-TOK-CLIENT");
    main.press("Sign in");
    main.find(Role::Dialog, "Client secret");
    main.fill(Role::Password, "Client secret", SECRET);
    main.press("Save and sign in");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
    // The keyring has the session and the client secret.
    journey.desktop.keyring().wait_for_secret_count(2);
    assert!(journey.desktop.keyring().secrets().values().any(|stored| stored == SECRET));
    portico.quit();

    let portico = journey.start();
    let main = portico.main_window();
    main.find(Role::Button, "Slack");
    main.wait_for_text("updated");
    assert!(main.query(Role::Dialog, "Client secret").is_none());
    let output = portico.output();
    portico.quit();
    assert_no_secret_left(&journey, &proxy, &output, 8);
    for (path, bytes) in journey.dirs().files() {
        let in_keyring = path.components().any(|part| part.as_os_str() == "keyrings");
        assert!(in_keyring || !String::from_utf8_lossy(&bytes).contains(SECRET), "{}", path.display());
    }
    assert!(!output.contains(SECRET));
}
