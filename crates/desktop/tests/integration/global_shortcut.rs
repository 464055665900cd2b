//! Tests of the global shortcut over a session bus of its own: granted, refused and revoked by a fake portal, and with
//! a portal that misbehaves.

mod fake_portal;

use std::collections::HashMap;
use std::time::Duration;

use portico_core::view::ShortcutView;
use portico_desktop::global_shortcut::GlobalShortcut;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::watch;
use zbus::zvariant::{OwnedObjectPath, Value};
use zbus::{Connection, fdo};

use self::fake_portal::{
    FakePortal, FakeRegistry, PORTAL_BUS_NAME, PORTAL_PATH, PortalBehavior, PortalCall, SHORTCUTS_INTERFACE,
    bind_results, palette_entries, press, respond, signal,
};
use crate::support::bus::Bus;

/// A hang is a failure, not a wait.
const HANG_TIMEOUT: Duration = Duration::from_secs(60);

fn active(keys: &str) -> ShortcutView {
    ShortcutView::On { accelerator: Some(keys.to_owned()).filter(|keys| !keys.is_empty()), is_desktop_managed: true }
}

struct Client {
    view: watch::Receiver<ShortcutView>,
    presses: UnboundedReceiver<Option<String>>,
    shortcut: GlobalShortcut,
}

impl Client {
    fn start(bus: &str) -> Self {
        let (sender, presses) = unbounded_channel();
        let on_pressed = Box::new(move |token| sender.send(token).unwrap());
        let accelerator = "Ctrl+Alt+Space".parse().unwrap();
        let shortcut =
            GlobalShortcut::register(Some(bus), &accelerator, "Search your company's apps".to_owned(), on_pressed);
        Self { view: shortcut.state(), presses, shortcut }
    }

    async fn wait_for_state(&mut self, state: ShortcutView) {
        let result = tokio::time::timeout(HANG_TIMEOUT, self.view.wait_for(|current| *current == state)).await;
        if result.is_err() {
            panic!("state is {:?}, not {state:?}", *self.shortcut.state().borrow());
        }
    }

    async fn next_press(&mut self) -> Option<String> {
        tokio::time::timeout(HANG_TIMEOUT, self.presses.recv()).await.unwrap().unwrap()
    }
}

fn expected_bind_call() -> PortalCall {
    PortalCall::Bind {
        id: "palette".into(),
        description: "Search your company's apps".into(),
        trigger: "CTRL+ALT+space".into(),
    }
}

async fn flush_bus(connection: &Connection) {
    fdo::DBusProxy::new(connection).await.unwrap().get_id().await.unwrap();
}

#[tokio::test]
async fn granted_shortcut_reports_presses_and_trigger_changes() {
    let bus = Bus::start().await;
    let mut portal = FakePortal::start(&bus, PortalBehavior::granting()).await;
    let mut client = Client::start(&bus.address);
    client.wait_for_state(active("Ctrl+Alt+Space")).await;
    let app = PortalCall::Register("dev.portico.Portico".into());
    for call in [app, PortalCall::Create, PortalCall::List, expected_bind_call()] {
        assert_eq!(portal.next_call().await, call);
    }
    let session = portal.client_paths().session;
    portal.press(&session, "palette", "a token").await;
    assert_eq!(client.next_press().await.as_deref(), Some("a token"));
    portal.press(&session, "palette", "").await;
    assert_eq!(client.next_press().await, None);
    let path = OwnedObjectPath::try_from(session).unwrap();
    for keys in ["Super+P", "", "\u{1b}F2\n"] {
        portal.emit("ShortcutsChanged", &(&path, palette_entries(keys))).await;
        client.wait_for_state(active(keys.trim_matches(char::is_control))).await;
    }
}

#[tokio::test]
async fn shortcut_already_bound_is_not_requested_again() {
    let bus = Bus::start().await;
    let mut portal = FakePortal::start(
        &bus,
        PortalBehavior { listed_shortcuts: Some(palette_entries("Meta+P")), ..PortalBehavior::granting() },
    )
    .await;
    let mut client = Client::start(&bus.address);
    client.wait_for_state(active("Meta+P")).await;
    portal.wait_for_call(PortalCall::List).await;
    portal.press(&portal.client_paths().session, "palette", "x").await;
    assert_eq!(client.next_press().await.as_deref(), Some("x"));
    assert!(portal.calls.try_recv().is_err());
}

#[tokio::test]
async fn denied_shortcut_is_not_requested_again_until_user_assigns_it() {
    let bus = Bus::start().await;
    let removed_in_dialog = PortalBehavior { bind_response: Some((0, Some(Vec::new()))), ..PortalBehavior::granting() };
    for behavior in [PortalBehavior::refusing(1), PortalBehavior::refusing(2), removed_in_dialog] {
        let mut portal = FakePortal::start(&bus, behavior).await;
        let mut client = Client::start(&bus.address);
        client.wait_for_state(ShortcutView::Denied).await;
        portal.wait_for_call(expected_bind_call()).await;
        let path = OwnedObjectPath::try_from(portal.client_paths().session).unwrap();
        portal.emit("ShortcutsChanged", &(&path, palette_entries("F9"))).await;
        client.wait_for_state(active("F9")).await;
        // Another portal is not a reason to ask again.
        drop(portal);
        client.wait_for_state(ShortcutView::Unavailable).await;
        let mut portal = FakePortal::start(&bus, PortalBehavior::granting()).await;
        client.wait_for_state(ShortcutView::Denied).await;
        portal.wait_for_call(PortalCall::List).await;
        assert!(portal.calls.try_recv().is_err());
    }
}

#[tokio::test]
async fn bind_dialog_has_no_timeout() {
    let bus = Bus::start().await;
    let mut portal =
        FakePortal::start(&bus, PortalBehavior { bind_response: None, ..PortalBehavior::granting() }).await;
    let mut client = Client::start(&bus.address);
    portal.wait_for_call(expected_bind_call()).await;
    // It is heard over the question: so it waits.
    portal.press(&portal.client_paths().session, "palette", "").await;
    client.next_press().await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_hours(24)).await;
    tokio::time::resume();
    assert_eq!(*client.view.borrow(), ShortcutView::Requesting);
    respond(&portal.connection, &portal.client_paths(), 0, bind_results(Some(palette_entries("F7")))).await;
    client.wait_for_state(active("F7")).await;
}

#[tokio::test]
async fn unresponsive_portal_is_reported_as_unavailable() {
    let bus = Bus::start().await;
    let mut portal =
        FakePortal::start(&bus, PortalBehavior { create_response: None, ..PortalBehavior::granting() }).await;
    let mut client = Client::start(&bus.address);
    portal.wait_for_call(PortalCall::Create).await;
    // From here on only the portal's own limit can end it.
    tokio::time::pause();
    client.view.wait_for(|current| *current == ShortcutView::Unavailable).await.unwrap();
}

#[tokio::test]
async fn wrong_or_refused_session_is_reported_as_unavailable() {
    let bus = Bus::start().await;
    for behavior in [
        PortalBehavior { returns_wrong_session: true, ..PortalBehavior::granting() },
        PortalBehavior { create_response: Some(2), ..PortalBehavior::granting() },
    ] {
        let portal = FakePortal::start(&bus, behavior).await;
        let mut client = Client::start(&bus.address);
        client.wait_for_state(ShortcutView::Unavailable).await;
        drop(portal);
    }
}

#[tokio::test]
async fn signals_of_other_senders_and_sessions_are_ignored() {
    let bus = Bus::start().await;
    let mut portal =
        FakePortal::start(&bus, PortalBehavior { bind_response: None, ..PortalBehavior::granting() }).await;
    let mut client = Client::start(&bus.address);
    portal.wait_for_call(expected_bind_call()).await;
    let (client_paths, impostor) = (portal.client_paths(), bus.connect().await);
    // Another program says yes in the portal's place, then the portal says no.
    respond(&impostor, &client_paths, 0, bind_results(Some(palette_entries("Liar")))).await;
    flush_bus(&impostor).await;
    respond(&portal.connection, &client_paths, 1, HashMap::new()).await;
    tokio::time::timeout(HANG_TIMEOUT, client.view.changed()).await.unwrap().unwrap();
    assert_eq!(*client.view.borrow_and_update(), ShortcutView::Denied);

    let session = client_paths.session.as_str();
    signal(
        &impostor,
        &client_paths.client,
        PORTAL_PATH,
        SHORTCUTS_INTERFACE,
        "Activated",
        &press(session, "palette", "liar"),
    )
    .await;
    let path = OwnedObjectPath::try_from(session).unwrap();
    signal(
        &impostor,
        &client_paths.client,
        PORTAL_PATH,
        SHORTCUTS_INTERFACE,
        "ShortcutsChanged",
        &(&path, palette_entries("Liar")),
    )
    .await;
    let details = HashMap::<String, Value<'_>>::new();
    signal(&impostor, &client_paths.client, session, "org.freedesktop.portal.Session", "Closed", &(details,)).await;
    flush_bus(&impostor).await;
    portal.press(&format!("{PORTAL_PATH}/session/9_9/portico2"), "palette", "theirs").await;
    portal.press(session, "other", "other").await;
    portal.emit("Activated", &("nonsense",)).await;
    portal.emit("Deactivated", &press(session, "palette", "up")).await;
    portal.press(session, "palette", "ours").await;
    assert_eq!(client.next_press().await.as_deref(), Some("ours"));
    assert!(!client.view.has_changed().unwrap());
}

/// The bus has passed on what was said before.
#[tokio::test]
async fn restarted_portal_is_asked_for_the_shortcut_again() {
    let bus = Bus::start().await;
    let mut client = Client::start(&bus.address);
    client.wait_for_state(ShortcutView::Unavailable).await;
    for keys in ["F5", "F6"] {
        let behavior =
            PortalBehavior { bind_response: Some((0, Some(palette_entries(keys)))), ..PortalBehavior::granting() };
        let portal = FakePortal::start(&bus, behavior).await;
        client.wait_for_state(active(keys)).await;
        drop(portal);
        client.wait_for_state(ShortcutView::Unavailable).await;
    }
    // Over the question, too.
    let mut portal =
        FakePortal::start(&bus, PortalBehavior { bind_response: None, ..PortalBehavior::granting() }).await;
    portal.wait_for_call(expected_bind_call()).await;
    drop(portal);
    client.wait_for_state(ShortcutView::Unavailable).await;
}

#[tokio::test]
async fn revoked_shortcut_is_not_requested_again() {
    let bus = Bus::start().await;
    let mut portal = FakePortal::start(&bus, PortalBehavior::granting()).await;
    let mut client = Client::start(&bus.address);
    client.wait_for_state(active("Ctrl+Alt+Space")).await;
    portal.wait_for_call(expected_bind_call()).await;
    // The desktop begins anew, and still has it.
    portal.behavior.lock().unwrap().listed_shortcuts = Some(palette_entries("F3"));
    portal.close().await;
    client.wait_for_state(active("F3")).await;
    portal.wait_for_call(PortalCall::List).await;
    portal.behavior.lock().unwrap().listed_shortcuts = Some(Vec::new());
    portal.close().await;
    client.wait_for_state(ShortcutView::Denied).await;
    portal.wait_for_call(PortalCall::List).await;
    assert!(portal.calls.try_recv().is_err());
}

#[tokio::test]
async fn dropped_shortcut_closes_its_bus_connection() {
    let bus = Bus::start().await;
    let portal = FakePortal::start(&bus, PortalBehavior::granting()).await;
    let mut client = Client::start(&bus.address);
    client.wait_for_state(active("Ctrl+Alt+Space")).await;
    drop(client);
    tokio::time::timeout(HANG_TIMEOUT, bus.wait_until_gone(&portal.client_paths().client)).await.unwrap();
}

#[tokio::test]
async fn missing_portal_or_bus_is_reported_as_unavailable() {
    let bus = Bus::start().await;
    let (sender, _calls) = unbounded_channel();
    let old_portal = bus
        .builder()
        .serve_at(PORTAL_PATH, FakeRegistry(sender))
        .unwrap()
        .name(PORTAL_BUS_NAME)
        .unwrap()
        .build()
        .await
        .unwrap();
    Client::start(&bus.address).wait_for_state(ShortcutView::Unavailable).await;
    drop(old_portal);
    for address in ["?", "unix:path=/nonexistent/bus"] {
        Client::start(address).wait_for_state(ShortcutView::Unavailable).await;
    }
}

/// A portal asks the desktop entry of the name that we register with who we are.
#[test]
fn packages_install_desktop_entry_with_registered_app_id() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let name = format!("{}.desktop", portico_desktop::search_provider::BUS_NAME);
    let file = format!("packaging/linux/{name}");
    let bundle: serde_json::Value = serde_json::from_str(&read("tauri.conf.json")).unwrap();
    for package in ["deb", "rpm"] {
        let files = &bundle["bundle"]["linux"][package]["files"];
        assert_eq!(files[format!("/usr/share/applications/{name}")], file, "{package}");
    }
    let entry = read(&file);
    for line in ["Type=Application", "Name=Portico", "Exec=portico", "Icon=portico", "NoDisplay=true"] {
        assert!(entry.lines().any(|other| other == line), "{line}");
    }
    // Links and windows belong to the entry that people see.
    for key in ["MimeType", "StartupWMClass", "Actions", "Categories", "DBusActivatable"] {
        assert!(!entry.lines().any(|line| line.starts_with(key)), "{key}");
    }
}
