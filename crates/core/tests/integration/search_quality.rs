//! Whether people find what they mean, in a company of 500 apps.
//!
//! `queries.tsv` says what somebody types and which app they mean. It was written before the ranking
//! was tuned, and a query that fails stays in it. `docs/search.md` is made from it:
//! `PORTICO_WRITE_DOCS=1 cargo test -p portico-core --test integration search_quality`.

use std::fmt::Write;
use std::path::Path;

use crate::support::{SignInBehavior, TestUser};

const QUERIES: &str = include_str!("search_quality/queries.tsv");
const MIN_CORRECT_PERCENT: usize = 95;

struct Case {
    category: &'static str,
    query: &'static str,
    expected: &'static str,
    /// The first hits.
    top_hits: Vec<String>,
}

impl Case {
    fn is_correct(&self) -> bool {
        self.top_hits.first().is_some_and(|name| name == self.expected)
    }
}

#[tokio::test]
async fn at_least_95_percent_of_queries_find_the_expected_app_first() {
    let user = TestUser::new(SignInBehavior::SignIn("company@acme.test")).await;
    user.sign_in().await;
    let names = user.platform.inspect(|recorded| {
        assert_eq!(recorded.apps.apps.len(), 500);
        recorded.apps.apps.iter().map(|app| (app.key.clone(), app.name.clone())).collect::<Vec<_>>()
    });
    let name_of = |key: &str| names.iter().find(|(other, _)| other == key).unwrap().1.clone();
    let cases: Vec<Case> = QUERIES
        .lines()
        .map(|line| {
            let [category, query, expected] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            assert!(names.iter().any(|(_, name)| name == expected), "nothing is called {expected}");
            let hits = user.app.search(query).hits;
            Case { category, query, expected, top_hits: hits.iter().take(3).map(|hit| name_of(&hit.key)).collect() }
        })
        .collect();
    let correct_count = cases.iter().filter(|case| case.is_correct()).count();
    for case in cases.iter().filter(|case| !case.is_correct()) {
        println!("{:?} finds {:?}, meant was {:?}", case.query, case.top_hits, case.expected);
    }
    println!("{correct_count} of {} right", cases.len());
    assert!(
        cases.len() >= 80 && correct_count * 100 >= cases.len() * MIN_CORRECT_PERCENT,
        "{correct_count} of {} right",
        cases.len()
    );
    let expected_page = render_page(&cases, correct_count);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/search.md");
    if std::env::var_os("PORTICO_WRITE_DOCS").is_some() {
        std::fs::write(&path, &expected_page).unwrap();
    }
    let current_page = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        current_page.replace("\r\n", "\n") == expected_page,
        "docs/search.md is out of date; see the head of this file"
    );
}

fn render_page(cases: &[Case], correct_count: usize) -> String {
    let mut page = String::from(
        "# What a search finds\n\n\
         Written by `crates/core/tests/integration/search_quality.rs`; do not edit. The company is the demo tenant's `company@acme.test` with\n\
         500 apps, of which none was ever used: what a person uses comes before its equals ([ADR 019](adr/019-search-ranking.md)).\n",
    );
    let misses: Vec<&Case> = cases.iter().filter(|case| !case.is_correct()).collect();
    write!(page, "\n{correct_count} of {} queries find first what was meant.\n\n## Misses\n\n", cases.len()).unwrap();
    page += "| typed | meant | found first |\n|---|---|---|\n";
    for case in misses {
        let first_hit = case.top_hits.first().map_or("nothing", String::as_str);
        writeln!(page, "| {} | {} | {} |", escape_cell(case.query), escape_cell(case.expected), escape_cell(first_hit))
            .unwrap();
    }
    page += "\n## All queries\n\n| | typed | first hit |\n|---|---|---|\n";
    let mut last_category = "";
    for case in cases {
        let category = if case.category == last_category { "" } else { case.category };
        last_category = case.category;
        let first_hit = case.top_hits.first().map_or("nothing", String::as_str);
        let miss_note =
            if case.is_correct() { String::new() } else { format!(" (meant: {})", escape_cell(case.expected)) };
        writeln!(page, "| {category} | {} | {}{miss_note} |", escape_cell(case.query), escape_cell(first_hit)).unwrap();
    }
    page
}

fn escape_cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
