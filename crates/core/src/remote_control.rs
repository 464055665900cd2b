//! What may be asked of Portico from outside its windows, and what it answers: the command line, links, desktop search
//! and tray reach the running app through [`AppControl`].
//!
//! No type here has a field for a credential or an address, so neither can leave this way.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

use crate::app::AppSnapshot;
use crate::apps::catalog::App;
use crate::apps::lookup::Named;
use crate::clock::Timestamp;
use crate::error::Code;
use crate::launch::click::LaunchOutcome;
use crate::view::{PreferencesView, Restriction, SessionView};
use serde::{Deserialize, Serialize};

/// What a link asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeepLink {
    /// The key or the name of an app; names are compared exactly.
    pub app: String,
    pub source: LinkSource,
}

/// Who wants a link followed. A browser stands for all of its pages: no system tells which page it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LinkSource {
    /// Linux and Windows start a program with the link as its argument, and do not say on whose behalf.
    #[default]
    Unknown,
    /// macOS names the program that sent the event, by its bundle identifier.
    Program(String),
}

/// Implemented by the running app. Nothing here waits but what returns an [`OpenFuture`].
pub trait AppControl: Send + Sync + 'static {
    /// Every app of the list on screen, in its order. Empty while the list may not be seen.
    fn apps(&self) -> Vec<AppSummary>;

    /// The apps that match, best first; not necessarily all.
    fn search(&self, query: &str) -> Vec<AppSummary>;

    /// What the person starred, in their order. Empty while the list may not be seen.
    fn favorites(&self) -> Vec<AppSummary>;

    /// A PNG of the app's icon on this computer.
    fn icon(&self, key: &str) -> Option<PathBuf>;

    fn status(&self) -> AppStatus;

    /// Opens the app of that key, as a click on it does. Dropping the future cancels nothing: the
    /// window shows what is under way, and there it can be canceled.
    fn open(&self, key: &str, wait: WaitMode) -> OpenFuture;

    /// The same by a name, once there is a list in which it can be looked up.
    fn open_named(&self, name: &str, wait: WaitMode) -> OpenFuture;

    /// Opens what a link names, after asking the person unless the link's source is allowed.
    /// `activation_token` here and below: the desktop's permission for a window to come to the front.
    fn open_link(&self, link: DeepLink, activation_token: Option<String>) -> OpenFuture;

    /// Raises the window, with a search typed in if there are words.
    fn show_window(&self, query: Option<String>, activation_token: Option<String>);

    /// Shows the palette or, where there is nothing to search, the window.
    fn show_palette(&self, activation_token: Option<String>);

    /// Ends Portico.
    fn quit(&self);
}

/// The outcome of an opening. It is spawned, so it borrows nothing.
pub type OpenFuture = Pin<Box<dyn Future<Output = OpenOutcome> + Send>>;

/// One app, as it is told of outside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppSummary {
    /// The tenant's `AppKey`.
    pub key: String,
    /// Fit to be shown: the core's display filter took out what could turn or hide text.
    pub name: String,
    pub description: Option<String>,
    pub category: Option<String>,
    #[serde(rename = "favourite")]
    pub is_favorite: bool,
    /// Place among what is opened lately or often, from 1.
    pub recent: Option<u32>,
    #[serde(rename = "hidden")]
    pub is_hidden: bool,
    /// What stands between a click and the app.
    pub restriction: Option<Restriction>,
}

impl AppSummary {
    /// In the list's order.
    pub fn list_from_snapshot(snapshot: &AppSnapshot) -> Vec<Self> {
        snapshot.catalog.apps.iter().map(|app| Self::new(app, &snapshot.preferences, snapshot.taken_at)).collect()
    }

    pub fn new(app: &App, personal: &PreferencesView, now: Timestamp) -> Self {
        let rank = personal.recent.iter().zip(1..).find(|(other, _)| **other == app.key);
        Self {
            key: app.key.clone(),
            name: app.name.clone(),
            description: app.description.clone(),
            category: app.category.clone(),
            is_favorite: personal.favorites.contains(&app.key),
            recent: rank.map(|(_, place)| place),
            is_hidden: personal.hidden.contains(&app.key),
            restriction: app.restrictions_at(now).next(),
        }
    }
}

impl Named for AppSummary {
    fn key(&self) -> &str {
        &self.key
    }

    fn name(&self) -> &str {
        &self.name
    }
}

/// How long [`AppControl::open`] waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WaitMode {
    /// Until it is known whether a sign-in comes first.
    #[default]
    #[serde(rename = "briefly")]
    Accepted,
    /// Through a sign-in, until the app is open or will not be.
    #[serde(rename = "forTheApp")]
    Opened,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OpenOutcome {
    Opened,
    /// The person is being asked to sign in, or to prove more; the app opens after it.
    Waiting,
    /// The person called it off.
    #[serde(rename = "cancelled")]
    Canceled,
    /// No app of the list is meant, or several are.
    NotFound,
    /// A [`Code`], as text: a newer Portico may have others.
    #[serde(rename = "refused")]
    Failed(String),
}

impl From<Code> for OpenOutcome {
    fn from(code: Code) -> Self {
        match code {
            Code::LaunchGone => Self::NotFound,
            Code::AuthCancel => Self::Canceled,
            code => Self::Failed(code.as_str().to_owned()),
        }
    }
}

impl From<LaunchOutcome> for OpenOutcome {
    fn from(launched: LaunchOutcome) -> Self {
        match launched {
            LaunchOutcome::Opened => Self::Opened,
            LaunchOutcome::Waiting => Self::Waiting,
            LaunchOutcome::Canceled => Self::Canceled,
            LaunchOutcome::Failed(error) => error.code.into(),
        }
    }
}

/// How far the person's sign-in has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SessionStatus {
    /// No company is known.
    #[default]
    FirstRun,
    SignedOut,
    /// A session that was kept is being picked up.
    Restoring,
    SigningIn,
    SignedIn,
    Locked,
    /// Not running; a session is kept for the next start.
    #[serde(rename = "kept")]
    Stored,
}

impl SessionStatus {
    /// Whether names of apps may be told to the desktop's search, where anybody at the screen reads them.
    pub const fn can_show_apps(self) -> bool {
        matches!(self, Self::Restoring | Self::SignedIn | Self::Stored)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppStatus {
    #[serde(rename = "standing")]
    pub session_status: SessionStatus,
    /// The company as people call it.
    pub company: Option<String>,
    /// The tenant's host.
    pub tenant: Option<String>,
    /// The login name.
    pub user: Option<String>,
    pub apps: usize,
    /// When the tenant last confirmed the list; absent while there is none to be seen.
    pub updated_at: Option<Timestamp>,
    /// When the session ends, if that is known.
    pub ends_at: Option<Timestamp>,
}

impl AppStatus {
    pub fn from_snapshot(snapshot: &AppSnapshot) -> Self {
        let (session_status, tenant, user, ends_at) = match &snapshot.session {
            SessionView::FirstRun { .. } | SessionView::ConfirmTenant { .. } => {
                (SessionStatus::FirstRun, None, None, None)
            }
            SessionView::SignedOut { tenant, user, .. } => {
                (SessionStatus::SignedOut, Some(tenant), user.as_ref(), None)
            }
            SessionView::Restoring { tenant, user } => (SessionStatus::Restoring, Some(tenant), Some(user), None),
            SessionView::SigningIn { tenant, user, .. } => {
                (SessionStatus::SigningIn, Some(tenant), user.as_ref(), None)
            }
            SessionView::SignedIn { tenant, user, ends_at, .. } => {
                (SessionStatus::SignedIn, Some(tenant), Some(user), *ends_at)
            }
            SessionView::Locked { tenant, user } => (SessionStatus::Locked, Some(tenant), Some(user), None),
        };
        Self {
            session_status,
            company: tenant.map(|tenant| tenant.name.clone()),
            tenant: tenant.map(|tenant| tenant.host.clone()),
            user: user.map(|user| user.name.clone()).filter(|name| !name.is_empty()),
            apps: snapshot.catalog.apps.len(),
            updated_at: snapshot.freshness.updated_at.filter(|_| snapshot.freshness.loaded),
            ends_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_codes_map_to_distinct_open_outcomes() {
        for (code, outcome) in [
            (Code::LaunchGone, OpenOutcome::NotFound),
            (Code::AuthCancel, OpenOutcome::Canceled),
            (Code::LaunchBlocked, OpenOutcome::Failed("E-LAUNCH-BLOCKED".to_owned())),
        ] {
            assert_eq!(OpenOutcome::from(code), outcome);
        }
    }

    #[test]
    fn only_unlocked_sessions_show_apps() {
        let allowed = [SessionStatus::Restoring, SessionStatus::SignedIn, SessionStatus::Stored];
        let denied =
            [SessionStatus::FirstRun, SessionStatus::SignedOut, SessionStatus::SigningIn, SessionStatus::Locked];
        assert!(
            allowed.into_iter().all(SessionStatus::can_show_apps)
                && !denied.into_iter().any(SessionStatus::can_show_apps)
        );
    }
}
