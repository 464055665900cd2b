//! How long a search takes, by the length of the list: `cargo run --release -p portico-core --example
//! search_figures`. Prints, and judges nothing: the machine may be busy.
#![allow(clippy::print_stdout, reason = "its result")]

use std::time::{Duration, Instant};

use portico_core::catalogue::App;
use portico_core::search::Index;

const PRODUCTS: [&str; 24] = [
    "Atlas",
    "Beacon",
    "Compass",
    "ServiceNow",
    "Salesforce",
    "Fieldbook",
    "Granite",
    "Harbour",
    "Confluence",
    "Juniper",
    "Keystone",
    "Lantern",
    "Meridian",
    "Northstar",
    "Jira",
    "Rechnungsprüfung",
    "Quarry",
    "Relay",
    "Sextant",
    "Tidewater",
    "Urlaubsantrag",
    "Vantage",
    "Waypoint",
    "社内ポータル",
];
const PURPOSES: [&str; 20] = [
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
    "Verwaltung",
];
const PLACES: [&str; 11] =
    ["Basel", "Berlin", "Boston", "Dubai", "Köln", "Lyon", "Malmö", "Oslo", "São Paulo", "Tokyo", "Zürich"];
const QUERIES: [&str; 26] = [
    "s",
    "e",
    "co",
    "er",
    "sal",
    "ing",
    "conf",
    "ware",
    "sales",
    "salesforce",
    "jira tok",
    "jira",
    "archive",
    "zurich",
    "koeln",
    "salsef",
    "conflunce",
    "micorsoft",
    "rechnugn",
    "dashbaord",
    "sfrce",
    "gdrive",
    "qqqq",
    "zzzzzzzz",
    "xylophon",
    "terminations",
];

fn app(number: usize) -> App {
    let pick = |from: &[&'static str], step: usize| from[number / step % from.len()];
    let (product, purpose, place) =
        (pick(&PRODUCTS, 1), pick(&PURPOSES, PRODUCTS.len()), pick(&PLACES, PRODUCTS.len() * PURPOSES.len()));
    App {
        key: format!("2451b1e9-59d6-4ed5-9ef2-{number:012}"),
        name: format!("{product} {purpose} {place} {}", number / (PRODUCTS.len() * PURPOSES.len() * PLACES.len())),
        description: Some(format!("{purpose} for the teams that work with {product} in the offices of the region")),
        category: Some("Engineering".into()),
        tags: vec!["Team".into()],
        host: Some(format!("{}.acme.test", purpose.to_lowercase())),
        ..App::default()
    }
}

fn main() {
    println!(
        "{:>7} {:>10} {:>10} {:>10} {:>10} {:>10} {:>10}",
        "apps", "median", "worst", "by", "build", "weigh", "memory"
    );
    for count in [100, 1_000, 10_000, 50_000] {
        let apps: Vec<App> = (0..count).map(app).collect();
        let before = resident();
        let begun = Instant::now();
        let mut index = Index::new(&apps);
        let built = begun.elapsed();
        let memory = resident().saturating_sub(before);
        let begun = Instant::now();
        index.weigh(|key| if key.ends_with('7') { 1.0 } else { 0.0 });
        let weighed = begun.elapsed();
        let mut times: Vec<(Duration, &str)> =
            QUERIES.iter().map(|query| (median(&mut index, query), *query)).collect();
        times.sort_unstable();
        let (worst, by) = times[times.len() - 1];
        let median = times[times.len() / 2].0;
        println!("{count:>7} {median:>10.1?} {worst:>10.1?} {by:>10} {built:>10.1?} {weighed:>10.1?} {memory:>7} kB");
        if count == 10_000 && std::env::args().any(|argument| argument == "--each") {
            times.iter().for_each(|(time, query)| println!("        {time:>10.1?} {query}"));
        }
    }
}

fn median(index: &mut Index, query: &str) -> Duration {
    let mut times: Vec<Duration> = (0..31)
        .map(|_| {
            let begun = Instant::now();
            std::hint::black_box(index.search(query));
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// Memory of this process, where the system tells it.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default()
}
