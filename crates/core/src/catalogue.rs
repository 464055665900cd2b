//! The apps assigned to one person, as `GetUPData` lists them, in the order they are shown.
//!
//! Reading is row by row: a bad row costs one row. What is kept of a row is what the list shows,
//! searches and opens; notes and credentials are never read.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text;
use crate::view::{AppView, AppsView, Restriction, SectionKind, SectionView};

mod list;
mod row;

pub use list::read;

/// Colours of the letter plates.
const HUES: u8 = 12;

/// One assigned app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    /// `AppKey`, exactly as the tenant spells it.
    pub key: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// `Icon` as the tenant gives it: mostly a path, sometimes an address or a data URI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restriction: Option<Restriction>,
}

/// A list, and how many rows of it could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// Sorted by category, then name.
    pub apps: Vec<App>,
    pub unreadable: u32,
}

impl Catalogue {
    /// Sorts, and drops all but the first app of each key.
    pub fn new(mut apps: Vec<App>, unreadable: u32) -> Self {
        let mut seen = HashSet::with_capacity(apps.len());
        apps.retain(|app| seen.insert(app.key.clone()));
        apps.sort_by_cached_key(|app| {
            (app.category.is_none(), app.category.as_deref().map(fold), fold(&app.name), app.key.clone())
        });
        Self { apps, unreadable }
    }

    pub fn app(&self, key: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.key == key)
    }

    /// `seat` keeps the icons of one account apart from another's in the UI's own cache.
    pub fn view(&self, seat: &str) -> AppsView {
        let mut sections: BTreeMap<(bool, String), SectionView> = BTreeMap::new();
        for (index, app) in (0u32..).zip(&self.apps) {
            let order = (app.category.is_none(), app.category.as_deref().map(fold).unwrap_or_default());
            let section = sections.entry(order).or_insert_with(|| SectionView {
                kind: if app.category.is_some() { SectionKind::Category } else { SectionKind::Other },
                name: app.category.clone(),
                apps: Vec::new(),
            });
            section.apps.push(index);
        }
        AppsView {
            apps: self.apps.iter().map(|app| app.view(seat)).collect(),
            sections: sections.into_values().collect(),
        }
    }
}

impl App {
    /// Names the icon in the local copy and in `icon:` addresses; says nothing about the app.
    pub fn icon_id(&self) -> Option<String> {
        self.icon.as_deref().map(icon_id)
    }

    fn view(&self, seat: &str) -> AppView {
        AppView {
            key: self.key.clone(),
            name: self.name.clone(),
            description: self.description.clone(),
            category: self.category.clone(),
            icon: self.icon_id().map(|id| format!("{seat}-{id}")),
            letters: text::letters(&self.name),
            hue: Sha256::digest(&self.key)[0] % HUES,
            restriction: self.restriction,
        }
    }
}

pub fn icon_id(icon: &str) -> String {
    Sha256::digest(icon)[..12].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Text for comparing: without case, accents and width.
pub fn fold(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(key: &str, name: &str, category: Option<&str>) -> App {
        App {
            key: key.into(),
            name: name.into(),
            description: None,
            category: category.map(Into::into),
            icon: None,
            restriction: None,
        }
    }

    #[test]
    fn sections_by_category_then_the_rest() {
        let catalogue = Catalogue::new(
            vec![
                app("1", "Zebra", Some("IT")),
                app("2", "Loose", None),
                app("3", "Ärger", Some("IT")),
                app("4", "x", Some("Finance")),
                app("1", "again", None),
            ],
            0,
        );
        let view = catalogue.view("none");
        let names: Vec<_> =
            view.sections.iter().map(|section| (section.name.as_deref(), section.apps.clone())).collect();
        assert_eq!(names, [(Some("Finance"), vec![0]), (Some("IT"), vec![1, 2]), (None, vec![3])]);
        assert_eq!(view.apps[1].name, "Ärger");
        assert_eq!(view.apps.len(), 4);
    }

    #[test]
    fn folding_meets_what_people_type() {
        for (text, folded) in [("Übersicht", "ubersicht"), ("ＡＢＣ", "abc"), ("ÅRE", "are")] {
            assert_eq!(fold(text), folded);
        }
    }
}
