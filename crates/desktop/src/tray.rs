//! Shows the tray icon: a StatusNotifierItem with a menu, over the session bus.
//!
//! The desktop's StatusNotifierWatcher decides whether icons are shown, and may come and go. The icon has a D-Bus
//! connection of its own, so that it disappears with the process however Portico ends.
//!
//! On Wayland the desktop provides an activation token before a click or a menu choice, which lets a window come to the
//! front.

use std::sync::Arc;

use portico_core::task;
use portico_core::view::TrayView;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use zbus::export::ordered_stream::OrderedStreamExt;
use zbus::fdo::DBusProxy;
use zbus::object_server::InterfaceRef;
use zbus::proxy::CacheProperties;
use zbus::{Proxy, proxy};

use crate::session_bus::{self, set_state, with_timeout};
use crate::tray_menu::TrayLabels;
use portico_core::remote_control::AppControl;

mod item;
mod menu;
mod next_activation_token;

pub use menu::MENU_PATH;
use next_activation_token::NextActivationToken;

pub const ITEM_PATH: &str = "/StatusNotifierItem";

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// The icon, until dropped. If no desktop shows it now, it appears as soon as one does.
pub struct Tray {
    labels: watch::Sender<TrayLabels>,
    state: watch::Receiver<TrayView>,
    task: AbortHandle,
}

impl Tray {
    /// Shows the icon on the bus at `address`, or else on the session bus. Returns at once; call inside a Tokio runtime.
    pub fn show(address: Option<&str>, app_control: Arc<dyn AppControl>, labels: TrayLabels) -> Self {
        let address = address.map(str::to_owned);
        let (state_sender, state) = watch::channel(TrayView::Off);
        let (labels_sender, labels_receiver) = watch::channel(labels);
        let panicked = state_sender.clone();
        let run = async move {
            let run_result = run(address, app_control, labels_receiver, &state_sender).await;
            if run_result.is_none() {
                tracing::info!("no icon in the tray: the session bus does not answer");
            }
            set_state(&state_sender, TrayView::Unavailable);
        };
        let task = task::spawn(run, move || set_state(&panicked, TrayView::Unavailable));
        Self { labels: labels_sender, state, task: task.abort_handle() }
    }

    /// Whether the icon is shown; [`TrayView::Off`] until that is known.
    pub fn state(&self) -> watch::Receiver<TrayView> {
        self.state.clone()
    }

    /// Schedules an update of the menu after the list, the favorites or the session changed. Cheap: calls are
    /// coalesced.
    pub fn refresh(&self) {
        self.labels.send_modify(|_| ());
    }

    /// Replaces the labels after a language change.
    pub fn set_labels(&self, labels: TrayLabels) {
        self.labels.send_replace(labels);
    }
}

impl Drop for Tray {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Runs until the connection ends. Always returns `None` then, or when the bus cannot be used at all.
async fn run(
    address: Option<String>,
    app_control: Arc<dyn AppControl>,
    mut labels: watch::Receiver<TrayLabels>,
    state_sender: &watch::Sender<TrayView>,
) -> Option<()> {
    let token = NextActivationToken::default();
    let menu =
        menu::Menu::new(app_control.clone(), token.clone(), Handle::current(), labels.borrow_and_update().clone());
    let bus = session_bus::builder(address.as_deref());
    let bus = bus.and_then(|bus| bus.serve_at(ITEM_PATH, item::Item::new(app_control, token))).ok()?;
    let connection = with_timeout(bus.serve_at(MENU_PATH, menu).ok()?.build()).await?;
    let menu = with_timeout(connection.object_server().interface::<_, menu::Menu>(MENU_PATH)).await?;
    let bus_proxy = with_timeout(DBusProxy::new(&connection)).await?;
    // Subscribe before registering, so that no change of the watcher is missed.
    let mut watchers = with_timeout(bus_proxy.receive_name_owner_changed_with_args(&[(0, WATCHER)])).await?;
    let watcher = proxy::Builder::<Proxy<'_>>::new(&connection)
        .destination(WATCHER)
        .and_then(|builder| builder.path("/StatusNotifierWatcher"))
        .and_then(|builder| builder.interface(WATCHER));
    let watcher = with_timeout(watcher.ok()?.cache_properties(CacheProperties::No).build()).await?;
    let mut hosts = with_timeout(watcher.receive_all_signals()).await?;
    let name = connection.unique_name()?.to_string();

    let mut is_registered = register(&watcher, &name).await;
    loop {
        // The watcher keeps the list of icons; a host, such as a panel, draws them.
        let is_shown =
            is_registered && with_timeout(watcher.get_property("IsStatusNotifierHostRegistered")).await == Some(true);
        set_state(state_sender, if is_shown { TrayView::Visible } else { TrayView::Unavailable });
        tokio::select! {
            change = watchers.next() => {
                let has_owner = change?.args().is_ok_and(|args| args.new_owner.is_some());
                is_registered = has_owner && register(&watcher, &name).await;
            }
            signal = hosts.next() => drop(signal?),
            changed = labels.changed() => {
                changed.ok()?;
                let labels = labels.borrow_and_update().clone();
                with_timeout(update_menu(&menu, labels)).await;
            }
        }
    }
}

async fn register(watcher: &Proxy<'_>, name: &str) -> bool {
    with_timeout(watcher.call::<_, _, ()>("RegisterStatusNotifierItem", &(name,))).await.is_some()
}

/// Announces the menu to the desktop if it changed.
async fn update_menu(menu: &InterfaceRef<menu::Menu>, labels: TrayLabels) -> zbus::Result<()> {
    let revision = menu.get().await.update(labels);
    match revision {
        Some(revision) => menu::Menu::layout_updated(menu.signal_emitter(), revision, 0).await,
        None => Ok(()),
    }
}
