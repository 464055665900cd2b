//! What one person made of their list: kept on this computer, told to no tenant.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::clock::Timestamp;
use crate::error::Error;

/// Apps are named by key, and only those that are in the list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreferencesView {
    /// In the person's own order.
    pub favorites: Vec<String>,
    /// Opened lately or often, most so first; empty until there is enough to go by.
    pub recent: Vec<String>,
    /// Assigned since the first list, and not opened yet; the newest first.
    pub new_apps: Vec<String>,
    pub hidden: Vec<String>,
    /// What changed in the list, the latest first.
    pub activity_feed: Vec<AppChangeView>,
    /// How many of the feed were not read yet.
    pub unread_changes: u32,
    /// Why this could not be read or saved.
    pub problem: Option<Error>,
}

/// One change of the assignments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppChangeView {
    pub kind: AppChangeKind,
    pub key: String,
    pub name: String,
    /// When it was noticed; the tenant does not say when it happened.
    pub at: Timestamp,
    /// The former name, of a renamed app.
    pub was: Option<String>,
    /// When access ends, or ended.
    pub until: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AppChangeKind {
    Added,
    Removed,
    Renamed,
    /// What stands between a click and the app is not what it was.
    Changed,
    /// Access ends within days.
    Ending,
    Ended,
}
