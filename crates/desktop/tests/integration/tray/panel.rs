//! A fake panel that keeps the list of tray icons and draws them, and a client of their menus.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use portico_desktop::tray::MENU_PATH;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zbus::message::Header;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, Proxy};

use super::HANG_TIMEOUT;
use crate::support::bus::Bus;

pub(super) const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// A panel of a desktop: a StatusNotifierWatcher, and a host if `has_host`.
pub(super) struct FakePanel {
    pub(super) connection: Connection,
    pub(super) items: UnboundedReceiver<String>,
    pub(super) has_host: Arc<AtomicBool>,
}

pub(super) struct FakeWatcher {
    pub(super) items: UnboundedSender<String>,
    pub(super) has_host: Arc<AtomicBool>,
    pub(super) is_responsive: bool,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl FakeWatcher {
    async fn register_status_notifier_item(&self, service: String, #[zbus(header)] header: Header<'_>) {
        assert_eq!(header.sender().unwrap().as_str(), service);
        self.items.send(service).unwrap();
        if !self.is_responsive {
            std::future::pending::<()>().await;
        }
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        self.has_host.load(Ordering::Relaxed)
    }
}

impl FakePanel {
    pub(super) async fn start(bus: &Bus, has_host: bool, is_responsive: bool) -> Self {
        let (item_sender, items) = unbounded_channel();
        let has_host = Arc::new(AtomicBool::new(has_host));
        let watcher = FakeWatcher { items: item_sender, has_host: has_host.clone(), is_responsive };
        let builder = bus.builder().serve_at("/StatusNotifierWatcher", watcher).unwrap();
        let connection = builder.name(WATCHER).unwrap().build().await.unwrap();
        Self { connection, items, has_host }
    }

    pub(super) async fn item(&mut self) -> String {
        tokio::time::timeout(HANG_TIMEOUT, self.items.recv()).await.unwrap().unwrap()
    }

    pub(super) async fn proxy(&self, item: &str, path: &'static str, interface: &'static str) -> Proxy<'static> {
        Proxy::new(&self.connection, item.to_owned(), path, interface).await.unwrap()
    }

    pub(super) async fn menu(&self, item: &str) -> MenuClient {
        MenuClient(self.proxy(item, MENU_PATH, "com.canonical.dbusmenu").await)
    }
}

pub(super) struct MenuClient(pub(super) Proxy<'static>);

pub(super) type Properties = HashMap<String, OwnedValue>;
pub(super) type Layout = (i32, Properties, Vec<OwnedValue>);
pub(super) type Pixmap = (i32, i32, Vec<u8>);

impl MenuClient {
    pub(super) async fn layout(&self) -> (u32, Vec<(i32, String)>) {
        let (revision, (root, properties, children)): (u32, Layout) =
            self.0.call("GetLayout", &(0, -1, Vec::<String>::new())).await.unwrap();
        assert_eq!((root, text(&properties, "children-display").as_str()), (0, "submenu"));
        let entries = children.into_iter().map(|child| {
            let (id, properties, grandchildren): Layout =
                zbus::zvariant::Structure::try_from(child).unwrap().try_into().unwrap();
            assert!(grandchildren.is_empty());
            (id, if properties.contains_key("type") { text(&properties, "type") } else { text(&properties, "label") })
        });
        (revision, entries.collect())
    }

    pub(super) async fn labels(&self) -> Vec<String> {
        self.layout().await.1.into_iter().map(|(_, label)| label).collect()
    }

    pub(super) async fn id(&self, label: &str) -> i32 {
        self.layout().await.1.into_iter().find(|(_, entry_label)| entry_label == label).unwrap().0
    }

    pub(super) async fn click(&self, id: i32) {
        let () = self.0.call("Event", &(id, "clicked", Value::from(0i32), 7u32)).await.unwrap();
    }
}

pub(super) fn text(properties: &Properties, name: &str) -> String {
    properties.get(name).map(|value| String::try_from(value.clone()).unwrap()).unwrap_or_default()
}
