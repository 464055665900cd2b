//! The key over a bus of its own, given, refused and taken away as a portal does, and as one that lies.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]
#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portico_core::view::ShortcutView;
use portico_desktop::global_shortcut::GlobalShortcut;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, fdo};

use crate::support::bus::Bus;

/// A hang is a failure, not a wait.
const HANG_TIMEOUT: Duration = Duration::from_secs(60);
const PORTAL_BUS_NAME: &str = "org.freedesktop.portal.Desktop";
const PORTAL_PATH: &str = "/org/freedesktop/portal/desktop";
const SHORTCUTS_INTERFACE: &str = "org.freedesktop.portal.GlobalShortcuts";
const REQUEST_INTERFACE: &str = "org.freedesktop.portal.Request";

type ShortcutEntry = (String, HashMap<&'static str, Value<'static>>);

fn palette_entries(trigger: &str) -> Vec<ShortcutEntry> {
    vec![
        ("other".to_owned(), HashMap::from([("trigger_description", Value::from("F1"))])),
        (
            "palette".to_owned(),
            HashMap::from([
                ("description", Value::from("…")),
                ("trigger_description", Value::from(trigger.to_owned())),
            ]),
        ),
    ]
}

fn active(keys: &str) -> ShortcutView {
    ShortcutView::On { accelerator: Some(keys.to_owned()).filter(|keys| !keys.is_empty()), is_desktop_managed: true }
}

/// What the desktop was asked, in order.
#[derive(Debug, PartialEq)]
enum PortalCall {
    Register(String),
    Create,
    List,
    Bind { id: String, description: String, trigger: String },
}

#[derive(Clone)]
struct PortalBehavior {
    /// Tells the session's path; a wrong one.
    returns_wrong_session: bool,
    /// To `CreateSession`.
    create_response: Option<u32>,
    /// To `ListShortcuts`.
    listed_shortcuts: Option<Vec<ShortcutEntry>>,
    /// To `BindShortcuts`; `None`: the dialog stays.
    bind_response: Option<(u32, Option<Vec<ShortcutEntry>>)>,
}

impl PortalBehavior {
    fn granting() -> Self {
        Self {
            returns_wrong_session: false,
            create_response: Some(0),
            listed_shortcuts: Some(Vec::new()),
            bind_response: Some((0, Some(palette_entries("Ctrl+Alt+Space")))),
        }
    }

    fn refusing(response: u32) -> Self {
        Self { bind_response: Some((response, None)), ..Self::granting() }
    }
}

/// The desktop.
struct FakePortal {
    connection: Connection,
    calls: UnboundedReceiver<PortalCall>,
    client_paths: Arc<Mutex<ClientPaths>>,
    behavior: Arc<Mutex<PortalBehavior>>,
}

#[derive(Clone, Default)]
struct ClientPaths {
    client: String,
    session: String,
    /// The last request.
    request: String,
}

struct FakeShortcuts {
    calls: UnboundedSender<PortalCall>,
    client_paths: Arc<Mutex<ClientPaths>>,
    behavior: Arc<Mutex<PortalBehavior>>,
}

struct FakeRegistry(UnboundedSender<PortalCall>);

#[zbus::interface(name = "org.freedesktop.host.portal.Registry")]
impl FakeRegistry {
    fn register(&self, app: String, _options: HashMap<String, OwnedValue>) {
        self.0.send(PortalCall::Register(app)).unwrap();
    }
}

type Options = HashMap<String, OwnedValue>;

fn string_option(options: &Options, name: &str) -> String {
    options.get(name).unwrap().downcast_ref::<String>().unwrap()
}

async fn respond(to: &Connection, client_paths: &ClientPaths, response: u32, results: HashMap<&str, Value<'_>>) {
    let (client, request) = (client_paths.client.as_str(), client_paths.request.as_str());
    to.emit_signal(Some(client), request, REQUEST_INTERFACE, "Response", &(response, results)).await.unwrap();
}

fn bind_results(entries: Option<Vec<ShortcutEntry>>) -> HashMap<&'static str, Value<'static>> {
    entries.into_iter().map(|told| ("shortcuts", Value::from(told))).chain([("more", Value::from(7u8))]).collect()
}

impl FakeShortcuts {
    /// The answer goes out before the path of the request does, which a portal may do.
    fn request(&self, header: &Header<'_>, options: &Options) -> OwnedObjectPath {
        let mut known = self.client_paths.lock().unwrap();
        known.client = header.sender().unwrap().to_string();
        let sender = known.client.trim_start_matches(':').replace('.', "_");
        known.request = format!("{PORTAL_PATH}/request/{sender}/{}", string_option(options, "handle_token"));
        if let Some(token) = options.get("session_handle_token") {
            known.session = format!("{PORTAL_PATH}/session/{sender}/{}", token.downcast_ref::<String>().unwrap());
        }
        OwnedObjectPath::try_from(known.request.clone()).unwrap()
    }

    fn snapshot(&self) -> (ClientPaths, PortalBehavior) {
        (self.client_paths.lock().unwrap().clone(), self.behavior.lock().unwrap().clone())
    }
}

#[zbus::interface(name = "org.freedesktop.portal.GlobalShortcuts")]
impl FakeShortcuts {
    async fn create_session(
        &self,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) -> OwnedObjectPath {
        let request = self.request(&header, &options);
        self.calls.send(PortalCall::Create).unwrap();
        let (client_paths, behavior) = self.snapshot();
        if let Some(response) = behavior.create_response {
            let session = if behavior.returns_wrong_session {
                format!("{PORTAL_PATH}/session/1_1/theirs")
            } else {
                client_paths.session.clone()
            };
            respond(connection, &client_paths, response, HashMap::from([("session_handle", Value::from(session))]))
                .await;
        }
        request
    }

    async fn list_shortcuts(
        &self,
        session: OwnedObjectPath,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) -> OwnedObjectPath {
        let request = self.request(&header, &options);
        self.calls.send(PortalCall::List).unwrap();
        let (client_paths, behavior) = self.snapshot();
        assert_eq!(session.as_str(), client_paths.session);
        respond(connection, &client_paths, 0, bind_results(behavior.listed_shortcuts)).await;
        request
    }

    async fn bind_shortcuts(
        &self,
        session: OwnedObjectPath,
        requested: Vec<(String, Options)>,
        parent: String,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) -> fdo::Result<OwnedObjectPath> {
        let request = self.request(&header, &options);
        let (client_paths, behavior) = self.snapshot();
        assert_eq!((session.as_str(), parent.as_str(), requested.len()), (client_paths.session.as_str(), "", 1));
        let (id, properties) = &requested[0];
        let (description, trigger) =
            (string_option(properties, "description"), string_option(properties, "preferred_trigger"));
        self.calls.send(PortalCall::Bind { id: id.clone(), description, trigger }).unwrap();
        if let Some((response, entries)) = behavior.bind_response {
            respond(connection, &client_paths, response, bind_results(entries)).await;
        }
        Ok(request)
    }
}

impl FakePortal {
    async fn start(bus: &Bus, behavior: PortalBehavior) -> Self {
        let (sender, calls) = unbounded_channel();
        let (client_paths, behavior) = (Arc::<Mutex<ClientPaths>>::default(), Arc::new(Mutex::new(behavior)));
        let shortcuts =
            FakeShortcuts { calls: sender.clone(), client_paths: client_paths.clone(), behavior: behavior.clone() };
        let serving = bus
            .builder()
            .serve_at(PORTAL_PATH, shortcuts)
            .unwrap()
            .serve_at(PORTAL_PATH, FakeRegistry(sender))
            .unwrap();
        let connection = serving.name(PORTAL_BUS_NAME).unwrap().build().await.unwrap();
        Self { connection, calls, client_paths, behavior }
    }

    async fn next_call(&mut self) -> PortalCall {
        tokio::time::timeout(HANG_TIMEOUT, self.calls.recv()).await.unwrap().unwrap()
    }

    async fn wait_for_call(&mut self, expected: PortalCall) {
        while self.next_call().await != expected {}
    }

    fn client_paths(&self) -> ClientPaths {
        self.client_paths.lock().unwrap().clone()
    }

    /// Says something about that session.
    async fn emit<B: serde::Serialize + zbus::zvariant::DynamicType>(&self, member: &str, body: &B) {
        signal(&self.connection, &self.client_paths().client, PORTAL_PATH, SHORTCUTS_INTERFACE, member, body).await;
    }

    async fn press(&self, session: &str, id: &str, token: &str) {
        self.emit("Activated", &press(session, id, token)).await;
    }

    async fn close(&self) {
        let client_paths = self.client_paths();
        let (interface, details) = ("org.freedesktop.portal.Session", HashMap::<String, Value<'_>>::new());
        signal(&self.connection, &client_paths.client, &client_paths.session, interface, "Closed", &(details,)).await;
    }
}

fn press<'a>(
    session: &str,
    id: &'a str,
    token: &'a str,
) -> (OwnedObjectPath, &'a str, u64, HashMap<&'a str, Value<'a>>) {
    let token = Some(token).filter(|token| !token.is_empty()).map(|token| ("activation_token", Value::from(token)));
    (OwnedObjectPath::try_from(session.to_owned()).unwrap(), id, 7, token.into_iter().collect())
}

async fn signal<B: serde::Serialize + zbus::zvariant::DynamicType>(
    from: &Connection,
    to: &str,
    path: &str,
    interface: &str,
    member: &str,
    body: &B,
) {
    from.emit_signal(Some(to), path, interface, member, body).await.unwrap();
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
            GlobalShortcut::register_on_bus(bus, &accelerator, "Search your company's apps".to_owned(), on_pressed);
        Self { view: shortcut.state(), presses, shortcut }
    }

    async fn wait_for_state(&mut self, state: ShortcutView) {
        let result = tokio::time::timeout(HANG_TIMEOUT, self.view.wait_for(|current| *current == state)).await;
        if result.is_err() {
            panic!("{state:?} never came; {:?}", *self.shortcut.state().borrow());
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
async fn flush_bus(connection: &Connection) {
    fdo::DBusProxy::new(connection).await.unwrap().get_id().await.unwrap();
}

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
    // LinkPrompts and windows belong to the entry that people see.
    for key in ["MimeType", "StartupWMClass", "Actions", "Categories", "DBusActivatable"] {
        assert!(!entry.lines().any(|line| line.starts_with(key)), "{key}");
    }
}
