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

use portico_core::catalogue::App;
use portico_core::search::Index;

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
const PLACES: [&str; 13] = [
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
const TYPED: [&str; 20] = [
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
    for apps in std::env::args().skip(1).filter_map(|word| word.parse().ok()) {
        let list: Vec<App> = (0..apps).map(app).collect();
        let began = Instant::now();
        let mut index = Index::new(&list);
        let prepared = began.elapsed();
        let mut times = Vec::new();
        for round in 0..=ROUNDS {
            for query in TYPED.iter().flat_map(|typed| beginnings(typed)) {
                let began = Instant::now();
                black_box(index.search(black_box(query)));
                if round > 0 {
                    times.push(began.elapsed());
                }
            }
        }
        times.sort_unstable();
        let at = |percent: usize| times.get((times.len() * percent).div_ceil(100).saturating_sub(1)).copied();
        let micros = |time: Option<Duration>| time.unwrap_or_default().as_micros();
        println!("{apps} {} {} {} {}", micros(at(50)), micros(at(95)), micros(at(100)), prepared.as_micros());
    }
}

fn app(number: usize) -> App {
    let product = PRODUCTS[number % PRODUCTS.len()];
    let purpose = PURPOSES[number / PRODUCTS.len() % PURPOSES.len()];
    let place = PLACES[number / (PRODUCTS.len() * PURPOSES.len()) % PLACES.len()];
    let again = number / (PRODUCTS.len() * PURPOSES.len() * PLACES.len());
    let again = if again == 0 { String::new() } else { (again + 1).to_string() };
    let words = [product, purpose, place, &again];
    let name = words.iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" ");
    App {
        key: format!("key-{number}"),
        name,
        description: Some(format!("{product} for the team in {place}, with dashboards, payroll and {purpose}")),
        category: Some(format!("Department {}", number % 30)),
        template: Some(product.to_owned()),
        ..App::default()
    }
}

/// What the box holds after each letter.
fn beginnings(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.char_indices().map(|(at, letter)| &text[..at + letter.len_utf8()])
}
