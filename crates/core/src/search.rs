//! Finding an app by a few letters.
//!
//! Order: the name begins with the words, a word of the name does, the initials do, the name holds
//! them, its letters come in that order (fuzzy), then category and description. Case, accents and
//! width do not count. The order of the list breaks ties, so results stay calm while one types.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};

use crate::catalogue::{App, fold};
use crate::view::{HitView, SearchView};

/// More hits than anybody scrolls through.
const SHOWN: usize = 200;
/// No name is that long.
const LONGEST_QUERY: usize = 80;

/// What is matched, prepared once for each list.
#[derive(Default)]
pub struct Index {
    entries: Vec<Entry>,
    matcher: Matcher,
}

struct Entry {
    key: String,
    name: String,
    folded: String,
    haystack: Utf32String,
    initials: String,
    around: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Start,
    WordStart,
    Initials,
    Inside,
    Fuzzy,
    Around,
}

impl Index {
    pub fn new(apps: &[App]) -> Self {
        let entries = apps.iter().map(Entry::new).collect();
        Self { entries, matcher: Matcher::new(Config::DEFAULT) }
    }

    /// Takes how much each app is used, which decides between hits that are alike.
    pub fn weigh(&mut self, _weight: impl Fn(&str) -> f32) {}

    pub fn search(&mut self, query: &str) -> SearchView {
        let words: String = query.trim().chars().take(LONGEST_QUERY).collect();
        let needle = fold(&words);
        if needle.is_empty() {
            return SearchView { query: query.to_owned(), total: 0, hits: Vec::new() };
        }
        // Words in any order; each has to be there.
        let pattern = Pattern::new(&needle, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        let mut found: Vec<(Kind, u32, usize)> = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            let kind = match entry.kind(&needle) {
                Some(kind) => Some((kind, 0)),
                None => pattern
                    .score(entry.haystack.slice(..), &mut self.matcher)
                    .map(|score| (Kind::Fuzzy, u32::MAX - score)),
            };
            let kind = kind.or_else(|| entry.around.contains(&needle).then_some((Kind::Around, 0)));
            if let Some((kind, weight)) = kind {
                found.push((kind, weight, index));
            }
        }
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        if found.len() > SHOWN {
            found.select_nth_unstable(SHOWN);
            found.truncate(SHOWN);
        }
        found.sort_unstable();
        let hits = found.into_iter().map(|(kind, _, index)| self.hit(kind, index, &needle, &pattern)).collect();
        SearchView { query: query.to_owned(), total, hits }
    }

    fn hit(&mut self, kind: Kind, index: usize, needle: &str, pattern: &Pattern) -> HitView {
        let entry = &self.entries[index];
        let places: Vec<usize> = match kind {
            Kind::Start | Kind::WordStart | Kind::Inside => entry.folded_places(kind, needle),
            Kind::Initials => entry.initial_places(needle.chars().count()),
            Kind::Fuzzy => {
                let mut indices = Vec::new();
                pattern.indices(entry.haystack.slice(..), &mut self.matcher, &mut indices);
                indices.sort_unstable();
                indices.dedup();
                indices.into_iter().filter_map(|index| usize::try_from(index).ok()).collect()
            }
            Kind::Around => Vec::new(),
        };
        HitView { key: entry.key.clone(), ranges: ranges(&entry.name, &places) }
    }
}

impl Entry {
    fn new(app: &App) -> Self {
        let name = app.name.clone();
        // One folded character for each of the name's, so that places in one are places in the other.
        let letters: Vec<char> =
            name.chars().map(|c| fold(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c)).collect();
        let folded: String = letters.iter().collect();
        let around = [&app.category, &app.description]
            .into_iter()
            .flatten()
            .map(|text| fold(text))
            .collect::<Vec<_>>()
            .join("\n");
        let initials = word_starts(&letters).filter_map(|place| letters.get(place)).collect();
        Self { key: app.key.clone(), haystack: Utf32String::from(folded.as_str()), folded, initials, around, name }
    }

    fn kind(&self, needle: &str) -> Option<Kind> {
        if self.folded.starts_with(needle) {
            Some(Kind::Start)
        } else if let Some(byte) = self.folded.find(needle) {
            let starts_word = |byte: usize| !self.folded[..byte].ends_with(char::is_alphanumeric);
            let word = starts_word(byte) || self.folded.match_indices(needle).any(|(byte, _)| starts_word(byte));
            Some(if word { Kind::WordStart } else { Kind::Inside })
        } else if needle.chars().count() > 1 && self.initials.starts_with(needle) {
            Some(Kind::Initials)
        } else {
            None
        }
    }

    fn folded_places(&self, kind: Kind, needle: &str) -> Vec<usize> {
        let at = match kind {
            Kind::Start => Some(0),
            Kind::WordStart => self
                .folded
                .match_indices(needle)
                .map(|(byte, _)| byte)
                .find(|byte| !self.folded[..*byte].ends_with(char::is_alphanumeric)),
            _ => self.folded.find(needle),
        };
        let Some(byte) = at else { return Vec::new() };
        let first = self.folded[..byte].chars().count();
        (first..first + needle.chars().count()).collect()
    }

    fn initial_places(&self, count: usize) -> Vec<usize> {
        let letters: Vec<char> = self.folded.chars().collect();
        word_starts(&letters).take(count).collect()
    }
}

/// Places of the first letters of words; a capital inside a word is not seen, the name is folded.
fn word_starts(letters: &[char]) -> impl Iterator<Item = usize> + '_ {
    (0..letters.len())
        .filter(|place| letters[*place].is_alphanumeric() && (*place == 0 || !letters[*place - 1].is_alphanumeric()))
}

/// Places of characters, as ranges of UTF-16 units.
fn ranges(name: &str, places: &[usize]) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    let mut unit = 0;
    let mut places = places.iter().peekable();
    for (place, c) in name.chars().enumerate() {
        let next = unit + if c.len_utf16() == 2 { 2 } else { 1 };
        if places.next_if(|wanted| **wanted == place).is_some() {
            match ranges.last_mut() {
                Some(last) if last.1 == unit => last.1 = next,
                _ => ranges.push((unit, next)),
            }
        }
        unit = next;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn index(names: &[&str]) -> Index {
        let apps: Vec<App> = names
            .iter()
            .map(|name| App {
                key: (*name).into(),
                name: (*name).into(),
                description: name.starts_with("SAP").then(|| "Travel and expenses".into()),
                ..App::default()
            })
            .collect();
        Index::new(&apps)
    }

    fn found(names: &[&str], query: &str) -> Vec<String> {
        index(names).search(query).hits.into_iter().map(|hit| hit.key).collect()
    }

    const NAMES: &[&str] = &[
        "Cloud Infrastructure",
        "Conference Rooms",
        "Confluence",
        "Customer Onboarding",
        "Jira Konfiguration",
        "SAP Concur",
        "Übersicht",
    ];

    #[test]
    fn the_better_match_comes_first() {
        assert_eq!(found(NAMES, "conf")[..2], ["Conference Rooms", "Confluence"]);
        assert_eq!(found(NAMES, "conc")[0], "SAP Concur");
        assert_eq!(found(NAMES, "co")[0], "Conference Rooms");
        assert_eq!(found(NAMES, "ci")[0], "Cloud Infrastructure");
        assert_eq!(found(NAMES, "uber"), ["Übersicht"]);
        assert_eq!(found(NAMES, "ÜBER"), ["Übersicht"]);
        assert_eq!(found(NAMES, "expenses"), ["SAP Concur"]);
        assert_eq!(found(NAMES, "rooms conf"), ["Conference Rooms"]);
        assert!(found(NAMES, "zzz").is_empty() && found(NAMES, "  ").is_empty());
    }

    #[test]
    fn matched_letters_are_told_in_utf16() {
        let hit = |query: &str| index(&["👩 Salesforce", "Cloud Infrastructure"]).search(query).hits.remove(0).ranges;
        assert_eq!(hit("sales"), [(3, 8)]);
        assert_eq!(hit("ci"), [(0, 1), (6, 7)]);
        assert_eq!(hit("clinf"), [(0, 2), (6, 9)]);
    }

    proptest! {
        #[test]
        fn any_query_is_answered(names in proptest::collection::vec(".{0,12}", 0..8), query in ".{0,8}") {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let view = index(&names).search(&query);
            for hit in &view.hits {
                let units = u32::try_from(hit.key.encode_utf16().count()).unwrap();
                prop_assert!(hit.ranges.iter().all(|(start, end)| start < end && *end <= units));
            }
        }
    }
}
