//! The icon among those of programs that run: a StatusNotifierItem with a menu, over the session bus.
//!
//! Whether there is a place for such icons is the desktop's to say, and may change: its watcher comes and
//! goes. The icon has a connection of its own, so that it goes with it, however Portico ends.
//!
//! On Wayland the desktop says before a click, or a choice in the menu, what lets a window come to the front for it.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use portico_core::view::TrayView;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use zbus::export::ordered_stream::OrderedStreamExt;
use zbus::fdo::DBusProxy;
use zbus::object_server::InterfaceRef;
use zbus::proxy::CacheProperties;
use zbus::{Proxy, connection, proxy};

use crate::activation;
use crate::door::Door;

mod item;
mod menu;

pub const ITEM_PATH: &str = "/StatusNotifierItem";
pub const MENU_PATH: &str = "/StatusNotifierItem/Menu";

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
/// For the bus and the desktop to answer. Nobody waits for it.
const LIMIT: Duration = Duration::from_secs(10);

/// The entries of the menu that are no apps, in the person's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayWords {
    pub open: String,
    pub search: String,
    pub quit: String,
}

/// What the desktop gave for the click that comes next: see [`activation`]. The icon and its menu share it.
#[derive(Clone, Default)]
struct NextToken(Arc<Mutex<Option<String>>>);

impl NextToken {
    fn keep(&self, token: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = activation::token(token);
    }

    /// It is for one click.
    fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The icon, for as long as it is kept. Where no desktop shows it now, it comes as soon as one does.
pub struct Tray {
    words: watch::Sender<TrayWords>,
    view: watch::Receiver<TrayView>,
    task: AbortHandle,
}

impl Tray {
    /// On the session bus. Returns at once; call inside a Tokio runtime.
    pub fn show(door: Arc<dyn Door>, words: TrayWords) -> Self {
        Self::start(None, door, words)
    }

    /// On the bus at that address.
    pub fn show_at(address: &str, door: Arc<dyn Door>, words: TrayWords) -> Self {
        Self::start(Some(address.to_owned()), door, words)
    }

    fn start(address: Option<String>, door: Arc<dyn Door>, words: TrayWords) -> Self {
        let (seen, view) = watch::channel(TrayView::Off);
        let (words, read) = watch::channel(words);
        let task = tokio::spawn(async move {
            let ended = stay(address, door, read, &seen).await;
            if ended.is_none() {
                tracing::info!("no icon in the tray: the session bus does not answer");
            }
            tell(&seen, TrayView::Unavailable);
        });
        Self { words, view, task: task.abort_handle() }
    }

    /// What came of it; [`TrayView::Off`] until that is known.
    pub fn view(&self) -> watch::Receiver<TrayView> {
        self.view.clone()
    }

    /// The list, the favourites or the session changed. Costs nothing: it is looked at later, and once.
    pub fn refresh(&self) {
        self.words.send_modify(|_| ());
    }

    /// In another language.
    pub fn say(&self, words: TrayWords) {
        self.words.send_replace(words);
    }
}

impl Drop for Tray {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Ends with the bus; `None`: it was of no use from the beginning.
async fn stay(
    address: Option<String>,
    door: Arc<dyn Door>,
    mut words: watch::Receiver<TrayWords>,
    seen: &watch::Sender<TrayView>,
) -> Option<()> {
    let bus = match &address {
        Some(address) => connection::Builder::address(address.as_str()),
        None => connection::Builder::session(),
    };
    let token = NextToken::default();
    let menu = menu::Menu::new(door.clone(), token.clone(), Handle::current(), words.borrow_and_update().clone());
    let bus = bus.and_then(|bus| bus.serve_at(ITEM_PATH, item::Item::new(door, token))).ok()?;
    let connection = within(bus.serve_at(MENU_PATH, menu).ok()?.build()).await?;
    let menu = within(connection.object_server().interface::<_, menu::Menu>(MENU_PATH)).await?;
    let registry = within(DBusProxy::new(&connection)).await?;
    // Before the watcher is asked, so that none is missed.
    let mut watchers = within(registry.receive_name_owner_changed_with_args(&[(0, WATCHER)])).await?;
    let watcher = proxy::Builder::<Proxy<'_>>::new(&connection)
        .destination(WATCHER)
        .and_then(|it| it.path("/StatusNotifierWatcher"))
        .and_then(|it| it.interface(WATCHER));
    let watcher = within(watcher.ok()?.cache_properties(CacheProperties::No).build()).await?;
    let mut hosts = within(watcher.receive_all_signals()).await?;
    let name = connection.unique_name()?.to_string();

    let mut registered = register(&watcher, &name).await;
    loop {
        // The watcher keeps the list of icons, a host draws them: a panel, say.
        let is_shown = registered && within(watcher.get_property("IsStatusNotifierHostRegistered")).await == Some(true);
        tell(seen, if is_shown { TrayView::Shown } else { TrayView::Unavailable });
        tokio::select! {
            change = watchers.next() => {
                let has_come = change?.args().is_ok_and(|args| args.new_owner.is_some());
                registered = has_come && register(&watcher, &name).await;
            }
            signal = hosts.next() => drop(signal?),
            changed = words.changed() => {
                changed.ok()?;
                let words = words.borrow_and_update().clone();
                within(renew(&menu, words)).await;
            }
        }
    }
}

async fn register(watcher: &Proxy<'_>, name: &str) -> bool {
    within(watcher.call::<_, _, ()>("RegisterStatusNotifierItem", &(name,))).await.is_some()
}

/// Tells the desktop of another menu, if it is another.
async fn renew(menu: &InterfaceRef<menu::Menu>, words: TrayWords) -> zbus::Result<()> {
    let revision = menu.get().await.renew(words);
    match revision {
        Some(revision) => menu::Menu::layout_updated(menu.signal_emitter(), revision, 0).await,
        None => Ok(()),
    }
}

/// `None`: it failed, or took too long.
async fn within<T>(asked: impl Future<Output = zbus::Result<T>>) -> Option<T> {
    timeout(LIMIT, asked).await.ok()?.ok()
}

fn tell(seen: &watch::Sender<TrayView>, view: TrayView) {
    seen.send_if_modified(|told| std::mem::replace(told, view) != view);
}
