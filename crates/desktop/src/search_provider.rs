//! Serves the desktop's search over the session bus: GNOME's search provider and KDE's KRunner.
//!
//! The process with the window serves both while it runs. Otherwise the bus starts `portico --background`, which
//! answers from the cached list, starts the window for the chosen app, and ends when it is idle or when a window takes
//! the name. Without a session bus only the desktop's search is missing.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use zbus::Connection;
use zbus::export::ordered_stream::OrderedStreamExt;
use zbus::fdo::{DBusProxy, NameLostStream, RequestNameFlags, RequestNameReply};

use portico_core::remote_control::AppControl;

use crate::session_bus;

mod backend;
mod gnome;
mod krunner;

pub const BUS_NAME: &str = "dev.portico.Portico";
pub const SEARCH_PROVIDER_PATH: &str = "/dev/portico/Portico/SearchProvider";
pub const KRUNNER_PATH: &str = "/krunner";

/// Which process serves the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchRole {
    /// Takes the name from a background process, and keeps it.
    Window,
    /// Leaves the name to any window.
    Background,
}

/// Why the search is not served. Portico runs without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServeError {
    NoBus,
    /// Another Portico process owns the name.
    NameTaken,
}

/// Answers the desktop's searches until dropped.
pub struct DesktopSearch {
    connection: Connection,
    name_lost: NameLostStream,
    activity: Arc<Notify>,
}

impl DesktopSearch {
    /// Serves on the bus at `address`, or else on the session bus. Call inside a Tokio runtime, which also runs the launches.
    ///
    /// # Errors
    /// [`ServeError`] if there is no session bus or the name is taken.
    pub async fn serve(
        address: Option<&str>,
        app_control: Arc<dyn AppControl>,
        role: SearchRole,
    ) -> Result<Self, ServeError> {
        Self::try_serve(address, app_control, role).await.map_err(|error| match error {
            zbus::Error::NameTaken => ServeError::NameTaken,
            _ => ServeError::NoBus,
        })
    }

    async fn try_serve(
        address: Option<&str>,
        app_control: Arc<dyn AppControl>,
        role: SearchRole,
    ) -> zbus::Result<Self> {
        let activity = Arc::new(Notify::new());
        let backend = backend::SearchBackend { app_control, runtime: Handle::current(), activity: activity.clone() };
        let bus = session_bus::builder(address)?
            .serve_at(SEARCH_PROVIDER_PATH, gnome::SearchProvider(backend.clone()))?
            .serve_at(KRUNNER_PATH, krunner::KRunner(backend))?;
        let connection = bus.build().await?;
        // Subscribe before requesting the name, so that no loss is missed.
        let name_lost = DBusProxy::new(&connection).await?.receive_name_lost().await?;
        let flags = RequestNameFlags::DoNotQueue
            | match role {
                SearchRole::Window => RequestNameFlags::ReplaceExisting,
                SearchRole::Background => RequestNameFlags::AllowReplacement,
            };
        match connection.request_name_with_flags(BUS_NAME, flags).await? {
            RequestNameReply::PrimaryOwner | RequestNameReply::AlreadyOwner => {
                Ok(Self { connection, name_lost, activity })
            }
            RequestNameReply::InQueue | RequestNameReply::Exists => Err(zbus::Error::NameTaken),
        }
    }

    /// Returns after `idle` without a search, when a window takes the name, or when the bus is gone.
    pub async fn run_until_idle(mut self, idle: Duration) {
        loop {
            tokio::select! {
                signal = self.name_lost.next() => {
                    let is_own_name = |signal: &zbus::fdo::NameLost| signal.args().is_ok_and(|args| args.name == BUS_NAME);
                    if signal.as_ref().is_none_or(is_own_name) {
                        break;
                    }
                }
                activity = tokio::time::timeout(idle, self.activity.notified()) => {
                    if activity.is_err() {
                        break;
                    }
                }
            }
        }
        // Release the name explicitly, so that the bus starts another process for the next search.
        let _ = self.connection.release_name(BUS_NAME).await;
    }
}
