//! Favorites and hidden apps by keyboard alone; the focus is sensible after each step.

use e2e::{Assignments, Journey, Portico, Role, State, wait_within};

use crate::sections;

const WORK_APPS: [&str; 5] = ["Calendar", "Mail", "Notes", "Tickets", "Wiki"];

fn journey_with_apps(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.assign_apps(
        "user@acme.test",
        &Assignments::in_category("Work", &WORK_APPS).with_app("Budget", serde_json::json!({ "Category": "Money" })),
    );
    journey
}

/// Moves the focus to an app by keyboard. The section Money comes before Work.
fn focus_app(portico: &Portico<'_>, app: &str) {
    let main = portico.main_window();
    main.focus(Role::ComboBox, "Search apps");
    main.press_keys(&["Down", "End"]);
    main.wait_focused(Role::Button, "Wiki");
    for before in WORK_APPS.iter().rev().skip(1).take_while(|_| app != "Wiki") {
        main.press_keys(&["Left"]);
        main.wait_focused(Role::Button, before);
        if *before == app {
            break;
        }
    }
}

#[test]
fn favorites_can_be_reordered_and_opened_by_number() {
    let journey = journey_with_apps("favorites");
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    // From the search box into the list, without a mouse.
    main.wait_focused(Role::ComboBox, "Search apps");
    main.press_keys(&["Down"]);
    main.wait_focused(Role::Button, "Budget");
    main.press_keys(&["ctrl+d"]);
    sections::wait_for_apps(&main, "Favourites", &["Budget"]);
    main.wait_focused(Role::Button, "Budget");
    main.wait_state(Role::Button, "Favourite: Budget", State::Pressed, true);
    main.wait_for_text("Budget is a favourite");

    // From its category.
    focus_app(&portico, "Notes");
    main.press_keys(&["ctrl+d"]);
    sections::wait_for_apps(&main, "Favourites", &["Budget", "Notes"]);
    main.wait_focused(Role::Button, "Notes");
    // From a search; the search field keeps the focus.
    main.type_text("tick");
    main.wait_focused(Role::ListItem, "Tickets");
    main.press_keys(&["ctrl+d"]);
    main.wait_for_text("Tickets is a favourite");
    main.press_keys(&["Escape"]);
    sections::wait_for_apps(&main, "Favourites", &["Budget", "Notes", "Tickets"]);
    main.wait_focused(Role::ComboBox, "Search apps");

    // Move the first to the end, step by step; it keeps the focus and cannot move further.
    main.press_keys(&["Down", "Home"]);
    main.wait_focused(Role::Button, "Budget");
    main.press_keys(&["alt+shift+Right"]);
    sections::wait_for_apps(&main, "Favourites", &["Notes", "Budget", "Tickets"]);
    main.wait_for_text("Budget, 2 of 3");
    main.wait_focused(Role::Button, "Budget");
    main.press_keys(&["alt+shift+Right"]);
    sections::wait_for_apps(&main, "Favourites", &["Notes", "Tickets", "Budget"]);
    main.wait_focused(Role::Button, "Budget");
    main.press_keys(&["alt+shift+Right", "Left"]);
    main.wait_focused(Role::Button, "Tickets");
    sections::wait_for_apps(&main, "Favourites", &["Notes", "Tickets", "Budget"]);
    main.press_keys(&["alt+shift+Left"]);
    sections::wait_for_apps(&main, "Favourites", &["Tickets", "Notes", "Budget"]);
    // With the menu, which offers what is possible.
    main.wait_focused(Role::Button, "Tickets");
    main.press_keys(&["Right", "Right"]);
    main.wait_focused(Role::Button, "Budget");
    main.press_keys(&["ctrl+period"]);
    main.wait_focused(Role::MenuItem, "Open");
    assert!(main.query(Role::MenuItem, "Move later").is_none(), "it is the last: {:?}", main.texts());
    main.press_keys(&["m"]);
    main.wait_focused(Role::MenuItem, "Move to first place");
    main.press_keys(&["Return"]);
    sections::wait_for_apps(&main, "Favourites", &["Budget", "Tickets", "Notes"]);
    main.wait_focused(Role::Button, "Budget");

    // Open by number, from anywhere.
    for (key, app) in [("ctrl+2", "Tickets"), ("ctrl+1", "Budget")] {
        let before = journey.browser_calls().len();
        main.press_keys(&[key]);
        let opened =
            wait_within(e2e::TIMEOUT, || journey.browser_calls().get(before).and_then(|call| call.last().cloned()));
        let url = opened.unwrap_or_else(|| panic!("{key} opens {app}"));
        assert!(url.contains(&format!("appkey={}&", Assignments::app_key(app))), "{url}");
    }
    main.press_keys(&["ctrl+9"]);
    main.wait_focused(Role::Button, "Budget");

    // Remove the last favorites; the focus stays in the list.
    for remaining in [&["Tickets", "Notes"][..], &["Notes"]] {
        main.press_keys(&["Home"]);
        main.press_keys(&["ctrl+d"]);
        sections::wait_for_apps(&main, "Favourites", remaining);
        main.wait_focused(Role::Button, remaining[0]);
    }
    main.press_keys(&["ctrl+d"]);
    sections::wait_removed(&main, "Favourites");
    let focused_app = || main.focused().filter(|node| node.role() == Role::Button).map(|node| node.name());
    let focused = wait_within(e2e::TIMEOUT, focused_app).expect("an app has the focus");
    assert!(WORK_APPS.contains(&focused.as_str()) || focused == "Budget", "{focused}");
    assert_eq!(journey.browser_calls().len(), 2, "nothing else was opened: {:?}", journey.browser_calls());
}

#[test]
fn hidden_app_can_be_shown_again() {
    let journey = journey_with_apps("hidden");
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    focus_app(&portico, "Notes");
    main.press_keys(&["shift+F10"]);
    main.wait_focused(Role::MenuItem, "Open");
    // Escape closes the menu and restores the focus.
    main.press_keys(&["Escape"]);
    main.wait_focused(Role::Button, "Notes");
    main.press_keys(&["ctrl+period"]);
    main.wait_focused(Role::MenuItem, "Open");
    main.press_keys(&["h"]);
    main.wait_focused(Role::MenuItem, "Hide");
    main.press_keys(&["Return"]);
    sections::wait_for_apps(&main, "Work", &["Calendar", "Mail", "Tickets", "Wiki"]);
    main.wait_for_text("Notes is hidden");
    main.wait_focused(Role::Button, "Tickets");
    // A search still finds it.
    main.type_text("note");
    main.wait_focused(Role::ListItem, "Notes");
    main.press_keys(&["Escape"]);

    // The last section is closed; its heading is a button after those of the last app.
    main.press_keys(&["Down", "End"]);
    main.wait_focused(Role::Button, "Wiki");
    main.press_keys(&["Tab", "Tab", "Tab"]);
    let heading = wait_within(e2e::TIMEOUT, || main.focused().filter(|node| node.name().starts_with("Hidden")));
    let heading =
        heading.unwrap_or_else(|| panic!("Hidden has the focus: {:?}", main.focused().map(|node| node.name())));
    assert!(!heading.has_state(State::Expanded));
    assert!(main.query(Role::Button, "Notes").is_none());
    main.press_keys(&["Return"]);
    sections::wait_for_apps(&main, "Hidden", &["Notes"]);
    main.press_keys(&["shift+Tab", "shift+Tab", "shift+Tab"]);
    main.wait_focused(Role::Button, "Wiki");
    main.press_keys(&["End"]);
    main.wait_focused(Role::Button, "Notes");
    main.press_keys(&["ctrl+period", "s"]);
    main.wait_focused(Role::MenuItem, "Show again");
    main.press_keys(&["Return"]);
    main.wait_for_text("Notes is shown again");
    sections::wait_for_apps(&main, "Work", &WORK_APPS);
    sections::wait_removed(&main, "Hidden");
    let focused = wait_within(e2e::TIMEOUT, || main.focused().filter(|node| node.role() == Role::Button));
    assert!(focused.is_some(), "the focus is lost");
}
