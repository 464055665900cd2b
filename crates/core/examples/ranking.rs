//! P3, ranking: how long a search among so many apps takes in the core alone.
//!
//! `cargo run --release -p portico-core --example ranking -- APPS…` prints a line for each number: the apps, the median,
//! the 95th of 100 and the longest over all searches, and what it took to prepare the list, all in microseconds.
//!
//! The list is like a large company's: names of products with what they are for and where, in several scripts. The
//! searches are typed letter by letter, as the search box asks them: beginnings, second words, initials, typing errors,
//! words that only a description has, and words that nothing has.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use portico_core::apps::catalog::App;
use portico_core::apps::search::Index;

const PRODUCTS: [&str; 40] = [
    "Salesforce",
    "Workday",
    "ServiceNow",
    "Confluence",
    "Jira",
    "GitLab",
    "Microsoft Teams",
    "Outlook",
    "SharePoint",
    "Power BI",
    "Tableau",
    "Zoom",
    "Slack",
    "Miro",
    "Figma",
    "Adobe Sign",
    "DocuSign",
    "SAP Concur",
    "SAP SuccessFactors",
    "Oracle NetSuite",
    "Coupa",
    "Stripe",
    "Zendesk",
    "HubSpot",
    "Datadog",
    "Grafana",
    "PagerDuty",
    "Okta Verify",
    "AWS Console",
    "Azure Portal",
    "Google Cloud",
    "Snowflake",
    "Databricks",
    "Jenkins",
    "SonarQube",
    "Bitbucket",
    "Reisekostenabrechnung",
    "Zeiterfassung",
    "経費精算",
    "Répertoire téléphonique",
];
const PURPOSES: [&str; 10] =
    ["", "Admin", "Sandbox", "Reporting", "Training", "Self Service", "Approvals", "Archive", "Partner", "Test"];
const LOCATIONS: [&str; 13] = [
    "",
    "Berlin",
    "München",
    "Paris",
    "London",
    "New York",
    "São Paulo",
    "Tokyo",
    "Singapore",
    "Dublin",
    "Kraków",
    "Zürich",
    "Austin",
];
const QUERIES: [&str; 20] = [
    "sales",
    "work day",
    "jira admin",
    "sap",
    "successf",
    "sn",
    "gcp",
    "gti lab",
    "tabelau",
    "power bi rep",
    "concur par",
    "munchen",
    "zurich dash",
    "経費",
    "reisekosten",
    "repertoire",
    "payroll approvals",
    "vpn",
    "qqqq",
    "app for the",
];
const ROUNDS: usize = 5;

fn main() {
    for apps in std::env::args().skip(1).filter_map(|argument| argument.parse().ok()) {
        let list: Vec<App> = (0..apps).map(make_app).collect();
        let started_at = Instant::now();
        let mut index = Index::new(&list);
        let index_time = started_at.elapsed();
        let mut times = Vec::new();
        for round in 0..=ROUNDS {
            for query in QUERIES.iter().flat_map(|text| prefixes(text)) {
                let started_at = Instant::now();
                black_box(index.search(black_box(query)));
                if round > 0 {
                    times.push(started_at.elapsed());
                }
            }
        }
        times.sort_unstable();
        let percentile = |percent: usize| times.get((times.len() * percent).div_ceil(100).saturating_sub(1)).copied();
        let to_micros = |time: Option<Duration>| time.unwrap_or_default().as_micros();
        println!(
            "{apps} {} {} {} {}",
            to_micros(percentile(50)),
            to_micros(percentile(95)),
            to_micros(percentile(100)),
            index_time.as_micros()
        );
    }
}

fn make_app(number: usize) -> App {
    let product = PRODUCTS[number % PRODUCTS.len()];
    let purpose = PURPOSES[number / PRODUCTS.len() % PURPOSES.len()];
    let location = LOCATIONS[number / (PRODUCTS.len() * PURPOSES.len()) % LOCATIONS.len()];
    let series = number / (PRODUCTS.len() * PURPOSES.len() * LOCATIONS.len());
    let suffix = if series == 0 { String::new() } else { (series + 1).to_string() };
    let parts = [product, purpose, location, &suffix];
    let name = parts.iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" ");
    App {
        key: format!("key-{number}"),
        name,
        description: Some(format!("{product} for the team in {location}, with dashboards, payroll and {purpose}")),
        category: Some(format!("Department {}", number % 30)),
        template: Some(product.to_owned()),
        ..App::default()
    }
}

/// What the box holds after each letter.
fn prefixes(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.char_indices().map(|(index, letter)| &text[..index + letter.len_utf8()])
}
