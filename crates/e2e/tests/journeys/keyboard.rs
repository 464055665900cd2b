//! The list by keyboard: moving, searching, filtering, settings and help. After each key exactly one node has the
//! focus, and it is the one that a user would expect.

use std::time::Duration;

use e2e::{Journey, Role, State, wait_within};

use crate::sections;

#[test]
fn typing_searches_and_arrows_move_focus() {
    let journey = Journey::new("keyboard");
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    // Typing begins a search, with the first hit selected; Enter opens it, and the box keeps the letters.
    main.wait_focused(Role::ComboBox, "Search apps");
    main.type_text("jir");
    let hit = main.wait_focused(Role::ListItem, "Jira Software");
    assert!(hit.has_state(State::Selected));
    main.press_keys(&["Return"]);
    assert_eq!(journey.wait_for_browser_calls().len(), 1);
    main.wait_focused(Role::ListItem, "Jira Software");
    main.press_keys(&["ctrl+a"]);
    main.type_text("s");
    let first = wait_within(e2e::TIMEOUT, || {
        main.focused().filter(|node| node.role() == Role::ListItem && node.name() != "Jira Software")
    });
    let first = first.expect("a hit").name();
    main.press_keys(&["Down"]);
    let second =
        wait_within(e2e::TIMEOUT, || main.focused().filter(|node| node.name() != first)).expect("the next hit");
    assert_eq!(second.role(), Role::ListItem);
    main.press_keys(&["Up"]);
    main.wait_focused(Role::ListItem, &first);
    main.press_keys(&["Escape"]);
    assert_eq!(main.wait_focused(Role::ComboBox, "Search apps").text(), "");

    // In the list: one app after the other, rows, pages, the ends.
    main.press_keys(&["Down"]);
    main.wait_focused(Role::Button, "Mailchimp");
    main.press_keys(&["Right"]);
    main.wait_focused(Role::Button, "Microsoft Teams");
    main.press_keys(&["Right", "Right", "Left"]);
    main.wait_focused(Role::Button, "Miro");
    main.press_keys(&["Home"]);
    main.wait_focused(Role::Button, "Mailchimp");
    for (key, back) in [("Down", "Up"), ("Next", "Prior")] {
        main.press_keys(&[key]);
        let other_app = || main.focused().filter(|node| node.role() == Role::Button && node.name() != "Mailchimp");
        wait_within(e2e::TIMEOUT, other_app).unwrap_or_else(|| panic!("{key} leads to another app"));
        main.press_keys(&[back]);
        main.wait_focused(Role::Button, "Mailchimp");
    }
    main.press_keys(&["End"]);
    let last = main.wait_focused(Role::Button, "Remote Desktop");
    assert!(last.has_state(State::Showing), "it is scrolled to");
    // A letter there begins a search, and is not lost.
    main.type_text("sla");
    main.wait_focused(Role::ListItem, "Slack");
    main.press_keys(&["Escape"]);
    assert_eq!(main.wait_focused(Role::ComboBox, "Search apps").text(), "");
}

#[test]
fn filter_chips_narrow_and_reset_list() {
    let journey = Journey::new("chips");
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.wait_state(Role::Radio, "All", State::Checked, true);
    main.press_keys(&["ctrl+Tab"]);
    main.wait_state(Role::Radio, "Communication", State::Checked, true);
    main.wait_for_text("Communication, 6 apps");
    sections::wait_for_apps(
        &main,
        "Communication",
        &["Mailchimp", "Microsoft Teams", "Miro", "Outlook", "Slack", "Zoom"],
    );
    sections::wait_removed(&main, "Finance");
    main.wait_focused(Role::ComboBox, "Search apps");
    // From an app that the filter removes.
    main.press_keys(&["Down"]);
    main.wait_focused(Role::Button, "Mailchimp");
    main.press_keys(&["ctrl+Tab"]);
    main.wait_state(Role::Radio, "Engineering", State::Checked, true);
    let app = || main.focused().filter(|node| node.role() == Role::Button && node.name() != "Mailchimp");
    wait_within(e2e::TIMEOUT, app)
        .unwrap_or_else(|| panic!("the focus is lost: {:?}", main.focused().map(|node| (node.role(), node.name()))));
    main.press_keys(&["ctrl+shift+Tab", "ctrl+shift+Tab"]);
    main.wait_state(Role::Radio, "All", State::Checked, true);
    main.wait_for_text("All, 42 apps");
    // With the chips: they are one stop for Tab, and arrows choose.
    main.focus(Role::Radio, "All");
    main.press_keys(&["Right"]);
    main.wait_focused(Role::Radio, "Communication");
    main.wait_state(Role::Radio, "Communication", State::Checked, true);
    main.press_keys(&["Left"]);
    main.wait_focused(Role::Radio, "All");
}

#[test]
fn settings_help_and_menus_restore_focus() {
    let journey = Journey::new("keyboard_settings");
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.press_keys(&["Down", "Right"]);
    main.wait_focused(Role::Button, "Microsoft Teams");

    main.press_keys(&["question"]);
    main.find(Role::Dialog, "Keyboard shortcuts");
    main.wait_focused(Role::Button, "Close");
    for words in ["Open your first to ninth favourite", "Move a favourite", "Next category, tag or folder"] {
        main.wait_for_text(words);
    }
    main.press_keys(&["Escape"]);
    main.wait_focused(Role::Button, "Microsoft Teams");

    main.press_keys(&["ctrl+comma"]);
    main.find(Role::Dialog, "Settings");
    // Theme, language, then how apps are shown.
    main.wait_focused(Role::Radio, "System");
    main.press_keys(&["Tab", "Tab"]);
    main.wait_focused(Role::Radio, "Automatic");
    main.press_keys(&["Down"]);
    main.wait_focused(Role::Radio, "Tiles");
    main.press_keys(&["Down"]);
    main.wait_focused(Role::Radio, "List");
    wait_for_settings_line(&journey, "layout = \"list\"");
    main.press_keys(&["Tab"]);
    main.wait_focused(Role::Radio, "Comfortable");
    main.press_keys(&["Down"]);
    main.wait_focused(Role::Radio, "Compact");
    wait_for_settings_line(&journey, "density = \"compact\"");
    main.wait_state(Role::Radio, "Compact", State::Checked, true);
    main.press_keys(&["Escape"]);
    main.wait_removed(Role::Dialog, "Settings");
    main.wait_focused(Role::Button, "Microsoft Teams");
    main.wait_state(Role::Button, "List", State::Pressed, true);
    // In a list, Down moves to the next app.
    main.press_keys(&["Down"]);
    main.wait_focused(Role::Button, "Miro");
    main.press_keys(&["ctrl+comma"]);
    main.wait_focused(Role::Radio, "System");
    main.press_keys(&["Tab", "Tab"]);
    main.wait_focused(Role::Radio, "List");
    main.press_keys(&["Up"]);
    wait_for_settings_line(&journey, "layout = \"tiles\"");
    main.press_keys(&["Escape"]);
    main.wait_state(Role::Button, "Tiles", State::Pressed, true);
    main.wait_focused(Role::Button, "Miro");

    let requests_before = journey.tenant.request_count("/uprest/getupdata");
    main.press_keys(&["F5"]);
    let is_requested = || (journey.tenant.request_count("/uprest/getupdata") > requests_before).then_some(());
    wait_within(e2e::TIMEOUT, is_requested).expect("F5 asks for the list");
    main.wait_for_text("updated");
    main.wait_focused(Role::Button, "Miro");

    main.press_keys(&["ctrl+shift+a"]);
    main.wait_focused(Role::MenuItem, "Add account…");
    main.press_keys(&["Escape"]);
    let account = || main.focused().filter(|node| node.role() == Role::ComboBox && node.name().starts_with("Account"));
    wait_within(e2e::TIMEOUT, account).expect("the menu's button has the focus");
    // Each Tab stop has a name. Behind the last one Tab leaves the page, as it does in a browser, and the next Tab enters it
    // at its beginning.
    let mut stops = Vec::new();
    while stops.len() < 20 {
        let before = main.focused();
        main.press_keys(&["Tab"]);
        let moved = || main.focused().filter(|node| Some(node) != before.as_ref() && node.role() != Role::ScrollPane);
        let Some(now) = wait_within(Duration::from_secs(3), moved) else { break };
        stops.push((now.role(), now.name()));
    }
    main.press_keys(&["Tab"]);
    wait_within(e2e::TIMEOUT, account).unwrap_or_else(|| panic!("the way leads round, after {stops:?}"));
    assert!(stops.iter().all(|(_, name)| !name.is_empty()), "{stops:?}");
    for stop in
        ["Search apps", "Refresh", "Menu", "All", "Tiles", "List", "Miro", "Favourite: Miro", "Actions for Miro"]
    {
        assert!(stops.iter().any(|(_, name)| name == stop), "{stop} is not among {stops:?}");
    }
}

fn wait_for_settings_line(journey: &Journey, line: &str) {
    let is_saved = || journey.dirs().settings_text().contains(line).then_some(());
    wait_within(e2e::TIMEOUT, is_saved)
        .unwrap_or_else(|| panic!("{line} is not in {}", journey.dirs().settings_text()));
}
