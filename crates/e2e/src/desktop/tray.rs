//! A tray as an icon sees it: the watcher where the icon registers, and a user who opens its menu and chooses from it.

use std::sync::{Arc, Mutex, PoisonError};

use zbus::blocking::{Connection, Proxy, connection, fdo};
use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use crate::desktop::session::Desktop;
use crate::wait::{TIMEOUT, wait_within};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// The bus name of an item's owner, and the item's object path.
type ItemAddress = (String, String);
type Registered = Arc<Mutex<Vec<ItemAddress>>>;
/// Number, properties, children.
type Layout = (i32, std::collections::HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// Leaves the bus when dropped, as a panel that ends does.
pub struct Tray {
    bus: Connection,
    registered: Registered,
}

impl Tray {
    pub fn start(desktop: &Desktop) -> Self {
        let registered = Registered::default();
        let bus = connection::Builder::address(desktop.session_bus())
            .and_then(|builder| builder.serve_at("/StatusNotifierWatcher", Watcher(registered.clone())))
            .and_then(|builder| builder.name(WATCHER))
            .and_then(connection::Builder::build)
            .expect("a tray");
        Self { bus, registered }
    }

    /// Whether an icon of a running program is registered.
    pub fn has_icon(&self) -> bool {
        self.item_address().is_some()
    }

    pub fn wait_for_icon(&self) {
        wait_within(TIMEOUT, || self.item_address()).expect("an icon in the tray");
    }

    /// A text property of the icon: `Title`, `Status`, `IconName`.
    pub fn property(&self, property: &str) -> String {
        self.item().get_property(property).unwrap_or_else(|error| panic!("{property}: {error}"))
    }

    /// Clicks the icon.
    pub fn click(&self) {
        let () = self.item().call("Activate", &(0, 0)).expect("a click");
    }

    /// The labels of the menu's entries, from top to bottom, without separators.
    pub fn menu_labels(&self) -> Vec<String> {
        self.entries().into_iter().map(|(_, label)| label).collect()
    }

    /// Waits until the menu has exactly these entries.
    pub fn wait_for_menu(&self, wanted: &[&str]) {
        let mut last = Vec::new();
        let matches = wait_within(TIMEOUT, || {
            last = self.menu_labels();
            (last == wanted).then_some(())
        });
        matches.unwrap_or_else(|| panic!("the menu came to hold {last:?} instead of {wanted:?}"));
    }

    /// Clicks the entry with that label.
    pub fn activate_entry(&self, label: &str) {
        let entry = self.entries().into_iter().find(|(_, own)| own == label);
        let (id, _) = entry.unwrap_or_else(|| panic!("“{label}” is not among {:?}", self.menu_labels()));
        let () = self.menu_proxy().call("Event", &(id, "clicked", Value::from(0), 0_u32)).expect("it is chosen");
    }

    fn entries(&self) -> Vec<(i32, String)> {
        let menu = self.menu_proxy();
        // Desktops announce that they are about to show the menu.
        let _: bool = menu.call("AboutToShow", &(0)).expect("an answer");
        let none: &[&str] = &[];
        let (_, (_, _, children)): (u32, Layout) = menu.call("GetLayout", &(0, -1, none)).expect("a menu");
        children.iter().filter_map(|child| parse_entry(child)).collect()
    }

    fn menu_proxy(&self) -> Proxy<'_> {
        let path: OwnedObjectPath = self.item().get_property("Menu").expect("a menu");
        let (owner, _) = self.item_address().expect("an icon");
        Proxy::new(&self.bus, owner, path, MENU).expect("a menu")
    }

    fn item(&self) -> Proxy<'_> {
        let (owner, path) = self.item_address().expect("an icon in the tray");
        Proxy::new(&self.bus, owner, path, ITEM).expect("an icon")
    }

    fn item_address(&self) -> Option<ItemAddress> {
        let bus = fdo::DBusProxy::new(&self.bus).ok()?;
        let registered = self.registered.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let has_owner = |(owner, _): &ItemAddress| {
            owner.as_str().try_into().is_ok_and(|name| bus.name_has_owner(name).unwrap_or(false))
        };
        registered.into_iter().rev().find(has_owner)
    }
}

/// Number and label of an entry; `None` for a separator. One underscore marks the mnemonic, two stand for one.
fn parse_entry(child: &Value<'_>) -> Option<(i32, String)> {
    let Value::Structure(child) = child else { return None };
    let [Value::I32(id), Value::Dict(properties), _] = child.fields() else { return None };
    let property = |wanted: &str| properties.iter().find(|(name, _)| **name == Value::from(wanted)).map(|(_, it)| it);
    let mut label = property("label")?;
    if let Value::Value(inner) = label {
        label = inner;
    }
    let Value::Str(label) = label else { return None };
    Some((*id, label.replace("__", "\0").replace('_', "").replace('\0', "_")))
}

struct Watcher(Registered);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// Items register with a bus name of their own, or with an object path alone.
    #[allow(clippy::needless_pass_by_value, reason = "zbus hands it over")]
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let place = if service.starts_with('/') {
            (sender, service.to_owned())
        } else {
            (service.to_owned(), "/StatusNotifierItem".to_owned())
        };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(place);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let registered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        registered.iter().map(|(owner, path)| format!("{owner}{path}")).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}
