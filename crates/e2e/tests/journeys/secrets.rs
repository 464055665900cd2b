//! The proxy knows everything that the tenant hands out. These journeys search for it everywhere else: in each file,
//! and in all that the application prints at the highest log level.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use e2e::{Journey, Portico, RecordingProxy, Role, wait_within};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::secret_scan::assert_no_secret_left;

const PASSWORD: &str = "canary-Passwort-7319";

#[test]
fn no_secret_is_written_or_printed() {
    let journey = Journey::new("secrets");
    journey.tenant.configure(&format!("[[account]]\nname = \"user@acme.test\"\npassword = \"{PASSWORD}\"\n"));
    let proxy = RecordingProxy::in_front_of(journey.tenant.address());
    journey.configure_for(proxy.address());
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    journey.enter_credentials(&portico, "user@acme.test", PASSWORD);
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");

    // A renewal and a launch.
    journey.tenant.control("expire-access-tokens", &json!({}));
    let requests_before = journey.tenant.request_count("/uprest/getupdata");
    main.press_keys(&["F5"]);
    wait_within(Duration::from_secs(10), || {
        (journey.tenant.request_count("/uprest/getupdata") > requests_before + 1).then_some(())
    })
    .expect("a renewal");
    main.fill(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.press_keys(&["Return"]);
    journey.wait_for_browser_calls();
    let output = portico.output();
    portico.quit();

    let requests = journey.tenant.requests();
    assert_eq!(journey.tenant.request_count("/sysinfo/dummy"), 0, "the redirect is caught, never requested");
    let form =
        &requests.iter().find(|request| request["path"] == "/oauth2/token/Portico").expect("a token request")["form"];
    assert_eq!(form["redirect_uri"], format!("http://{}/sysinfo/dummy", proxy.address()));
    let verifier = form["code_verifier"].as_str().expect("a verifier");
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    assert!(
        proxy.request_text().contains(&format!("code_challenge={challenge}&")),
        "the challenge of {verifier} was sent"
    );
    assert!(proxy.request_text().contains("code_challenge_method=S256"));

    let secrets = proxy.secrets();
    let code = form["code"].as_str().expect("a code");
    assert!(
        secrets.iter().any(|secret| secret == code) && secrets.iter().any(|secret| secret == verifier),
        "the wire was read"
    );
    assert!(secrets.len() >= 8, "code, state, verifier, cookie, tokens: {}", secrets.len());
    let mut outputs: Vec<_> = journey.dirs().files();
    outputs.push(("what it printed".into(), output.into_bytes()));
    for (place, bytes) in outputs {
        let text = String::from_utf8_lossy(&bytes);
        for secret in secrets.iter().map(String::as_str).chain([PASSWORD]) {
            assert!(!text.contains(secret), "{} holds {secret}", place.display());
        }
    }
}

#[test]
fn persisted_secrets_are_in_keyring_only() {
    let journey = Journey::new("persisted_secrets");
    let proxy = RecordingProxy::in_front_of(journey.tenant.address());
    let keyring = journey.desktop.keyring();
    keyring.start_unlocked();
    journey.configure_with(&format!("http://{}", proxy.address()), "sign_in = \"browser\"");
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
    main.find(Role::Button, "Slack");
    keyring.wait_for_secret_count(1);
    let stored_secrets = keyring.secrets();
    // A renewal, a lock, and a start with the stored session.
    journey.tenant.control("expire-access-tokens", &json!({}));
    main.press_keys(&["F5"]);
    wait_within(e2e::TIMEOUT, || (keyring.secrets() != stored_secrets).then_some(()))
        .expect("the renewed session is kept");
    main.press_keys(&["ctrl+l"]);
    main.press("Unlock");
    main.find(Role::Button, "Slack");
    portico.quit();
    let portico = journey.start();
    portico.main_window().wait_for_text("updated");
    // A canceled sign-in.
    journey.tenant.control("revoke-tokens", &json!({}));
    portico.main_window().press_keys(&["F5"]);
    portico.main_window().wait_for_text("E-SESSION-ENDED");
    portico.main_window().press("Sign in");
    journey.wait_for_browser_sign_in_url(1);
    portico.main_window().press("Cancel");
    let output = portico.output();
    portico.quit();

    let secrets = proxy.secrets();
    assert!(
        secrets.iter().any(|secret| stored_secrets.values().any(|stored| stored.contains(secret))),
        "what was kept passed the wire"
    );
    assert_no_secret_left(&journey, &proxy, &output, 10);
}

#[test]
fn debug_variables_are_removed_and_core_dumps_disabled() {
    let journey = Journey::new("debug_variables");
    journey.configure();
    let key_log = journey.dirs().path().join("tls-keys").display().to_string();
    let variables = [
        ("SSLKEYLOGFILE", key_log.as_str()),
        ("TAURI_WEBVIEW_AUTOMATION", "true"),
        ("WEBKIT_INSPECTOR_HTTP_SERVER", "127.0.0.1:0"),
        ("WEBKIT_INSPECTOR_SERVER", "127.0.0.1:0"),
    ];
    let portico = Portico::start_with_env(&journey.desktop, &variables);
    portico.main_window().find(Role::Heading, "Sign in to Acme");
    let environments = portico.proc_files("environ");
    assert!(
        environments.len() > 2 && environments.iter().all(|text| text.contains("PORTICO_LOG=trace")),
        "they were read"
    );
    for (name, _) in variables {
        assert!(!environments.iter().any(|text| text.contains(name)), "{name} is there");
    }
    let has_no_core_dump = |limits: &String| {
        // 0 would not hold where a program receives the dumps.
        let line = limits.lines().find_map(|line| line.strip_prefix("Max core file size"));
        line.is_some_and(|line| line.split_whitespace().take(2).eq(["1", "1"]))
    };
    assert!(portico.proc_files("limits").iter().all(has_no_core_dump), "a crash would write memory to a file");
}
