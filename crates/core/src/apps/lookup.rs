//! Finds the app that a user means by a name.
//!
//! A user who types a name at a prompt does not see the list, so a guess could open the wrong app unnoticed. An
//! ambiguous name is reported with its candidates.

use crate::apps::catalog::{App, comparison_key};

/// An app, as far as a name can mean it.
pub trait Named: Clone {
    fn key(&self) -> &str;
    fn name(&self) -> &str;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match<T> {
    Unique(T),
    /// At least two candidates.
    Ambiguous(Vec<T>),
    None,
}

impl<T> Match<T> {
    pub fn unique(self) -> Option<T> {
        match self {
            Self::Unique(app) => Some(app),
            Self::Ambiguous(_) | Self::None => None,
        }
    }
}

impl Named for App {
    fn key(&self) -> &str {
        &self.key
    }

    fn name(&self) -> &str {
        &self.name
    }
}

/// Looks for the exact key, the exact name, the name without case and accents, the beginning of the name, and last uses
/// `search`. The first step that finds anything decides.
pub fn find<T: Named>(apps: &[T], name: &str, search: impl FnOnce(&str) -> Vec<T>) -> Match<T> {
    let needle = comparison_key(name.trim());
    if needle.is_empty() {
        return Match::None;
    }
    match find_exact(apps, name) {
        Match::None => {}
        found => return found,
    }
    match find_where(apps, |app| comparison_key(app.name()).starts_with(&needle)) {
        Match::None => to_match(search(name.trim())),
        found => found,
    }
}

/// As [`find`], without beginnings of names and without a search: for names that no user typed.
pub fn find_exact<T: Named>(apps: &[T], name: &str) -> Match<T> {
    if let Some(app) = apps.iter().find(|app| app.key() == name) {
        return Match::Unique(app.clone());
    }
    let words = name.trim();
    let needle = comparison_key(words);
    if needle.is_empty() {
        return Match::None;
    }
    match find_where(apps, |app| app.name() == words) {
        Match::None => find_where(apps, |app| comparison_key(app.name()) == needle),
        found => found,
    }
}

fn find_where<T: Named>(apps: &[T], is_match: impl Fn(&T) -> bool) -> Match<T> {
    to_match(apps.iter().filter(|app| is_match(app)).cloned().collect())
}

fn to_match<T>(mut matches: Vec<T>) -> Match<T> {
    match matches.len() {
        0 => Match::None,
        1 => Match::Unique(matches.swap_remove(0)),
        _ => Match::Ambiguous(matches),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn apps() -> Vec<App> {
        let app = |key: &str, name: &str| App { key: key.into(), name: name.into(), ..App::default() };
        vec![
            app("1", "Jira"),
            app("2", "jira"),
            app("3", "Jira Konfiguration"),
            app("4", "Übersicht"),
            app("5", "SAP Concur"),
            app("6", "SAP Fiori"),
            app("7", "4"),
        ]
    }

    fn lookup(words: &str, hit_indexes: &[usize]) -> String {
        let apps = apps();
        let hits = hit_indexes.iter().map(|index| apps[*index].clone()).collect();
        match find(&apps, words, |_| hits) {
            Match::Unique(app) => app.key,
            Match::Ambiguous(apps) => apps.into_iter().map(|app| app.key).collect::<Vec<_>>().join(" or "),
            Match::None => "nothing".into(),
        }
    }

    #[test]
    fn names_resolve_to_one_app_or_list_the_candidates() {
        for (words, hit_indexes, expected) in [
            ("3", &[][..], "3"),
            ("Jira", &[], "1"),
            ("JIRA", &[], "1 or 2"),
            ("ubersicht", &[], "4"),
            (" jira k", &[], "3"),
            ("sap", &[4], "5 or 6"),
            ("sap c", &[], "5"),
            ("4", &[], "4"),
            ("concur", &[4], "5"),
            ("o", &[4, 5], "5 or 6"),
            ("zzz", &[], "nothing"),
            ("  ", &[0], "nothing"),
        ] {
            assert_eq!(lookup(words, hit_indexes), expected, "{words}");
        }
    }

    #[test]
    fn exact_lookup_does_not_complete_prefixes() {
        assert_eq!(find_exact(&apps(), "sap c"), Match::None);
        assert!(matches!(find_exact(&apps(), "sap concur"), Match::Unique(app) if app.key == "5"));
    }

    proptest! {
        #[test]
        fn every_app_is_found_by_its_key(names in proptest::collection::vec(".{0,6}", 1..8), index in any::<prop::sample::Index>()) {
            let apps: Vec<_> = names
                .iter()
                .enumerate()
                .map(|(key, name)| App { key: format!("@{key}"), name: name.clone(), ..App::default() })
                .collect();
            let wanted = index.get(&apps);
            prop_assert_eq!(find(&apps, &wanted.key, |_| Vec::new()), Match::Unique(wanted.clone()));
        }
    }
}
