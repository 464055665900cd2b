//! The icon in the tray over a bus of its own, as a panel that keeps the list of icons and draws them.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]
#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use portico_core::view::TrayView;
use portico_outside::tray::{ITEM_PATH, MENU_PATH, Tray, TrayWords};
use portico_outside::{Listed, Standing};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zbus::export::ordered_stream::OrderedStreamExt;
use zbus::message::Header;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, Proxy};

mod common;

use common::bus::Bus;
use common::{FakeDoor, Shared, app};

/// A hang is a failure, not a wait.
const LONG: Duration = Duration::from_secs(60);
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

fn words() -> TrayWords {
    TrayWords { open: "Open Portico".into(), search: "Search…".into(), quit: "Quit Portico".into() }
}

fn star(key: &str, name: &str) -> Listed {
    Listed { favourite: true, ..app(key, name) }
}

fn show(bus: &Bus, door: &Arc<FakeDoor>) -> Tray {
    Tray::show_at(&bus.address, Arc::new(Shared(door.clone())), words())
}

async fn seen(tray: &Tray, view: TrayView) {
    tokio::time::timeout(LONG, tray.view().wait_for(|seen| *seen == view)).await.unwrap().unwrap();
}

/// A desktop's panel.
struct Panel {
    connection: Connection,
    items: UnboundedReceiver<String>,
    draws: Arc<AtomicBool>,
}

struct Watcher {
    items: UnboundedSender<String>,
    draws: Arc<AtomicBool>,
    answers: bool,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    async fn register_status_notifier_item(&self, service: String, #[zbus(header)] header: Header<'_>) {
        assert_eq!(header.sender().unwrap().as_str(), service);
        self.items.send(service).unwrap();
        if !self.answers {
            std::future::pending::<()>().await;
        }
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        self.draws.load(Ordering::Relaxed)
    }
}

impl Panel {
    async fn start(bus: &Bus, draws: bool, answers: bool) -> Self {
        let (tell, items) = unbounded_channel();
        let draws = Arc::new(AtomicBool::new(draws));
        let watcher = Watcher { items: tell, draws: draws.clone(), answers };
        let serving = bus.door().serve_at("/StatusNotifierWatcher", watcher).unwrap();
        let connection = serving.name(WATCHER).unwrap().build().await.unwrap();
        Self { connection, items, draws }
    }

    async fn item(&mut self) -> String {
        tokio::time::timeout(LONG, self.items.recv()).await.unwrap().unwrap()
    }

    async fn proxy(&self, item: &str, path: &'static str, interface: &'static str) -> Proxy<'static> {
        Proxy::new(&self.connection, item.to_owned(), path, interface).await.unwrap()
    }

    async fn menu(&self, item: &str) -> Menu {
        Menu(self.proxy(item, MENU_PATH, "com.canonical.dbusmenu").await)
    }
}

struct Menu(Proxy<'static>);

type Properties = HashMap<String, OwnedValue>;
type Layout = (i32, Properties, Vec<OwnedValue>);
type Pixmap = (i32, i32, Vec<u8>);

impl Menu {
    async fn layout(&self) -> (u32, Vec<(i32, String)>) {
        let (revision, (root, properties, children)): (u32, Layout) =
            self.0.call("GetLayout", &(0, -1, Vec::<String>::new())).await.unwrap();
        assert_eq!((root, text(&properties, "children-display").as_str()), (0, "submenu"));
        let entries = children.into_iter().map(|child| {
            let (id, properties, below): Layout =
                zbus::zvariant::Structure::try_from(child).unwrap().try_into().unwrap();
            assert!(below.is_empty());
            (id, if properties.contains_key("type") { text(&properties, "type") } else { text(&properties, "label") })
        });
        (revision, entries.collect())
    }

    async fn labels(&self) -> Vec<String> {
        self.layout().await.1.into_iter().map(|(_, label)| label).collect()
    }

    async fn id(&self, label: &str) -> i32 {
        self.layout().await.1.into_iter().find(|(_, shown)| shown == label).unwrap().0
    }

    async fn click(&self, id: i32) {
        let () = self.0.call("Event", &(id, "clicked", Value::from(0i32), 7u32)).await.unwrap();
    }
}

fn text(properties: &Properties, name: &str) -> String {
    properties.get(name).map(|value| String::try_from(value.clone()).unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn an_icon_with_its_menu() {
    let bus = Bus::start().await;
    let mut panel = Panel::start(&bus, true, true).await;
    let door = FakeDoor::new(vec![star("1", "Jira"), app("2", "Salesforce"), star("3", "a_b")]);
    let tray = show(&bus, &door);
    let item = panel.item().await;
    seen(&tray, TrayView::Shown).await;

    let properties = panel.proxy(&item, ITEM_PATH, "org.freedesktop.DBus.Properties").await;
    let all: Properties = properties.call("GetAll", &("org.kde.StatusNotifierItem",)).await.unwrap();
    for (name, value) in [
        ("Id", "portico"),
        ("Title", "Portico"),
        ("Status", "Active"),
        ("Category", "ApplicationStatus"),
        ("IconName", "portico"),
    ] {
        assert_eq!(text(&all, name), value);
    }
    let menu: zbus::zvariant::OwnedObjectPath = all["Menu"].clone().try_into().unwrap();
    assert_eq!(menu.as_str(), MENU_PATH);
    let face = panel.proxy(&item, ITEM_PATH, "org.kde.StatusNotifierItem").await;
    let pixmaps: Vec<Pixmap> = face.get_property("IconPixmap").await.unwrap();
    let (width, height, pixels) = &pixmaps[0];
    assert_eq!((*width, *height, pixels.len()), (32, 32, 32 * 32 * 4));
    // The corner is clear, the middle is not: alpha comes first.
    assert_eq!((pixels[0], pixels[(16 * 32 + 16) * 4]), (0, 255));
    let tip: (String, Vec<Pixmap>, String, String) = face.get_property("ToolTip").await.unwrap();
    assert_eq!((tip.0.as_str(), tip.2.as_str(), tip.3.as_str()), ("portico", "Portico", ""));

    let menu = panel.menu(&item).await;
    let expected = ["Jira", "a__b", "separator", "Search…", "Open Portico", "separator", "Quit Portico"];
    assert_eq!(menu.labels().await, expected);
    let () = face.call("Activate", &(1, 2)).await.unwrap();
    let () = face.call("SecondaryActivate", &(1, 2)).await.unwrap();
    assert_eq!(door.asked(), ["show None", "palette"]);
    menu.click(menu.id("Search…").await).await;
    menu.click(menu.id("Open Portico").await).await;
    assert_eq!(door.asked(), ["palette", "show None"]);
    menu.click(menu.id("a__b").await).await;
    until(&door, "open 3 Briefly").await;
    for nothing in [0, 1, 4, 15, 9999, i32::MIN, i32::MAX] {
        menu.click(nothing).await;
    }
    let hovered: () = menu.0.call("Event", &(menu.id("Jira").await, "hovered", Value::from(""), 0u32)).await.unwrap();
    let opened = [(menu.id("Jira").await, "clicked", Value::from(0i32), 0u32), (77, "closed", Value::from(0i32), 0)];
    let unknown: Vec<i32> = menu.0.call("EventGroup", &(&opened[..],)).await.unwrap();
    assert_eq!((hovered, unknown), ((), vec![77]));
    until(&door, "open 1 Briefly").await;
    menu.click(menu.id("Quit Portico").await).await;
    until(&door, "quit").await;
}

#[tokio::test]
async fn a_token_is_for_the_click_that_comes_next() {
    let bus = Bus::start().await;
    let mut panel = Panel::start(&bus, true, true).await;
    let door = FakeDoor::new(vec![star("1", "Jira")]);
    let _tray = show(&bus, &door);
    let item = panel.item().await;
    let (face, menu) = (panel.proxy(&item, ITEM_PATH, "org.kde.StatusNotifierItem").await, panel.menu(&item).await);
    let give = async |token: &str| {
        let () = face.call("ProvideXdgActivationToken", &(token,)).await.unwrap();
    };
    let click = async |name: &str| {
        let () = face.call(name, &(1, 2)).await.unwrap();
    };
    let (search, open, jira) = (menu.id("Search…").await, menu.id("Open Portico").await, menu.id("Jira").await);
    // As desktops do: the click does not wait for an answer to the token.
    face.call_noreply("ProvideXdgActivationToken", &("t-1",)).await.unwrap();
    click("Activate").await;
    click("Activate").await;
    assert_eq!(door.asked(), ["show None, token t-1", "show None"]);
    give("t-2").await;
    give("t-3").await;
    click("SecondaryActivate").await;
    assert_eq!(door.asked(), ["palette, token t-3"]);
    give("t-4").await;
    menu.click(search).await;
    give("t-5").await;
    menu.click(open).await;
    assert_eq!(door.asked(), ["palette, token t-4", "show None, token t-5"]);
    // An app takes it with it, and what no desktop gives is none.
    give("t-6").await;
    menu.click(jira).await;
    until(&door, "open 1 Briefly").await;
    give("t\n7").await;
    menu.click(open).await;
    assert_eq!(door.asked(), ["show None"]);
}

/// The next that is asked of the door is that.
async fn until(door: &FakeDoor, asked: &str) {
    let mut all = door.asked();
    while all.is_empty() {
        tokio::time::timeout(LONG, door.heard.notified()).await.unwrap();
        all = door.asked();
    }
    assert_eq!(all, [asked]);
}

#[tokio::test]
async fn a_menu_can_be_read_in_parts() {
    let bus = Bus::start().await;
    let mut panel = Panel::start(&bus, true, true).await;
    let tray = show(&bus, &FakeDoor::new(vec![star("1", "Jira")]));
    let item = panel.item().await;
    let menu = panel.menu(&item).await.0;
    let (_, root): (u32, Layout) = menu.call("GetLayout", &(0, 0, &["label"][..])).await.unwrap();
    assert!(root.1.is_empty() && root.2.is_empty());
    let (_, jira): (u32, Layout) = menu.call("GetLayout", &(16, -1, &["label"][..])).await.unwrap();
    assert_eq!((jira.0, text(&jira.1, "label").as_str()), (16, "Jira"));
    let group: Vec<(i32, Properties)> =
        menu.call("GetGroupProperties", &(&[16, 999][..], &["label"][..])).await.unwrap();
    assert_eq!((group.len(), text(&group[0].1, "label").as_str()), (1, "Jira"));
    let all: Vec<(i32, Properties)> = menu.call("GetGroupProperties", &(&[0i32; 0][..], &[""; 0][..])).await.unwrap();
    assert_eq!(all.len(), 6);
    let label: OwnedValue = menu.call("GetProperty", &(16, "label")).await.unwrap();
    assert_eq!(String::try_from(label).unwrap(), "Jira");
    for (id, name) in [(16, "colour"), (99, "label"), (-1, "label")] {
        assert!(menu.call::<_, _, OwnedValue>("GetProperty", &(id, name)).await.is_err());
    }
    assert!(menu.call::<_, _, (u32, Layout)>("GetLayout", &(99, -1, &[""; 0][..])).await.is_err());
    drop(tray);
}

#[tokio::test]
async fn the_menu_follows_and_its_numbers_stay() {
    let bus = Bus::start().await;
    let mut panel = Panel::start(&bus, true, true).await;
    let door = FakeDoor::new(vec![star("1", "Jira"), star("2", "Wiki")]);
    let tray = show(&bus, &door);
    let item = panel.item().await;
    let menu = panel.menu(&item).await;
    let mut updates = menu.0.receive_signal("LayoutUpdated").await.unwrap();
    let (revision, _) = menu.layout().await;
    let (jira, wiki) = (menu.id("Jira").await, menu.id("Wiki").await);
    // Nothing changed, so nothing is told; the next that is told is the next that changes.
    tray.refresh();
    let many = (0..500).map(|number| star(&format!("x{number}"), &"W".repeat(200)));
    *door.apps.lock().unwrap() = many.chain([star("2", "Wiki")]).collect();
    tray.refresh();
    let update = tokio::time::timeout(LONG, updates.next()).await.unwrap().unwrap();
    let (told, parent): (u32, i32) = update.body().deserialize().unwrap();
    assert_eq!((parent, told), (0, menu.layout().await.0));
    assert!(told > revision);
    let labels = menu.labels().await;
    assert_eq!((labels.len(), labels[0].chars().count()), (15, 60));
    *door.apps.lock().unwrap() = vec![star("2", "Wiki"), star("1", "Jira")];
    let needs: bool = menu.0.call("AboutToShow", &(0,)).await.unwrap();
    assert!(needs);
    assert_eq!((menu.id("Jira").await, menu.id("Wiki").await), (jira, wiki));
    tray.say(TrayWords { quit: "Portico beenden".into(), ..words() });
    tokio::time::timeout(LONG, updates.next()).await.unwrap().unwrap();
    assert_eq!(menu.labels().await.last().unwrap(), "Portico beenden");
    let needs: bool = menu.0.call("AboutToShow", &(0,)).await.unwrap();
    assert!(!needs);
}

#[tokio::test]
async fn a_closed_list_has_no_names_and_opens_nothing() {
    let bus = Bus::start().await;
    let mut panel = Panel::start(&bus, true, true).await;
    let door = FakeDoor::new(vec![star("1", "Jira")]);
    let _tray = show(&bus, &door);
    let item = panel.item().await;
    let menu = panel.menu(&item).await;
    let jira = menu.id("Jira").await;
    for standing in [Standing::Locked, Standing::SignedOut, Standing::FirstRun, Standing::SigningIn] {
        // The list stays, so that it is the state that hides it.
        door.status.lock().unwrap().standing = standing;
        assert_eq!(menu.labels().await, ["Search…", "Open Portico", "separator", "Quit Portico"], "{standing:?}");
        menu.click(jira).await;
        let group: Vec<(i32, Properties)> =
            menu.0.call("GetGroupProperties", &(&[jira][..], &[""; 0][..])).await.unwrap();
        assert!(group.is_empty());
    }
    // What is chosen next is the first that is asked.
    menu.click(menu.id("Search…").await).await;
    until(&door, "palette").await;
}

#[tokio::test]
async fn the_icon_comes_when_there_is_a_place_for_it() {
    let bus = Bus::start().await;
    let tray = show(&bus, &FakeDoor::new(Vec::new()));
    seen(&tray, TrayView::Unavailable).await;
    for _ in 0..2 {
        let mut panel = Panel::start(&bus, true, true).await;
        panel.item().await;
        seen(&tray, TrayView::Shown).await;
        drop(panel);
        seen(&tray, TrayView::Unavailable).await;
    }
    // A list without anybody who draws it.
    let mut panel = Panel::start(&bus, false, true).await;
    panel.item().await;
    panel.draws.store(true, Ordering::Relaxed);
    let signal = panel.connection.emit_signal(
        None::<&str>,
        "/StatusNotifierWatcher",
        WATCHER,
        "StatusNotifierHostRegistered",
        &(),
    );
    signal.await.unwrap();
    seen(&tray, TrayView::Shown).await;
}

#[tokio::test]
async fn the_icon_goes_with_its_owner() {
    let bus = Bus::start().await;
    let mut panel = Panel::start(&bus, true, true).await;
    let tray = show(&bus, &FakeDoor::new(Vec::new()));
    let item = panel.item().await;
    drop(tray);
    tokio::time::timeout(LONG, bus.gone(&item)).await.unwrap();
}

#[tokio::test]
async fn nobody_waits_for_a_desktop_that_does_not_answer() {
    let bus = Bus::start().await;
    let mut panel = Panel::start(&bus, true, false).await;
    let door = FakeDoor::new(vec![star("1", "Jira")]);
    let tray = show(&bus, &door);
    let item = panel.item().await;
    // From here on only the clock can end it.
    tokio::time::pause();
    seen(&tray, TrayView::Unavailable).await;
    tokio::time::resume();
    drop(tray);
    tokio::time::timeout(LONG, bus.gone(&item)).await.unwrap();
}

#[tokio::test]
async fn without_a_bus_there_is_no_icon() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("bus");
    // Takes the call, and says nothing.
    let _listener = tokio::net::UnixListener::bind(&socket).unwrap();
    for address in ["?", "unix:path=/nonexistent/bus", &format!("unix:path={}", socket.display())] {
        tokio::time::pause();
        let tray = Tray::show_at(address, Arc::new(Shared(FakeDoor::new(Vec::new()))), words());
        seen(&tray, TrayView::Unavailable).await;
        tokio::time::resume();
    }
}
