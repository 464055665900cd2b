//! The details of an app, and why an app does not open.

use e2e::{Assignments, Journey, Role};
use serde_json::{Value, json};

const BEFORE_OPENING_HEADING: &str = "Before you open it";
const CANNOT_OPEN_HEADING: &str = "Why can’t I open this?";

/// An app for each launch restriction, with the texts that explain it.
fn restricted_apps() -> Vec<(&'static str, Value, &'static str, &'static str)> {
    vec![
        ("Archive", json!({ "Intranet": true }), BEFORE_OPENING_HEADING, "It opens on the company network only."),
        ("Bank", json!({ "IsMFAEnabled": true }), BEFORE_OPENING_HEADING, "Your company asks for an extra check"),
        ("Clinic", json!({ "CertBasedAuthEnabled": true }), BEFORE_OPENING_HEADING, "It asks for a certificate"),
        (
            "Depot",
            json!({ "WebAppType": "UsernamePassword", "PasswordIsSet": false }),
            BEFORE_OPENING_HEADING,
            "none of yours is stored yet",
        ),
        ("Estate", json!({ "FormFillingEnabled": true }), BEFORE_OPENING_HEADING, "It needs the browser extension"),
        (
            "Fleet",
            json!({ "SharedBy": "Jo Ada", "SharedUntil": "/Date(4102444800000)/" }),
            BEFORE_OPENING_HEADING,
            "Jo Ada shares it with you until",
        ),
        (
            "Garage",
            json!({ "SharedBy": "Jo Ada", "SharedUntil": "/Date(1500000000000)/" }),
            CANNOT_OPEN_HEADING,
            "That time is over",
        ),
        ("Hangar", json!({ "AppType": "Desktop" }), CANNOT_OPEN_HEADING, "It does not run in a browser."),
    ]
}

#[test]
fn details_explain_launch_restrictions_and_restore_focus() {
    let journey = Journey::new("details");
    let apps =
        restricted_apps().into_iter().fold(Assignments::in_category("Work", &["Plain"]), |all, (name, members, ..)| {
            let mut members = members;
            members["Category"] = json!("Work");
            all.with_app(name, members)
        });
    journey.assign_apps("user@acme.test", &apps);
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.press_keys(&["Down"]);
    for (name, _, heading, sentence) in restricted_apps() {
        // Shared apps and desktop apps have sections of their own, in this order.
        main.wait_focused(Role::Button, name);
        main.press_keys(&["ctrl+i"]);
        main.wait_focused(Role::Heading, name);
        main.wait_for_text(heading);
        main.wait_for_text(sentence);
        main.press_keys(&["Escape"]);
        main.wait_for_no_text(sentence);
        main.wait_focused(Role::Button, name);
        main.press_keys(&["Right"]);
        if name == "Estate" {
            main.wait_focused(Role::Button, "Plain");
            main.press_keys(&["Right"]);
        }
    }
}

#[test]
fn details_describe_app_in_words() {
    let journey = Journey::new("details_texts");
    let wiki = json!({
        "Category": "Work",
        "Description": "Where things are written down",
        "Url": "https://wiki.acme.test/start",
        "Username": "ada",
        "WebAppType": "Saml",
        "TemplateName": "Generic SAML",
        "AppTypeDisplayName": "Web - SAML",
        "Tags": ["Team", "Writing"],
        "RegistrationMessage": "Ask the librarian.",
    });
    journey.assign_apps("user@acme.test", &Assignments::in_category("Work", &["Mail"]).with_app("Wiki", wiki));
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.type_text("wiki");
    main.wait_focused(Role::ListItem, "Wiki");
    main.press_keys(&["ctrl+i"]);
    main.wait_focused(Role::Heading, "Wiki");
    for words in [
        "Where things are written down",
        "Signs you in by itself (SAML)",
        "wiki.acme.test",
        "ada",
        "Your company assigned it to you",
        "Team, Writing",
        "Generic SAML",
        "Ask the librarian.",
        "Not yet from here",
    ] {
        main.wait_for_text(words);
    }
    assert!(
        !main.contains_text(BEFORE_OPENING_HEADING) && !main.contains_text(CANNOT_OPEN_HEADING),
        "nothing stands in the way"
    );
    // Actions in the details update the details.
    main.press_keys(&["ctrl+d"]);
    main.wait_for_text("Wiki is a favourite");
    main.press("Open");
    journey.wait_for_browser_calls();
    main.wait_for_text("Once");
    main.press("Close details");
    main.wait_for_no_text("Ask the librarian.");
    let focused = main.focused().map(|node| node.name()).unwrap_or_default();
    assert!(["Wiki", "Search apps"].contains(&focused.as_str()), "the focus is lost: {focused}");
}
