//! Another person on the same computer meets nothing of the one before: not in the window, not in a file.

use e2e::{Assignments, Journey, Role};
use serde_json::json;

use crate::shelf;

const ADA: &str = "user@acme.test";
const BEA: &str = "mfa@acme.test";
const OF_ADA: [&str; 3] = ["Quarterly Zebra Accounts", "Project Nightjar", "Severance Planner"];

#[test]
fn next_user_sees_no_data_of_previous_user() {
    let journey = Journey::new("next_person");
    journey.tenant.configure(&format!(
        "[[account]]\nname = \"{ADA}\"\npassword = \"portico\"\n\n[[account]]\nname = \"{BEA}\"\npassword = \"portico\"\n"
    ));
    let first = Assignments::of("Zebra Department", &OF_ADA[..2]);
    journey.assign(ADA, &first);
    journey.assign(BEA, &Assignments::of("Work", &["Calendar", "Mail"]));
    let portico = journey.start_signed_in();
    let main = portico.main();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.type_text("zebra");
    main.wait_focused(Role::ListItem, OF_ADA[0]);
    main.keys(&["ctrl+d"]);
    main.wait_for_text("is a favourite");
    main.keys(&["Return"]);
    journey.wait_for_opened();
    main.keys(&["Escape"]);
    // The feed names apps as well, and of what went it alone does.
    let members = json!({ "Category": "Zebra Department" });
    journey.assign(ADA, &first.without(OF_ADA[1]).and(OF_ADA[2], members));
    journey.refresh(&portico);
    shelf::wait(&main, "New for you", &[OF_ADA[2]]);
    shelf::wait(&main, "Favourites", &[OF_ADA[0]]);

    main.press_role(Role::ComboBox, "Menu");
    main.press_role(Role::MenuItem, "Sign out");
    main.find(Role::Heading, "Sign in to Acme");
    journey.sign_in(&portico, BEA);
    shelf::wait(&main, "Work", &["Calendar", "Mail"]);
    assert_eq!(shelf::apps(&main, "Favourites"), None);
    assert_eq!(shelf::apps(&main, "New for you"), None);
    assert_eq!(main.find(Role::ComboBox, "Menu").description(), "", "nothing is unread");
    main.press_role(Role::ComboBox, "Menu");
    main.press_by_prefix(Role::MenuItem, "What’s new");
    main.wait_for_text("Nothing has changed since your first list.");
    main.keys(&["Escape"]);
    let words = main.words().join("\n");
    portico.quit();
    for name in OF_ADA.into_iter().chain(["Zebra Department"]) {
        assert!(!words.contains(name), "{name} is on screen: {words}");
        for (path, bytes) in journey.homes().files() {
            let there = bytes.windows(name.len()).any(|window| window == name.as_bytes());
            assert!(!there, "{name} is in {}", path.display());
        }
    }
}
