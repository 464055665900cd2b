//! One node of the accessible tree. Every call asks the accessibility bus anew; a cache would hold dead objects after a
//! page has navigated.

use std::collections::HashMap;

use serde_json::Value as Json;
use zbus::blocking::Connection;
use zbus::zvariant::{DynamicType, OwnedObjectPath, OwnedValue, Type};

use crate::accessibility::role::Role;
use crate::accessibility::state::{State, States};

const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const TEXT: &str = "org.a11y.atspi.Text";
const COMPONENT: &str = "org.a11y.atspi.Component";
/// Argument of `GetExtents`: coordinates from the corner of the screen.
const SCREEN_COORDINATES: u32 = 0;
/// Stands in a text for an embedded node.
const EMBEDDED_OBJECT: char = '\u{fffc}';
/// Deeper than any page of Portico. Other pages may nest without end.
const MAX_DEPTH: usize = 60;

/// One accessible object. Queries return `None` or an empty value once the object is gone.
#[derive(Clone)]
pub struct Node {
    bus: Connection,
    owner: String,
    path: OwnedObjectPath,
    /// The node belongs to a page, which another process shows, and not to the window around it.
    in_page: bool,
}

/// Position and size on screen, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

/// Equal nodes are the same object, though its content may have changed.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.owner == other.owner && self.path == other.path
    }
}

impl Node {
    pub(crate) fn registry(bus: &Connection) -> Self {
        let path = OwnedObjectPath::try_from("/org/a11y/atspi/accessible/root").expect("a path");
        Self { bus: bus.clone(), owner: "org.a11y.atspi.Registry".to_owned(), path, in_page: false }
    }

    /// The source of an event.
    pub(crate) fn from_event(bus: &Connection, owner: &str, path: OwnedObjectPath) -> Self {
        Self { bus: bus.clone(), owner: owner.to_owned(), path, in_page: true }
    }

    /// The windows of all applications.
    pub(crate) fn windows(&self) -> Vec<Self> {
        let mut frames: Vec<Self> = self.children().iter().flat_map(Self::children).collect();
        frames.iter_mut().for_each(|frame| frame.in_page = false);
        frames
    }

    pub fn children(&self) -> Vec<Self> {
        let mut children: Vec<(String, OwnedObjectPath)> =
            self.call(ACCESSIBLE, "GetChildren", &()).unwrap_or_default();
        if children.is_empty() && !self.in_page {
            // GTK reports a page that is plugged into a window only by its index.
            children.extend(self.call::<_, (String, OwnedObjectPath)>(ACCESSIBLE, "GetChildAtIndex", &0_i32));
        }
        children
            .into_iter()
            .filter(|(owner, path)| !owner.is_empty() && !path.as_str().ends_with("/null"))
            .map(|(owner, path)| Self {
                bus: self.bus.clone(),
                in_page: self.in_page || owner != self.owner,
                owner,
                path,
            })
            .collect()
    }

    pub(crate) const fn is_in_page(&self) -> bool {
        self.in_page
    }

    pub fn role(&self) -> Role {
        self.call::<_, u32>(ACCESSIBLE, "GetRole", &()).unwrap_or_default().into()
    }

    pub fn name(&self) -> String {
        self.property(ACCESSIBLE, "Name").and_then(|value| String::try_from(value).ok()).unwrap_or_default()
    }

    pub fn description(&self) -> String {
        self.property(ACCESSIBLE, "Description").and_then(|value| String::try_from(value).ok()).unwrap_or_default()
    }

    /// Its own text, without that of nodes inside.
    pub fn text(&self) -> String {
        if !self.in_page {
            return String::new();
        }
        let text: Option<String> = self.call(TEXT, "GetText", &(0_i32, -1_i32));
        text.unwrap_or_default().replace(EMBEDDED_OBJECT, "")
    }

    /// The length of its text, which is reported for passwords too.
    pub fn text_length(&self) -> usize {
        let count = self.property(TEXT, "CharacterCount").and_then(|value| i32::try_from(value).ok());
        count.and_then(|count| usize::try_from(count).ok()).unwrap_or_default()
    }

    pub fn states(&self) -> States {
        States::from_words(&self.call::<_, Vec<u32>>(ACCESSIBLE, "GetState", &()).unwrap_or_default())
    }

    pub fn has_state(&self, state: State) -> bool {
        self.states().contains(state)
    }

    pub fn is_focused(&self) -> bool {
        self.has_state(State::Focused)
    }

    pub fn is_checked(&self) -> bool {
        self.has_state(State::Checked)
    }

    /// What ARIA says beyond roles and states: `posinset`, `live` and the like.
    pub fn attributes(&self) -> HashMap<String, String> {
        self.call(ACCESSIBLE, "GetAttributes", &()).unwrap_or_default()
    }

    pub fn bounds(&self) -> Option<Bounds> {
        let (x, y, width, height) =
            self.call::<_, (i32, i32, i32, i32)>(COMPONENT, "GetExtents", &SCREEN_COORDINATES)?;
        Some(Bounds { x, y, width, height })
    }

    /// Presses the node through the accessibility bus. `false`: nothing was pressed.
    pub fn press(&self) -> bool {
        self.call("org.a11y.atspi.Action", "DoAction", &0_i32).unwrap_or(false)
    }

    pub fn grab_focus(&self) -> bool {
        self.call(COMPONENT, "GrabFocus", &()).unwrap_or(false)
    }

    /// The first node in reading order, itself included, that matches.
    pub fn find(&self, matches: &mut dyn FnMut(&Self) -> bool) -> Option<Self> {
        self.find_within(MAX_DEPTH, matches)
    }

    fn find_within(&self, depth: usize, matches: &mut dyn FnMut(&Self) -> bool) -> Option<Self> {
        if matches(self) {
            return Some(self.clone());
        }
        let depth = depth.checked_sub(1)?;
        self.children().iter().find_map(|child| child.find_within(depth, matches))
    }

    /// The innermost node with the focus, itself included.
    pub fn focused(&self) -> Option<Self> {
        let mut innermost = None;
        self.find(&mut |node| {
            if node.is_focused() {
                innermost = Some(node.clone());
            }
            false
        });
        innermost
    }

    /// Names and texts below, in reading order.
    pub fn texts(&self) -> Vec<String> {
        let mut words = Vec::new();
        self.find(&mut |node| {
            for text in [node.name(), node.text()] {
                if !text.trim().is_empty() && words.last() != Some(&text) {
                    words.push(text);
                }
            }
            false
        });
        words
    }

    /// The tree as text, for reports.
    pub fn dump(&self) -> String {
        let mut lines = String::new();
        self.dump_into(&mut lines, 0);
        lines
    }

    fn dump_into(&self, lines: &mut String, depth: usize) {
        let (name, text) = (Json::from(self.name()), Json::from(self.text()));
        let focus = if self.is_focused() { " FOCUSED" } else { "" };
        lines.push_str(&format!("{:depth$}{:?} {name} text {text}{focus}\n", "", self.role()));
        if depth < MAX_DEPTH {
            for child in self.children() {
                child.dump_into(lines, depth + 1);
            }
        }
    }

    fn property(&self, interface: &str, name: &str) -> Option<OwnedValue> {
        self.call("org.freedesktop.DBus.Properties", "Get", &(interface, name))
    }

    fn call<B, R>(&self, interface: &str, method: &str, body: &B) -> Option<R>
    where
        B: serde::Serialize + DynamicType,
        R: serde::de::DeserializeOwned + Type,
    {
        let answer = self.bus.call_method(Some(self.owner.as_str()), &self.path, Some(interface), method, body).ok()?;
        answer.body().deserialize().ok()
    }
}
