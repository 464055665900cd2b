//! The D-Bus client of the portal: follows which process owns the name, receives its signals and sends requests.
//!
//! A portal answers a request twice: at once with the path of a request object, and with a signal of that object when
//! the user has decided. The path is predictable, so the signal is subscribed to before the request is sent.

use std::collections::HashMap;

use serde::Serialize;
use zbus::export::ordered_stream::OrderedStreamExt;
use zbus::fdo::{DBusProxy, NameOwnerChangedStream};
use zbus::names::{OwnedUniqueName, UniqueName};
use zbus::zvariant::{DynamicType, OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, MatchRule, Message, MessageStream, message};

use super::request::SessionEnd;
use crate::session_bus::with_timeout;

const PORTAL_BUS_NAME: &str = "org.freedesktop.portal.Desktop";
const PORTAL_PATH: &str = "/org/freedesktop/portal/desktop";
const REGISTRY_INTERFACE: &str = "org.freedesktop.host.portal.Registry";
const REQUEST_INTERFACE: &str = "org.freedesktop.portal.Request";
pub(super) const SHORTCUTS_INTERFACE: &str = "org.freedesktop.portal.GlobalShortcuts";

/// The desktop entry of this name says who asks.
const APP_ID: &str = crate::search_provider::BUS_NAME;

pub(super) type Options<'a> = HashMap<&'a str, Value<'a>>;
pub(super) type Results = HashMap<String, OwnedValue>;

pub(super) struct Portal {
    connection: Connection,
    owner_changes: NameOwnerChangedStream,
    /// The process that has the name, and the one that is spoken with.
    current_owner: Option<UniqueName<'static>>,
    connected_owner: Option<UniqueName<'static>>,
    signals: Option<MessageStream>,
    token_count: u32,
}

impl Portal {
    pub(super) async fn new(connection: Connection) -> Option<Self> {
        let bus = with_timeout(DBusProxy::new(&connection)).await?;
        let owner_changes = with_timeout(bus.receive_name_owner_changed_with_args(&[(0, PORTAL_BUS_NAME)])).await?;
        Some(Self {
            connection,
            owner_changes,
            current_owner: None,
            connected_owner: None,
            signals: None,
            token_count: 0,
        })
    }

    /// Says who asks, and listens to whoever has the name.
    pub(super) async fn connect(&mut self) -> Result<(), SessionEnd> {
        self.connected_owner = None;
        // Starts the portal if need be, and comes before all else: without it, newer portals refuse a program
        // that is in no sandbox. Older ones do not know it, so that a failure says nothing.
        let register = (APP_ID, Options::new());
        let _ = with_timeout(self.connection.call_method(
            Some(PORTAL_BUS_NAME),
            PORTAL_PATH,
            Some(REGISTRY_INTERFACE),
            "Register",
            &register,
        ))
        .await;
        let owner = with_timeout(self.connection.call_method(
            Some("org.freedesktop.DBus"),
            "/org/freedesktop/DBus",
            Some("org.freedesktop.DBus"),
            "GetNameOwner",
            &PORTAL_BUS_NAME,
        ));
        let owner = owner.await.ok_or(SessionEnd::Unavailable)?;
        let owner: OwnedUniqueName = owner.body().deserialize().map_err(|_| SessionEnd::Unavailable)?;
        let owner = owner.into_inner();
        let rule = MatchRule::builder()
            .msg_type(message::Type::Signal)
            .sender(owner.clone())
            .and_then(|rule| rule.path_namespace(PORTAL_PATH))
            .map_err(|_| SessionEnd::Unavailable)?;
        let signals = MessageStream::for_match_rule(rule.build(), &self.connection, None);
        self.signals = Some(with_timeout(signals).await.ok_or(SessionEnd::Unavailable)?);
        (self.current_owner, self.connected_owner) = (Some(owner.clone()), Some(owner));
        Ok(())
    }

    /// What it says next.
    pub(super) async fn next_message(&mut self) -> Result<Message, SessionEnd> {
        loop {
            let Some(signals) = &mut self.signals else { return Err(SessionEnd::Unavailable) };
            tokio::select! {
                // What it said before it went still counts.
                biased;
                message = signals.next() => return message.and_then(Result::ok).ok_or(SessionEnd::PortalGone),
                change = self.owner_changes.next() => {
                    let change = change.ok_or(SessionEnd::PortalGone)?;
                    let args = change.args().map_err(|_| SessionEnd::PortalGone)?;
                    self.current_owner = args.new_owner.as_ref().map(UniqueName::to_owned);
                    // Others may be news of an earlier one.
                    if args.old_owner.as_ref() == self.connected_owner.as_ref() {
                        return Err(SessionEnd::PortalGone);
                    }
                }
            }
        }
    }

    /// Until another process has the name; `None`: the bus is gone.
    pub(super) async fn wait_for_new_owner(&mut self) -> Option<()> {
        let previous = self.connected_owner.take();
        while self.current_owner.is_none() || self.current_owner == previous {
            let change = self.owner_changes.next().await?;
            self.current_owner = change.args().ok()?.new_owner.as_ref().map(UniqueName::to_owned);
        }
        Some(())
    }

    /// Calls `method` and waits for the response; `on_other_message` gets the signals in between. `body` builds the
    /// arguments from the options.
    pub(super) async fn request<B: Serialize + DynamicType + Send + Sync>(
        &mut self,
        method: &str,
        body: impl FnOnce(Options<'static>) -> B,
        mut on_other_message: impl FnMut(&Message) -> Result<(), SessionEnd>,
    ) -> Result<(u32, Results), SessionEnd> {
        let token = self.next_token();
        let path = self.handle_path("request", &token).ok_or(SessionEnd::Unavailable)?;
        let body = body(HashMap::from([("handle_token", Value::from(token))]));
        let call = self.connection.call_method(
            self.connected_owner.clone(),
            PORTAL_PATH,
            Some(SHORTCUTS_INTERFACE),
            method,
            &body,
        );
        let reply = with_timeout(call).await.ok_or(SessionEnd::Unavailable)?;
        if reply.body().deserialize::<OwnedObjectPath>().ok() != Some(path.clone()) {
            return Err(SessionEnd::Unavailable);
        }
        loop {
            let message = self.next_message().await?;
            let header = message.header();
            let is_response = header.path() == Some(&*path) && is_signal(&message, REQUEST_INTERFACE, "Response");
            if is_response {
                return message.body().deserialize().map_err(|_| SessionEnd::Unavailable);
            }
            on_other_message(&message)?;
        }
    }

    pub(super) fn next_token(&mut self) -> String {
        self.token_count += 1;
        format!("portico{}", self.token_count)
    }

    /// Where a request or a session with that token will be.
    pub(super) fn handle_path(&self, kind: &str, token: &str) -> Option<OwnedObjectPath> {
        let sender = self.connection.unique_name()?.trim_start_matches(':').replace('.', "_");
        OwnedObjectPath::try_from(format!("{PORTAL_PATH}/{kind}/{sender}/{token}")).ok()
    }
}

pub(super) fn is_signal(message: &Message, interface: &str, member: &str) -> bool {
    let header = message.header();
    let matches = |name: Option<&str>, expected: &str| name == Some(expected);
    matches(header.interface().map(|name| name.as_str()), interface)
        && matches(header.member().map(|name| name.as_str()), member)
}
