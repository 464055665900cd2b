//! Everything that the tenant says about one app and a person may want to know.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Restriction;
use crate::clock::Timestamp;

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DetailsView {
    pub key: String,
    pub name: String,
    pub description: Option<String>,
    pub category: Option<String>,
    pub tags: Vec<String>,
    pub folders: Vec<String>,
    pub kind: AppKind,
    /// `AppTypeDisplayName`: the tenant's own words for the kind.
    pub kind_name: Option<String>,
    /// `TemplateName`: what the administrator made it from.
    pub template: Option<String>,
    /// The host of `Url`.
    pub host: Option<String>,
    /// `Username`: as whom the person is known to the app.
    pub user_name: Option<String>,
    /// `ParentDisplayName`: the app that it is linked to.
    pub parent: Option<String>,
    pub origin: Origin,
    pub shared_by: Option<String>,
    pub ends_at: Option<Timestamp>,
    /// `RegistrationMessage`: how to get an account there.
    pub registration: Option<String>,
    /// Everything that stands between a click and the app, most important first.
    pub restrictions: Vec<Restriction>,
    /// How often it was opened from this Portico.
    pub open_count: u32,
    pub last_opened_at: Option<Timestamp>,
}

/// How an app signs a person in (tenant-api §6.1, `WebAppType` and the template).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AppKind {
    Saml,
    /// OAuth or OpenID Connect.
    OAuth,
    Bookmark,
    /// User name and password.
    Password,
    Desktop,
    Mobile,
    /// A privileged account (`CpsType`).
    Account,
    #[default]
    Other,
}

/// How an app came into the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    #[default]
    Assigned,
    /// `Shortcut`: offered, and taken by the person.
    Optional,
    /// `Personal`: added by the person.
    Personal,
    /// `SharedBy`.
    Shared,
}
