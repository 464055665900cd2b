//! The lock hides what is on screen, and unlocking needs no sign-in.

use std::time::Duration;

use e2e::{Journey, Portico, Role};

const APPS: [&str; 4] = ["Slack", "Jira Software", "Miro", "GitLab"];

fn journey_with_settings(name: &str, settings_lines: &str) -> Journey {
    let journey = Journey::new(name);
    journey.desktop.keyring().start_unlocked();
    journey.configure();
    let settings = journey.dirs().settings_text();
    journey.dirs().write_settings(&format!("{settings_lines}{settings}"));
    journey
}

fn assert_locked(portico: &Portico<'_>) {
    let main = portico.main_window();
    main.find(Role::Heading, "Portico is locked");
    let words = main.texts();
    for app in APPS {
        assert!(!words.iter().any(|word| word.contains(app)), "{app} is on screen: {words:?}");
    }
    assert_eq!(portico.window_titles(), ["Portico"], "no other window");
}

#[test]
fn lock_hides_apps_and_unlock_needs_no_sign_in() {
    let journey = journey_with_settings("lock", "");
    let portico = journey.start();
    let main = portico.main_window();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    journey.desktop.keyring().wait_for_secret_count(1);
    let authorized = journey.tenant.request_count("/oauth2/authorize/portico");
    main.focus(Role::ComboBox, "Search apps");
    main.press_keys(&["ctrl+l"]);
    assert_locked(&portico);
    // Shortcuts show nothing while Portico is locked.
    main.press_keys(&["F5", "ctrl+comma", "ctrl+k", "j"]);
    assert_locked(&portico);
    main.press("Unlock");
    main.find(Role::Button, "Slack");
    main.wait_for_text("updated");
    assert_eq!(journey.tenant.request_count("/oauth2/authorize/portico"), authorized);
    assert_eq!(journey.tenant.request_count("/oauth2/revoke/portico"), 0, "a lock is no sign-out");

    // Lock from the menu, and sign out from there.
    main.press_by_prefix(Role::ComboBox, "Account");
    main.press_by_prefix(Role::MenuItem, "Lock");
    assert_locked(&portico);
    main.press("Sign out");
    main.find(Role::Heading, "Sign in to Acme");
    journey.desktop.keyring().wait_for_secret_count(0);
    assert!(journey.dirs().cached_files().is_empty());
}

#[test]
fn idle_minute_locks_portico() {
    let journey = journey_with_settings("idle_lock", "idle_lock = 1\n");
    let portico = journey.start();
    let main = portico.main_window();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, "Slack");
    journey.desktop.keyring().wait_for_secret_count(1);
    main.wait_for_text_within(Duration::from_secs(100), "Portico is locked");
    assert_locked(&portico);
    main.press("Unlock");
    main.find(Role::Button, "Slack");
}

/// Longer than the idle lock waits, so that a lock would have come.
const IDLE_MINUTE: Duration = Duration::from_secs(75);

#[test]
fn typing_in_app_window_defers_lock() {
    let journey = journey_with_settings("typing_defers_lock", "idle_lock = 1\n");
    journey.use_app_windows();
    journey.tenant.serve_page("^/run$", "<!doctype html><title>App</title><h1>The app</h1><input autofocus>");
    let portico = journey.start();
    journey.sign_in(&portico, "user@acme.test");
    let window = journey.open_app_window(&portico, "Slack");
    window.find(Role::Heading, "The app");
    let started = std::time::Instant::now();
    while started.elapsed() < IDLE_MINUTE {
        window.press_keys(&["a"]);
        std::thread::sleep(Duration::from_secs(5));
    }
    window.find(Role::Heading, "The app");
    portico.main_window().wait_for_text_within(Duration::from_secs(100), "Portico is locked");
    assert_locked(&portico);
}
