//! An app of the company as the catalog describes it. `portal::app_json` builds its JSON.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::random;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct App {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) kind: AppKind,
    pub(crate) category: String,
    pub(crate) description: String,
    pub(crate) url: String,
    /// Those that have none share a few.
    #[serde(default)]
    pub(crate) mark: String,
    #[serde(default)]
    pub(crate) icon: IconKind,
    #[serde(default)]
    pub(crate) key: Option<String>,
    #[serde(default)]
    pub(crate) launch: LaunchBehavior,
    /// Members of the answer that differ from what the kind implies; `"__absent__"` removes one, and
    /// `{"days": 3}` is a date so many days after the tenant's start.
    #[serde(default)]
    pub(crate) members: Map<String, Value>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AppKind {
    Saml,
    Oidc,
    Bookmark,
    Password,
    Desktop,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IconKind {
    #[default]
    Svg,
    Png,
    /// One color from edge to edge.
    Solid,
    /// Needs credentials.
    Protected,
    /// Answers 404.
    Missing,
    /// Answers a page.
    Html,
    /// In the list itself.
    Data,
}

/// What happens at launch, beside what the kind implies.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LaunchBehavior {
    #[default]
    Plain,
    StepUp,
    /// The portal asks for user name and password first.
    Credentials,
    Error,
}

impl App {
    pub(crate) fn key(&self) -> String {
        self.key.clone().unwrap_or_else(|| random::guid_from(&format!("app {}", self.slug)))
    }

    /// What a person calls it.
    pub(crate) fn label(&self) -> &str {
        self.members.get("DisplayName").and_then(Value::as_str).unwrap_or(&self.name)
    }
}
