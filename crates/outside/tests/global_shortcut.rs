//! The key over a bus of its own, given, refused and taken away as a portal does, and as one that lies.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]
#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portico_core::view::ShortcutView;
use portico_outside::global_shortcut::GlobalShortcut;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, fdo};

mod common;

use common::bus::Bus;

/// A hang is a failure, not a wait.
const LONG: Duration = Duration::from_secs(60);
const NAME: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const SHORTCUTS: &str = "org.freedesktop.portal.GlobalShortcuts";
const REQUEST: &str = "org.freedesktop.portal.Request";

type Told = (String, HashMap<&'static str, Value<'static>>);

fn palette(trigger: &str) -> Vec<Told> {
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

fn on(keys: &str) -> ShortcutView {
    ShortcutView::On { keys: Some(keys.to_owned()).filter(|keys| !keys.is_empty()), by_desktop: true }
}

/// What the desktop was asked, in order.
#[derive(Debug, PartialEq)]
enum Asked {
    Register(String),
    Create,
    List,
    Bind { id: String, description: String, trigger: String },
}

#[derive(Clone)]
struct Manners {
    /// Tells the session's path; a wrong one.
    lies: bool,
    /// To `CreateSession`.
    creates: Option<u32>,
    /// To `ListShortcuts`.
    lists: Option<Vec<Told>>,
    /// To `BindShortcuts`; `None`: the dialog stays.
    binds: Option<(u32, Option<Vec<Told>>)>,
}

impl Manners {
    fn granting() -> Self {
        Self {
            lies: false,
            creates: Some(0),
            lists: Some(Vec::new()),
            binds: Some((0, Some(palette("Ctrl+Alt+Space")))),
        }
    }

    fn refusing(response: u32) -> Self {
        Self { binds: Some((response, None)), ..Self::granting() }
    }
}

/// The desktop.
struct Portal {
    connection: Connection,
    asked: UnboundedReceiver<Asked>,
    known: Arc<Mutex<Known>>,
    manners: Arc<Mutex<Manners>>,
}

#[derive(Clone, Default)]
struct Known {
    client: String,
    session: String,
    /// The last request.
    request: String,
}

struct Shortcuts {
    tell: UnboundedSender<Asked>,
    known: Arc<Mutex<Known>>,
    manners: Arc<Mutex<Manners>>,
}

struct Registry(UnboundedSender<Asked>);

#[zbus::interface(name = "org.freedesktop.host.portal.Registry")]
impl Registry {
    fn register(&self, app: String, _options: HashMap<String, OwnedValue>) {
        self.0.send(Asked::Register(app)).unwrap();
    }
}

type Options = HashMap<String, OwnedValue>;

fn word(options: &Options, name: &str) -> String {
    options.get(name).unwrap().downcast_ref::<String>().unwrap()
}

async fn respond(to: &Connection, known: &Known, response: u32, results: HashMap<&str, Value<'_>>) {
    let (client, request) = (known.client.as_str(), known.request.as_str());
    to.emit_signal(Some(client), request, REQUEST, "Response", &(response, results)).await.unwrap();
}

fn shortcuts(told: Option<Vec<Told>>) -> HashMap<&'static str, Value<'static>> {
    told.into_iter().map(|told| ("shortcuts", Value::from(told))).chain([("more", Value::from(7u8))]).collect()
}

impl Shortcuts {
    /// The answer goes out before the path of the request does, which a portal may do.
    fn request(&self, header: &Header<'_>, options: &Options) -> OwnedObjectPath {
        let mut known = self.known.lock().unwrap();
        known.client = header.sender().unwrap().to_string();
        let sender = known.client.trim_start_matches(':').replace('.', "_");
        known.request = format!("{PATH}/request/{sender}/{}", word(options, "handle_token"));
        if let Some(token) = options.get("session_handle_token") {
            known.session = format!("{PATH}/session/{sender}/{}", token.downcast_ref::<String>().unwrap());
        }
        OwnedObjectPath::try_from(known.request.clone()).unwrap()
    }

    fn now(&self) -> (Known, Manners) {
        (self.known.lock().unwrap().clone(), self.manners.lock().unwrap().clone())
    }
}

#[zbus::interface(name = "org.freedesktop.portal.GlobalShortcuts")]
impl Shortcuts {
    async fn create_session(
        &self,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) -> OwnedObjectPath {
        let request = self.request(&header, &options);
        self.tell.send(Asked::Create).unwrap();
        let (known, manners) = self.now();
        if let Some(response) = manners.creates {
            let session = if manners.lies { format!("{PATH}/session/1_1/theirs") } else { known.session.clone() };
            respond(connection, &known, response, HashMap::from([("session_handle", Value::from(session))])).await;
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
        self.tell.send(Asked::List).unwrap();
        let (known, manners) = self.now();
        assert_eq!(session.as_str(), known.session);
        respond(connection, &known, 0, shortcuts(manners.lists)).await;
        request
    }

    async fn bind_shortcuts(
        &self,
        session: OwnedObjectPath,
        wanted: Vec<(String, Options)>,
        parent: String,
        options: Options,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) -> fdo::Result<OwnedObjectPath> {
        let request = self.request(&header, &options);
        let (known, manners) = self.now();
        assert_eq!((session.as_str(), parent.as_str(), wanted.len()), (known.session.as_str(), "", 1));
        let (id, about) = &wanted[0];
        let (description, trigger) = (word(about, "description"), word(about, "preferred_trigger"));
        self.tell.send(Asked::Bind { id: id.clone(), description, trigger }).unwrap();
        if let Some((response, told)) = manners.binds {
            respond(connection, &known, response, shortcuts(told)).await;
        }
        Ok(request)
    }
}

impl Portal {
    async fn start(bus: &Bus, manners: Manners) -> Self {
        let (tell, asked) = unbounded_channel();
        let (known, manners) = (Arc::<Mutex<Known>>::default(), Arc::new(Mutex::new(manners)));
        let shortcuts = Shortcuts { tell: tell.clone(), known: known.clone(), manners: manners.clone() };
        let serving = bus.door().serve_at(PATH, shortcuts).unwrap().serve_at(PATH, Registry(tell)).unwrap();
        let connection = serving.name(NAME).unwrap().build().await.unwrap();
        Self { connection, asked, known, manners }
    }

    async fn asked(&mut self) -> Asked {
        tokio::time::timeout(LONG, self.asked.recv()).await.unwrap().unwrap()
    }

    async fn until(&mut self, wanted: Asked) {
        while self.asked().await != wanted {}
    }

    fn known(&self) -> Known {
        self.known.lock().unwrap().clone()
    }

    /// Says something about that session.
    async fn says<B: serde::Serialize + zbus::zvariant::DynamicType>(&self, member: &str, body: &B) {
        signal(&self.connection, &self.known().client, PATH, SHORTCUTS, member, body).await;
    }

    async fn press(&self, session: &str, id: &str, token: &str) {
        self.says("Activated", &press(session, id, token)).await;
    }

    async fn close(&self) {
        let known = self.known();
        let (interface, details) = ("org.freedesktop.portal.Session", HashMap::<String, Value<'_>>::new());
        signal(&self.connection, &known.client, &known.session, interface, "Closed", &(details,)).await;
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
    pressed: UnboundedReceiver<Option<String>>,
    shortcut: GlobalShortcut,
}

impl Client {
    fn start(bus: &str) -> Self {
        let (tell, pressed) = unbounded_channel();
        let told = Box::new(move |token| tell.send(token).unwrap());
        let wanted = "Ctrl+Alt+Space".parse().unwrap();
        let shortcut = GlobalShortcut::ask_at(bus, &wanted, "Search your company's apps".to_owned(), told);
        Self { view: shortcut.view(), pressed, shortcut }
    }

    async fn sees(&mut self, view: ShortcutView) {
        let seen = tokio::time::timeout(LONG, self.view.wait_for(|seen| *seen == view)).await;
        if seen.is_err() {
            panic!("{view:?} never came; {:?}", *self.shortcut.view().borrow());
        }
    }

    async fn pressed(&mut self) -> Option<String> {
        tokio::time::timeout(LONG, self.pressed.recv()).await.unwrap().unwrap()
    }
}

fn bound() -> Asked {
    Asked::Bind {
        id: "palette".into(),
        description: "Search your company's apps".into(),
        trigger: "CTRL+ALT+space".into(),
    }
}

#[tokio::test]
async fn a_key_that_is_granted_works() {
    let bus = Bus::start().await;
    let mut portal = Portal::start(&bus, Manners::granting()).await;
    let mut client = Client::start(&bus.address);
    client.sees(on("Ctrl+Alt+Space")).await;
    let app = Asked::Register("dev.portico.Portico".into());
    for asked in [app, Asked::Create, Asked::List, bound()] {
        assert_eq!(portal.asked().await, asked);
    }
    let session = portal.known().session;
    portal.press(&session, "palette", "a token").await;
    assert_eq!(client.pressed().await.as_deref(), Some("a token"));
    portal.press(&session, "palette", "").await;
    assert_eq!(client.pressed().await, None);
    let path = OwnedObjectPath::try_from(session).unwrap();
    for keys in ["Super+P", "", "\u{1b}F2\n"] {
        portal.says("ShortcutsChanged", &(&path, palette(keys))).await;
        client.sees(on(keys.trim_matches(char::is_control))).await;
    }
}

#[tokio::test]
async fn a_key_that_the_desktop_still_has_is_not_asked_for() {
    let bus = Bus::start().await;
    let mut portal = Portal::start(&bus, Manners { lists: Some(palette("Meta+P")), ..Manners::granting() }).await;
    let mut client = Client::start(&bus.address);
    client.sees(on("Meta+P")).await;
    portal.until(Asked::List).await;
    portal.press(&portal.known().session, "palette", "x").await;
    assert_eq!(client.pressed().await.as_deref(), Some("x"));
    assert!(portal.asked.try_recv().is_err());
}

#[tokio::test]
async fn a_refusal_stays_one_until_the_person_thinks_otherwise() {
    let bus = Bus::start().await;
    let taken_off = Manners { binds: Some((0, Some(Vec::new()))), ..Manners::granting() };
    for manners in [Manners::refusing(1), Manners::refusing(2), taken_off] {
        let mut portal = Portal::start(&bus, manners).await;
        let mut client = Client::start(&bus.address);
        client.sees(ShortcutView::Refused).await;
        portal.until(bound()).await;
        let path = OwnedObjectPath::try_from(portal.known().session).unwrap();
        portal.says("ShortcutsChanged", &(&path, palette("F9"))).await;
        client.sees(on("F9")).await;
        // Another portal is not a reason to ask again.
        drop(portal);
        client.sees(ShortcutView::Unavailable).await;
        let mut portal = Portal::start(&bus, Manners::granting()).await;
        client.sees(ShortcutView::Refused).await;
        portal.until(Asked::List).await;
        assert!(portal.asked.try_recv().is_err());
    }
}

#[tokio::test]
async fn a_person_may_take_all_day() {
    let bus = Bus::start().await;
    let mut portal = Portal::start(&bus, Manners { binds: None, ..Manners::granting() }).await;
    let mut client = Client::start(&bus.address);
    portal.until(bound()).await;
    // It is heard over the question: so it waits.
    portal.press(&portal.known().session, "palette", "").await;
    client.pressed().await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_hours(24)).await;
    tokio::time::resume();
    assert_eq!(*client.view.borrow(), ShortcutView::Asking);
    respond(&portal.connection, &portal.known(), 0, shortcuts(Some(palette("F7")))).await;
    client.sees(on("F7")).await;
}

#[tokio::test]
async fn a_portal_that_does_not_answer_is_not_waited_for() {
    let bus = Bus::start().await;
    let mut portal = Portal::start(&bus, Manners { creates: None, ..Manners::granting() }).await;
    let mut client = Client::start(&bus.address);
    portal.until(Asked::Create).await;
    // From here on only the portal's own limit can end it.
    tokio::time::pause();
    client.view.wait_for(|seen| *seen == ShortcutView::Unavailable).await.unwrap();
}

#[tokio::test]
async fn a_portal_that_lies_or_refuses_a_session_is_none() {
    let bus = Bus::start().await;
    for manners in [Manners { lies: true, ..Manners::granting() }, Manners { creates: Some(2), ..Manners::granting() }]
    {
        let portal = Portal::start(&bus, manners).await;
        let mut client = Client::start(&bus.address);
        client.sees(ShortcutView::Unavailable).await;
        drop(portal);
    }
}

#[tokio::test]
async fn only_the_portal_is_heard_and_only_about_this_session() {
    let bus = Bus::start().await;
    let mut portal = Portal::start(&bus, Manners { binds: None, ..Manners::granting() }).await;
    let mut client = Client::start(&bus.address);
    portal.until(bound()).await;
    let (known, liar) = (portal.known(), bus.connect().await);
    // Another program says yes in the portal's place, then the portal says no.
    respond(&liar, &known, 0, shortcuts(Some(palette("Liar")))).await;
    settled(&liar).await;
    respond(&portal.connection, &known, 1, HashMap::new()).await;
    tokio::time::timeout(LONG, client.view.changed()).await.unwrap().unwrap();
    assert_eq!(*client.view.borrow_and_update(), ShortcutView::Refused);

    let session = known.session.as_str();
    signal(&liar, &known.client, PATH, SHORTCUTS, "Activated", &press(session, "palette", "liar")).await;
    let path = OwnedObjectPath::try_from(session).unwrap();
    signal(&liar, &known.client, PATH, SHORTCUTS, "ShortcutsChanged", &(&path, palette("Liar"))).await;
    let details = HashMap::<String, Value<'_>>::new();
    signal(&liar, &known.client, session, "org.freedesktop.portal.Session", "Closed", &(details,)).await;
    settled(&liar).await;
    portal.press(&format!("{PATH}/session/9_9/portico2"), "palette", "theirs").await;
    portal.press(session, "other", "other").await;
    portal.says("Activated", &("nonsense",)).await;
    portal.says("Deactivated", &press(session, "palette", "up")).await;
    portal.press(session, "palette", "ours").await;
    assert_eq!(client.pressed().await.as_deref(), Some("ours"));
    assert!(!client.view.has_changed().unwrap());
}

/// The bus has passed on what was said before.
async fn settled(connection: &Connection) {
    fdo::DBusProxy::new(connection).await.unwrap().get_id().await.unwrap();
}

#[tokio::test]
async fn a_portal_that_goes_and_comes_gives_the_key_again() {
    let bus = Bus::start().await;
    let mut client = Client::start(&bus.address);
    client.sees(ShortcutView::Unavailable).await;
    for keys in ["F5", "F6"] {
        let manners = Manners { binds: Some((0, Some(palette(keys)))), ..Manners::granting() };
        let portal = Portal::start(&bus, manners).await;
        client.sees(on(keys)).await;
        drop(portal);
        client.sees(ShortcutView::Unavailable).await;
    }
    // Over the question, too.
    let mut portal = Portal::start(&bus, Manners { binds: None, ..Manners::granting() }).await;
    portal.until(bound()).await;
    drop(portal);
    client.sees(ShortcutView::Unavailable).await;
}

#[tokio::test]
async fn a_key_that_is_taken_away_is_not_asked_for_again() {
    let bus = Bus::start().await;
    let mut portal = Portal::start(&bus, Manners::granting()).await;
    let mut client = Client::start(&bus.address);
    client.sees(on("Ctrl+Alt+Space")).await;
    portal.until(bound()).await;
    // The desktop begins anew, and still has it.
    portal.manners.lock().unwrap().lists = Some(palette("F3"));
    portal.close().await;
    client.sees(on("F3")).await;
    portal.until(Asked::List).await;
    portal.manners.lock().unwrap().lists = Some(Vec::new());
    portal.close().await;
    client.sees(ShortcutView::Refused).await;
    portal.until(Asked::List).await;
    assert!(portal.asked.try_recv().is_err());
}

#[tokio::test]
async fn the_session_goes_with_its_owner() {
    let bus = Bus::start().await;
    let portal = Portal::start(&bus, Manners::granting()).await;
    let mut client = Client::start(&bus.address);
    client.sees(on("Ctrl+Alt+Space")).await;
    drop(client);
    tokio::time::timeout(LONG, bus.gone(&portal.known().client)).await.unwrap();
}

#[tokio::test]
async fn a_desktop_without_the_portal_gives_no_key() {
    let bus = Bus::start().await;
    let (tell, _asked) = unbounded_channel();
    let old = bus.door().serve_at(PATH, Registry(tell)).unwrap().name(NAME).unwrap().build().await.unwrap();
    Client::start(&bus.address).sees(ShortcutView::Unavailable).await;
    drop(old);
    for address in ["?", "unix:path=/nonexistent/bus"] {
        Client::start(address).sees(ShortcutView::Unavailable).await;
    }
}

/// A portal asks the desktop entry of the name that we register with who we are.
#[test]
fn the_packages_have_an_entry_of_the_name_that_is_registered() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let name = format!("{}.desktop", portico_outside::desktop::BUS_NAME);
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
