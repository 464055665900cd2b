//! Generates any number of plausible apps, the same ones each time.

use serde_json::Map;

use crate::catalog::app::{App, AppKind, IconKind, LaunchBehavior};
use crate::icons::marks;
use crate::random;

const PRODUCTS: [&str; 40] = [
    "Atlas",
    "Beacon",
    "Compass",
    "Delta Desk",
    "Ember",
    "Fieldbook",
    "Granite",
    "Harbour",
    "Inkwell",
    "Juniper",
    "Keystone",
    "Lantern",
    "Meridian",
    "Northstar",
    "Orchard",
    "Pinpoint",
    "Quarry",
    "Relay",
    "Sextant",
    "Tidewater",
    "Umbra",
    "Vantage",
    "Waypoint",
    "Xenon",
    "Yardstick",
    "Zephyr",
    "Ledgerline",
    "Paperclip",
    "Switchboard",
    "Toolshed",
    "Viewfinder",
    "Workbench",
    "Almanac",
    "Bulletin",
    "Cartograph",
    "Dispatch",
    "Ferry",
    "Greenroom",
    "Hourglass",
    "Signpost",
];
const PURPOSES: [&str; 25] = [
    "Analytics",
    "Approvals",
    "Archive",
    "Billing",
    "Calendar",
    "Catalog",
    "Console",
    "Contracts",
    "Dashboard",
    "Directory",
    "Expenses",
    "Forms",
    "Helpdesk",
    "Inventory",
    "Learning",
    "Mail",
    "Payroll",
    "Planner",
    "Projects",
    "Reports",
    "Requests",
    "Shop",
    "Status",
    "Timesheets",
    "Wiki",
];
const PLACES: [&str; 20] = [
    "",
    "Basel",
    "Berlin",
    "Boston",
    "Dubai",
    "EMEA",
    "Köln",
    "Lyon",
    "Malmö",
    "North America",
    "Oslo",
    "Pune",
    "QA",
    "Sandbox",
    "São Paulo",
    "Staging",
    "Tokyo",
    "Warsaw",
    "Zürich",
    "APAC",
];
const CATEGORIES: [&str; 8] =
    ["Engineering", "Finance", "People", "Sales", "Workplace", "IT", "Communication", "Legal"];
const KINDS: [AppKind; 4] = [AppKind::Saml, AppKind::Oidc, AppKind::Password, AppKind::Bookmark];

pub(crate) fn generated_app(number: usize) -> App {
    // 7919 is prime to the number of names, so that neighbours differ and no name comes twice among 20,000.
    let total = PRODUCTS.len() * PURPOSES.len() * PLACES.len();
    let mixed = (number % total) * 7919 % total;
    let product = PRODUCTS[mixed % PRODUCTS.len()];
    let purpose = PURPOSES[mixed / PRODUCTS.len() % PURPOSES.len()];
    let place = PLACES[mixed / PRODUCTS.len() / PURPOSES.len()];
    let mut name = format!("{product} {purpose}");
    if !place.is_empty() {
        name.push_str(&format!(" {place}"));
    }
    if number >= total {
        name.push_str(&format!(" {}", number / total + 1));
    }
    App {
        slug: format!("shared-{number}"),
        description: format!("{purpose} for the teams that work with {product}"),
        url: format!("https://{}.acme.test/{number}", product.to_lowercase().replace(' ', "-")),
        name,
        kind: KINDS[mixed % KINDS.len()],
        category: CATEGORIES[mixed % CATEGORIES.len()].to_owned(),
        mark: marks::shared_mark(mixed % marks::SHARED_MARKS),
        icon: IconKind::Svg,
        key: Some(key(number)),
        launch: LaunchBehavior::Plain,
        members: Map::new(),
    }
}

/// A GUID that carries the number in its last group.
fn key(number: usize) -> String {
    let guid = random::guid_from(&format!("generated {number}"));
    format!("{}-{number:012}", guid.get(..23).unwrap_or_default())
}

/// The number in a key that `key` could have made.
pub(crate) fn key_number(key: &str) -> Option<usize> {
    let number = key.get(24..)?.parse().ok()?;
    (self::key(number) == key).then_some(number)
}

pub(crate) fn generated_app_by_slug(slug: &str) -> Option<App> {
    slug.strip_prefix("shared-")?.parse().ok().map(generated_app)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn generated_names_are_unique_and_keys_round_trip() {
        let names: HashSet<String> = (0..20_000).map(|number| generated_app(number).name).collect();
        assert_eq!(names.len(), 20_000);
        assert_eq!(key_number(&key(17)), Some(17));
        assert_ne!(generated_app(0).name, generated_app(20_000).name);
    }
}
