//! One window: what can be read, pressed and typed there.

use std::path::Path;
use std::time::Duration;

use crate::desktop::Desktop;
use crate::node::Node;
use crate::role::Role;
use crate::state::State;
use crate::{TIMEOUT, keyboard, wait_within};

const SIGN_IN_SUFFIX: &str = " – Portico sign-in";
const PALETTE_PREFIX: &str = "Portico – Search";

/// How a window is told from the others: by its title, which only the application writes.
#[derive(Clone, Copy)]
enum Title<'a> {
    Exact(&'a str),
    /// What comes before the sign-in windows' own part.
    SignInAtHost(&'a str),
    Suffix(&'a str),
    Prefix(&'a str),
}

/// A window that may or may not be there; every look is a new one.
#[derive(Clone, Copy)]
pub struct Window<'a> {
    desktop: &'a Desktop,
    title: Title<'a>,
}

impl<'a> Window<'a> {
    pub(crate) fn main_window(desktop: &'a Desktop) -> Self {
        Self { desktop, title: Title::Exact("Portico") }
    }

    pub(crate) fn palette_window(desktop: &'a Desktop) -> Self {
        Self { desktop, title: Title::Prefix(PALETTE_PREFIX) }
    }

    pub(crate) fn sign_in_window(desktop: &'a Desktop) -> Self {
        Self { desktop, title: Title::Suffix(SIGN_IN_SUFFIX) }
    }

    pub(crate) fn popup_window(desktop: &'a Desktop, host: &'a str) -> Self {
        Self { desktop, title: Title::SignInAtHost(host) }
    }

    pub(crate) fn app_window(desktop: &'a Desktop, name: &'a str) -> Self {
        Self { desktop, title: Title::Prefix(name) }
    }

    pub fn title(&self) -> Option<String> {
        self.find_frame().map(|frame| frame.name())
    }

    pub fn is_open(&self) -> bool {
        self.find_frame().is_some()
    }

    pub fn wait_closed(&self) {
        wait_within(TIMEOUT, || (!self.is_open()).then_some(())).unwrap_or_else(|| self.fail("to be closed"));
    }

    pub fn wait_open(&self) {
        wait_within(TIMEOUT, || self.find_frame()).unwrap_or_else(|| self.fail("to be open"));
    }

    /// What is there now.
    pub fn query(&self, role: Role, name: &str) -> Option<Node> {
        self.find_frame()?.find(&mut |node| node.role() == role && node.name() == name)
    }

    /// What is there, or will be soon.
    pub fn find(&self, role: Role, name: &str) -> Node {
        wait_within(TIMEOUT, || self.query(role, name)).unwrap_or_else(|| self.fail(&format!("{role:?} “{name}”")))
    }

    /// As [`Self::find`], for a name of which only the beginning is known.
    pub fn find_by_prefix(&self, role: Role, beginning: &str) -> Node {
        wait_within(TIMEOUT, || self.query_by_prefix(role, beginning))
            .unwrap_or_else(|| self.fail(&format!("{role:?} “{beginning}…”")))
    }

    fn query_by_prefix(&self, role: Role, beginning: &str) -> Option<Node> {
        self.find_frame()?.find(&mut |node| node.role() == role && node.name().starts_with(beginning))
    }

    pub fn press_by_prefix(&self, role: Role, beginning: &str) {
        let pressed = wait_within(TIMEOUT, || self.query_by_prefix(role, beginning).filter(Node::press));
        pressed.unwrap_or_else(|| self.fail(&format!("{role:?} “{beginning}…” to press")));
    }

    /// Whether the keyboard is its.
    pub fn is_active(&self) -> bool {
        let id = self.x11_id();
        id.is_some() && keyboard::xdotool(self.desktop, &["getactivewindow"]) == id
    }

    pub fn minimize(&self) {
        if let Some(id) = self.x11_id() {
            let _ = keyboard::xdotool(self.desktop, &["windowminimize", "--sync", &id]);
        }
    }

    pub fn wait_removed(&self, role: Role, name: &str) {
        wait_within(TIMEOUT, || self.query(role, name).is_none().then_some(()))
            .unwrap_or_else(|| self.fail(&format!("no {role:?} “{name}”")));
    }

    /// All names and texts, in reading order.
    pub fn texts(&self) -> Vec<String> {
        self.find_frame().map(|frame| frame.texts()).unwrap_or_default()
    }

    pub fn contains_text(&self, text: &str) -> bool {
        let has_text = |node: &Node| node.name().contains(text) || node.text().contains(text);
        self.find_frame().is_some_and(|frame| frame.find(&mut |node| has_text(node)).is_some())
    }

    pub fn wait_for_text(&self, text: &str) {
        self.wait_for_text_within(TIMEOUT, text);
    }

    pub fn wait_for_text_within(&self, limit: Duration, text: &str) {
        wait_within(limit, || self.contains_text(text).then_some(()))
            .unwrap_or_else(|| self.fail(&format!("the words “{text}”")));
    }

    pub fn wait_for_no_text(&self, text: &str) {
        self.wait_for_no_text_within(TIMEOUT, text);
    }

    pub fn wait_for_no_text_within(&self, limit: Duration, text: &str) {
        wait_within(limit, || (!self.contains_text(text)).then_some(()))
            .unwrap_or_else(|| self.fail(&format!("the words “{text}” to go")));
    }

    /// Presses a button by its name.
    pub fn press(&self, name: &str) {
        self.press_role(Role::Button, name);
    }

    pub fn press_role(&self, role: Role, name: &str) {
        // A page may replace the node between the look and the press.
        let pressed = wait_within(TIMEOUT, || self.query(role, name).filter(Node::press));
        pressed.unwrap_or_else(|| self.fail(&format!("{role:?} “{name}” to press")));
    }

    /// Puts `text` into a field in place of what was there, with real keys. A window that came on screen
    /// a moment ago may lose the keyboard to another one again: then they are typed anew.
    pub fn fill(&self, role: Role, name: &str, text: &str) {
        let length = text.chars().count();
        let mut found = String::new();
        let written = wait_within(TIMEOUT, || {
            let field = self.focus(role, name);
            keyboard::press_keys(self.desktop, &["ctrl+a"]);
            keyboard::type_text(self.desktop, text);
            wait_within(Duration::from_secs(3), || {
                found = field.text();
                (if role == Role::Password { field.text_length() == length } else { found == text }).then_some(())
            })
        });
        written.unwrap_or_else(|| self.fail(&format!("“{text}” in {role:?} “{name}”, which has “{found}”")));
    }

    /// Gives a node the focus, and its window the keyboard.
    pub fn focus(&self, role: Role, name: &str) -> Node {
        let focused = wait_within(TIMEOUT, || {
            self.activate();
            let node = self.query(role, name)?;
            if node.is_focused() {
                return Some(node);
            }
            // A combo box that points at one of its options says that the option has the focus.
            let stands_for_option = || role == Role::ComboBox && self.has_focused_option();
            let focused = || (node.is_focused() || stands_for_option()).then_some(());
            (node.grab_focus() && wait_within(Duration::from_secs(1), focused).is_some()).then_some(node)
        });
        focused.unwrap_or_else(|| self.fail(&format!("{role:?} “{name}” to have the focus")))
    }

    /// What has the focus, as a screen reader is told: the innermost, and where a combo box points at
    /// one of its options, that option.
    pub fn focused(&self) -> Option<Node> {
        self.find_frame()?.focused()
    }

    /// Waits until the focus is there, and nowhere else.
    pub fn wait_focused(&self, role: Role, name: &str) -> Node {
        let mut last = None;
        let focused_node = wait_within(TIMEOUT, || {
            last = self.focused();
            last.clone().filter(|node| node.role() == role && node.name() == name)
        });
        focused_node.unwrap_or_else(|| {
            let last = last.map(|node| (node.role(), node.name()));
            self.fail(&format!("the focus on {role:?} “{name}”; it is on {last:?}"))
        })
    }

    /// Waits for something with that name to be so, or not.
    pub fn wait_state(&self, role: Role, name: &str, state: State, expected: bool) -> Node {
        let node_in_state = || self.query(role, name).filter(|node| node.has_state(state) == expected);
        wait_within(TIMEOUT, node_in_state).unwrap_or_else(|| self.fail(&format!("{role:?} “{name}”, {state:?}: {expected}")))
    }

    /// The whole tree of it.
    pub fn root(&self) -> Node {
        wait_within(TIMEOUT, || self.find_frame()).unwrap_or_else(|| self.fail("anything"))
    }

    /// Real letters, to whatever has the focus.
    pub fn type_text(&self, text: &str) {
        self.activate();
        keyboard::type_text(self.desktop, text);
    }

    /// Real keys, in X's names.
    pub fn press_keys(&self, keys: &[&str]) {
        self.activate();
        keyboard::press_keys(self.desktop, keys);
    }

    /// Closes it as the window manager's own button does. A manager that has just taken the window
    /// over may not listen for its key yet, so the key is pressed again until the window is gone.
    pub fn close(&self) {
        let gone = || self.find_frame().is_none().then_some(());
        for _ in 0..10 {
            self.press_keys(&["alt+F4"]);
            if wait_within(Duration::from_secs(2), gone).is_some() {
                return;
            }
        }
    }

    pub fn screenshot(&self, file: &Path) {
        if let Some(id) = self.x11_id() {
            self.desktop.screen().screenshot_of(&id, file);
        }
    }

    fn find_frame(&self) -> Option<Node> {
        self.desktop.frames().into_iter().find(|frame| frame.role() == Role::Frame && self.title.matches(&frame.name()))
    }

    fn has_focused_option(&self) -> bool {
        let focused = |node: &Node| node.role() == Role::ListItem && node.is_focused();
        self.find_frame().is_some_and(|frame| frame.find(&mut |node| focused(node)).is_some())
    }

    /// A window manager that is busy may have answered for the window before, and its page may have changed the title
    /// by which it is found, so it is asked until it is so.
    fn activate(&self) {
        let _ = wait_within(Duration::from_secs(5), || {
            if self.is_active() {
                return Some(());
            }
            let id = self.x11_id()?;
            let _ = keyboard::xdotool(self.desktop, &["windowactivate", "--sync", &id]);
            self.is_active().then_some(())
        });
    }

    /// The X server's number for it.
    fn x11_id(&self) -> Option<String> {
        let title = self.title()?;
        let pattern: String =
            title.chars().flat_map(|c| if c.is_ascii_punctuation() { vec!['\\', c] } else { vec![c] }).collect();
        let found = keyboard::xdotool(self.desktop, &["search", "--onlyvisible", "--name", &format!("^{pattern}$")])?;
        found.lines().last().map(str::to_owned)
    }

    fn fail<T>(&self, what: &str) -> T {
        panic!("The window did not come to show {what}. It says: {:?}", self.texts())
    }
}

impl Title<'_> {
    fn matches(self, title: &str) -> bool {
        match self {
            Self::Exact(whole) => title == whole,
            Self::SignInAtHost(host) => title.strip_suffix(SIGN_IN_SUFFIX) == Some(host),
            Self::Suffix(end) => title.ends_with(end),
            Self::Prefix(start) => title.starts_with(start),
        }
    }
}
