//! Changed assignments: in the section of new apps, in the feed, and as a notification.

use std::time::{Duration, SystemTime};

use e2e::{Assignments, Journey, Notification, Notifications, Portico, Process, Role, State, wait_within};
use serde_json::json;

use crate::sections;

const USER: &str = "user@acme.test";
const DAY: u64 = 24 * 60 * 60;

fn initial_apps() -> Assignments {
    Assignments::in_category("Work", &["Calendar", "Mail", "Tickets"])
}

/// A second into the third day from today. Portico reports it from three days before, as "in 3 days".
fn date_in_three_days() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time").as_secs();
    format!("/Date({}000)/", now - now % DAY + 3 * DAY + 1)
}

#[test]
fn new_apps_are_listed_until_opened_or_seen() {
    let journey = Journey::new("feed");
    journey.assign_apps(USER, &initial_apps());
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    // Nothing in the first list is new.
    assert_eq!(sections::apps(&main, "New for you"), None);
    assert_eq!(main.find(Role::ComboBox, "Menu").description(), "");

    let shared = json!({ "SharedBy": "Jo Ada", "SharedUntil": date_in_three_days() });
    let changed_apps =
        initial_apps().without_app("Mail").with_app("Wiki", json!({ "Category": "Work" })).with_app("Plans", shared);
    journey.assign_apps(USER, &changed_apps);
    main.wait_focused(Role::ComboBox, "Search apps");
    journey.refresh(&portico);
    sections::wait_for_apps(&main, "New for you", &["Plans", "Wiki"]);
    main.wait_focused(Role::ComboBox, "Search apps");
    let unread = || main.query(Role::ComboBox, "Menu").filter(|menu| menu.description() == "4 unread");
    wait_within(e2e::TIMEOUT, unread)
        .unwrap_or_else(|| panic!("{:?}", main.find(Role::ComboBox, "Menu").description()));

    main.focus(Role::ComboBox, "Menu");
    main.press_keys(&["Return"]);
    let item = wait_within(e2e::TIMEOUT, || main.focused().filter(|node| node.role() == Role::MenuItem));
    let item = item.expect("the first item has the focus").name();
    assert!(item.starts_with("What’s new") && item.contains("4 unread"), "{item}");
    main.press_keys(&["Return"]);
    main.find(Role::Dialog, "What’s new");
    main.wait_focused(Role::Button, "Close");
    for entry in ["Assigned to you", "No longer assigned to you", "Access ends in 3 days"] {
        main.wait_for_text(entry);
    }
    main.press_keys(&["Escape"]);
    main.wait_removed(Role::Dialog, "What’s new");
    main.wait_focused(Role::ComboBox, "Menu");
    let is_read = || main.query(Role::ComboBox, "Menu").filter(|menu| menu.description().is_empty());
    wait_within(e2e::TIMEOUT, is_read).expect("what was looked at is read");

    // Read, but still new: until it is opened.
    main.type_text("wiki");
    main.wait_focused(Role::ListItem, "Wiki");
    main.press_keys(&["Return"]);
    journey.wait_for_browser_calls();
    main.press_keys(&["Escape"]);
    sections::wait_for_apps(&main, "New for you", &["Plans"]);
    main.press("Mark as seen");
    sections::wait_removed(&main, "New for you");
    main.wait_focused(Role::ComboBox, "Search apps");
}

/// Refreshes the list, which brings `new`, while another window has the keyboard. Returns that window.
fn refresh_while_inactive(journey: &Journey, portico: &Portico<'_>, new: &str) -> Process {
    let main = portico.main_window();
    let requests_before = journey.tenant.request_count("/uprest/getupdata");
    journey.tenant.inject_fault("getupdata$", &json!({ "kind": "held", "times": null }));
    main.press_keys(&["F5"]);
    let is_requested = || (journey.tenant.request_count("/uprest/getupdata") > requests_before).then_some(());
    wait_within(e2e::TIMEOUT, is_requested).expect("the list is asked for");
    let other_window = journey.desktop.open_other_window();
    wait_within(e2e::TIMEOUT, || (!main.is_active()).then_some(())).expect("another window has the keyboard");
    journey.tenant.clear_faults();
    main.wait_for_text("updated");
    main.wait_for_text(new);
    other_window
}

#[test]
fn notification_is_sent_only_if_enabled_and_window_inactive() {
    let journey = Journey::new("notification");
    let notifications = Notifications::start(&journey.desktop);
    journey.assign_apps(USER, &initial_apps());
    journey.configure();
    journey.prepend_settings("notifications = true");
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    assert_eq!(notifications.received(), [], "the first list is no news");
    // No notification while the window is active.
    let apps = initial_apps().with_app("Wiki", json!({}));
    journey.assign_apps(USER, &apps);
    journey.refresh(&portico);
    sections::wait_for_apps(&main, "New for you", &["Wiki"]);
    assert_eq!(notifications.received(), [], "it is on screen");

    let apps = apps.with_app("<b>R&D</b>", json!({}));
    journey.assign_apps(USER, &apps);
    let other_window = refresh_while_inactive(&journey, &portico, "<b>R&D</b>");
    let received = wait_within(e2e::TIMEOUT, || Some(notifications.received()).filter(|received| !received.is_empty()));
    let received = received.expect("the desktop is told");
    let [Notification { application, title, body, actions }] = &received[..] else { panic!("told once: {received:?}") };
    assert_eq!((application.as_str(), title.as_str()), ("Portico", "Your apps have changed"));
    assert!(body.starts_with("New: ") && body.contains("&lt;b&gt;R&amp;D&lt;/b&gt;"), "{body}");
    assert!(!body.contains("<b>") && actions.is_empty(), "{received:?}");

    drop(other_window);

    // Switched off, there are no notifications. The next one is for changes after it was switched on.
    set_notifications(&journey, &portico, false);
    let apps = apps.with_app("Plans", json!({}));
    journey.assign_apps(USER, &apps);
    drop(refresh_while_inactive(&journey, &portico, "Plans"));
    sections::wait_for_apps(&main, "New for you", &["Plans", "<b>R&D</b>", "Wiki"]);
    set_notifications(&journey, &portico, true);
    journey.assign_apps(USER, &apps.with_app("Maps", json!({})));
    drop(refresh_while_inactive(&journey, &portico, "Maps"));
    let received = wait_within(e2e::TIMEOUT, || Some(notifications.received()).filter(|received| received.len() > 1))
        .expect("told again");
    assert_eq!(received.iter().skip(1).map(|one| one.body.as_str()).collect::<Vec<_>>(), ["New: Maps"]);
}

/// Changes the switch in the settings.
fn set_notifications(journey: &Journey, portico: &Portico<'_>, wanted: bool) {
    const SWITCH: &str = "Tell me when my apps change";
    let main = portico.main_window();
    main.focus(Role::ComboBox, "Search apps");
    main.press_keys(&["ctrl+comma"]);
    main.focus(Role::CheckBox, SWITCH);
    main.wait_state(Role::CheckBox, SWITCH, State::Checked, !wanted);
    main.press_keys(&["space"]);
    main.wait_state(Role::CheckBox, SWITCH, State::Checked, wanted);
    let is_saved = || journey.dirs().settings_text().contains(&format!("notifications = {wanted}")).then_some(());
    wait_within(Duration::from_secs(10), is_saved).unwrap_or_else(|| panic!("{}", journey.dirs().settings_text()));
    main.press_keys(&["Escape"]);
    main.wait_removed(Role::Dialog, "Settings");
}
