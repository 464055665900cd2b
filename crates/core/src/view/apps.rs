//! The tenant's list: every app, where it belongs, how new that is, and what a search found in it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Setting, Target};
use crate::clock::Timestamp;
use crate::error::Error;

/// Every app of the tenant's list, and where it belongs. Favorites and the like are in
/// [`PreferencesView`](super::PreferencesView), which changes more often.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppsView {
    /// In the order of their sections.
    pub apps: Vec<AppView>,
    /// In the order to show them. Each app is in exactly one.
    pub sections: Vec<SectionView>,
    /// The person's tags and folders at the tenant. An app may be in any number of them.
    pub collections: Vec<CollectionView>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppView {
    /// The tenant's `AppKey`; every call about this app names it.
    pub key: String,
    pub name: String,
    pub description: Option<String>,
    pub category: Option<String>,
    /// Identifier of the icon, for `host.iconUrl`; absent when the tenant names none.
    pub icon: Option<String>,
    /// One or two letters for the plate while there is no icon.
    pub initials: String,
    /// 0..=11, stable for a key: which of the plate colours the letters take.
    pub hue: u8,
    pub restriction: Option<Restriction>,
    /// `SharedUntil`: access ends then, or ended.
    pub ends_at: Option<Timestamp>,
    /// Where a rule opens it; left out where [`SettingsView::opens_in`](super::SettingsView) holds, since a list is long.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub opens_in: Option<Setting<Target>>,
}

/// The one thing that stands between a click and the app, most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Restriction {
    /// `Intranet`: reachable on the company's network only.
    CompanyNetwork,
    /// `IsMFAEnabled`: the tenant asks for another factor.
    ExtraCheck,
    /// A user-and-password app without stored credentials.
    NeedsPassword,
    /// `CertBasedAuthEnabled`.
    Certificate,
    /// `SharedBy`: somebody shared it.
    Shared,
    /// `SharedUntil` is over.
    ShareEnded,
    /// `CBEScript`, `FormFillingEnabled`: signs in through the tenant's browser extension.
    Extension,
    /// A desktop or mobile entry: it does not open in a browser.
    NotWeb,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SectionView {
    pub kind: SectionKind,
    /// The category's own name; absent for sections that the UI names.
    pub name: Option<String>,
    /// Indices into [`AppsView::apps`].
    pub apps: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SectionKind {
    Category,
    /// Apps to which the tenant gave no category.
    Other,
    /// Shared by colleagues.
    Shared,
    /// What cannot be opened as it is: an ended share, an app for another device.
    Attention,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CollectionView {
    pub kind: CollectionKind,
    pub name: String,
    /// Indices into [`AppsView::apps`].
    pub apps: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CollectionKind {
    /// `Tags` of an app.
    Tag,
    /// `/Folder/GetFolders`.
    Folder,
}

/// How new the list is. Apart from [`AppsView`], since it changes often and a list can be long.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FreshnessView {
    /// False until there is any list, be it empty.
    pub loaded: bool,
    pub refreshing: bool,
    /// The list is the copy on this computer, not yet confirmed by the tenant.
    pub is_cached: bool,
    pub updated_at: Option<Timestamp>,
    /// Rows that could not be read and are not shown.
    pub unreadable_rows: u32,
    /// Why the last refresh failed; the list stays.
    pub problem: Option<Error>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchView {
    pub query: String,
    /// How many apps match, of which `hits` shows the best.
    pub total: u32,
    pub hits: Vec<HitView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HitView {
    pub key: String,
    /// Matched parts of the name: `[start, end)` in UTF-16 units, in order. Empty when the match is
    /// in the description or category.
    pub ranges: Vec<(u32, u32)>,
}
