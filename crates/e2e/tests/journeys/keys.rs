//! The list without a mouse: moving, finding, narrowing, settings and help. Wherever a key leads, one thing
//! has the focus, and it is the one that a person would expect.

use std::time::Duration;

use e2e::{Journey, Role, State, wait_within};

use crate::shelf;

#[test]
fn typing_searches_and_arrows_move_focus() {
    let journey = Journey::new("keys");
    let portico = journey.start_signed_in();
    let main = portico.main();
    // Typing begins a search, with the first hit selected; Enter opens it, and the box keeps the letters.
    main.wait_focused(Role::ComboBox, "Search apps");
    main.type_text("jir");
    let hit = main.wait_focused(Role::ListItem, "Jira Software");
    assert!(hit.is(State::Selected));
    main.keys(&["Return"]);
    assert_eq!(journey.wait_for_opened().len(), 1);
    main.wait_focused(Role::ListItem, "Jira Software");
    main.keys(&["ctrl+a"]);
    main.type_text("s");
    let first = wait_within(e2e::PATIENCE, || {
        main.focused().filter(|node| node.role() == Role::ListItem && node.name() != "Jira Software")
    });
    let first = first.expect("a hit").name();
    main.keys(&["Down"]);
    let second =
        wait_within(e2e::PATIENCE, || main.focused().filter(|node| node.name() != first)).expect("the next hit");
    assert_eq!(second.role(), Role::ListItem);
    main.keys(&["Up"]);
    main.wait_focused(Role::ListItem, &first);
    main.keys(&["Escape"]);
    assert_eq!(main.wait_focused(Role::ComboBox, "Search apps").text(), "");

    // Into the list: one app after the other, rows, pages, the ends.
    main.keys(&["Down"]);
    main.wait_focused(Role::Button, "Mailchimp");
    main.keys(&["Right"]);
    main.wait_focused(Role::Button, "Microsoft Teams");
    main.keys(&["Right", "Right", "Left"]);
    main.wait_focused(Role::Button, "Miro");
    main.keys(&["Home"]);
    main.wait_focused(Role::Button, "Mailchimp");
    for (there, back) in [("Down", "Up"), ("Next", "Prior")] {
        main.keys(&[there]);
        let away = || main.focused().filter(|node| node.role() == Role::Button && node.name() != "Mailchimp");
        wait_within(e2e::PATIENCE, away).unwrap_or_else(|| panic!("{there} leads to another app"));
        main.keys(&[back]);
        main.wait_focused(Role::Button, "Mailchimp");
    }
    main.keys(&["End"]);
    let last = main.wait_focused(Role::Button, "Remote Desktop");
    assert!(last.is(State::Showing), "it is scrolled to");
    // A letter there begins a search, and is not lost.
    main.type_text("sla");
    main.wait_focused(Role::ListItem, "Slack");
    main.keys(&["Escape"]);
    assert_eq!(main.wait_focused(Role::ComboBox, "Search apps").text(), "");
}

#[test]
fn filter_chips_narrow_and_reset_list() {
    let journey = Journey::new("chips");
    let portico = journey.start_signed_in();
    let main = portico.main();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.wait_state(Role::Radio, "All", State::Checked, true);
    main.keys(&["ctrl+Tab"]);
    main.wait_state(Role::Radio, "Communication", State::Checked, true);
    main.wait_for_text("Communication, 6 apps");
    shelf::wait(&main, "Communication", &["Mailchimp", "Microsoft Teams", "Miro", "Outlook", "Slack", "Zoom"]);
    shelf::wait_gone(&main, "Finance");
    main.wait_focused(Role::ComboBox, "Search apps");
    // From an app that is not there any more.
    main.keys(&["Down"]);
    main.wait_focused(Role::Button, "Mailchimp");
    main.keys(&["ctrl+Tab"]);
    main.wait_state(Role::Radio, "Engineering", State::Checked, true);
    let app = || main.focused().filter(|node| node.role() == Role::Button && node.name() != "Mailchimp");
    wait_within(e2e::PATIENCE, app)
        .unwrap_or_else(|| panic!("the focus is lost: {:?}", main.focused().map(|node| (node.role(), node.name()))));
    main.keys(&["ctrl+shift+Tab", "ctrl+shift+Tab"]);
    main.wait_state(Role::Radio, "All", State::Checked, true);
    main.wait_for_text("All, 42 apps");
    // By the chips themselves: one stop for Tab, arrows choose.
    main.focus(Role::Radio, "All");
    main.keys(&["Right"]);
    main.wait_focused(Role::Radio, "Communication");
    main.wait_state(Role::Radio, "Communication", State::Checked, true);
    main.keys(&["Left"]);
    main.wait_focused(Role::Radio, "All");
}

#[test]
fn settings_help_and_menus_restore_focus() {
    let journey = Journey::new("keys_settings");
    let portico = journey.start_signed_in();
    let main = portico.main();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.keys(&["Down", "Right"]);
    main.wait_focused(Role::Button, "Microsoft Teams");

    main.keys(&["question"]);
    main.find(Role::Dialog, "Keyboard shortcuts");
    main.wait_focused(Role::Button, "Close");
    for words in ["Open your first to ninth favourite", "Move a favourite", "Next category, tag or folder"] {
        main.wait_for_text(words);
    }
    main.keys(&["Escape"]);
    main.wait_focused(Role::Button, "Microsoft Teams");

    main.keys(&["ctrl+comma"]);
    main.find(Role::Dialog, "Settings");
    // Theme, language, then how apps are shown.
    main.wait_focused(Role::Radio, "System");
    main.keys(&["Tab", "Tab"]);
    main.wait_focused(Role::Radio, "Automatic");
    main.keys(&["Down"]);
    main.wait_focused(Role::Radio, "Tiles");
    main.keys(&["Down"]);
    main.wait_focused(Role::Radio, "List");
    wait_settings(&journey, "layout = \"list\"");
    main.keys(&["Tab"]);
    main.wait_focused(Role::Radio, "Comfortable");
    main.keys(&["Down"]);
    main.wait_focused(Role::Radio, "Compact");
    wait_settings(&journey, "density = \"compact\"");
    main.wait_state(Role::Radio, "Compact", State::Checked, true);
    main.keys(&["Escape"]);
    main.wait_gone(Role::Dialog, "Settings");
    main.wait_focused(Role::Button, "Microsoft Teams");
    main.wait_state(Role::Button, "List", State::Pressed, true);
    // In a list, down is the next one.
    main.keys(&["Down"]);
    main.wait_focused(Role::Button, "Miro");
    main.keys(&["ctrl+comma"]);
    main.wait_focused(Role::Radio, "System");
    main.keys(&["Tab", "Tab"]);
    main.wait_focused(Role::Radio, "List");
    main.keys(&["Up"]);
    wait_settings(&journey, "layout = \"tiles\"");
    main.keys(&["Escape"]);
    main.wait_state(Role::Button, "Tiles", State::Pressed, true);
    main.wait_focused(Role::Button, "Miro");

    let asked = journey.tenant.count("/uprest/getupdata");
    main.keys(&["F5"]);
    let again = || (journey.tenant.count("/uprest/getupdata") > asked).then_some(());
    wait_within(e2e::PATIENCE, again).expect("F5 asks for the list");
    main.wait_for_text("updated");
    main.wait_focused(Role::Button, "Miro");

    main.keys(&["ctrl+shift+a"]);
    main.wait_focused(Role::MenuItem, "Add account…");
    main.keys(&["Escape"]);
    let account = || main.focused().filter(|node| node.role() == Role::ComboBox && node.name().starts_with("Account"));
    wait_within(e2e::PATIENCE, account).expect("the menu's button has the focus");
    // Each stop on the way round has a name. Behind the last one Tab leaves the page, as it does in a browser,
    // and the next one comes in again at its beginning.
    let mut stops = Vec::new();
    while stops.len() < 20 {
        let before = main.focused();
        main.keys(&["Tab"]);
        let moved = || main.focused().filter(|node| Some(node) != before.as_ref() && node.role() != Role::ScrollPane);
        let Some(now) = wait_within(Duration::from_secs(3), moved) else { break };
        stops.push((now.role(), now.name()));
    }
    main.keys(&["Tab"]);
    wait_within(e2e::PATIENCE, account).unwrap_or_else(|| panic!("the way leads round, after {stops:?}"));
    assert!(stops.iter().all(|(_, name)| !name.is_empty()), "{stops:?}");
    for stop in
        ["Search apps", "Refresh", "Menu", "All", "Tiles", "List", "Miro", "Favourite: Miro", "Actions for Miro"]
    {
        assert!(stops.iter().any(|(_, name)| name == stop), "{stop} is not among {stops:?}");
    }
}

fn wait_settings(journey: &Journey, line: &str) {
    let written = || journey.homes().settings().contains(line).then_some(());
    wait_within(e2e::PATIENCE, written).unwrap_or_else(|| panic!("{line} is not in {}", journey.homes().settings()));
}
