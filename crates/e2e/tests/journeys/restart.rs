//! Sessions outlive Portico, as far as the keyring of the computer lets them.

use std::time::{Duration, Instant};

use e2e::{Journey, Portico, Role, wait_within};

const HIDDEN: &str = "Your session on this computer could not be picked up";
const UNSAVED: &str = "Your session cannot be saved on this computer";

fn stage(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.set_up();
    journey
}

/// Signs in where a keyring is, and waits until it holds the session.
fn sign_in_and_keep(journey: &Journey, portico: &Portico<'_>) {
    journey.sign_in(portico, "user@acme.test");
    portico.main().find(Role::Button, "Slack");
    journey.desktop.keyring().wait_for_secret_count(1);
    let copied = || (!journey.homes().copies().is_empty()).then_some(());
    wait_within(Duration::from_secs(10), copied).expect("a copy of the list");
}

/// Signed in, by nobody's doing, and nothing to complain about.
fn is_back(journey: &Journey, portico: &Portico<'_>, authorized: u64) {
    let main = portico.main();
    main.find(Role::Button, "Slack");
    main.wait_for_text("updated");
    main.find(Role::Button, "Refresh");
    assert!(!portico.sign_in().is_open());
    assert!(main.look(Role::Button, "Sign in").is_none());
    let words = main.words().join(" ");
    let wrong = [HIDDEN, UNSAVED, "E-"].into_iter().find(|wrong| words.contains(wrong));
    assert!(wrong.is_none(), "{wrong:?} in {words}");
    assert_eq!(journey.tenant.count("/oauth2/authorize/portico"), authorized, "nobody signed in");
}

fn authorized(journey: &Journey) -> u64 {
    journey.tenant.count("/oauth2/authorize/portico")
}

#[test]
fn session_survives_restart_and_kill() {
    let journey = stage("restart");
    journey.desktop.keyring().start();
    let portico = journey.portico();
    sign_in_and_keep(&journey, &portico);
    assert!(!portico.main().says(UNSAVED));
    portico.quit();
    let before = authorized(&journey);
    let portico = journey.portico();
    is_back(&journey, &portico, before);
    portico.kill();
    let portico = journey.portico();
    is_back(&journey, &portico, before);
    // And it can be used: an app opens.
    let main = portico.main();
    main.write(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.keys(&["Return"]);
    journey.wait_for_opened();
}

#[test]
fn locked_keyring_does_not_block_start_or_quit() {
    let journey = stage("keyring_locked");
    let keyring = journey.desktop.keyring();
    keyring.start();
    let portico = journey.portico();
    sign_in_and_keep(&journey, &portico);
    portico.quit();
    keyring.stop();
    keyring.start_locked();

    let before = authorized(&journey);
    let portico = journey.portico();
    let main = portico.main();
    // The list is there and can be searched while the keyring waits for its password.
    main.find(Role::Button, "Slack");
    main.write(Role::ComboBox, "Search apps", "jir");
    main.find(Role::ListItem, "Jira Software");
    main.keys(&["Escape"]);
    main.wait_for_text(&format!("{HIDDEN} (its keyring is locked)"));
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    assert!(authorized(&journey) > before);
    main.wait_for_text(UNSAVED);
    let asked = Instant::now();
    portico.quit();
    let took = asked.elapsed();
    assert!(took < Duration::from_secs(4), "it ends without waiting: {took:?}");

    // Unlocked meanwhile: the next start picks up what was kept the first time.
    keyring.unlock();
    let before = authorized(&journey);
    let portico = journey.portico();
    is_back(&journey, &portico, before);
}

#[test]
fn unlocked_keyring_restores_session_on_retry() {
    let journey = stage("keyring_unlocked");
    let keyring = journey.desktop.keyring();
    keyring.start();
    let portico = journey.portico();
    sign_in_and_keep(&journey, &portico);
    portico.quit();
    keyring.stop();
    keyring.start_locked();
    let before = authorized(&journey);
    let portico = journey.portico();
    let main = portico.main();
    main.wait_for_text(&format!("{HIDDEN} (its keyring is locked)"));
    keyring.unlock();
    main.press("Try again");
    main.wait_for_no_text(HIDDEN);
    is_back(&journey, &portico, before);
}

#[test]
fn missing_keyring_is_reported_and_later_one_is_used() {
    let journey = stage("keyring_absent");
    let portico = journey.portico();
    let main = portico.main();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    main.wait_for_text(UNSAVED);
    main.wait_for_text("it has no keyring");
    main.wait_for_text("You stay signed in until you close Portico.");
    main.wait_for_text("E-KEY-ABSENT");
    // It is one line, and no obstacle.
    main.write(Role::ComboBox, "Search apps", "jir");
    main.find(Role::ListItem, "Jira Software");
    main.keys(&["Escape"]);

    journey.desktop.keyring().start();
    main.press("Try again");
    main.wait_for_no_text("E-KEY-ABSENT");
    journey.desktop.keyring().wait_for_secret_count(1);
    portico.quit();
    let before = authorized(&journey);
    let portico = journey.portico();
    is_back(&journey, &portico, before);
}

#[test]
fn late_keyring_restores_session_on_retry() {
    let journey = stage("keyring_late");
    let keyring = journey.desktop.keyring();
    keyring.start();
    let portico = journey.portico();
    sign_in_and_keep(&journey, &portico);
    portico.quit();
    keyring.stop();
    let before = authorized(&journey);
    let portico = journey.portico();
    let main = portico.main();
    main.find(Role::Button, "Slack");
    main.wait_for_text(&format!("{HIDDEN} (it has no keyring)"));
    keyring.start();
    main.press("Try again");
    main.wait_for_no_text(HIDDEN);
    is_back(&journey, &portico, before);
}

#[test]
fn session_revoked_while_closed_asks_for_sign_in() {
    let journey = stage("ended_meanwhile");
    journey.desktop.keyring().start();
    let portico = journey.portico();
    sign_in_and_keep(&journey, &portico);
    portico.quit();
    journey.tenant.control("revoke-tokens", &serde_json::json!({}));
    let portico = journey.portico();
    let main = portico.main();
    main.find(Role::Button, "Slack");
    main.wait_for_text("E-SESSION-ENDED");
    journey.desktop.keyring().wait_for_secret_count(0);
    journey.sign_in(&portico, "user@acme.test");
    main.wait_for_no_text("E-SESSION-ENDED");
    journey.desktop.keyring().wait_for_secret_count(1);
}
