//! What a screen reader says without being asked, in its order: the events of the accessibility bus that Orca
//! takes as announcements. Those are words for everybody, and what changes in a live region.

use std::sync::{Arc, Mutex, PoisonError};

use zbus::MatchRule;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::{Message, Type};
use zbus::zvariant::{OwnedObjectPath, Structure, Value};

use crate::desktop::Desktop;
use crate::node::Node;
use crate::{PATIENCE, wait_within};

/// Applications tell only what somebody asked for.
const EVENTS: [&str; 3] = ["object:announcement", "object:text-changed:insert", "object:children-changed:add"];

type Heard = Arc<Mutex<Vec<String>>>;

/// Listens until the bus is gone.
pub struct Ear {
    heard: Heard,
}

impl Ear {
    pub fn listen(desktop: &Desktop) -> Self {
        let bus = desktop.listen();
        for event in EVENTS {
            let registry = "org.a11y.atspi.FakeRegistry";
            let answer =
                bus.call_method(Some(registry), "/org/a11y/atspi/registry", Some(registry), "RegisterEvent", &event);
            answer.unwrap_or_else(|error| panic!("nobody tells of {event}: {error}"));
        }
        let rule = MatchRule::builder().msg_type(Type::Signal).interface("org.a11y.atspi.Event.Object");
        let rule = rule.expect("an interface").build();
        let events = MessageIterator::for_match_rule(rule, &bus, Some(10_000)).expect("events");
        let heard = Heard::default();
        let kept = heard.clone();
        std::thread::spawn(move || {
            for words in events.flatten().filter_map(|event| words(&bus, &event)) {
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(words);
            }
        });
        Self { heard }
    }

    /// All that was said so far.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until these words were said.
    pub fn wait(&self, words: &str) {
        let said = || self.heard().iter().any(|said| said.contains(words)).then_some(());
        wait_within(PATIENCE, said).unwrap_or_else(|| panic!("“{words}” is not said. What is: {:?}", self.heard()));
    }
}

/// What Orca would say of the event, if anything.
fn words(bus: &Connection, event: &Message) -> Option<String> {
    let header = event.header();
    let source = Node::at(bus, header.sender()?, header.path()?.to_owned().into());
    let kind = header.member()?.to_string();
    let body = event.body();
    let body: Structure<'_> = body.deserialize().ok()?;
    let mut value = body.fields().get(3)?;
    while let Value::Value(inner) = value {
        value = inner;
    }
    let words = match (kind.as_str(), value) {
        ("Announcement", Value::Str(words)) => return Some(words.to_string()),
        ("TextChanged", Value::Str(words)) => words.to_string(),
        ("ChildrenChanged", Value::Structure(child)) => {
            let [Value::Str(owner), Value::ObjectPath(path)] = child.fields() else { return None };
            Node::at(bus, owner, OwnedObjectPath::from(path.clone())).words().join(" ")
        }
        _ => return None,
    };
    source.attributes().contains_key("live").then_some(words).filter(|words| !words.is_empty())
}
