//! Collects what a screen reader announces without being asked, in order: the events of the accessibility bus that Orca
//! takes as announcements. Those are explicit announcements, and changes inside a live region.

use std::sync::{Arc, Mutex, PoisonError};

use zbus::MatchRule;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::{Message, Type};
use zbus::zvariant::{OwnedObjectPath, Structure, Value};

use crate::accessibility::node::Node;
use crate::desktop::session::Desktop;
use crate::wait::{TIMEOUT, wait_within};

/// Applications send only events that a client has registered for.
const EVENTS: [&str; 3] = ["object:announcement", "object:text-changed:insert", "object:children-changed:add"];

type Messages = Arc<Mutex<Vec<String>>>;

/// Records announcements until the bus ends.
pub struct Announcements {
    messages: Messages,
}

impl Announcements {
    pub fn subscribe(desktop: &Desktop) -> Self {
        let bus = desktop.accessibility_connection();
        for event in EVENTS {
            let registry = "org.a11y.atspi.Registry";
            let answer =
                bus.call_method(Some(registry), "/org/a11y/atspi/registry", Some(registry), "RegisterEvent", &event);
            answer.unwrap_or_else(|error| panic!("nobody tells of {event}: {error}"));
        }
        let rule = MatchRule::builder().msg_type(Type::Signal).interface("org.a11y.atspi.Event.Object");
        let rule = rule.expect("an interface").build();
        let events = MessageIterator::for_match_rule(rule, &bus, Some(10_000)).expect("events");
        let messages = Messages::default();
        let sink = messages.clone();
        std::thread::spawn(move || {
            for text in events.flatten().filter_map(|event| announced_text(&bus, &event)) {
                sink.lock().unwrap_or_else(PoisonError::into_inner).push(text);
            }
        });
        Self { messages }
    }

    /// Every announcement so far.
    pub fn all(&self) -> Vec<String> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for an announcement that contains `text`.
    pub fn wait_for(&self, text: &str) {
        let is_announced = || self.all().iter().any(|message| message.contains(text)).then_some(());
        wait_within(TIMEOUT, is_announced).unwrap_or_else(|| panic!("“{text}” is not said. What is: {:?}", self.all()));
    }
}

/// The text that Orca speaks for the event, if any.
fn announced_text(bus: &Connection, event: &Message) -> Option<String> {
    let header = event.header();
    let source = Node::from_event(bus, header.sender()?, header.path()?.to_owned().into());
    let kind = header.member()?.to_string();
    let body = event.body();
    let body: Structure<'_> = body.deserialize().ok()?;
    let mut value = body.fields().get(3)?;
    while let Value::Value(inner) = value {
        value = inner;
    }
    let text = match (kind.as_str(), value) {
        ("Announcement", Value::Str(words)) => return Some(words.to_string()),
        ("TextChanged", Value::Str(words)) => words.to_string(),
        ("ChildrenChanged", Value::Structure(child)) => {
            let [Value::Str(owner), Value::ObjectPath(path)] = child.fields() else { return None };
            Node::from_event(bus, owner, OwnedObjectPath::from(path.clone())).texts().join(" ")
        }
        _ => return None,
    };
    source.attributes().contains_key("live").then_some(text).filter(|words| !words.is_empty())
}
