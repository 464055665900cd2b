//! The apps assigned to one person, as `GetUPData` lists them, in the order they are shown.
//!
//! Reading is row by row: a bad row costs one row. What is kept of a row is what the list shows,
//! searches and opens; notes and credentials are never read.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::clock::Timestamp;
use crate::digest::hex;
use crate::text;
use crate::view::{
    AppKind, AppView, AppsView, CollectionKind, CollectionView, Origin, Restriction, SectionKind, SectionView, Setting,
    Target,
};

mod date;
mod folders;
mod list;
mod row;

pub use folders::{Folder, read as read_folders};
pub use list::{MAX_APPS, read};

/// Colours of the letter plates.
const HUE_COUNT: u8 = 12;

/// One assigned app. In the local copy what is empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct App {
    /// `AppKey`, exactly as the tenant spells it.
    pub key: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// `Icon` as the tenant gives it: mostly a path, sometimes an address or a data URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// Most important first. That a share has ended is not among them: it depends on the time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<Restriction>,
    pub kind: AppKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The host of `Url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    /// `UsernameRO`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[serde(rename = "user_name_is_fixed")]
    pub is_user_name_fixed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    pub origin: Origin,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_by: Option<String>,
    /// `SharedUntil`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "registration")]
    pub registration_message: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// A list, and how many rows of it could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    /// Sorted by category, then name.
    pub apps: Vec<App>,
    pub unreadable_rows: u32,
    /// The person's folders at the tenant; they come with another answer.
    pub folders: Vec<Folder>,
}

impl Catalog {
    /// Sorts, and drops all but the first app of each key.
    pub fn new(mut apps: Vec<App>, unreadable_rows: u32) -> Self {
        let mut seen_keys = HashSet::with_capacity(apps.len());
        apps.retain(|app| seen_keys.insert(app.key.clone()));
        apps.sort_by_cached_key(|app| {
            (
                app.category.is_none(),
                app.category.as_deref().map(comparison_key),
                comparison_key(&app.name),
                app.key.clone(),
            )
        });
        Self { apps, unreadable_rows, folders: Vec::new() }
    }

    pub fn find_app(&self, key: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.key == key)
    }

    /// `icon_prefix` keeps the icons of one account apart from another's in the UI's own cache.
    /// `rule_target` is where a rule opens an app.
    pub fn view(
        &self,
        icon_prefix: &str,
        now: Timestamp,
        rule_target: impl Fn(&App) -> Option<Setting<Target>>,
    ) -> AppsView {
        let mut sections: BTreeMap<(Placement, String), SectionView> = BTreeMap::new();
        // Many apps are in few categories.
        let mut sort_keys: HashMap<&str, String> = HashMap::new();
        for (index, app) in (0u32..).zip(&self.apps) {
            let placement = app.placement(now);
            let category = app.category.as_deref().filter(|_| placement == Placement::Category);
            let category_key =
                category.map(|category| sort_keys.entry(category).or_insert_with(|| comparison_key(category)).clone());
            let section_key = (placement, category_key.unwrap_or_default());
            let section = sections.entry(section_key).or_insert_with(|| SectionView {
                kind: placement.kind(),
                name: category.map(str::to_owned),
                apps: Vec::new(),
            });
            section.apps.push(index);
        }
        for section in sections.values_mut().filter(|section| section.name.is_some()) {
            let spellings = section.apps.iter().filter_map(|index| self.apps[*index as usize].category.as_deref());
            section.name = most_common_spelling(spellings);
        }
        AppsView {
            apps: self.apps.iter().map(|app| app.view(icon_prefix, now, rule_target(app))).collect(),
            sections: sections.into_values().collect(),
            collections: self.collections(),
        }
    }

    /// Tags and folders that hold something, each kind by name.
    fn collections(&self) -> Vec<CollectionView> {
        let mut groups: BTreeMap<(CollectionKind, String), SpellingGroup> = BTreeMap::new();
        let mut add = |kind: CollectionKind, name, index: u32| {
            let group = groups.entry((kind, comparison_key(name))).or_default();
            group.names.push(name);
            group.apps.push(index);
        };
        for (index, app) in (0u32..).zip(&self.apps) {
            app.tags.iter().for_each(|tag| add(CollectionKind::Tag, tag, index));
        }
        if !self.folders.is_empty() {
            let indexes: HashMap<&str, u32> =
                (0u32..).zip(&self.apps).map(|(index, app)| (app.key.as_str(), index)).collect();
            for folder in &self.folders {
                let app_indexes = folder.apps.iter().filter_map(|key| indexes.get(&**key).copied());
                app_indexes.for_each(|index| add(CollectionKind::Folder, &folder.name, index));
            }
        }
        let to_view = |((kind, _), SpellingGroup { names, mut apps }): (_, SpellingGroup)| {
            // Two folders may be spelled alike.
            apps.sort_unstable();
            apps.dedup();
            let name = most_common_spelling(names.into_iter()).unwrap_or_default();
            CollectionView { kind, name, apps }
        };
        groups.into_iter().map(to_view).collect()
    }
}

/// A tag or a folder in all its spellings.
#[derive(Default)]
struct SpellingGroup<'a> {
    names: Vec<&'a str>,
    apps: Vec<u32>,
}

/// The spelling that most apps have, so that none of them names what the others are in.
fn most_common_spelling<'a>(spellings: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    spellings.for_each(|spelling| *counts.entry(spelling).or_default() += 1);
    let most_common = counts.iter().rev().max_by_key(|(_, count)| **count);
    most_common.map(|(spelling, _)| (*spelling).to_owned())
}

/// Where an app is shown; in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Placement {
    Category,
    Other,
    Shared,
    Attention,
}

impl Placement {
    const fn kind(self) -> SectionKind {
        match self {
            Self::Category => SectionKind::Category,
            Self::Other => SectionKind::Other,
            Self::Shared => SectionKind::Shared,
            Self::Attention => SectionKind::Attention,
        }
    }
}

impl App {
    /// Names the icon in the local copy and in `icon:` addresses; says nothing about the app.
    pub fn icon_id(&self) -> Option<String> {
        self.icon.as_deref().map(icon_id)
    }

    pub fn restrictions_at(&self, now: Timestamp) -> impl Iterator<Item = Restriction> {
        let share_ended = self.ends_at.is_some_and(|end| end <= now).then_some(Restriction::ShareEnded);
        share_ended.into_iter().chain(self.restrictions.iter().copied())
    }

    fn placement(&self, now: Timestamp) -> Placement {
        match self.restrictions_at(now).next() {
            Some(Restriction::ShareEnded | Restriction::NotWeb) => Placement::Attention,
            _ if self.origin == Origin::Shared => Placement::Shared,
            _ if self.category.is_some() => Placement::Category,
            _ => Placement::Other,
        }
    }

    /// `icon_prefix` as for [`Catalog::view`].
    pub fn view(&self, icon_prefix: &str, now: Timestamp, opens_in: Option<Setting<Target>>) -> AppView {
        AppView {
            key: self.key.clone(),
            name: self.name.clone(),
            description: self.description.clone(),
            category: self.category.clone(),
            icon: self.icon_id().map(|id| format!("{icon_prefix}-{id}")),
            initials: text::initials(&self.name),
            hue: Sha256::digest(&self.key)[0] % HUE_COUNT,
            restriction: self.restrictions_at(now).next(),
            ends_at: self.ends_at,
            opens_in,
        }
    }
}

pub fn icon_id(icon: &str) -> String {
    hex(&Sha256::digest(icon)[..12])
}

/// Text for comparing: without case, accents and width.
pub fn comparison_key(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(key: &str, name: &str, category: Option<&str>) -> App {
        App { key: key.into(), name: name.into(), category: category.map(Into::into), ..App::default() }
    }

    #[test]
    fn sections_are_sorted_by_category_and_duplicate_keys_dropped() {
        let catalog = Catalog::new(
            vec![
                app("1", "Zebra", Some("IT")),
                app("2", "Loose", None),
                app("3", "Ärger", Some("IT")),
                app("4", "x", Some("Finance")),
                app("1", "again", None),
            ],
            0,
        );
        let view = catalog.view("none", Timestamp(5), |_| None);
        let names: Vec<_> =
            view.sections.iter().map(|section| (section.name.as_deref(), section.apps.clone())).collect();
        assert_eq!(names, [(Some("Finance"), vec![0]), (Some("IT"), vec![1, 2]), (None, vec![3])]);
        assert_eq!(view.apps[1].name, "Ärger");
        assert_eq!(view.apps.len(), 4);
    }

    #[test]
    fn each_app_is_in_one_section_and_any_number_of_collections() {
        let shared = App { origin: Origin::Shared, ..app("s", "Shared", Some("IT")) };
        let share_ended = App { ends_at: Some(Timestamp(4)), origin: Origin::Shared, ..app("e", "Ended", Some("IT")) };
        let desktop = App { restrictions: vec![Restriction::NotWeb], ..app("d", "Desktop", Some("IT")) };
        let tagged = App { tags: vec!["Team".into(), "team".into()], ..app("t", "Tagged", Some("IT")) };
        let mut catalog = Catalog::new(vec![shared, share_ended, desktop, tagged], 0);
        catalog.folders = vec![Folder { name: "Mine".into(), apps: vec!["t".into(), "gone".into(), "d".into()] }];
        let view = catalog.view("none", Timestamp(5), |_| None);
        let keys_of =
            |apps: &[u32]| apps.iter().map(|index| &*view.apps[*index as usize].key).collect::<Vec<_>>().concat();
        let sections: Vec<_> = view.sections.iter().map(|section| (section.kind, keys_of(&section.apps))).collect();
        let expected = [(SectionKind::Category, "t"), (SectionKind::Shared, "s"), (SectionKind::Attention, "de")];
        assert_eq!(sections, expected.map(|(kind, keys)| (kind, keys.to_owned())));
        let collections: Vec<_> = view
            .collections
            .iter()
            .map(|collection| (collection.kind, &*collection.name, keys_of(&collection.apps)))
            .collect();
        let expected = [(CollectionKind::Tag, "Team", "t"), (CollectionKind::Folder, "Mine", "dt")];
        assert_eq!(collections, expected.map(|(kind, name, keys)| (kind, name, keys.to_owned())));
    }

    #[test]
    fn comparison_key_ignores_case_accents_and_width() {
        for (text, expected) in [("Übersicht", "ubersicht"), ("ＡＢＣ", "abc"), ("ÅRE", "are")] {
            assert_eq!(comparison_key(text), expected);
        }
    }
}
