//! Icons: they come on screen when they are there, and letters stay where they are not.

use std::time::Duration;

use e2e::{Assignments, Journey, Marker, Portico, Role, wait_within};
use serde_json::json;

const USER: &str = "user@acme.test";
const APP: &str = "Lantern";

fn with_icon(icon: Option<&str>) -> Assignments {
    Assignments::default()
        .and(APP, json!({ "Category": "Work", "Icon": icon }))
        .and("Mail", json!({ "Category": "Work" }))
}

/// What is painted of the app, once nothing moves.
fn picture(journey: &Journey, portico: &Portico<'_>) -> Vec<u8> {
    let place = portico.main().find(Role::Button, APP).place().expect("a place");
    journey.desktop.screen().settle();
    journey.desktop.screen().pixels_in(place)
}

/// The same to the eye: the edge of a letter painted anew may differ by a shade.
fn is_visually_equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.abs_diff(*other) <= 4)
}

#[test]
fn valid_icon_replaces_letters_and_broken_icon_does_not() {
    let journey = Journey::new("icons");
    journey.assign(USER, &with_icon(None));
    let portico = journey.start_signed_in();
    let screen = journey.desktop.screen();
    let letters = picture(&journey, &portico);
    let colours = letters.chunks_exact(4).collect::<std::collections::BTreeSet<_>>().len();
    assert!(colours > 8, "letters are painted: {colours} colours");
    assert!(!screen.shows(Marker::COLOUR));

    // Missing, a page, and bytes that are no picture.
    for broken in ["/vfslow/lib/application/icons/none-removed.png", "/login", "data:image/png;base64,bm90aGluZw=="] {
        journey.assign(USER, &with_icon(Some(broken)));
        let asked = journey.tenant.count(broken);
        journey.refresh(&portico);
        if !broken.starts_with("data:") {
            let fetched = || (journey.tenant.count(broken) > asked).then_some(());
            wait_within(e2e::PATIENCE, fetched).unwrap_or_else(|| panic!("{broken} is asked for"));
        }
        assert!(is_visually_equal(&picture(&journey, &portico), &letters), "the letters stay, whatever {broken} is");
    }

    journey.assign(USER, &with_icon(Some("/vfslow/lib/application/icons/AcmeIntranet.png")));
    journey.refresh(&portico);
    wait_within(Duration::from_secs(10), || screen.shows(Marker::COLOUR).then_some(())).expect("the icon is painted");
    assert!(!is_visually_equal(&picture(&journey, &portico), &letters));
}
