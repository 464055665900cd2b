//! Whether people find what they mean, in a company of 500 apps.
//!
//! `queries.tsv` says what somebody types and which app they mean. It was written before the ranking
//! was tuned, and a query that fails stays in it. `docs/search.md` is made from it:
//! `PORTICO_WRITE_DOCS=1 cargo test -p portico-core --test search_quality`.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;

use std::fmt::Write;
use std::path::Path;

use person::{Manner, Person};

const QUERIES: &str = include_str!("search_quality/queries.tsv");
const PERCENT: usize = 95;

struct Case {
    what: &'static str,
    query: &'static str,
    meant: &'static str,
    /// The first hits.
    found: Vec<String>,
}

impl Case {
    fn is_right(&self) -> bool {
        self.found.first().is_some_and(|name| name == self.meant)
    }
}

#[tokio::test]
async fn people_find_what_they_mean() {
    let person = Person::new(Manner::SignsIn("company@acme.test")).await;
    person.signs_in().await;
    let names = person.desk.look(|screen| {
        assert_eq!(screen.apps.apps.len(), 500);
        screen.apps.apps.iter().map(|app| (app.key.clone(), app.name.clone())).collect::<Vec<_>>()
    });
    let name_of = |key: &str| names.iter().find(|(other, _)| other == key).unwrap().1.clone();
    let cases: Vec<Case> = QUERIES
        .lines()
        .map(|line| {
            let [what, query, meant] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            assert!(names.iter().any(|(_, name)| name == meant), "nothing is called {meant}");
            let hits = person.app.search(query).hits;
            Case { what, query, meant, found: hits.iter().take(3).map(|hit| name_of(&hit.key)).collect() }
        })
        .collect();
    let right = cases.iter().filter(|case| case.is_right()).count();
    for case in cases.iter().filter(|case| !case.is_right()) {
        println!("{:?} finds {:?}, meant was {:?}", case.query, case.found, case.meant);
    }
    println!("{right} of {} right", cases.len());
    assert!(cases.len() >= 80 && right * 100 >= cases.len() * PERCENT, "{right} of {} right", cases.len());
    let page = page(&cases, right);
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/search.md");
    if std::env::var_os("PORTICO_WRITE_DOCS").is_some() {
        std::fs::write(&place, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&place).unwrap_or_default();
    assert!(kept.replace("\r\n", "\n") == page, "docs/search.md is out of date; see the head of this file");
}

fn page(cases: &[Case], right: usize) -> String {
    let mut page = String::from(
        "# What a search finds\n\n\
         Written by `crates/core/tests/search_quality.rs`; do not edit. The company is the demo tenant's `company@acme.test` with\n\
         500 apps, of which none was ever used: what a person uses comes before its equals ([ADR 019](adr/019-search-ranking.md)).\n",
    );
    let misses: Vec<&Case> = cases.iter().filter(|case| !case.is_right()).collect();
    write!(page, "\n{right} of {} queries find first what was meant.\n\n## Misses\n\n", cases.len()).unwrap();
    page += "| typed | meant | found first |\n|---|---|---|\n";
    for case in misses {
        let first = case.found.first().map_or("nothing", String::as_str);
        writeln!(page, "| {} | {} | {} |", cell(case.query), cell(case.meant), cell(first)).unwrap();
    }
    page += "\n## All queries\n\n| | typed | first hit |\n|---|---|---|\n";
    let mut last = "";
    for case in cases {
        let what = if case.what == last { "" } else { case.what };
        last = case.what;
        let first = case.found.first().map_or("nothing", String::as_str);
        let miss = if case.is_right() { String::new() } else { format!(" (meant: {})", cell(case.meant)) };
        writeln!(page, "| {what} | {} | {}{miss} |", cell(case.query), cell(first)).unwrap();
    }
    page
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
