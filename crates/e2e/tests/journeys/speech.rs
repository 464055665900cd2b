//! The app as Orca speaks it: names, roles, states and places of everything that can have the focus, and what
//! is said in passing. The wording here is what a blind colleague hears.

use e2e::{Assignments, Ear, Journey, Marker, Portico, Role, State, Utterance, spoken, wait_within};
use serde_json::json;

use crate::shelf;

const USER: &str = "user@acme.test";

/// What can be met by role alone must say what it is: no name is empty, and none is a drawing's.
fn all_speak(portico: &Portico<'_>, view: &str) -> Vec<Utterance> {
    let all = spoken(&portico.main().node());
    assert!(!all.is_empty(), "{view} has nothing that can have the focus");
    for one in &all {
        assert!(!one.name.trim().is_empty(), "{view}: without a name: {one}, {:?}", one.node.place());
        let known = !matches!(one.role, Role::Other(_));
        assert!(known, "{view}: a role that nobody expects: {:?} {one}", one.role);
        assert!(one.name.chars().all(|c| !('\u{e000}'..='\u{f8ff}').contains(&c)), "{view}: a glyph's name: {one}");
    }
    all
}

fn said<'a>(all: &'a [Utterance], role: Role, name: &str) -> &'a Utterance {
    all.iter().find(|one| one.role == role && one.name == name).unwrap_or_else(|| {
        let heard: Vec<String> = all.iter().map(ToString::to_string).collect();
        panic!("{role:?} “{name}” is not among {heard:#?}")
    })
}

fn is(all: &[Utterance], role: Role, name: &str, sentence: &str) {
    assert_eq!(said(all, role, name).to_string(), sentence);
}

fn apps() -> Assignments {
    Assignments::of("Work", &["Calendar", "Mail", "Tickets"])
        .and("Archive", json!({ "Category": "Money", "Intranet": true }))
        .and("<b>Bold</b> & \u{202e}Backwards", json!({ "Category": "Money" }))
}

#[test]
fn every_view_has_names_roles_and_states() {
    let journey = Journey::new("speech");
    journey.assign(USER, &apps());
    let portico = journey.start_signed_in();
    let main = portico.main();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.keys(&["Down", "Right"]);
    main.wait_focused(Role::Button, "Archive");
    main.keys(&["ctrl+d"]);
    shelf::wait(&main, "Favourites", &["Archive"]);

    let list = all_speak(&portico, "the list");
    is(&list, Role::Button, "Mail", "Mail, button, 2 of 3");
    is(&list, Role::Button, "Archive", "Archive, button, 1 of 1. Opens on the company network only");
    is(
        &list,
        Role::Button,
        "Favourite: Archive",
        "Favourite: Archive, button, pressed, 1 of 1. Remove from favourites",
    );
    is(&list, Role::Button, "Favourite: Mail", "Favourite: Mail, button, 2 of 3. Add to favourites");
    is(&list, Role::ComboBox, "Actions for Mail", "Actions for Mail, button, 2 of 3");
    assert!(said(&list, Role::ComboBox, "Actions for Mail").states.has(State::HasPopup));
    is(&list, Role::Radio, "All", "All, radio, checked");
    assert!(said(&list, Role::Button, "Tiles").states.has(State::Pressed));
    assert!(!said(&list, Role::Button, "List").states.has(State::Pressed));
    assert!(said(&list, Role::ComboBox, "Menu").states.has(State::HasPopup));
    assert!(
        list.iter().any(|one| one.role == Role::ComboBox && one.name.starts_with("Account Acme")),
        "whose list it is"
    );
    // Tenants' names stay names: neither markup nor a change of direction.
    let bold = list.iter().find(|one| one.role == Role::Button && one.name.starts_with("<b>Bold</b> & "));
    assert!(bold.is_some_and(|one| !one.name.contains('\u{202e}')), "{:?}", main.words());
    main.find(Role::Heading, "Your apps");

    main.type_text("mai");
    main.wait_focused(Role::ListItem, "Mail");
    let hits = all_speak(&portico, "a search");
    is(&hits, Role::ListItem, "Mail", "Mail, option, selected, 1 of 1");
    let search = said(&hits, Role::ComboBox, "Search apps");
    assert!(search.states.has(State::Expanded) && search.node.text() == "mai");
    main.keys(&["ctrl+a"]);
    main.type_text("arch");
    main.wait_focused(Role::ListItem, "Archive");
    let hits = all_speak(&portico, "a search");
    is(
        &hits,
        Role::ListItem,
        "Archive",
        "Archive, option, selected, 1 of 1. Favourites. Opens on the company network only",
    );
    main.keys(&["ctrl+period"]);
    main.wait_focused(Role::MenuItem, "Open");
    let menu = all_speak(&portico, "the actions of an app");
    assert_eq!(menu.iter().filter(|one| one.role == Role::MenuItem).count(), 7, "{:?}", main.words());
    main.find(Role::Menu, "Actions for Archive");
    main.keys(&["Escape"]);
    main.keys(&["ctrl+i"]);
    main.wait_focused(Role::Heading, "Archive");
    let details = all_speak(&portico, "details");
    said(&details, Role::Button, "Close details");
    said(&details, Role::Button, "Open it now");
    main.keys(&["Escape", "Escape"]);
    main.wait_gone(Role::Button, "Close details");

    main.keys(&["ctrl+comma"]);
    main.find(Role::Dialog, "Settings");
    let settings = all_speak(&portico, "the settings");
    let layout = said(&settings, Role::Radio, "Automatic");
    assert!(layout.to_string().starts_with("Automatic, radio, checked"), "{layout}");
    assert!(layout.description.contains("a list where there are many apps"), "{layout}");
    let tell = said(&settings, Role::CheckBox, "Tell me when my apps change");
    assert!(tell.description.starts_with("A desktop notification"), "{tell}");
    assert!(said(&settings, Role::CheckBox, "Keep a copy of the list on this computer").states.has(State::Checked));
    main.keys(&["Escape"]);
    main.wait_gone(Role::Dialog, "Settings");
    main.keys(&["F1"]);
    main.find(Role::Dialog, "Keyboard shortcuts");
    all_speak(&portico, "the keys");
    main.keys(&["Escape"]);
    main.wait_gone(Role::Dialog, "Keyboard shortcuts");
    main.press_role(Role::ComboBox, "Menu");
    main.press_by_prefix(Role::MenuItem, "What’s new");
    main.find(Role::Dialog, "What’s new");
    all_speak(&portico, "the feed");
    main.keys(&["Escape"]);
    main.wait_gone(Role::Dialog, "What’s new");
    main.press_by_prefix(Role::ComboBox, "Account");
    main.press_by_prefix(Role::MenuItem, "Forget this account");
    main.find(Role::Dialog, "Forget this account?");
    all_speak(&portico, "forgetting");
    main.keys(&["Escape"]);
    main.wait_gone(Role::Dialog, "Forget this account?");
    main.focus(Role::ComboBox, "Search apps");
    main.keys(&["ctrl+l"]);
    main.find(Role::Heading, "Portico is locked");
    all_speak(&portico, "the lock");
    main.press("Unlock");
    main.find(Role::Button, "Mail");
}

#[test]
fn changes_are_announced() {
    let journey = Journey::new("announcements");
    journey.assign(USER, &apps());
    let portico = journey.start_signed_in();
    let main = portico.main();
    main.wait_focused(Role::ComboBox, "Search apps");
    let ear = Ear::listen(&journey.desktop);
    main.type_text("mai");
    ear.wait("1 app matches");
    main.type_text("zz");
    ear.wait("No apps match “maizz”");
    main.keys(&["Escape", "Down"]);
    main.wait_focused(Role::Button, "<b>Bold</b> & Backwards");
    main.keys(&["Right"]);
    main.wait_focused(Role::Button, "Archive");
    main.keys(&["ctrl+d"]);
    ear.wait("Archive is a favourite");
    main.keys(&["ctrl+d"]);
    ear.wait("Archive is no longer a favourite");
    // The same again is said again.
    main.keys(&["ctrl+d"]);
    let twice =
        || (ear.heard().iter().filter(|said| said.contains("Archive is a favourite")).count() == 2).then_some(());
    wait_within(e2e::PATIENCE, twice).unwrap_or_else(|| panic!("{:?}", ear.heard()));
    main.keys(&["ctrl+Tab"]);
    ear.wait("Favourites, 1 app");
    journey.tenant.fail("getupdata$", &json!({ "kind": "drop" }));
    main.keys(&["F5"]);
    ear.wait(journey.tenant.address());
    ear.wait("Your apps are up to date again.");
}

#[test]
fn app_among_10000_has_position_in_set() {
    let journey = Journey::new("speech_many");
    journey.tenant.control("apps", &json!({ "account": USER, "body": Marker::list(10_000) }));
    let portico = journey.start_signed_in();
    let main = portico.main();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.keys(&["Down", "End"]);
    // Departments are twenty, and the last of them has what twenty leaves of 19.
    let place = |name: &str| {
        let all = spoken(&main.node());
        let found =
            all.iter().find(|one| one.role == Role::Button && one.name == name && one.states.has(State::Focused));
        found.and_then(|one| one.place)
    };
    let last = "App 09999";
    main.wait_focused(Role::Button, last);
    assert_eq!(place(last), Some((500, 500)));
    main.keys(&["Left"]);
    main.wait_focused(Role::Button, "App 09979");
    assert_eq!(place("App 09979"), Some((499, 500)));
    main.keys(&["Prior", "Prior", "Prior"]);
    let far = || main.focused().filter(|node| node.role() == Role::Button && !node.name().starts_with("App 099"));
    let far = wait_within(e2e::PATIENCE, far).expect("three pages up").name();
    let number: usize = far.trim_start_matches("App ").parse().expect("a number");
    // 19, 39, 59, … in their order.
    assert_eq!(place(&far), Some((number / 20 + 1, 500)), "{far}");
    // Only what is near is in the tree.
    assert!(spoken(&main.node()).len() < 400, "the whole list is in the tree");
}
