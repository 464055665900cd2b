//! Favourites and hidden apps, by keys alone; the focus is somewhere sensible after each.

use e2e::{Assignments, Journey, Portico, Role, State, wait_within};

use crate::shelf;

const WORK: [&str; 5] = ["Calendar", "Mail", "Notes", "Tickets", "Wiki"];

fn stage(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.assign(
        "user@acme.test",
        &Assignments::of("Work", &WORK).and("Budget", serde_json::json!({ "Category": "Money" })),
    );
    journey
}

/// To an app by its name, as a person does who knows the list: Money comes before Work.
fn go_to(portico: &Portico<'_>, app: &str) {
    let main = portico.main();
    main.focus(Role::ComboBox, "Search apps");
    main.keys(&["Down", "End"]);
    main.wait_focused(Role::Button, "Wiki");
    for before in WORK.iter().rev().skip(1).take_while(|_| app != "Wiki") {
        main.keys(&["Left"]);
        main.wait_focused(Role::Button, before);
        if *before == app {
            break;
        }
    }
}

#[test]
fn favorites_can_be_reordered_and_opened_by_number() {
    let journey = stage("favourites");
    let portico = journey.start_signed_in();
    let main = portico.main();
    // From the search box into the list, without a mouse.
    main.wait_focused(Role::ComboBox, "Search apps");
    main.keys(&["Down"]);
    main.wait_focused(Role::Button, "Budget");
    main.keys(&["ctrl+d"]);
    shelf::wait(&main, "Favourites", &["Budget"]);
    main.wait_focused(Role::Button, "Budget");
    main.wait_state(Role::Button, "Favourite: Budget", State::Pressed, true);
    main.wait_for_text("Budget is a favourite");

    // From where it stands in its category.
    go_to(&portico, "Notes");
    main.keys(&["ctrl+d"]);
    shelf::wait(&main, "Favourites", &["Budget", "Notes"]);
    main.wait_focused(Role::Button, "Notes");
    // And from a search, whose box keeps the focus.
    main.type_text("tick");
    main.wait_focused(Role::ListItem, "Tickets");
    main.keys(&["ctrl+d"]);
    main.wait_for_text("Tickets is a favourite");
    main.keys(&["Escape"]);
    shelf::wait(&main, "Favourites", &["Budget", "Notes", "Tickets"]);
    main.wait_focused(Role::ComboBox, "Search apps");

    // The first to the end, a step at a time; it keeps the focus and cannot go further.
    main.keys(&["Down", "Home"]);
    main.wait_focused(Role::Button, "Budget");
    main.keys(&["alt+shift+Right"]);
    shelf::wait(&main, "Favourites", &["Notes", "Budget", "Tickets"]);
    main.wait_for_text("Budget, 2 of 3");
    main.wait_focused(Role::Button, "Budget");
    main.keys(&["alt+shift+Right"]);
    shelf::wait(&main, "Favourites", &["Notes", "Tickets", "Budget"]);
    main.wait_focused(Role::Button, "Budget");
    main.keys(&["alt+shift+Right", "Left"]);
    main.wait_focused(Role::Button, "Tickets");
    shelf::wait(&main, "Favourites", &["Notes", "Tickets", "Budget"]);
    main.keys(&["alt+shift+Left"]);
    shelf::wait(&main, "Favourites", &["Tickets", "Notes", "Budget"]);
    // By the menu, which offers what is possible.
    main.wait_focused(Role::Button, "Tickets");
    main.keys(&["Right", "Right"]);
    main.wait_focused(Role::Button, "Budget");
    main.keys(&["ctrl+period"]);
    main.wait_focused(Role::MenuItem, "Open");
    assert!(main.look(Role::MenuItem, "Move later").is_none(), "it is the last: {:?}", main.words());
    main.keys(&["m"]);
    main.wait_focused(Role::MenuItem, "Move to first place");
    main.keys(&["Return"]);
    shelf::wait(&main, "Favourites", &["Budget", "Tickets", "Notes"]);
    main.wait_focused(Role::Button, "Budget");

    // By number, from anywhere.
    for (key, app) in [("ctrl+2", "Tickets"), ("ctrl+1", "Budget")] {
        let before = journey.opened().len();
        main.keys(&[key]);
        let opened = wait_within(e2e::PATIENCE, || journey.opened().get(before).and_then(|call| call.last().cloned()));
        let url = opened.unwrap_or_else(|| panic!("{key} opens {app}"));
        assert!(url.contains(&format!("appkey={}&", Assignments::key(app))), "{url}");
    }
    main.keys(&["ctrl+9"]);
    main.wait_focused(Role::Button, "Budget");

    // The last ones go, and the focus does not go with them.
    for left in [&["Tickets", "Notes"][..], &["Notes"]] {
        main.keys(&["Home"]);
        main.keys(&["ctrl+d"]);
        shelf::wait(&main, "Favourites", left);
        main.wait_focused(Role::Button, left[0]);
    }
    main.keys(&["ctrl+d"]);
    shelf::wait_gone(&main, "Favourites");
    let stays = || main.focused().filter(|node| node.role() == Role::Button).map(|node| node.name());
    let focused = wait_within(e2e::PATIENCE, stays).expect("an app has the focus");
    assert!(WORK.contains(&focused.as_str()) || focused == "Budget", "{focused}");
    assert_eq!(journey.opened().len(), 2, "nothing else was opened: {:?}", journey.opened());
}

#[test]
fn hidden_app_can_be_shown_again() {
    let journey = stage("hidden");
    let portico = journey.start_signed_in();
    let main = portico.main();
    go_to(&portico, "Notes");
    main.keys(&["shift+F10"]);
    main.wait_focused(Role::MenuItem, "Open");
    // A menu can be left, and gives the focus back.
    main.keys(&["Escape"]);
    main.wait_focused(Role::Button, "Notes");
    main.keys(&["ctrl+period"]);
    main.wait_focused(Role::MenuItem, "Open");
    main.keys(&["h"]);
    main.wait_focused(Role::MenuItem, "Hide");
    main.keys(&["Return"]);
    shelf::wait(&main, "Work", &["Calendar", "Mail", "Tickets", "Wiki"]);
    main.wait_for_text("Notes is hidden");
    main.wait_focused(Role::Button, "Tickets");
    // It is still found, and said to be hidden.
    main.type_text("note");
    main.wait_focused(Role::ListItem, "Notes");
    main.keys(&["Escape"]);

    // The last shelf, closed; its heading is a button after the last app's own.
    main.keys(&["Down", "End"]);
    main.wait_focused(Role::Button, "Wiki");
    main.keys(&["Tab", "Tab", "Tab"]);
    let heading = wait_within(e2e::PATIENCE, || main.focused().filter(|node| node.name().starts_with("Hidden")));
    let heading =
        heading.unwrap_or_else(|| panic!("Hidden has the focus: {:?}", main.focused().map(|node| node.name())));
    assert!(!heading.is(State::Expanded));
    assert!(main.look(Role::Button, "Notes").is_none());
    main.keys(&["Return"]);
    shelf::wait(&main, "Hidden", &["Notes"]);
    main.keys(&["shift+Tab", "shift+Tab", "shift+Tab"]);
    main.wait_focused(Role::Button, "Wiki");
    main.keys(&["End"]);
    main.wait_focused(Role::Button, "Notes");
    main.keys(&["ctrl+period", "s"]);
    main.wait_focused(Role::MenuItem, "Show again");
    main.keys(&["Return"]);
    main.wait_for_text("Notes is shown again");
    shelf::wait(&main, "Work", &WORK);
    shelf::wait_gone(&main, "Hidden");
    let focused = wait_within(e2e::PATIENCE, || main.focused().filter(|node| node.role() == Role::Button));
    assert!(focused.is_some(), "the focus is lost");
}
