//! The portal's process: which one has the name, what it says, and requests of it.
//!
//! A portal answers twice: at once with the path of a request, and with a signal there when a person has
//! decided. The path is known before, so that it is listened to before anything is asked.

use std::collections::HashMap;

use serde::Serialize;
use zbus::export::ordered_stream::OrderedStreamExt;
use zbus::fdo::{DBusProxy, NameOwnerChangedStream};
use zbus::names::{OwnedUniqueName, UniqueName};
use zbus::zvariant::{DynamicType, OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, MatchRule, Message, MessageStream, message};

use super::{Ended, within};

const NAME: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const REGISTRY: &str = "org.freedesktop.host.portal.Registry";
const REQUEST: &str = "org.freedesktop.portal.Request";
pub(super) const SHORTCUTS: &str = "org.freedesktop.portal.GlobalShortcuts";

/// The desktop entry of this name says who asks.
const APP_ID: &str = crate::desktop::BUS_NAME;

pub(super) type Options<'a> = HashMap<&'a str, Value<'a>>;
pub(super) type Results = HashMap<String, OwnedValue>;

pub(super) struct Portal {
    connection: Connection,
    owners: NameOwnerChangedStream,
    /// The process that has the name, and the one that is spoken with.
    present: Option<UniqueName<'static>>,
    chosen: Option<UniqueName<'static>>,
    signals: Option<MessageStream>,
    tokens: u32,
}

impl Portal {
    pub(super) async fn watch(connection: Connection) -> Option<Self> {
        let bus = within(DBusProxy::new(&connection)).await?;
        let owners = within(bus.receive_name_owner_changed_with_args(&[(0, NAME)])).await?;
        Some(Self { connection, owners, present: None, chosen: None, signals: None, tokens: 0 })
    }

    /// Says who asks, and listens to whoever has the name.
    pub(super) async fn meet(&mut self) -> Result<(), Ended> {
        self.chosen = None;
        // Starts the portal if need be, and comes before all else: without it, newer portals refuse a program
        // that is in no sandbox. Older ones do not know it, so that a failure says nothing.
        let register = (APP_ID, Options::new());
        let _ = within(self.connection.call_method(Some(NAME), PATH, Some(REGISTRY), "Register", &register)).await;
        let owner = within(self.connection.call_method(
            Some("org.freedesktop.DBus"),
            "/org/freedesktop/DBus",
            Some("org.freedesktop.DBus"),
            "GetNameOwner",
            &NAME,
        ));
        let owner = owner.await.ok_or(Ended::Unavailable)?;
        let owner: OwnedUniqueName = owner.body().deserialize().map_err(|_| Ended::Unavailable)?;
        let owner = owner.into_inner();
        let rule = MatchRule::builder()
            .msg_type(message::Type::Signal)
            .sender(owner.clone())
            .and_then(|rule| rule.path_namespace(PATH))
            .map_err(|_| Ended::Unavailable)?;
        let signals = MessageStream::for_match_rule(rule.build(), &self.connection, None);
        self.signals = Some(within(signals).await.ok_or(Ended::Unavailable)?);
        (self.present, self.chosen) = (Some(owner.clone()), Some(owner));
        Ok(())
    }

    /// What it says next.
    pub(super) async fn hear(&mut self) -> Result<Message, Ended> {
        loop {
            let Some(signals) = &mut self.signals else { return Err(Ended::Unavailable) };
            tokio::select! {
                // What it said before it went still counts.
                biased;
                message = signals.next() => return message.and_then(Result::ok).ok_or(Ended::Gone),
                change = self.owners.next() => {
                    let change = change.ok_or(Ended::Gone)?;
                    let args = change.args().map_err(|_| Ended::Gone)?;
                    self.present = args.new_owner.as_ref().map(UniqueName::to_owned);
                    // Others may be news of an earlier one.
                    if args.old_owner.as_ref() == self.chosen.as_ref() {
                        return Err(Ended::Gone);
                    }
                }
            }
        }
    }

    /// Until another process has the name; `None`: the bus is gone.
    pub(super) async fn another(&mut self) -> Option<()> {
        let known = self.chosen.take();
        while self.present.is_none() || self.present == known {
            let change = self.owners.next().await?;
            self.present = change.args().ok()?.new_owner.as_ref().map(UniqueName::to_owned);
        }
        Some(())
    }

    /// Asks, and waits for the answer; `aside` hears what is said in between. `body` is made of the options.
    pub(super) async fn request<B: Serialize + DynamicType + Send + Sync>(
        &mut self,
        method: &str,
        body: impl FnOnce(Options<'static>) -> B,
        mut aside: impl FnMut(&Message) -> Result<(), Ended>,
    ) -> Result<(u32, Results), Ended> {
        let token = self.token();
        let path = self.path("request", &token).ok_or(Ended::Unavailable)?;
        let body = body(HashMap::from([("handle_token", Value::from(token))]));
        let call = self.connection.call_method(self.chosen.clone(), PATH, Some(SHORTCUTS), method, &body);
        let reply = within(call).await.ok_or(Ended::Unavailable)?;
        if reply.body().deserialize::<OwnedObjectPath>().ok() != Some(path.clone()) {
            return Err(Ended::Unavailable);
        }
        loop {
            let message = self.hear().await?;
            let header = message.header();
            let is_answer = header.path() == Some(&*path) && is_signal(&message, REQUEST, "Response");
            if is_answer {
                return message.body().deserialize().map_err(|_| Ended::Unavailable);
            }
            aside(&message)?;
        }
    }

    pub(super) fn token(&mut self) -> String {
        self.tokens += 1;
        format!("portico{}", self.tokens)
    }

    /// Where a request or a session with that token will be.
    pub(super) fn path(&self, kind: &str, token: &str) -> Option<OwnedObjectPath> {
        let sender = self.connection.unique_name()?.trim_start_matches(':').replace('.', "_");
        OwnedObjectPath::try_from(format!("{PATH}/{kind}/{sender}/{token}")).ok()
    }
}

pub(super) fn is_signal(message: &Message, interface: &str, member: &str) -> bool {
    let header = message.header();
    let is = |name: Option<&str>, wanted: &str| name == Some(wanted);
    is(header.interface().map(|name| name.as_str()), interface) && is(header.member().map(|name| name.as_str()), member)
}
