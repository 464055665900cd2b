//! Signs in at a certified OAuth server that this project did not write (`peers/oidc-provider`). The test runs where
//! `PORTICO_PEER_OIDC` names the folder of that server, and passes without running elsewhere.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::time::Duration;

use e2e::{Journey, OidcProvider, Role, wait_within};

/// As `server.mjs` sets it, and a little more.
const ACCESS_TOKEN_LIFETIME: Duration = Duration::from_millis(3200);

#[test]
fn oidc_provider_sign_in_and_renewal_succeed() {
    let Some(folder) = std::env::var_os("PORTICO_PEER_OIDC") else {
        eprintln!("Not run: PORTICO_PEER_OIDC names no folder. `cargo xtask test peer-oidc` does that.");
        return;
    };
    assert!(Path::new(&folder).join("node_modules").exists(), "run `npm ci` in {}", Path::new(&folder).display());
    let provider = OidcProvider::start(Path::new(&folder));
    let journey = Journey::new("peer_oidc");
    journey.configure_for(provider.address());
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    let page = portico.sign_in_window();
    page.fill(Role::Entry, "Enter any login", "somebody");
    page.fill(Role::Password, "and password", "anything");
    page.press_keys(&["Return"]);
    page.press("Continue");
    journey.wait_for_list(&portico);
    for name in ["Bridge", "Lighthouse", "Quayside"] {
        main.find(Role::Button, name);
    }
    assert_eq!(provider.grant_count("authorization_code"), 1);

    // A call after the access token has expired needs a renewal, and the call after that the refresh token that came
    // with it.
    for renewals in 1..=2 {
        std::thread::sleep(ACCESS_TOKEN_LIFETIME);
        main.press_keys(&["F5"]);
        let is_renewed = || (provider.grant_count("refresh_token") >= renewals).then_some(());
        wait_within(Duration::from_secs(20), is_renewed).expect("a renewal");
    }
    main.wait_for_no_text("updating");
    main.find(Role::Button, "Bridge");
    // There is no keyring on this desktop, which is said and is no fault of the server's.
    let words = main.texts().join(" ").replace("E-KEY-ABSENT", "");
    assert!(!words.contains("E-"), "no fault is shown: {words}");
}
