//! Another user of the same computer sees nothing of the user before: not in the window, not in a file.

use e2e::{Assignments, Journey, Role};
use serde_json::json;

use crate::sections;

const ADA: &str = "user@acme.test";
const BEA: &str = "mfa@acme.test";
const ADA_APPS: [&str; 3] = ["Quarterly Zebra Accounts", "Project Nightjar", "Severance Planner"];

#[test]
fn next_user_sees_no_data_of_previous_user() {
    let journey = Journey::new("next_user");
    journey.tenant.configure(&format!(
        "[[account]]\nname = \"{ADA}\"\npassword = \"portico\"\n\n[[account]]\nname = \"{BEA}\"\npassword = \"portico\"\n"
    ));
    let first = Assignments::in_category("Zebra Department", &ADA_APPS[..2]);
    journey.assign_apps(ADA, &first);
    journey.assign_apps(BEA, &Assignments::in_category("Work", &["Calendar", "Mail"]));
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.type_text("zebra");
    main.wait_focused(Role::ListItem, ADA_APPS[0]);
    main.press_keys(&["ctrl+d"]);
    main.wait_for_text("is a favourite");
    main.press_keys(&["Return"]);
    journey.wait_for_browser_calls();
    main.press_keys(&["Escape"]);
    // The feed names apps too, and it alone names removed apps.
    let members = json!({ "Category": "Zebra Department" });
    journey.assign_apps(ADA, &first.without_app(ADA_APPS[1]).with_app(ADA_APPS[2], members));
    journey.refresh(&portico);
    sections::wait_for_apps(&main, "New for you", &[ADA_APPS[2]]);
    sections::wait_for_apps(&main, "Favourites", &[ADA_APPS[0]]);

    main.press_role(Role::ComboBox, "Menu");
    main.press_role(Role::MenuItem, "Sign out");
    main.find(Role::Heading, "Sign in to Acme");
    journey.sign_in(&portico, BEA);
    sections::wait_for_apps(&main, "Work", &["Calendar", "Mail"]);
    assert_eq!(sections::apps(&main, "Favourites"), None);
    assert_eq!(sections::apps(&main, "New for you"), None);
    assert_eq!(main.find(Role::ComboBox, "Menu").description(), "", "nothing is unread");
    main.press_role(Role::ComboBox, "Menu");
    main.press_by_prefix(Role::MenuItem, "What’s new");
    main.wait_for_text("Nothing has changed since your first list.");
    main.press_keys(&["Escape"]);
    let words = main.texts().join("\n");
    portico.quit();
    for name in ADA_APPS.into_iter().chain(["Zebra Department"]) {
        assert!(!words.contains(name), "{name} is on screen: {words}");
        for (path, bytes) in journey.dirs().files() {
            let is_found = bytes.windows(name.len()).any(|window| window == name.as_bytes());
            assert!(!is_found, "{name} is in {}", path.display());
        }
    }
}
