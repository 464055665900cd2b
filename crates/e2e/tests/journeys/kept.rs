//! What a person made of the list outlives Portico: it is there at the next start, before any network is.

use e2e::{Assignments, Journey, Role, State, Wire, wait_within};

use crate::shelf;

const USER: &str = "user@acme.test";
const WORK: [&str; 6] = ["Calendar", "Chat", "Mail", "Notes", "Tickets", "Wiki"];

#[test]
fn favorites_recents_and_hidden_apps_survive_offline_restart() {
    let journey = Journey::new("kept");
    journey.assign(USER, &Assignments::of("Work", &WORK));
    let mut wire = Wire::before(journey.tenant.address());
    journey.configure_for(wire.address());
    let portico = journey.start_signed_in();
    let main = portico.main();
    main.wait_focused(Role::ComboBox, "Search apps");
    for app in ["Wiki", "Mail", "Chat"] {
        main.type_text(app);
        main.wait_focused(Role::ListItem, app);
        main.keys(&["ctrl+d"]);
        main.wait_for_text(&format!("{app} is a favourite"));
        main.keys(&["ctrl+a", "BackSpace"]);
    }
    shelf::wait(&main, "Favourites", &["Wiki", "Mail", "Chat"]);
    main.keys(&["Down", "Home"]);
    main.wait_focused(Role::Button, "Wiki");
    main.keys(&["alt+shift+Right", "alt+shift+Right"]);
    shelf::wait(&main, "Favourites", &["Mail", "Chat", "Wiki"]);
    // Three openings are a habit.
    for (at, app) in ["Tickets", "Notes", "Calendar"].into_iter().enumerate() {
        main.focus(Role::ComboBox, "Search apps");
        main.type_text(app);
        main.wait_focused(Role::ListItem, app);
        main.keys(&["Return"]);
        wait_within(e2e::PATIENCE, || (journey.opened().len() > at).then_some(())).expect("it opens");
        main.keys(&["Escape"]);
    }
    shelf::wait(&main, "Recent", &["Calendar", "Notes", "Tickets"]);
    main.focus(Role::ComboBox, "Search apps");
    main.keys(&["Down", "End"]);
    main.wait_focused(Role::Button, "Wiki");
    main.keys(&["Home"]);
    // By its own button, as a person with a screen reader may.
    main.press_role(Role::ComboBox, "Actions for Calendar");
    main.press_role(Role::MenuItem, "Hide");
    shelf::wait(&main, "Work", &["Chat", "Mail", "Notes", "Tickets", "Wiki"]);
    main.press("List");
    main.wait_state(Role::Button, "List", State::Pressed, true);
    portico.quit();

    wire.cut();
    let asked = journey.tenant.requests().len();
    let portico = journey.portico();
    let main = portico.main();
    shelf::wait(&main, "Favourites", &["Mail", "Chat", "Wiki"]);
    // What is hidden is hidden everywhere.
    shelf::wait(&main, "Recent", &["Notes", "Tickets"]);
    shelf::wait(&main, "Work", &["Chat", "Mail", "Notes", "Tickets", "Wiki"]);
    main.wait_state(Role::Button, "List", State::Pressed, true);
    main.press_by_prefix(Role::Button, "Hidden");
    shelf::wait(&main, "Hidden", &["Calendar"]);
    assert_eq!(journey.tenant.requests().len(), asked, "no network was there");
    // Out of reach of the tenant, it can be changed as well.
    main.press_role(Role::ComboBox, "Actions for Calendar");
    main.press_role(Role::MenuItem, "Show again");
    shelf::wait(&main, "Work", &WORK);
    shelf::wait_gone(&main, "Hidden");
}

#[test]
fn favorites_survive_kill_right_after_change() {
    let journey = Journey::new("kept_crash");
    journey.assign(USER, &Assignments::of("Work", &WORK));
    let mut portico = journey.start_signed_in();
    portico.main().wait_focused(Role::ComboBox, "Search apps");
    let mut stars = Vec::new();
    for app in ["Mail", "Wiki", "Notes"] {
        let main = portico.main();
        main.find(Role::Button, &format!("Favourite: {app}")).press();
        main.wait_state(Role::Button, &format!("Favourite: {app}"), State::Pressed, true);
        // At once, before anything else could be written down.
        portico.kill();
        stars.push(app);
        portico = journey.portico();
        shelf::wait(&portico.main(), "Favourites", &stars);
        portico.main().wait_for_text("updated");
    }
}
