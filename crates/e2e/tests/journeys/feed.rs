//! What changed in the assignments: on the shelf of what is new, in the feed, and as a line on the desktop.

use std::time::{Duration, SystemTime};

use e2e::{Assignments, Journey, Notification, Notifications, Portico, Process, Role, State, wait_within};
use serde_json::json;

use crate::shelf;

const USER: &str = "user@acme.test";
const DAY: u64 = 24 * 60 * 60;

fn before() -> Assignments {
    Assignments::of("Work", &["Calendar", "Mail", "Tickets"])
}

/// A second into the third day from today: told of from the third day before, and "in 3 days" by the calendar.
fn in_three_days() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time").as_secs();
    format!("/Date({}000)/", now - now % DAY + 3 * DAY + 1)
}

#[test]
fn new_apps_are_listed_until_opened_or_seen() {
    let journey = Journey::new("feed");
    journey.assign(USER, &before());
    let portico = journey.start_signed_in();
    let main = portico.main();
    // The first list of all is not new.
    assert_eq!(shelf::apps(&main, "New for you"), None);
    assert_eq!(main.find(Role::ComboBox, "Menu").description(), "");

    let shared = json!({ "SharedBy": "Jo Ada", "SharedUntil": in_three_days() });
    let after = before().without("Mail").and("Wiki", json!({ "Category": "Work" })).and("Plans", shared);
    journey.assign(USER, &after);
    main.wait_focused(Role::ComboBox, "Search apps");
    journey.refresh(&portico);
    shelf::wait(&main, "New for you", &["Plans", "Wiki"]);
    main.wait_focused(Role::ComboBox, "Search apps");
    let unread = || main.look(Role::ComboBox, "Menu").filter(|menu| menu.description() == "4 unread");
    wait_within(e2e::PATIENCE, unread)
        .unwrap_or_else(|| panic!("{:?}", main.find(Role::ComboBox, "Menu").description()));

    main.focus(Role::ComboBox, "Menu");
    main.keys(&["Return"]);
    let item = wait_within(e2e::PATIENCE, || main.focused().filter(|node| node.role() == Role::MenuItem));
    let item = item.expect("the first item has the focus").name();
    assert!(item.starts_with("What’s new") && item.contains("4 unread"), "{item}");
    main.keys(&["Return"]);
    main.find(Role::Dialog, "What’s new");
    main.wait_focused(Role::Button, "Close");
    for told in ["Assigned to you", "No longer assigned to you", "Access ends in 3 days"] {
        main.wait_for_text(told);
    }
    main.keys(&["Escape"]);
    main.wait_gone(Role::Dialog, "What’s new");
    main.wait_focused(Role::ComboBox, "Menu");
    let read = || main.look(Role::ComboBox, "Menu").filter(|menu| menu.description().is_empty());
    wait_within(e2e::PATIENCE, read).expect("what was looked at is read");

    // Read, but still new: until it is opened.
    main.type_text("wiki");
    main.wait_focused(Role::ListItem, "Wiki");
    main.keys(&["Return"]);
    journey.wait_for_opened();
    main.keys(&["Escape"]);
    shelf::wait(&main, "New for you", &["Plans"]);
    main.press("Mark as seen");
    shelf::wait_gone(&main, "New for you");
    main.wait_focused(Role::ComboBox, "Search apps");
}

/// A refresh that ends while the person is in another window, which is returned; it brings `new`.
fn refresh_while_away(journey: &Journey, portico: &Portico<'_>, new: &str) -> Process {
    let main = portico.main();
    let asked = journey.tenant.count("/uprest/getupdata");
    journey.tenant.fail("getupdata$", &json!({ "kind": "held", "times": null }));
    main.keys(&["F5"]);
    let held = || (journey.tenant.count("/uprest/getupdata") > asked).then_some(());
    wait_within(e2e::PATIENCE, held).expect("the list is asked for");
    let other = journey.desktop.another_window();
    wait_within(e2e::PATIENCE, || (!main.is_active()).then_some(())).expect("another window has the keyboard");
    journey.tenant.clear_faults();
    main.wait_for_text("updated");
    main.wait_for_text(new);
    other
}

#[test]
fn notification_is_sent_only_if_enabled_and_window_inactive() {
    let journey = Journey::new("notification");
    let notifications = Notifications::start(&journey.desktop);
    journey.assign(USER, &before());
    journey.set_up();
    journey.choose("notifications = true");
    let portico = journey.start_signed_in();
    let main = portico.main();
    assert_eq!(notifications.told(), [], "the first list is no news");
    // With somebody before the window there is no need.
    let more = before().and("Wiki", json!({}));
    journey.assign(USER, &more);
    journey.refresh(&portico);
    shelf::wait(&main, "New for you", &["Wiki"]);
    assert_eq!(notifications.told(), [], "it is on screen");

    let more = more.and("<b>R&D</b>", json!({}));
    journey.assign(USER, &more);
    let other = refresh_while_away(&journey, &portico, "<b>R&D</b>");
    let told = wait_within(e2e::PATIENCE, || Some(notifications.told()).filter(|told| !told.is_empty()));
    let told = told.expect("the desktop is told");
    let [Notification { application, title, body, actions }] = &told[..] else { panic!("told once: {told:?}") };
    assert_eq!((application.as_str(), title.as_str()), ("Portico", "Your apps have changed"));
    assert!(body.starts_with("New: ") && body.contains("&lt;b&gt;R&amp;D&lt;/b&gt;"), "{body}");
    assert!(!body.contains("<b>") && actions.is_empty(), "{told:?}");

    drop(other);

    // Switched off, by hand: no more of them. The next one that comes is of the time after it was switched on.
    tell(&journey, &portico, false);
    let more = more.and("Plans", json!({}));
    journey.assign(USER, &more);
    drop(refresh_while_away(&journey, &portico, "Plans"));
    shelf::wait(&main, "New for you", &["Plans", "<b>R&D</b>", "Wiki"]);
    tell(&journey, &portico, true);
    journey.assign(USER, &more.and("Maps", json!({})));
    drop(refresh_while_away(&journey, &portico, "Maps"));
    let told =
        wait_within(e2e::PATIENCE, || Some(notifications.told()).filter(|told| told.len() > 1)).expect("told again");
    assert_eq!(told.iter().skip(1).map(|one| one.body.as_str()).collect::<Vec<_>>(), ["New: Maps"]);
}

/// Flips the switch in the settings.
fn tell(journey: &Journey, portico: &Portico<'_>, wanted: bool) {
    const SWITCH: &str = "Tell me when my apps change";
    let main = portico.main();
    main.focus(Role::ComboBox, "Search apps");
    main.keys(&["ctrl+comma"]);
    main.focus(Role::CheckBox, SWITCH);
    main.wait_state(Role::CheckBox, SWITCH, State::Checked, !wanted);
    main.keys(&["space"]);
    main.wait_state(Role::CheckBox, SWITCH, State::Checked, wanted);
    let written = || journey.homes().settings().contains(&format!("notifications = {wanted}")).then_some(());
    wait_within(Duration::from_secs(10), written).unwrap_or_else(|| panic!("{}", journey.homes().settings()));
    main.keys(&["Escape"]);
    main.wait_gone(Role::Dialog, "Settings");
}
