//! Implements `com.canonical.dbusmenu`: the favorites, then the entries of Portico itself.
//!
//! The desktop may show a menu that is slightly outdated. The id of an entry keeps its meaning as long as the icon
//! exists, so a click never opens another app.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use zbus::fdo;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedValue, Value};

use super::next_activation_token::NextActivationToken;
use crate::tray_menu::{TrayLabels, favorites};
use portico_core::remote_control::{AppControl, WaitMode};
use portico_core::task;

/// Characters of a name: a menu is as wide as its widest entry.
const MAX_LABEL_CHARS: usize = 60;

pub const MENU_PATH: &str = "/StatusNotifierItem/Menu";

const ROOT_ID: i32 = 0;
const APPS_SEPARATOR_ID: i32 = 1;
const SEARCH_ID: i32 = 2;
const OPEN_WINDOW_ID: i32 = 3;
const QUIT_SEPARATOR_ID: i32 = 4;
const QUIT_ID: i32 = 5;
const FIRST_APP_ID: i32 = 16;

pub(super) struct Menu {
    app_control: Arc<dyn AppControl>,
    next_token: NextActivationToken,
    runtime: Handle,
    state: Mutex<State>,
}

struct State {
    labels: TrayLabels,
    /// The app of each entry `FIRST_APP_ID + n`.
    app_keys: Vec<String>,
    /// As it was last, and the number of that.
    last_entries: Vec<Entry>,
    revision: u32,
    /// The number that the desktop was told of.
    announced_revision: u32,
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
    pub(super) fn new(
        app_control: Arc<dyn AppControl>,
        next_token: NextActivationToken,
        runtime: Handle,
        labels: TrayLabels,
    ) -> Self {
        let state =
            State { labels, app_keys: Vec::new(), last_entries: Vec::new(), revision: 0, announced_revision: 1 };
        let menu = Self { app_control, next_token, runtime, state: Mutex::new(state) };
        menu.entries();
        menu
    }

    /// The menu's number, if the desktop is to be told of another menu.
    pub(super) fn update(&self, labels: TrayLabels) -> Option<u32> {
        self.state().labels = labels;
        let revision = self.entries().1;
        let previously_announced = std::mem::replace(&mut self.state().announced_revision, revision);
        (revision != previously_announced).then_some(revision)
    }

    /// The menu of this moment: names are told only while the list may be seen.
    fn entries(&self) -> (Vec<Entry>, u32) {
        let apps = favorites(&*self.app_control);
        let mut state = self.state();
        let mut entries: Vec<Entry> = apps
            .into_iter()
            .map(|app| Entry { id: state.id_for(app.key), label: Some(escape_label(&app.name)) })
            .collect();
        if !entries.is_empty() {
            entries.push(Entry { id: APPS_SEPARATOR_ID, label: None });
        }
        let labels = &state.labels;
        entries.extend([
            Entry { id: SEARCH_ID, label: Some(escape_label(&labels.search)) },
            Entry { id: OPEN_WINDOW_ID, label: Some(escape_label(&labels.open)) },
            Entry { id: QUIT_SEPARATOR_ID, label: None },
            Entry { id: QUIT_ID, label: Some(escape_label(&labels.quit)) },
        ]);
        if state.last_entries != entries {
            state.last_entries.clone_from(&entries);
            state.revision += 1;
        }
        (entries, state.revision)
    }

    fn entry(&self, id: i32) -> Option<Entry> {
        self.entries().0.into_iter().find(|entry| entry.id == id)
    }

    fn activate_entry(&self, id: i32) {
        // Whatever is chosen: it is not for the click after this one.
        let token = self.next_token.take();
        match id {
            SEARCH_ID => self.app_control.show_palette(token),
            OPEN_WINDOW_ID => self.app_control.show_window(None, token),
            QUIT_ID => {
                let app_control = self.app_control.clone();
                // Not here: the desktop waits for an answer.
                task::spawn_on(&self.runtime, async move { app_control.quit() }, || {});
            }
            id => {
                let key = id
                    .checked_sub(FIRST_APP_ID)
                    .and_then(|index| usize::try_from(index).ok())
                    .and_then(|index| self.state().app_keys.get(index).cloned());
                if let Some(key) = key.filter(|_| self.app_control.status().session_status.can_show_apps()) {
                    let app_control = self.app_control.clone();
                    let open = async move { app_control.open(&key, WaitMode::Accepted).await };
                    task::spawn_on(&self.runtime, open, || {});
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn id_for(&mut self, key: String) -> i32 {
        let index = self.app_keys.iter().position(|known| *known == key).unwrap_or_else(|| {
            self.app_keys.push(key);
            self.app_keys.len() - 1
        });
        FIRST_APP_ID.saturating_add(i32::try_from(index).unwrap_or(i32::MAX))
    }
}

impl Entry {
    /// Those of these names; of none in particular: all.
    fn properties(&self, names: &[String]) -> Properties {
        let all = match &self.label {
            Some(label) => ("label", Value::from(label.clone())),
            None => ("type", Value::from("separator")),
        };
        [all].into_iter().filter(|(name, _)| is_requested(names, name)).collect()
    }
}

fn is_requested(names: &[String], name: &str) -> bool {
    names.is_empty() || names.iter().any(|requested| requested == name)
}

/// One underscore would mark the letter behind it as a key.
fn escape_label(name: &str) -> String {
    let mut letters = name.chars();
    let mut text: String = letters.by_ref().take(MAX_LABEL_CHARS).collect();
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
        if parent != ROOT_ID {
            let entry = entries.iter().find(|entry| entry.id == parent).ok_or_else(unknown_entry)?;
            return Ok((revision, (parent, entry.properties(&names), Vec::new())));
        }
        let child = |entry: &Entry| Value::from((entry.id, entry.properties(&names), Vec::<Value<'_>>::new()));
        let children = if depth == 0 { Vec::new() } else { entries.iter().map(child).collect() };
        let properties = [("children-display", Value::from("submenu"))];
        let properties = properties.into_iter().filter(|(name, _)| is_requested(&names, name)).collect();
        Ok((revision, (ROOT_ID, properties, children)))
    }

    fn get_group_properties(&self, ids: Vec<i32>, names: Vec<String>) -> Vec<(i32, Properties)> {
        let entries = self.entries().0.into_iter();
        let requested = entries.filter(|entry| ids.is_empty() || ids.contains(&entry.id));
        requested.map(|entry| (entry.id, entry.properties(&names))).collect()
    }

    fn get_property(&self, id: i32, name: String) -> fdo::Result<Value<'static>> {
        let entry = self.entry(id).ok_or_else(unknown_entry)?;
        entry.properties(&[]).remove(name.as_str()).ok_or_else(unknown_entry)
    }

    fn event(&self, id: i32, event: &str, _data: Value<'_>, _timestamp: u32) {
        if event == "clicked" {
            self.activate_entry(id);
        }
    }

    /// Returns those that there are not.
    fn event_group(&self, events: Vec<(i32, String, OwnedValue, u32)>) -> Vec<i32> {
        // A person chooses one entry, and the menu is gone.
        if let Some((id, ..)) = events.iter().find(|(_, event, ..)| event == "clicked") {
            self.activate_entry(*id);
        }
        let entries = self.entries().0;
        let exists = |id: &i32| *id == ROOT_ID || entries.iter().any(|entry| entry.id == *id);
        events.into_iter().map(|(id, ..)| id).filter(|id| !exists(id)).collect()
    }

    /// Whether the desktop has to ask for the menu anew.
    fn about_to_show(&self, _id: i32) -> bool {
        self.entries().1 != self.state().announced_revision
    }

    fn about_to_show_group(&self, ids: Vec<i32>) -> (Vec<i32>, Vec<i32>) {
        let changed = self.about_to_show(ROOT_ID);
        (ids.into_iter().filter(|id| changed && *id == ROOT_ID).collect(), Vec::new())
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

fn unknown_entry() -> fdo::Error {
    fdo::Error::InvalidArgs("there is no such entry".to_owned())
}
