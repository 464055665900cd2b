//! Icons replace the letters of an app once they are loaded; broken icons do not.

use std::time::Duration;

use e2e::{Assignments, Journey, PaintMarker, Portico, Role, wait_within};
use serde_json::json;

const USER: &str = "user@acme.test";
const APP: &str = "Lantern";

fn with_icon(icon: Option<&str>) -> Assignments {
    Assignments::default()
        .with_app(APP, json!({ "Category": "Work", "Icon": icon }))
        .with_app("Mail", json!({ "Category": "Work" }))
}

/// The painted pixels of the app's tile, once nothing moves.
fn tile_pixels(journey: &Journey, portico: &Portico<'_>) -> Vec<u8> {
    let bounds = portico.main_window().find(Role::Button, APP).bounds().expect("a place");
    journey.desktop.screen().wait_until_stable();
    journey.desktop.screen().pixels_in(bounds)
}

/// Compares with tolerance: the edges of a letter that is painted again may differ by a shade.
fn is_visually_equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.abs_diff(*other) <= 4)
}

#[test]
fn valid_icon_replaces_letters_and_broken_icon_does_not() {
    let journey = Journey::new("icons");
    journey.assign_apps(USER, &with_icon(None));
    let portico = journey.start_signed_in();
    let screen = journey.desktop.screen();
    let letters = tile_pixels(&journey, &portico);
    let colors = letters.chunks_exact(4).collect::<std::collections::BTreeSet<_>>().len();
    assert!(colors > 8, "letters are painted: {colors} colors");
    assert!(!screen.shows_square(PaintMarker::COLOR));

    journey.tenant.serve_page("/logos/page.png", "<p>No image");
    // A missing icon, a page, and bytes that are no image.
    for broken in
        ["/vfslow/lib/application/icons/none-removed.png", "/logos/page.png", "data:image/png;base64,bm90aGluZw=="]
    {
        journey.assign_apps(USER, &with_icon(Some(broken)));
        let requests_before = journey.tenant.request_count(broken);
        journey.refresh(&portico);
        if !broken.starts_with("data:") {
            let is_fetched = || (journey.tenant.request_count(broken) > requests_before).then_some(());
            wait_within(e2e::TIMEOUT, is_fetched).unwrap_or_else(|| panic!("{broken} is asked for"));
        }
        assert!(
            is_visually_equal(&tile_pixels(&journey, &portico), &letters),
            "the letters stay, whatever {broken} is"
        );
    }

    journey.assign_apps(USER, &with_icon(Some("/vfslow/lib/application/icons/AcmeIntranet.png")));
    journey.refresh(&portico);
    wait_within(Duration::from_secs(10), || screen.shows_square(PaintMarker::COLOR).then_some(()))
        .expect("the icon is painted");
    assert!(!is_visually_equal(&tile_pixels(&journey, &portico), &letters));
}
