//! The one door: what may be asked of Portico from outside, and what it answers.
//!
//! No type here has a field for a credential or an address, so none can pass.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

use portico_core::catalogue::App;
use portico_core::clock::Millis;
use portico_core::problem::Code;
use portico_core::view::{PersonalView, Restriction, SessionView};
use portico_core::{Glance, Launched};
use serde::{Deserialize, Serialize};

use crate::link::{self, Wanted};

/// Implemented by the running app. Nothing here waits but what returns an [`Opening`].
pub trait Door: Send + Sync + 'static {
    /// Every app of the list on screen, in its order. Empty while the list may not be seen.
    fn apps(&self) -> Vec<Listed>;

    /// The apps that match, best first; not necessarily all.
    fn search(&self, words: &str) -> Vec<Listed>;

    /// What the person starred, in their order. Empty while the list may not be seen.
    fn favourites(&self) -> Vec<Listed>;

    /// A PNG of the app's icon on this computer.
    fn icon(&self, key: &str) -> Option<PathBuf>;

    fn status(&self) -> Status;

    /// Opens the app of that key, as a click on it does. To drop the future calls nothing off: the
    /// window shows what is under way, and there it can be cancelled.
    fn open(&self, key: &str, wait: Wait) -> Opening;

    /// The same by a name, once there is a list in which it can be looked up: [`naming::find`](crate::naming::find).
    fn open_named(&self, name: &str, wait: Wait) -> Opening;

    /// Opens what a link names, after asking the person where [`Allowed`](crate::link::Allowed) says so.
    /// `token` here and below: of the desktop, so that a window may come to the front; see
    /// [`activation`](crate::activation).
    fn follow(&self, wanted: Wanted, token: Option<String>) -> Opening;

    /// Raises the window, with a search typed in if there are words.
    fn show(&self, words: Option<String>, token: Option<String>);

    /// Shows the palette or, where there is nothing to search, the window.
    fn palette(&self, token: Option<String>);

    /// Ends Portico.
    fn quit(&self);
}

/// An opening under way. It is spawned, so it borrows nothing.
pub type Opening = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// One app, as it is told of outside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    /// The tenant's `AppKey`.
    pub key: String,
    /// Fit to be shown: the core's display filter took out what could turn or hide text.
    pub name: String,
    pub description: Option<String>,
    pub category: Option<String>,
    pub favourite: bool,
    /// Place among what is opened lately or often, from 1.
    pub recent: Option<u32>,
    pub hidden: bool,
    /// What stands between a click and the app.
    pub restriction: Option<Restriction>,
}

impl Listed {
    /// In the list's order.
    pub fn all(glance: &Glance) -> Vec<Self> {
        glance.catalogue.apps.iter().map(|app| Self::of(app, &glance.personal, glance.at)).collect()
    }

    pub fn of(app: &App, personal: &PersonalView, now: Millis) -> Self {
        let place = personal.recent.iter().zip(1..).find(|(other, _)| **other == app.key);
        Self {
            key: app.key.clone(),
            name: app.name.clone(),
            description: app.description.clone(),
            category: app.category.clone(),
            favourite: personal.favourites.contains(&app.key),
            recent: place.map(|(_, place)| place),
            hidden: personal.hidden.contains(&app.key),
            restriction: app.restrictions_at(now).next(),
        }
    }
}

/// How long [`Door::open`] goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Wait {
    /// Until it is known whether a sign-in comes first.
    #[default]
    Briefly,
    /// Through a sign-in, until the app is open or will not be.
    ForTheApp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    Opened,
    /// The person is being asked to sign in, or to prove more; the app opens after it.
    Waiting,
    /// The person called it off.
    Cancelled,
    /// No app of the list is meant, or several are.
    NotFound,
    /// A [`Code`], as text: a newer Portico may have others.
    Refused(String),
}

impl From<Code> for Outcome {
    fn from(code: Code) -> Self {
        match code {
            Code::LaunchGone => Self::NotFound,
            Code::AuthCancel => Self::Cancelled,
            code => Self::Refused(code.as_str().to_owned()),
        }
    }
}

impl From<Launched> for Outcome {
    fn from(launched: Launched) -> Self {
        match launched {
            Launched::Opened => Self::Opened,
            Launched::Waiting => Self::Waiting,
            Launched::Cancelled => Self::Cancelled,
            Launched::Failed(problem) => problem.code.into(),
        }
    }
}

/// How far the person's sign-in has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
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
    Kept,
}

impl Standing {
    /// Whether names of apps may be told to the desktop's search, where anybody at the screen reads them.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Restoring | Self::SignedIn | Self::Kept)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    pub standing: Standing,
    /// The company as people call it.
    pub company: Option<String>,
    /// The tenant's host.
    pub tenant: Option<String>,
    /// The login name.
    pub user: Option<String>,
    pub apps: usize,
    /// When the tenant last confirmed the list; absent while there is none to be seen.
    pub updated_at: Option<Millis>,
    /// When the session ends, if that is known.
    pub ends_at: Option<Millis>,
}

impl Status {
    pub fn of(glance: &Glance) -> Self {
        let (standing, tenant, user, ends_at) = match &glance.session {
            SessionView::FirstRun { .. } | SessionView::ConfirmTenant { .. } => (Standing::FirstRun, None, None, None),
            SessionView::SignedOut { tenant, user, .. } => (Standing::SignedOut, Some(tenant), user.as_ref(), None),
            SessionView::Restoring { tenant, user } => (Standing::Restoring, Some(tenant), Some(user), None),
            SessionView::SigningIn { tenant, user, .. } => (Standing::SigningIn, Some(tenant), user.as_ref(), None),
            SessionView::SignedIn { tenant, user, ends_at, .. } => {
                (Standing::SignedIn, Some(tenant), Some(user), *ends_at)
            }
            SessionView::Locked { tenant, user } => (Standing::Locked, Some(tenant), Some(user), None),
        };
        Self {
            standing,
            company: tenant.map(|tenant| tenant.name.clone()),
            tenant: tenant.map(|tenant| tenant.host.clone()),
            user: user.map(|user| user.name.clone()).filter(|name| !name.is_empty()),
            apps: glance.catalogue.apps.len(),
            updated_at: glance.freshness.updated_at.filter(|_| glance.freshness.loaded),
            ends_at,
        }
    }
}

/// With what the window starts, where Portico does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Just the window.
    Window,
    /// The window, out of sight until somebody asks for it.
    Hidden,
    /// To open an app once somebody is signed in.
    Open {
        key: String,
    },
    /// The same, by a name for which there is no list yet: [`naming::find`](crate::naming::find) says
    /// which app is meant as soon as the list is there. If it is not plain, the words are searched for.
    OpenNamed {
        name: String,
    },
    Follow(Wanted),
    Show {
        words: Option<String>,
    },
}

impl Intent {
    /// The arguments with which another process starts, so that it has this intent.
    pub fn arguments(&self) -> Vec<String> {
        let verb = |verb: &str, words: &str| vec![verb.to_owned(), "--".to_owned(), words.to_owned()];
        match self {
            Self::Window => Vec::new(),
            Self::Hidden => vec!["--hidden".to_owned()],
            Self::Open { key } => vec!["open".to_owned(), format!("--key={key}")],
            Self::OpenNamed { name } => verb("open", name),
            // Who wanted it is lost on the way, so the person is asked.
            Self::Follow(wanted) => vec![link::to(&wanted.app)],
            Self::Show { words: None } => vec!["show".to_owned()],
            Self::Show { words: Some(words) } => verb("show", words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_mean_something_outside_are_told_apart() {
        for (code, outcome) in [
            (Code::LaunchGone, Outcome::NotFound),
            (Code::AuthCancel, Outcome::Cancelled),
            (Code::LaunchBlocked, Outcome::Refused("E-LAUNCH-BLOCKED".to_owned())),
        ] {
            assert_eq!(Outcome::from(code), outcome);
        }
    }

    #[test]
    fn only_a_list_that_is_on_screen_is_told_of() {
        let open = [Standing::Restoring, Standing::SignedIn, Standing::Kept];
        let closed = [Standing::FirstRun, Standing::SignedOut, Standing::SigningIn, Standing::Locked];
        assert!(open.into_iter().all(Standing::is_open) && !closed.into_iter().any(Standing::is_open));
    }
}
