//! The user's changes to the list survive a restart, and are there before the network is.

use e2e::{Assignments, Journey, RecordingProxy, Role, State, wait_within};

use crate::sections;

const USER: &str = "user@acme.test";
const WORK_APPS: [&str; 6] = ["Calendar", "Chat", "Mail", "Notes", "Tickets", "Wiki"];

#[test]
fn favorites_recents_and_hidden_apps_survive_offline_restart() {
    let journey = Journey::new("persistence");
    journey.assign_apps(USER, &Assignments::in_category("Work", &WORK_APPS));
    let mut proxy = RecordingProxy::in_front_of(journey.tenant.address());
    journey.configure_for(proxy.address());
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.wait_focused(Role::ComboBox, "Search apps");
    for app in ["Wiki", "Mail", "Chat"] {
        main.type_text(app);
        main.wait_focused(Role::ListItem, app);
        main.press_keys(&["ctrl+d"]);
        main.wait_for_text(&format!("{app} is a favourite"));
        main.press_keys(&["ctrl+a", "BackSpace"]);
    }
    sections::wait_for_apps(&main, "Favourites", &["Wiki", "Mail", "Chat"]);
    main.press_keys(&["Down", "Home"]);
    main.wait_focused(Role::Button, "Wiki");
    main.press_keys(&["alt+shift+Right", "alt+shift+Right"]);
    sections::wait_for_apps(&main, "Favourites", &["Mail", "Chat", "Wiki"]);
    // Three launches make a section of recent apps.
    for (calls_before, app) in ["Tickets", "Notes", "Calendar"].into_iter().enumerate() {
        main.focus(Role::ComboBox, "Search apps");
        main.type_text(app);
        main.wait_focused(Role::ListItem, app);
        main.press_keys(&["Return"]);
        wait_within(e2e::TIMEOUT, || (journey.browser_calls().len() > calls_before).then_some(())).expect("it opens");
        main.press_keys(&["Escape"]);
    }
    sections::wait_for_apps(&main, "Recent", &["Calendar", "Notes", "Tickets"]);
    main.focus(Role::ComboBox, "Search apps");
    main.press_keys(&["Down", "End"]);
    main.wait_focused(Role::Button, "Wiki");
    main.press_keys(&["Home"]);
    // With the app's menu button, as a user with a screen reader may.
    main.press_role(Role::ComboBox, "Actions for Calendar");
    main.press_role(Role::MenuItem, "Hide");
    sections::wait_for_apps(&main, "Work", &["Chat", "Mail", "Notes", "Tickets", "Wiki"]);
    main.press("List");
    main.wait_state(Role::Button, "List", State::Pressed, true);
    portico.quit();

    proxy.disconnect();
    let requests_before = journey.tenant.requests().len();
    let portico = journey.start();
    let main = portico.main_window();
    sections::wait_for_apps(&main, "Favourites", &["Mail", "Chat", "Wiki"]);
    // What is hidden is hidden everywhere.
    sections::wait_for_apps(&main, "Recent", &["Notes", "Tickets"]);
    sections::wait_for_apps(&main, "Work", &["Chat", "Mail", "Notes", "Tickets", "Wiki"]);
    main.wait_state(Role::Button, "List", State::Pressed, true);
    main.press_by_prefix(Role::Button, "Hidden");
    sections::wait_for_apps(&main, "Hidden", &["Calendar"]);
    assert_eq!(journey.tenant.requests().len(), requests_before, "no network was there");
    // The list can be changed without a network too.
    main.press_role(Role::ComboBox, "Actions for Calendar");
    main.press_role(Role::MenuItem, "Show again");
    sections::wait_for_apps(&main, "Work", &WORK_APPS);
    sections::wait_removed(&main, "Hidden");
}

#[test]
fn favorites_survive_kill_right_after_change() {
    let journey = Journey::new("persistence_kill");
    journey.assign_apps(USER, &Assignments::in_category("Work", &WORK_APPS));
    let mut portico = journey.start_signed_in();
    portico.main_window().wait_focused(Role::ComboBox, "Search apps");
    let mut favorites = Vec::new();
    for app in ["Mail", "Wiki", "Notes"] {
        let main = portico.main_window();
        main.find(Role::Button, &format!("Favourite: {app}")).press();
        main.wait_state(Role::Button, &format!("Favourite: {app}"), State::Pressed, true);
        // Kill Portico at once, before it writes anything else.
        portico.kill();
        favorites.push(app);
        portico = journey.start();
        sections::wait_for_apps(&portico.main_window(), "Favourites", &favorites);
        portico.main_window().wait_for_text("updated");
    }
}
