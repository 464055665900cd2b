//! `com.canonical.dbusmenu`: favourites, then the few things that Portico can be asked for.
//!
//! The desktop may show a menu that is old by a moment. An entry's number means the same for as long as
//! the icon is there, so that a click on it never opens something else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use zbus::fdo;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedValue, Value};

use super::{NextToken, TrayWords};
use crate::door::{Door, Wait};

/// More are a list, and that is what the window has.
const MOST: usize = 10;
/// Letters of a name: a menu is as wide as its widest entry.
const LONGEST: usize = 60;

const ROOT: i32 = 0;
const AFTER_APPS: i32 = 1;
const SEARCH: i32 = 2;
const OPEN: i32 = 3;
const BEFORE_QUIT: i32 = 4;
const QUIT: i32 = 5;
const FIRST_APP: i32 = 16;

pub(super) struct Menu {
    door: Arc<dyn Door>,
    token: NextToken,
    runtime: Handle,
    state: Mutex<State>,
}

struct State {
    words: TrayWords,
    /// Which app the entry `FIRST_APP + n` is.
    keys: Vec<String>,
    /// As it was last, and the number of that.
    last: Vec<Entry>,
    revision: u32,
    /// The number that the desktop was told of.
    announced: u32,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    id: i32,
    /// `None`: a line.
    label: Option<String>,
}

type Properties = HashMap<&'static str, Value<'static>>;
/// Id, properties, children.
type Layout = (i32, Properties, Vec<Value<'static>>);

impl Menu {
    pub(super) fn new(door: Arc<dyn Door>, token: NextToken, runtime: Handle, words: TrayWords) -> Self {
        let state = State { words, keys: Vec::new(), last: Vec::new(), revision: 0, announced: 1 };
        let menu = Self { door, token, runtime, state: Mutex::new(state) };
        menu.entries();
        menu
    }

    /// The menu's number, if the desktop is to be told of another menu.
    pub(super) fn renew(&self, words: TrayWords) -> Option<u32> {
        self.state().words = words;
        let revision = self.entries().1;
        let announced = std::mem::replace(&mut self.state().announced, revision);
        (revision != announced).then_some(revision)
    }

    /// The menu of this moment: names are told only while the list may be seen.
    fn entries(&self) -> (Vec<Entry>, u32) {
        let mut apps = if self.door.status().standing.is_open() { self.door.favourites() } else { Vec::new() };
        apps.truncate(MOST);
        let mut state = self.state();
        let mut entries: Vec<Entry> =
            apps.into_iter().map(|app| Entry { id: state.id(app.key), label: Some(shown(&app.name)) }).collect();
        if !entries.is_empty() {
            entries.push(Entry { id: AFTER_APPS, label: None });
        }
        let words = &state.words;
        entries.extend([
            Entry { id: SEARCH, label: Some(shown(&words.search)) },
            Entry { id: OPEN, label: Some(shown(&words.open)) },
            Entry { id: BEFORE_QUIT, label: None },
            Entry { id: QUIT, label: Some(shown(&words.quit)) },
        ]);
        if state.last != entries {
            state.last.clone_from(&entries);
            state.revision += 1;
        }
        (entries, state.revision)
    }

    fn entry(&self, id: i32) -> Option<Entry> {
        self.entries().0.into_iter().find(|entry| entry.id == id)
    }

    fn choose(&self, id: i32) {
        // Whatever is chosen: it is not for the click after this one.
        let token = self.token.take();
        match id {
            SEARCH => self.door.palette(token),
            OPEN => self.door.show(None, token),
            QUIT => {
                let door = self.door.clone();
                // Not here: the desktop waits for an answer.
                self.runtime.spawn(async move { door.quit() });
            }
            id => {
                let key = id
                    .checked_sub(FIRST_APP)
                    .and_then(|at| usize::try_from(at).ok())
                    .and_then(|at| self.state().keys.get(at).cloned());
                if let Some(key) = key.filter(|_| self.door.status().standing.is_open()) {
                    let door = self.door.clone();
                    self.runtime.spawn(async move { door.open(&key, Wait::Briefly).await });
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn id(&mut self, key: String) -> i32 {
        let at = self.keys.iter().position(|known| *known == key).unwrap_or_else(|| {
            self.keys.push(key);
            self.keys.len() - 1
        });
        FIRST_APP.saturating_add(i32::try_from(at).unwrap_or(i32::MAX))
    }
}

impl Entry {
    /// Those of these names; of none in particular: all.
    fn properties(&self, names: &[String]) -> Properties {
        let all = match &self.label {
            Some(label) => ("label", Value::from(label.clone())),
            None => ("type", Value::from("separator")),
        };
        [all].into_iter().filter(|(name, _)| is_asked(names, name)).collect()
    }
}

fn is_asked(names: &[String], name: &str) -> bool {
    names.is_empty() || names.iter().any(|asked| asked == name)
}

/// One underscore would mark the letter behind it as a key.
fn shown(name: &str) -> String {
    let mut letters = name.chars();
    let mut text: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() {
        text.pop();
        text.push('…');
    }
    text.replace('_', "__")
}

#[zbus::interface(name = "com.canonical.dbusmenu")]
#[expect(clippy::needless_pass_by_value, reason = "zbus hands over what it read")]
#[expect(clippy::unused_self, reason = "zbus calls it so")]
impl Menu {
    fn get_layout(&self, parent: i32, depth: i32, names: Vec<String>) -> fdo::Result<(u32, Layout)> {
        let (entries, revision) = self.entries();
        if parent != ROOT {
            let entry = entries.iter().find(|entry| entry.id == parent).ok_or_else(no_entry)?;
            return Ok((revision, (parent, entry.properties(&names), Vec::new())));
        }
        let child = |entry: &Entry| Value::from((entry.id, entry.properties(&names), Vec::<Value<'_>>::new()));
        let children = if depth == 0 { Vec::new() } else { entries.iter().map(child).collect() };
        let properties = [("children-display", Value::from("submenu"))];
        let properties = properties.into_iter().filter(|(name, _)| is_asked(&names, name)).collect();
        Ok((revision, (ROOT, properties, children)))
    }

    fn get_group_properties(&self, ids: Vec<i32>, names: Vec<String>) -> Vec<(i32, Properties)> {
        let entries = self.entries().0.into_iter();
        let asked = entries.filter(|entry| ids.is_empty() || ids.contains(&entry.id));
        asked.map(|entry| (entry.id, entry.properties(&names))).collect()
    }

    fn get_property(&self, id: i32, name: String) -> fdo::Result<Value<'static>> {
        let entry = self.entry(id).ok_or_else(no_entry)?;
        entry.properties(&[]).remove(name.as_str()).ok_or_else(no_entry)
    }

    fn event(&self, id: i32, event: &str, _data: Value<'_>, _timestamp: u32) {
        if event == "clicked" {
            self.choose(id);
        }
    }

    /// Returns those that there are not.
    fn event_group(&self, events: Vec<(i32, String, OwnedValue, u32)>) -> Vec<i32> {
        // A person chooses one entry, and the menu is gone.
        if let Some((id, ..)) = events.iter().find(|(_, event, ..)| event == "clicked") {
            self.choose(*id);
        }
        let entries = self.entries().0;
        let is_there = |id: &i32| *id == ROOT || entries.iter().any(|entry| entry.id == *id);
        events.into_iter().map(|(id, ..)| id).filter(|id| !is_there(id)).collect()
    }

    /// Whether the desktop has to ask for the menu anew.
    fn about_to_show(&self, _id: i32) -> bool {
        self.entries().1 != self.state().announced
    }

    fn about_to_show_group(&self, ids: Vec<i32>) -> (Vec<i32>, Vec<i32>) {
        let changed = self.about_to_show(ROOT);
        (ids.into_iter().filter(|id| changed && *id == ROOT).collect(), Vec::new())
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn version(&self) -> u32 {
        3
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn status(&self) -> &str {
        "normal"
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn icon_theme_path(&self) -> Vec<String> {
        Vec::new()
    }

    #[zbus(signal)]
    pub(super) async fn layout_updated(emitter: &SignalEmitter<'_>, revision: u32, parent: i32) -> zbus::Result<()>;
}

fn no_entry() -> fdo::Error {
    fdo::Error::InvalidArgs("there is no such entry".to_owned())
}
