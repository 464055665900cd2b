//! Launches: one click opens the app once, whatever has to happen first.

use std::time::Duration;

use e2e::{Journey, Portico, RecordingProxy, Role, wait_within};
use serde_json::json;

const SLACK: &str = "Slack";
/// An app of the demo tenant that requires a step-up challenge at launch.
const STEP_UP_APP: &str = "Amazon Web Services";
/// An app that requires a user name and a password, which the tenant does not have yet.
const PASSWORD_APP: &str = "BambooHR";

fn search_and_open(portico: &Portico<'_>, words: &str, name: &str) {
    let main = portico.main_window();
    main.fill(Role::ComboBox, "Search apps", words);
    main.wait_focused(Role::ListItem, name);
    main.press_keys(&["Return"]);
}

/// Starts signed in, with apps opening in windows of Portico.
fn start_with_app_windows(journey: &Journey) -> Portico<'_> {
    journey.configure();
    let settings = journey.dirs().settings_text().replace("opens_in = \"browser\"", "opens_in = \"window\"");
    journey.dirs().write_settings(&settings);
    journey.start_signed_in()
}

/// Signs in, disconnects the network and clicks Slack.
fn click_app_offline<'a>(journey: &'a Journey, proxy: &mut RecordingProxy) -> Portico<'a> {
    journey.desktop.keyring().start_unlocked();
    journey.configure_for(proxy.address());
    let portico = journey.start();
    let main = portico.main_window();
    journey.sign_in(&portico, "user@acme.test");
    main.find(Role::Button, SLACK);
    proxy.disconnect();
    main.press("Refresh");
    main.wait_for_text("The list reloads by itself.");
    search_and_open(&portico, "slack", SLACK);
    main.wait_for_text("Opening Slack once the network is back");
    portico
}

/// Restarts Portico. Afterwards it has no cookie, only what the keyring stores.
fn restart<'a>(journey: &'a Journey, portico: Portico<'a>) -> Portico<'a> {
    journey.desktop.keyring().wait_for_secret_count(1);
    portico.quit();
    let portico = journey.start();
    portico.main_window().wait_for_text("updated");
    portico
}

#[test]
fn app_clicked_offline_opens_once_after_reconnect() {
    let journey = Journey::new("launch_offline");
    let mut proxy = RecordingProxy::in_front_of(journey.tenant.address());
    let portico = click_app_offline(&journey, &mut proxy);
    let main = portico.main_window();
    assert!(journey.browser_calls().is_empty(), "{:?}", journey.browser_calls());

    proxy.reconnect();
    let opened = journey.wait_for_browser_calls();
    assert!(opened[0].last().is_some_and(|url| url.contains("/run?appkey=")), "{opened:?}");
    main.wait_for_no_text("once the network is back");
    assert_eq!(journey.browser_calls().len(), 1);
}

#[test]
fn pending_launch_can_be_canceled_or_forced() {
    let journey = Journey::new("launch_cancel");
    let mut proxy = RecordingProxy::in_front_of(journey.tenant.address());
    let portico = click_app_offline(&journey, &mut proxy);
    let main = portico.main_window();
    main.press("Cancel opening Slack");
    main.wait_for_no_text("once the network is back");
    search_and_open(&portico, "jira", "Jira Software");
    main.wait_for_text("Opening Jira Software once the network is back");
    main.press("Open anyway");
    assert!(journey.wait_for_browser_calls()[0].last().is_some_and(|url| url.contains("/run?appkey=")));
    proxy.reconnect();
    let is_recovered = || (!main.contains_text("The list reloads by itself.")).then_some(());
    wait_within(Duration::from_secs(30), is_recovered).expect("the list heals");
    assert_eq!(journey.browser_calls().len(), 1, "neither what was called off, nor what was opened already");
}

#[test]
fn step_up_is_asked_in_app_window_before_app_opens() {
    let journey = Journey::new("launch_step_up");
    let portico = start_with_app_windows(&journey);
    search_and_open(&portico, "amazon", STEP_UP_APP);
    let window = portico.app_window(STEP_UP_APP);
    window.fill(Role::Entry, "Code", "246810");
    window.press_keys(&["Return"]);
    window.find(Role::Heading, "Signed in as user@acme.test");
}

#[test]
fn apps_open_after_restart_without_sign_in() {
    let journey = Journey::new("launch_after_restart");
    let portico = start_with_app_windows(&journey);
    let portico = restart(&journey, portico);
    let before = journey.tenant.request_count("/security/startauthentication");
    search_and_open(&portico, "jira", "Jira Software");
    portico.app_window("Jira Software").find(Role::Heading, "Signed in as user@acme.test");
    assert_eq!(journey.tenant.request_count("/security/startauthentication"), before, "nobody signed in again");
    assert!(journey.browser_calls().is_empty());
    // An app with a step-up challenge asks for that factor only.
    search_and_open(&portico, "amazon", STEP_UP_APP);
    let window = portico.app_window(STEP_UP_APP);
    window.fill(Role::Entry, "Code", "246810");
    window.press_keys(&["Return"]);
    window.find(Role::Heading, "Signed in as user@acme.test");
}

#[test]
fn double_click_and_key_repeat_open_app_once() {
    let journey = Journey::new("launch_once");
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.fill(Role::ComboBox, "Search apps", "slack");
    main.wait_focused(Role::ListItem, SLACK);
    main.press_keys(&["Return"; 20]);
    journey.wait_for_browser_calls();
    main.press_role(Role::ListItem, SLACK);
    main.press_role(Role::ListItem, SLACK);
    // Wait for a later change: the search ends and the list is back.
    main.press_keys(&["Escape"]);
    main.find(Role::Button, SLACK);
    assert_eq!(journey.browser_calls().len(), 1, "{:?}", journey.browser_calls());
}

#[test]
fn typed_app_password_survives_required_sign_in() {
    let journey = Journey::new("app_password_ended");
    let portico = start_with_app_windows(&journey);
    let main = portico.main_window();
    search_and_open(&portico, "bamboo", PASSWORD_APP);
    main.find(Role::Dialog, "Your password for BambooHR");
    main.fill(Role::Entry, "User name", "u.ser");
    main.fill(Role::Password, "Password", "typed once");
    journey.tenant.control("revoke-tokens", &json!({}));
    journey.tenant.control("end-sessions", &json!({}));
    main.press_keys(&["Return"]);
    main.wait_for_text("Sign in first, then save once more.");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    main.wait_for_text("You are signed in again. Save once more.");
    main.press("Save and open");
    portico.app_window(PASSWORD_APP).wait_for_text("You came in with a stored user name and password.");
}

#[test]
fn app_password_is_asked_once_and_sent_to_tenant_only() {
    const SECRET: &str = "canary-8d1f7c";
    let journey = Journey::new("app_password");
    let portico = start_with_app_windows(&journey);
    let main = portico.main_window();
    search_and_open(&portico, "bamboo", PASSWORD_APP);
    main.find(Role::Dialog, "Your password for BambooHR");
    main.fill(Role::Entry, "User name", "u.ser");
    main.fill(Role::Password, "Password", SECRET);
    main.press_keys(&["Return"]);
    portico.app_window(PASSWORD_APP).wait_for_text("You came in with a stored user name and password.");
    assert_eq!(journey.tenant.request_count("/uprest/setusercredsforapp"), 1);
    for (path, bytes) in journey.dirs().files() {
        assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "{} holds it", path.display());
    }
    assert!(!portico.output().contains(SECRET));
    // From now on it opens at once.
    portico.app_window(PASSWORD_APP).close();
    journey.open_app_window(&portico, PASSWORD_APP).wait_for_text("You came in with a stored user name and password.");
    assert_eq!(journey.tenant.request_count("/uprest/setusercredsforapp"), 1);
}
