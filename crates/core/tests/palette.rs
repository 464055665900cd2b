//! The palette: few rows for few letters, each with all that it shows, and nothing of a list that is not on screen.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;

use person::{Manner, Person};
use portico_core::view::{PaletteView, Place, SettingsChange, Theme};

const USER: Manner = Manner::SignsIn("user@acme.test");

fn assign(person: &Person, names: &[&str]) {
    let row = |name: &&str| format!(r#"{{"AppKey":"key of {name}","Name":"{name}"}}"#);
    let rows: Vec<_> = names.iter().map(row).collect();
    let list = format!(r#"{{"success":true,"Result":{{"Apps":[{}]}}}}"#, rows.join(","));
    person.controls().set_apps("user@acme.test", Some(list));
}

fn names(view: &PaletteView) -> Vec<&str> {
    view.hits.iter().map(|hit| hit.app.name.as_str()).collect()
}

#[tokio::test]
async fn nothing_typed_shows_what_is_opened_most() {
    let person = Person::new(USER).await;
    let all: Vec<String> = (10..40).map(|number| format!("App {number}")).collect();
    assign(&person, &all.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(!person.app.palette("").ready, "nobody is signed in");
    person.signs_in().await;
    let view = person.app.palette(" ");
    assert_eq!((view.ready, view.total, view.hits.len()), (true, 30, 8));
    assert_eq!(names(&view)[0], "App 10");
    person.app.set_favourite("key of App 30", true);
    person.app.hide_app("key of App 10", true);
    for key in ["key of App 20", "key of App 21", "key of App 22"] {
        person.app.open_app(key, Some(Place::Browser)).await;
    }
    let view = person.app.palette("");
    let shown = names(&view);
    assert_eq!((shown[0], view.hits[0].favourite, view.hits[1].favourite), ("App 30", true, false));
    let mut recent = shown[1..4].to_vec();
    recent.sort_unstable();
    assert_eq!(recent, ["App 20", "App 21", "App 22"]);
    assert_eq!((&shown[4..], view.total), (&["App 11", "App 12", "App 13", "App 14"][..], 29));
}

#[tokio::test]
async fn words_find_what_the_window_finds_but_for_what_is_hidden() {
    let person = Person::new(USER).await;
    assign(&person, &["Jira", "Concur", "Concourse", "Wiki"]);
    person.signs_in().await;
    let view = person.app.palette("conc");
    let found = person.app.search("conc");
    let keys: Vec<_> = view.hits.iter().map(|hit| hit.app.key.as_str()).collect();
    assert_eq!(keys, found.hits.iter().map(|hit| hit.key.as_str()).collect::<Vec<_>>());
    assert_eq!((view.query.as_str(), view.total, view.hits[0].ranges.as_slice()), ("conc", 2, &[(0, 4)][..]));
    person.app.hide_app("key of Concur", true);
    let view = person.app.palette("conc");
    assert_eq!((names(&view), view.total), (vec!["Concourse"], 1));
    let nothing = person.app.palette("nothing of that kind");
    assert!(nothing.ready && nothing.total == 0 && nothing.hits.is_empty());
}

#[tokio::test]
async fn a_list_that_is_away_is_not_told_of() {
    let person = Person::new(USER).await;
    assign(&person, &["Jira"]);
    person.signs_in().await;
    person.app.save_settings(&SettingsChange::Theme(Theme::Dark)).unwrap();
    assert_eq!(person.app.palette("").theme, Theme::Dark);
    person.app.sign_out(false).await;
    for query in ["", "jira"] {
        let view = person.app.palette(query);
        assert!(!view.ready && view.hits.is_empty() && view.total == 0, "{view:?}");
    }
}
