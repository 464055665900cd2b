//! The app as Orca speaks it: names, roles, states and positions of everything focusable, and announcements. The texts
//! here are what a blind user hears.

use e2e::{
    Announcements, Assignments, Journey, PaintMarker, Portico, Role, State, Utterance, focusable_utterances,
    wait_within,
};
use serde_json::json;

use crate::sections;

const USER: &str = "user@acme.test";

/// Asserts that every focusable node has a name and a known role, and that no name is a glyph.
fn assert_all_named(portico: &Portico<'_>, view: &str) -> Vec<Utterance> {
    let utterances = focusable_utterances(&portico.main_window().root());
    assert!(!utterances.is_empty(), "{view} has nothing that can have the focus");
    for one in &utterances {
        assert!(!one.name.trim().is_empty(), "{view}: without a name: {one}, {:?}", one.node.bounds());
        let is_known_role = !matches!(one.role, Role::Other(_));
        assert!(is_known_role, "{view}: a role that nobody expects: {:?} {one}", one.role);
        assert!(one.name.chars().all(|c| !('\u{e000}'..='\u{f8ff}').contains(&c)), "{view}: a glyph's name: {one}");
    }
    utterances
}

fn find_utterance<'a>(utterances: &'a [Utterance], role: Role, name: &str) -> &'a Utterance {
    utterances.iter().find(|one| one.role == role && one.name == name).unwrap_or_else(|| {
        let texts: Vec<String> = utterances.iter().map(ToString::to_string).collect();
        panic!("{role:?} “{name}” is not among {texts:#?}")
    })
}

fn assert_utterance(utterances: &[Utterance], role: Role, name: &str, sentence: &str) {
    assert_eq!(find_utterance(utterances, role, name).to_string(), sentence);
}

fn apps() -> Assignments {
    Assignments::in_category("Work", &["Calendar", "Mail", "Tickets"])
        .with_app("Archive", json!({ "Category": "Money", "Intranet": true }))
        .with_app("<b>Bold</b> & \u{202e}Backwards", json!({ "Category": "Money" }))
}

#[test]
fn every_view_has_names_roles_and_states() {
    let journey = Journey::new("screen_reader");
    journey.assign_apps(USER, &apps());
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.press_keys(&["Down", "Right"]);
    main.wait_focused(Role::Button, "Archive");
    main.press_keys(&["ctrl+d"]);
    sections::wait_for_apps(&main, "Favourites", &["Archive"]);

    let list = assert_all_named(&portico, "the list");
    assert_utterance(&list, Role::Button, "Mail", "Mail, button, 2 of 3");
    assert_utterance(&list, Role::Button, "Archive", "Archive, button, 1 of 1. Opens on the company network only");
    assert_utterance(
        &list,
        Role::Button,
        "Favourite: Archive",
        "Favourite: Archive, button, pressed, 1 of 1. Remove from favourites",
    );
    assert_utterance(&list, Role::Button, "Favourite: Mail", "Favourite: Mail, button, 2 of 3. Add to favourites");
    assert_utterance(&list, Role::ComboBox, "Actions for Mail", "Actions for Mail, button, 2 of 3");
    assert!(find_utterance(&list, Role::ComboBox, "Actions for Mail").states.contains(State::HasPopup));
    assert_utterance(&list, Role::Radio, "All", "All, radio, checked");
    assert!(find_utterance(&list, Role::Button, "Tiles").states.contains(State::Pressed));
    assert!(!find_utterance(&list, Role::Button, "List").states.contains(State::Pressed));
    assert!(find_utterance(&list, Role::ComboBox, "Menu").states.contains(State::HasPopup));
    assert!(
        list.iter().any(|one| one.role == Role::ComboBox && one.name.starts_with("Account Acme")),
        "whose list it is"
    );
    // Tenants' names stay names: neither markup nor a change of direction.
    let bold = list.iter().find(|one| one.role == Role::Button && one.name.starts_with("<b>Bold</b> & "));
    assert!(bold.is_some_and(|one| !one.name.contains('\u{202e}')), "{:?}", main.texts());
    main.find(Role::Heading, "Your apps");

    main.type_text("mai");
    main.wait_focused(Role::ListItem, "Mail");
    let hits = assert_all_named(&portico, "a search");
    assert_utterance(&hits, Role::ListItem, "Mail", "Mail, option, selected, 1 of 1");
    let search = find_utterance(&hits, Role::ComboBox, "Search apps");
    assert!(search.states.contains(State::Expanded) && search.node.text() == "mai");
    main.press_keys(&["ctrl+a"]);
    main.type_text("arch");
    main.wait_focused(Role::ListItem, "Archive");
    let hits = assert_all_named(&portico, "a search");
    assert_utterance(
        &hits,
        Role::ListItem,
        "Archive",
        "Archive, option, selected, 1 of 1. Favourites. Opens on the company network only",
    );
    main.press_keys(&["ctrl+period"]);
    main.wait_focused(Role::MenuItem, "Open");
    let menu = assert_all_named(&portico, "the actions of an app");
    assert_eq!(menu.iter().filter(|one| one.role == Role::MenuItem).count(), 7, "{:?}", main.texts());
    main.find(Role::Menu, "Actions for Archive");
    main.press_keys(&["Escape"]);
    main.press_keys(&["ctrl+i"]);
    main.wait_focused(Role::Heading, "Archive");
    let details = assert_all_named(&portico, "details");
    find_utterance(&details, Role::Button, "Close details");
    find_utterance(&details, Role::Button, "Open it now");
    main.press_keys(&["Escape", "Escape"]);
    main.wait_removed(Role::Button, "Close details");

    main.press_keys(&["ctrl+comma"]);
    main.find(Role::Dialog, "Settings");
    let settings = assert_all_named(&portico, "the settings");
    let layout = find_utterance(&settings, Role::Radio, "Automatic");
    assert!(layout.to_string().starts_with("Automatic, radio, checked"), "{layout}");
    assert!(layout.description.contains("a list where there are many apps"), "{layout}");
    let tell = find_utterance(&settings, Role::CheckBox, "Tell me when my apps change");
    assert!(tell.description.starts_with("A desktop notification"), "{tell}");
    assert!(
        find_utterance(&settings, Role::CheckBox, "Keep a copy of the list on this computer")
            .states
            .contains(State::Checked)
    );
    main.press_keys(&["Escape"]);
    main.wait_removed(Role::Dialog, "Settings");
    main.press_keys(&["F1"]);
    main.find(Role::Dialog, "Keyboard shortcuts");
    assert_all_named(&portico, "the keys");
    main.press_keys(&["Escape"]);
    main.wait_removed(Role::Dialog, "Keyboard shortcuts");
    main.press_role(Role::ComboBox, "Menu");
    main.press_by_prefix(Role::MenuItem, "What’s new");
    main.find(Role::Dialog, "What’s new");
    assert_all_named(&portico, "the feed");
    main.press_keys(&["Escape"]);
    main.wait_removed(Role::Dialog, "What’s new");
    main.press_by_prefix(Role::ComboBox, "Account");
    main.press_by_prefix(Role::MenuItem, "Forget this account");
    main.find(Role::Dialog, "Forget this account?");
    assert_all_named(&portico, "forgetting");
    main.press_keys(&["Escape"]);
    main.wait_removed(Role::Dialog, "Forget this account?");
    main.focus(Role::ComboBox, "Search apps");
    main.press_keys(&["ctrl+l"]);
    main.find(Role::Heading, "Portico is locked");
    assert_all_named(&portico, "the lock");
    main.press("Unlock");
    main.find(Role::Button, "Mail");
}

#[test]
fn changes_are_announced() {
    let journey = Journey::new("announcements");
    journey.assign_apps(USER, &apps());
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.wait_focused(Role::ComboBox, "Search apps");
    let announcements = Announcements::subscribe(&journey.desktop);
    main.type_text("mai");
    announcements.wait_for("1 app matches");
    main.type_text("zz");
    announcements.wait_for("No apps match “maizz”");
    main.press_keys(&["Escape", "Down"]);
    main.wait_focused(Role::Button, "<b>Bold</b> & Backwards");
    main.press_keys(&["Right"]);
    main.wait_focused(Role::Button, "Archive");
    main.press_keys(&["ctrl+d"]);
    announcements.wait_for("Archive is a favourite");
    main.press_keys(&["ctrl+d"]);
    announcements.wait_for("Archive is no longer a favourite");
    // A repeated change is announced again.
    main.press_keys(&["ctrl+d"]);
    let is_repeated = || {
        (announcements.all().iter().filter(|text| text.contains("Archive is a favourite")).count() == 2).then_some(())
    };
    wait_within(e2e::TIMEOUT, is_repeated).unwrap_or_else(|| panic!("{:?}", announcements.all()));
    main.press_keys(&["ctrl+Tab"]);
    announcements.wait_for("Favourites, 1 app");
    journey.tenant.inject_fault("getupdata$", &json!({ "kind": "drop" }));
    main.press_keys(&["F5"]);
    announcements.wait_for(journey.tenant.address());
    announcements.wait_for("Your apps are up to date again.");
}

#[test]
fn app_among_10000_has_position_in_set() {
    let journey = Journey::new("screen_reader_10000");
    journey.tenant.control("apps", &json!({ "account": USER, "body": PaintMarker::app_list(10_000) }));
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.press_keys(&["Down", "End"]);
    // There are twenty departments, and the last has the apps whose number leaves 19.
    let position = |name: &str| {
        let all = focusable_utterances(&main.root());
        let found =
            all.iter().find(|one| one.role == Role::Button && one.name == name && one.states.contains(State::Focused));
        found.and_then(|one| one.position)
    };
    let last = "App 09999";
    main.wait_focused(Role::Button, last);
    assert_eq!(position(last), Some((500, 500)));
    main.press_keys(&["Left"]);
    main.wait_focused(Role::Button, "App 09979");
    assert_eq!(position("App 09979"), Some((499, 500)));
    main.press_keys(&["Prior", "Prior", "Prior"]);
    let other_app = || main.focused().filter(|node| node.role() == Role::Button && !node.name().starts_with("App 099"));
    let app_name = wait_within(e2e::TIMEOUT, other_app).expect("three pages up").name();
    let number: usize = app_name.trim_start_matches("App ").parse().expect("a number");
    // 19, 39, 59, … in their order.
    assert_eq!(position(&app_name), Some((number / 20 + 1, 500)), "{app_name}");
    // The tree has the apps near the viewport only.
    assert!(focusable_utterances(&main.root()).len() < 400, "the whole list is in the tree");
}
