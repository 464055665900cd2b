//! A fake `org.freedesktop.portal.Desktop` that grants, refuses and revokes shortcuts, and can misbehave.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, fdo};

use super::HANG_TIMEOUT;
use crate::support::bus::Bus;

pub(super) const PORTAL_BUS_NAME: &str = "org.freedesktop.portal.Desktop";
pub(super) const PORTAL_PATH: &str = "/org/freedesktop/portal/desktop";
pub(super) const SHORTCUTS_INTERFACE: &str = "org.freedesktop.portal.GlobalShortcuts";
pub(super) const REQUEST_INTERFACE: &str = "org.freedesktop.portal.Request";

pub(super) type ShortcutEntry = (String, HashMap<&'static str, Value<'static>>);

pub(super) fn palette_entries(trigger: &str) -> Vec<ShortcutEntry> {
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

/// A request that the fake portal received.
#[derive(Debug, PartialEq)]
pub(super) enum PortalCall {
    Register(String),
    Create,
    List,
    Bind { id: String, description: String, trigger: String },
}

#[derive(Clone)]
pub(super) struct PortalBehavior {
    /// Answers `CreateSession` with the path of another session.
    pub(super) returns_wrong_session: bool,
    /// The response to `CreateSession`; `None`: none.
    pub(super) create_response: Option<u32>,
    /// The result of `ListShortcuts`.
    pub(super) listed_shortcuts: Option<Vec<ShortcutEntry>>,
    /// The response to `BindShortcuts`; `None`: the dialog stays open.
    pub(super) bind_response: Option<(u32, Option<Vec<ShortcutEntry>>)>,
}

impl PortalBehavior {
    pub(super) fn granting() -> Self {
        Self {
            returns_wrong_session: false,
            create_response: Some(0),
            listed_shortcuts: Some(Vec::new()),
            bind_response: Some((0, Some(palette_entries("Ctrl+Alt+Space")))),
        }
    }

    pub(super) fn refusing(response: u32) -> Self {
        Self { bind_response: Some((response, None)), ..Self::granting() }
    }
}

/// The portal's process on the bus.
pub(super) struct FakePortal {
    pub(super) connection: Connection,
    pub(super) calls: UnboundedReceiver<PortalCall>,
    pub(super) client_paths: Arc<Mutex<ClientPaths>>,
    pub(super) behavior: Arc<Mutex<PortalBehavior>>,
}

#[derive(Clone, Default)]
pub(super) struct ClientPaths {
    pub(super) client: String,
    pub(super) session: String,
    /// The path of the last request.
    pub(super) request: String,
}

pub(super) struct FakeShortcuts {
    pub(super) calls: UnboundedSender<PortalCall>,
    pub(super) client_paths: Arc<Mutex<ClientPaths>>,
    pub(super) behavior: Arc<Mutex<PortalBehavior>>,
}

pub(super) struct FakeRegistry(pub(super) UnboundedSender<PortalCall>);

#[zbus::interface(name = "org.freedesktop.host.portal.Registry")]
impl FakeRegistry {
    fn register(&self, app: String, _options: HashMap<String, OwnedValue>) {
        self.0.send(PortalCall::Register(app)).unwrap();
    }
}

pub(super) type Options = HashMap<String, OwnedValue>;

pub(super) fn string_option(options: &Options, name: &str) -> String {
    options.get(name).unwrap().downcast_ref::<String>().unwrap()
}

pub(super) async fn respond(
    to: &Connection,
    client_paths: &ClientPaths,
    response: u32,
    results: HashMap<&str, Value<'_>>,
) {
    let (client, request) = (client_paths.client.as_str(), client_paths.request.as_str());
    to.emit_signal(Some(client), request, REQUEST_INTERFACE, "Response", &(response, results)).await.unwrap();
}

pub(super) fn bind_results(entries: Option<Vec<ShortcutEntry>>) -> HashMap<&'static str, Value<'static>> {
    entries.into_iter().map(|entries| ("shortcuts", Value::from(entries))).chain([("more", Value::from(7u8))]).collect()
}

impl FakeShortcuts {
    /// Notes the caller's paths. The response is sent before the reply with the path of the request, as a portal may
    /// do.
    pub(super) fn request(&self, header: &Header<'_>, options: &Options) -> OwnedObjectPath {
        let mut known = self.client_paths.lock().unwrap();
        known.client = header.sender().unwrap().to_string();
        let sender = known.client.trim_start_matches(':').replace('.', "_");
        known.request = format!("{PORTAL_PATH}/request/{sender}/{}", string_option(options, "handle_token"));
        if let Some(token) = options.get("session_handle_token") {
            known.session = format!("{PORTAL_PATH}/session/{sender}/{}", token.downcast_ref::<String>().unwrap());
        }
        OwnedObjectPath::try_from(known.request.clone()).unwrap()
    }

    pub(super) fn snapshot(&self) -> (ClientPaths, PortalBehavior) {
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
    pub(super) async fn start(bus: &Bus, behavior: PortalBehavior) -> Self {
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

    pub(super) async fn next_call(&mut self) -> PortalCall {
        tokio::time::timeout(HANG_TIMEOUT, self.calls.recv()).await.unwrap().unwrap()
    }

    pub(super) async fn wait_for_call(&mut self, expected: PortalCall) {
        while self.next_call().await != expected {}
    }

    pub(super) fn client_paths(&self) -> ClientPaths {
        self.client_paths.lock().unwrap().clone()
    }

    /// Sends a signal of the shortcuts interface to the client.
    pub(super) async fn emit<B: serde::Serialize + zbus::zvariant::DynamicType>(&self, member: &str, body: &B) {
        signal(&self.connection, &self.client_paths().client, PORTAL_PATH, SHORTCUTS_INTERFACE, member, body).await;
    }

    pub(super) async fn press(&self, session: &str, id: &str, token: &str) {
        self.emit("Activated", &press(session, id, token)).await;
    }

    pub(super) async fn close(&self) {
        let client_paths = self.client_paths();
        let (interface, details) = ("org.freedesktop.portal.Session", HashMap::<String, Value<'_>>::new());
        signal(&self.connection, &client_paths.client, &client_paths.session, interface, "Closed", &(details,)).await;
    }
}

pub(super) fn press<'a>(
    session: &str,
    id: &'a str,
    token: &'a str,
) -> (OwnedObjectPath, &'a str, u64, HashMap<&'a str, Value<'a>>) {
    let token = Some(token).filter(|token| !token.is_empty()).map(|token| ("activation_token", Value::from(token)));
    (OwnedObjectPath::try_from(session.to_owned()).unwrap(), id, 7, token.into_iter().collect())
}

pub(super) async fn signal<B: serde::Serialize + zbus::zvariant::DynamicType>(
    from: &Connection,
    to: &str,
    path: &str,
    interface: &str,
    member: &str,
    body: &B,
) {
    from.emit_signal(Some(to), path, interface, member, body).await.unwrap();
}
