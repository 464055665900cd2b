//! An app in a window of Portico's own.

use e2e::{Journey, Role, Wire};

#[test]
fn an_app_window_is_signed_in_and_leaves_no_trace() {
    let journey = Journey::new("app_window");
    let wire = Wire::before(journey.tenant.address());
    let settings =
        format!("opens_in = \"window\"\n\n[[tenant]]\nurl = \"http://{}\"\nname = \"Acme\"\n", wire.address());
    journey.homes().write_settings(&settings);
    let portico = journey.portico();
    let main = portico.main();
    journey.sign_in(&portico, "user@acme.test");
    main.write(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.keys(&["Return"]);
    let window = portico.app("Jira Software");
    window.find(Role::Heading, "Signed in as user@acme.test");
    assert!(journey.opened().is_empty(), "nothing went to the browser: {:?}", journey.opened());

    let cookies: Vec<String> = wire.secrets();
    assert!(wire.asked().to_lowercase().contains("cookie: "), "the app was asked with the session's cookie");
    assert!(!cookies.is_empty());
    for (path, bytes) in journey.homes().files() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!cookies.iter().any(|secret| text.contains(secret)), "{} holds a secret", path.display());
    }
}
