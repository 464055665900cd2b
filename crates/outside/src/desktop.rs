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

use crate::door::{Door, Listed};

mod krunner;
mod search_provider;

pub const BUS_NAME: &str = "dev.portico.Portico";
pub const SEARCH_PROVIDER_PATH: &str = "/dev/portico/Portico/SearchProvider";
pub const KRUNNER_PATH: &str = "/krunner";

/// No desktop shows more of one program's.
const MOST: usize = 20;
/// Nobody types more.
const LONGEST_QUERY: usize = 256;
/// Of what has no picture of its own; the icon theme has it.
const ICON: &str = "portico";

/// Who offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Takes the name from a background process, and keeps it.
    Window,
    /// Leaves the name to any window.
    Background,
}

/// Why the desktop finds nothing. Portico runs all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOffered {
    NoBus,
    /// Another Portico answers already.
    Taken,
}

/// Answers the desktop until it is dropped.
pub struct Desktop {
    connection: Connection,
    lost: NameLostStream,
    used: Arc<Notify>,
}

impl Desktop {
    /// On the session bus. Call inside a Tokio runtime: openings are spawned there.
    ///
    /// # Errors
    /// [`NotOffered`].
    pub async fn offer(door: Arc<dyn Door>, role: Role) -> Result<Self, NotOffered> {
        Self::offer_on(connection::Builder::session().map_err(|_| NotOffered::NoBus)?, door, role).await
    }

    /// On the bus at that address.
    ///
    /// # Errors
    /// [`NotOffered`].
    pub async fn offer_at(address: &str, door: Arc<dyn Door>, role: Role) -> Result<Self, NotOffered> {
        Self::offer_on(connection::Builder::address(address).map_err(|_| NotOffered::NoBus)?, door, role).await
    }

    async fn offer_on(bus: connection::Builder<'_>, door: Arc<dyn Door>, role: Role) -> Result<Self, NotOffered> {
        let used = Arc::new(Notify::new());
        let desk = Desk { door, runtime: Handle::current(), used: used.clone() };
        let provider = search_provider::SearchProvider(desk.clone());
        let bus = bus.serve_at(SEARCH_PROVIDER_PATH, provider).map_err(|_| NotOffered::NoBus)?;
        let bus = bus.serve_at(KRUNNER_PATH, krunner::Runner(desk)).map_err(|_| NotOffered::NoBus)?;
        let connection = bus.build().await.map_err(|_| NotOffered::NoBus)?;
        let proxy = DBusProxy::new(&connection).await.map_err(|_| NotOffered::NoBus)?;
        // Before the name is asked for, so that no loss is missed.
        let lost = proxy.receive_name_lost().await.map_err(|_| NotOffered::NoBus)?;
        let flags = RequestNameFlags::DoNotQueue
            | match role {
                Role::Window => RequestNameFlags::ReplaceExisting,
                Role::Background => RequestNameFlags::AllowReplacement,
            };
        match connection.request_name_with_flags(BUS_NAME, flags).await {
            Ok(RequestNameReply::PrimaryOwner | RequestNameReply::AlreadyOwner) => Ok(Self { connection, lost, used }),
            Ok(_) | Err(zbus::Error::NameTaken) => Err(NotOffered::Taken),
            Err(_) => Err(NotOffered::NoBus),
        }
    }

    /// Ends once nobody asked for as long as `idle`, or the name went to a window, or the bus is gone.
    pub async fn until_unneeded(mut self, idle: Duration) {
        loop {
            tokio::select! {
                lost = self.lost.next() => {
                    let ours = |lost: &zbus::fdo::NameLost| lost.args().is_ok_and(|args| args.name == BUS_NAME);
                    if lost.as_ref().is_none_or(ours) {
                        break;
                    }
                }
                asked = tokio::time::timeout(idle, self.used.notified()) => {
                    if asked.is_err() {
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
struct Desk {
    door: Arc<dyn Door>,
    runtime: Handle,
    used: Arc<Notify>,
}

impl Desk {
    /// The best hits that may be told, with what the desktop calls them.
    fn search(&self, words: &str) -> Vec<(String, Listed)> {
        self.used.notify_one();
        let words: String = words.trim().chars().take(LONGEST_QUERY).collect();
        if words.is_empty() || !self.door.status().standing.is_open() {
            return Vec::new();
        }
        let shown = self.door.search(&words).into_iter().filter(|app| !app.hidden);
        shown.take(MOST).map(|app| (id(&app.key), app)).collect()
    }

    /// The apps of those names, in that order.
    fn apps(&self, ids: &[String]) -> Vec<(String, Listed)> {
        self.used.notify_one();
        if !self.door.status().standing.is_open() {
            return Vec::new();
        }
        let ids: Vec<&String> = ids.iter().take(MOST).collect();
        let mut found: Vec<_> =
            self.door.apps().into_iter().map(|app| (id(&app.key), app)).filter(|(id, _)| ids.contains(&id)).collect();
        found.sort_by_key(|(id, _)| ids.iter().position(|other| *other == id));
        found
    }

    /// Opens what was chosen. The desktop waits for nothing: the window shows how it goes on.
    fn open(&self, id: String) {
        if let Some((_, app)) = self.apps(&[id]).pop() {
            let door = self.door.clone();
            self.runtime.spawn(async move { door.open(&app.key, crate::door::Wait::Briefly).await });
        }
    }

    fn show(&self, words: &str) {
        self.used.notify_one();
        let words: String = words.trim().chars().take(LONGEST_QUERY).collect();
        self.door.show(Some(words).filter(|words| !words.is_empty()), None);
    }

    /// A path or a name of the icon theme; both are a `GIcon` and a `QIcon` as text.
    fn icon(&self, app: &Listed) -> String {
        let file = self.door.icon(&app.key).filter(|path| path.is_absolute());
        file.and_then(|path| path.into_os_string().into_string().ok()).unwrap_or_else(|| ICON.to_owned())
    }
}

/// What the desktop calls an app: it keeps such names, and they tell it nothing.
fn id(key: &str) -> String {
    Sha256::digest(format!("app|{key}"))[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}
