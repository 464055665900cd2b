//! Everything that the tenant hands out is known from the wire, and is looked for everywhere else:
//! in each file, and in all that the application prints with its log turned up.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use e2e::{Journey, Portico, Role, Wire, wait_within};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::trace::leaves_no_trace;

const PASSWORD: &str = "canary-Passwort-7319";

#[test]
fn no_secret_is_written_or_printed() {
    let journey = Journey::new("secrets");
    journey.tenant.configure(&format!("[[account]]\nname = \"user@acme.test\"\npassword = \"{PASSWORD}\"\n"));
    let wire = Wire::before(journey.tenant.address());
    journey.configure_for(wire.address());
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    journey.give_password(&portico, "user@acme.test", PASSWORD);
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");

    // A renewal, an opened app, and an attempt that fails.
    journey.tenant.control("expire-access-tokens", &json!({}));
    let asked = journey.tenant.count("/uprest/getupdata");
    main.keys(&["F5"]);
    wait_within(Duration::from_secs(10), || (journey.tenant.count("/uprest/getupdata") > asked + 1).then_some(()))
        .expect("a renewal");
    main.write(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.keys(&["Return"]);
    journey.wait_for_opened();
    let output = portico.output();
    portico.quit();

    let requests = journey.tenant.requests();
    assert_eq!(journey.tenant.count("/sysinfo/dummy"), 0, "the redirect is caught, never requested");
    let form =
        &requests.iter().find(|request| request["path"] == "/oauth2/token/Portico").expect("a token request")["form"];
    assert_eq!(form["redirect_uri"], format!("http://{}/sysinfo/dummy", wire.address()));
    let verifier = form["code_verifier"].as_str().expect("a verifier");
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    assert!(wire.asked().contains(&format!("code_challenge={challenge}&")), "the challenge of {verifier} was sent");
    assert!(wire.asked().contains("code_challenge_method=S256"));

    let secrets = wire.secrets();
    let code = form["code"].as_str().expect("a code");
    assert!(
        secrets.iter().any(|secret| secret == code) && secrets.iter().any(|secret| secret == verifier),
        "the wire was read"
    );
    assert!(secrets.len() >= 8, "code, state, verifier, cookie, tokens: {}", secrets.len());
    let mut places: Vec<_> = journey.homes().files();
    places.push(("what it printed".into(), output.into_bytes()));
    for (place, bytes) in places {
        let text = String::from_utf8_lossy(&bytes);
        for secret in secrets.iter().map(String::as_str).chain([PASSWORD]) {
            assert!(!text.contains(secret), "{} holds {secret}", place.display());
        }
    }
}

#[test]
fn persisted_secrets_are_in_keyring_only() {
    let journey = Journey::new("secrets_kept");
    let wire = Wire::before(journey.tenant.address());
    let keyring = journey.desktop.keyring();
    keyring.start();
    journey.set_up_as(&format!("http://{}", wire.address()), "sign_in = \"browser\"");
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
    main.find(Role::Button, "Slack");
    keyring.wait_for_secret_count(1);
    let kept = keyring.secrets();
    // A renewal, a lock, and a start from what was kept.
    journey.tenant.control("expire-access-tokens", &json!({}));
    main.keys(&["F5"]);
    wait_within(e2e::PATIENCE, || (keyring.secrets() != kept).then_some(())).expect("the renewed session is kept");
    main.keys(&["ctrl+l"]);
    main.press("Unlock");
    main.find(Role::Button, "Slack");
    portico.quit();
    let portico = journey.portico();
    portico.main().wait_for_text("updated");
    // An attempt that comes to nothing.
    journey.tenant.control("revoke-tokens", &json!({}));
    portico.main().keys(&["F5"]);
    portico.main().wait_for_text("E-SESSION-ENDED");
    portico.main().press("Sign in");
    journey.wait_for_browser_sign_in_url(1);
    portico.main().press("Cancel");
    let output = portico.output();
    portico.quit();

    let secrets = wire.secrets();
    assert!(
        secrets.iter().any(|secret| kept.values().any(|kept| kept.contains(secret))),
        "what was kept passed the wire"
    );
    leaves_no_trace(&journey, &wire, &output, 10);
}

#[test]
fn debug_variables_are_removed_and_core_dumps_disabled() {
    let journey = Journey::new("secrets_switches");
    journey.set_up();
    let keys = journey.homes().path().join("tls-keys").display().to_string();
    let switches = [
        ("SSLKEYLOGFILE", keys.as_str()),
        ("TAURI_WEBVIEW_AUTOMATION", "true"),
        ("WEBKIT_INSPECTOR_HTTP_SERVER", "127.0.0.1:0"),
        ("WEBKIT_INSPECTOR_SERVER", "127.0.0.1:0"),
    ];
    let portico = Portico::start_with_env(&journey.desktop, &switches);
    portico.main().find(Role::Heading, "Sign in to Acme");
    let environments = portico.proc_files("environ");
    assert!(
        environments.len() > 2 && environments.iter().all(|text| text.contains("PORTICO_LOG=trace")),
        "they were read"
    );
    for (name, _) in switches {
        assert!(!environments.iter().any(|text| text.contains(name)), "{name} is there");
    }
    let no_dump = |limits: &String| {
        let line = limits.lines().find_map(|line| line.strip_prefix("Max core file size"));
        line.is_some_and(|line| line.split_whitespace().take(2).eq(["0", "0"]))
    };
    assert!(portico.proc_files("limits").iter().all(no_dump), "a crash would write memory to a file");
}
