//! Which app a person means by a name.
//!
//! Whoever types a name at a prompt does not see the list, so a guess would open the wrong thing unseen:
//! what is not plain is several, and the person says which.

use portico_core::catalogue::fold;

use crate::door::Listed;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    One(Listed),
    /// Several could be meant; never fewer than two.
    Several(Vec<Listed>),
    Nothing,
}

/// By exact key, exact name, name without case and accents, beginning of the name, and at last by
/// `search`, if that finds one app only. The first of these that finds any decides.
pub fn find(apps: &[Listed], words: &str, search: impl FnOnce(&str) -> Vec<Listed>) -> Found {
    let needle = fold(words.trim());
    if needle.is_empty() {
        return Found::Nothing;
    }
    match exactly(apps, words) {
        Found::Nothing => {}
        found => return found,
    }
    match among(apps, |app| fold(&app.name).starts_with(&needle)) {
        Found::Nothing => of(search(words.trim())),
        found => found,
    }
}

/// As [`find`], without beginnings of names and without a search: for words that no person typed.
pub fn exactly(apps: &[Listed], words: &str) -> Found {
    if let Some(app) = apps.iter().find(|app| app.key == words) {
        return Found::One(app.clone());
    }
    let words = words.trim();
    let needle = fold(words);
    if needle.is_empty() {
        return Found::Nothing;
    }
    match among(apps, |app| app.name == words) {
        Found::Nothing => among(apps, |app| fold(&app.name) == needle),
        found => found,
    }
}

fn among(apps: &[Listed], is_meant: impl Fn(&Listed) -> bool) -> Found {
    of(apps.iter().filter(|app| is_meant(app)).cloned().collect())
}

fn of(mut found: Vec<Listed>) -> Found {
    match found.len() {
        0 => Found::Nothing,
        1 => Found::One(found.swap_remove(0)),
        _ => Found::Several(found),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn apps() -> Vec<Listed> {
        let app = |key: &str, name: &str| Listed { key: key.into(), name: name.into(), ..Listed::default() };
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

    fn keys(words: &str, searched: &[usize]) -> String {
        let apps = apps();
        let hits = searched.iter().map(|at| apps[*at].clone()).collect();
        match find(&apps, words, |_| hits) {
            Found::One(app) => app.key,
            Found::Several(apps) => apps.into_iter().map(|app| app.key).collect::<Vec<_>>().join(" or "),
            Found::Nothing => "nothing".into(),
        }
    }

    #[test]
    fn what_is_plain_is_found_and_what_is_not_is_asked() {
        for (words, searched, expected) in [
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
            assert_eq!(keys(words, searched), expected, "{words}");
        }
    }

    #[test]
    fn words_that_nobody_typed_are_never_completed() {
        assert_eq!(exactly(&apps(), "sap c"), Found::Nothing);
        assert!(matches!(exactly(&apps(), "sap concur"), Found::One(app) if app.key == "5"));
    }

    proptest! {
        #[test]
        fn each_app_is_found_by_its_key(names in proptest::collection::vec(".{0,6}", 1..8), at in any::<prop::sample::Index>()) {
            let apps: Vec<_> = names
                .iter()
                .enumerate()
                .map(|(key, name)| Listed { key: format!("@{key}"), name: name.clone(), ..Listed::default() })
                .collect();
            let wanted = at.get(&apps);
            prop_assert_eq!(find(&apps, &wanted.key, |_| Vec::new()), Found::One(wanted.clone()));
        }
    }
}
