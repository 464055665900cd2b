//! Sessions survive a restart as far as the computer's keyring allows.

use std::time::{Duration, Instant};

use e2e::{Journey, Portico, Role, wait_within};

const NOT_RESTORED: &str = "Your session on this computer could not be picked up";
const NOT_SAVED: &str = "Your session cannot be saved on this computer";

fn configured_journey(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.configure();
    journey
}

/// Signs in, and waits until the keyring stores the session.
fn sign_in_and_persist(journey: &Journey, portico: &Portico<'_>) {
    journey.sign_in(portico, "user@acme.test");
    portico.main_window().find(Role::Button, "Slack");
    journey.desktop.keyring().wait_for_secret_count(1);
    let is_cached = || (!journey.dirs().cached_files().is_empty()).then_some(());
    wait_within(Duration::from_secs(10), is_cached).expect("a copy of the list");
}

/// Asserts that the session was restored without a sign-in and without a notice.
fn assert_restored(journey: &Journey, portico: &Portico<'_>, authorizations: u64) {
    let main = portico.main_window();
    main.find(Role::Button, "Slack");
    main.wait_for_text("updated");
    main.find(Role::Button, "Refresh");
    assert!(!portico.sign_in_window().is_open());
    assert!(main.query(Role::Button, "Sign in").is_none());
    let words = main.texts().join(" ");
    let error = [NOT_RESTORED, NOT_SAVED, "E-"].into_iter().find(|wrong| words.contains(wrong));
    assert!(error.is_none(), "{error:?} in {words}");
    assert_eq!(journey.tenant.request_count("/oauth2/authorize/portico"), authorizations, "nobody signed in");
}

fn authorize_count(journey: &Journey) -> u64 {
    journey.tenant.request_count("/oauth2/authorize/portico")
}

#[test]
fn session_survives_restart_and_kill() {
    let journey = configured_journey("restart");
    journey.desktop.keyring().start_unlocked();
    let portico = journey.start();
    sign_in_and_persist(&journey, &portico);
    assert!(!portico.main_window().contains_text(NOT_SAVED));
    portico.quit();
    let before = authorize_count(&journey);
    let portico = journey.start();
    assert_restored(&journey, &portico, before);
    portico.kill();
    let portico = journey.start();
    assert_restored(&journey, &portico, before);
    // The restored session opens an app.
    let main = portico.main_window();
    main.fill(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.press_keys(&["Return"]);
    journey.wait_for_browser_calls();
}

#[test]
fn locked_keyring_does_not_block_start_or_quit() {
    let journey = configured_journey("keyring_locked");
    let keyring = journey.desktop.keyring();
    keyring.start_unlocked();
    let portico = journey.start();
    sign_in_and_persist(&journey, &portico);
    portico.quit();
    keyring.stop();
    keyring.start_locked();

    let before = authorize_count(&journey);
    let portico = journey.start();
    let main = portico.main_window();
    // The list is there and can be searched while the keyring waits for its password.
    main.find(Role::Button, "Slack");
    main.fill(Role::ComboBox, "Search apps", "jir");
    main.find(Role::ListItem, "Jira Software");
    main.press_keys(&["Escape"]);
    main.wait_for_text(&format!("{NOT_RESTORED} (its keyring is locked)"));
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    assert!(authorize_count(&journey) > before);
    main.wait_for_text(NOT_SAVED);
    let quit_at = Instant::now();
    portico.quit();
    let elapsed = quit_at.elapsed();
    assert!(elapsed < Duration::from_secs(4), "it ends without waiting: {elapsed:?}");

    // Once unlocked, the next start restores the session that was stored first.
    keyring.unlock();
    let before = authorize_count(&journey);
    let portico = journey.start();
    assert_restored(&journey, &portico, before);
}

#[test]
fn unlocked_keyring_restores_session_on_retry() {
    let journey = configured_journey("keyring_unlocked");
    let keyring = journey.desktop.keyring();
    keyring.start_unlocked();
    let portico = journey.start();
    sign_in_and_persist(&journey, &portico);
    portico.quit();
    keyring.stop();
    keyring.start_locked();
    let before = authorize_count(&journey);
    let portico = journey.start();
    let main = portico.main_window();
    main.wait_for_text(&format!("{NOT_RESTORED} (its keyring is locked)"));
    keyring.unlock();
    main.press("Try again");
    main.wait_for_no_text(NOT_RESTORED);
    assert_restored(&journey, &portico, before);
}

#[test]
fn missing_keyring_is_reported_and_later_one_is_used() {
    let journey = configured_journey("keyring_absent");
    let portico = journey.start();
    let main = portico.main_window();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    main.wait_for_text(NOT_SAVED);
    main.wait_for_text("it has no keyring");
    main.wait_for_text("You stay signed in until you close Portico.");
    main.wait_for_text("E-KEY-ABSENT");
    // The notice does not block the list.
    main.fill(Role::ComboBox, "Search apps", "jir");
    main.find(Role::ListItem, "Jira Software");
    main.press_keys(&["Escape"]);

    journey.desktop.keyring().start_unlocked();
    main.press("Try again");
    main.wait_for_no_text("E-KEY-ABSENT");
    journey.desktop.keyring().wait_for_secret_count(1);
    portico.quit();
    let before = authorize_count(&journey);
    let portico = journey.start();
    assert_restored(&journey, &portico, before);
}

#[test]
fn late_keyring_restores_session_on_retry() {
    let journey = configured_journey("keyring_late");
    let keyring = journey.desktop.keyring();
    keyring.start_unlocked();
    let portico = journey.start();
    sign_in_and_persist(&journey, &portico);
    portico.quit();
    keyring.stop();
    let before = authorize_count(&journey);
    let portico = journey.start();
    let main = portico.main_window();
    main.find(Role::Button, "Slack");
    main.wait_for_text(&format!("{NOT_RESTORED} (it has no keyring)"));
    keyring.start_unlocked();
    main.press("Try again");
    main.wait_for_no_text(NOT_RESTORED);
    assert_restored(&journey, &portico, before);
}

#[test]
fn session_revoked_while_closed_asks_for_sign_in() {
    let journey = configured_journey("session_revoked");
    journey.desktop.keyring().start_unlocked();
    let portico = journey.start();
    sign_in_and_persist(&journey, &portico);
    portico.quit();
    journey.tenant.control("revoke-tokens", &serde_json::json!({}));
    let portico = journey.start();
    let main = portico.main_window();
    main.find(Role::Button, "Slack");
    main.wait_for_text("E-SESSION-ENDED");
    journey.desktop.keyring().wait_for_secret_count(0);
    journey.sign_in(&portico, "user@acme.test");
    main.wait_for_no_text("E-SESSION-ENDED");
    journey.desktop.keyring().wait_for_secret_count(1);
}
