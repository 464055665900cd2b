//! The desktop's own search: GNOME's search provider and KDE's KRunner, over the session bus.
//!
//! The window's process offers both while it runs. While it does not, the bus starts
//! `portico --background`, which answers from this computer's copy, starts the window for what is chosen,
//! and ends when nobody searches any more, or when a window takes the name. Neither needs the other: a
//! desktop without a bus loses its search, and nothing else.

use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use zbus::export::ordered_stream::OrderedStreamExt;
use zbus::fdo::{DBusProxy, NameLostStream, RequestNameFlags, RequestNameReply};
use zbus::{Connection, connection};

use portico_core::remote_control::{AppControl, AppSummary};

mod gnome;
mod krunner;

pub const BUS_NAME: &str = "dev.portico.Portico";
pub const SEARCH_PROVIDER_PATH: &str = "/dev/portico/Portico/SearchProvider";
pub const KRUNNER_PATH: &str = "/krunner";

/// No desktop shows more of one program's.
const MAX_RESULTS: usize = 20;
/// Nobody types more.
const MAX_QUERY_CHARS: usize = 256;
/// Of what has no picture of its own; the icon theme has it.
const FALLBACK_ICON: &str = "portico";

/// Who offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchRole {
    /// Takes the name from a background process, and keeps it.
    Window,
    /// Leaves the name to any window.
    Background,
}

/// Why the desktop finds nothing. Portico runs all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServeError {
    NoBus,
    /// Another Portico answers already.
    NameTaken,
}

/// Answers the desktop until it is dropped.
pub struct DesktopSearch {
    connection: Connection,
    name_lost: NameLostStream,
    activity: Arc<Notify>,
}

impl DesktopSearch {
    /// On the session bus. Call inside a Tokio runtime: openings are spawned there.
    ///
    /// # Errors
    /// [`NotOffered`].
    pub async fn serve(app_control: Arc<dyn AppControl>, role: SearchRole) -> Result<Self, ServeError> {
        Self::serve_with(connection::Builder::session().map_err(|_| ServeError::NoBus)?, app_control, role).await
    }

    /// On the bus at that address.
    ///
    /// # Errors
    /// [`NotOffered`].
    pub async fn serve_on_bus(
        address: &str,
        app_control: Arc<dyn AppControl>,
        role: SearchRole,
    ) -> Result<Self, ServeError> {
        Self::serve_with(connection::Builder::address(address).map_err(|_| ServeError::NoBus)?, app_control, role).await
    }

    async fn serve_with(
        bus: connection::Builder<'_>,
        app_control: Arc<dyn AppControl>,
        role: SearchRole,
    ) -> Result<Self, ServeError> {
        let activity = Arc::new(Notify::new());
        let backend = SearchBackend { app_control, runtime: Handle::current(), used: activity.clone() };
        let provider = gnome::SearchProvider(backend.clone());
        let bus = bus.serve_at(SEARCH_PROVIDER_PATH, provider).map_err(|_| ServeError::NoBus)?;
        let bus = bus.serve_at(KRUNNER_PATH, krunner::KRunner(backend)).map_err(|_| ServeError::NoBus)?;
        let connection = bus.build().await.map_err(|_| ServeError::NoBus)?;
        let proxy = DBusProxy::new(&connection).await.map_err(|_| ServeError::NoBus)?;
        // Before the name is asked for, so that no loss is missed.
        let name_lost = proxy.receive_name_lost().await.map_err(|_| ServeError::NoBus)?;
        let flags = RequestNameFlags::DoNotQueue
            | match role {
                SearchRole::Window => RequestNameFlags::ReplaceExisting,
                SearchRole::Background => RequestNameFlags::AllowReplacement,
            };
        match connection.request_name_with_flags(BUS_NAME, flags).await {
            Ok(RequestNameReply::PrimaryOwner | RequestNameReply::AlreadyOwner) => {
                Ok(Self { connection, name_lost, activity })
            }
            Ok(_) | Err(zbus::Error::NameTaken) => Err(ServeError::NameTaken),
            Err(_) => Err(ServeError::NoBus),
        }
    }

    /// Ends once nobody asked for as long as `idle`, or the name went to a window, or the bus is gone.
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
        // Given back in so many words: whoever searches next starts another.
        let _ = self.connection.release_name(BUS_NAME).await;
    }
}

/// What both kinds of search have in common.
#[derive(Clone)]
struct SearchBackend {
    app_control: Arc<dyn AppControl>,
    runtime: Handle,
    used: Arc<Notify>,
}

impl SearchBackend {
    /// The best hits that may be told, with what the desktop calls them.
    fn search(&self, query: &str) -> Vec<(String, AppSummary)> {
        self.used.notify_one();
        let query: String = query.trim().chars().take(MAX_QUERY_CHARS).collect();
        if query.is_empty() || !self.app_control.status().session_status.can_show_apps() {
            return Vec::new();
        }
        let visible = self.app_control.search(&query).into_iter().filter(|app| !app.is_hidden);
        visible.take(MAX_RESULTS).map(|app| (opaque_id(&app.key), app)).collect()
    }

    /// The apps of those names, in that order.
    fn apps(&self, ids: &[String]) -> Vec<(String, AppSummary)> {
        self.used.notify_one();
        if !self.app_control.status().session_status.can_show_apps() {
            return Vec::new();
        }
        let ids: Vec<&String> = ids.iter().take(MAX_RESULTS).collect();
        let mut found: Vec<_> = self
            .app_control
            .apps()
            .into_iter()
            .map(|app| (opaque_id(&app.key), app))
            .filter(|(id, _)| ids.contains(&id))
            .collect();
        found.sort_by_key(|(id, _)| ids.iter().position(|other| *other == id));
        found
    }

    /// Opens what was chosen. The desktop waits for nothing: the window shows how it goes on.
    fn open_app(&self, id: String) {
        if let Some((_, app)) = self.apps(&[id]).pop() {
            let app_control = self.app_control.clone();
            self.runtime.spawn(async move {
                app_control.open(&app.key, portico_core::remote_control::WaitMode::Accepted).await
            });
        }
    }

    fn show_window(&self, query: &str) {
        self.used.notify_one();
        let query: String = query.trim().chars().take(MAX_QUERY_CHARS).collect();
        self.app_control.show_window(Some(query).filter(|words| !words.is_empty()), None);
    }

    /// A path or a name of the icon theme; both are a `GIcon` and a `QIcon` as text.
    fn icon(&self, app: &AppSummary) -> String {
        let file = self.app_control.icon(&app.key).filter(|path| path.is_absolute());
        file.and_then(|path| path.into_os_string().into_string().ok()).unwrap_or_else(|| FALLBACK_ICON.to_owned())
    }
}

/// What the desktop calls an app: it keeps such names, and they tell it nothing.
fn opaque_id(key: &str) -> String {
    Sha256::digest(format!("app|{key}"))[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}
