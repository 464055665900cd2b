//! One window: what can be read, pressed and typed in it.
//!
//! `query…` looks once, `find…` and `wait…` poll. Actions are performed once: each waits for the state that makes one
//! action enough. The exceptions say why repeating cannot hide a fault of Portico.

use std::path::Path;
use std::time::Duration;

use crate::accessibility::node::Node;
use crate::accessibility::role::Role;
use crate::accessibility::state::State;
use crate::desktop::keyboard;
use crate::desktop::session::Desktop;
use crate::desktop::window_manager;
use crate::wait::{TIMEOUT, wait_within};

const SIGN_IN_SUFFIX: &str = " – Portico sign-in";
const PALETTE_PREFIX: &str = "Portico – Search";

/// Tells a window from the others by its title, which only the application writes.
#[derive(Clone, Copy)]
enum Title<'a> {
    Exact(&'a str),
    /// A sign-in window that shows a page of this host.
    SignInAtHost(&'a str),
    Suffix(&'a str),
    Prefix(&'a str),
}

/// A window that may or may not be open; it is looked up anew for every call.
#[derive(Clone, Copy)]
pub struct Window<'a> {
    desktop: &'a Desktop,
    title: Title<'a>,
}

impl<'a> Window<'a> {
    pub(crate) const fn main_window(desktop: &'a Desktop) -> Self {
        Self { desktop, title: Title::Exact("Portico") }
    }

    pub(crate) const fn palette_window(desktop: &'a Desktop) -> Self {
        Self { desktop, title: Title::Prefix(PALETTE_PREFIX) }
    }

    pub(crate) const fn sign_in_window(desktop: &'a Desktop) -> Self {
        Self { desktop, title: Title::Suffix(SIGN_IN_SUFFIX) }
    }

    pub(crate) const fn popup_window(desktop: &'a Desktop, host: &'a str) -> Self {
        Self { desktop, title: Title::SignInAtHost(host) }
    }

    pub(crate) const fn app_window(desktop: &'a Desktop, name: &'a str) -> Self {
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

    /// The node with that role and name, if it is there now.
    pub fn query(&self, role: Role, name: &str) -> Option<Node> {
        self.find_frame()?.find(&mut |node| node.role() == role && node.name() == name)
    }

    /// Waits for the node with that role and name.
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

    /// Presses the node with that role, whose name begins like this.
    pub fn press_by_prefix(&self, role: Role, beginning: &str) {
        self.press_found(|| self.query_by_prefix(role, beginning), &format!("{role:?} “{beginning}…” to press"));
    }

    /// Whether the window has the keyboard.
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

    /// Presses the button of that name.
    pub fn press(&self, name: &str) {
        self.press_role(Role::Button, name);
    }

    pub fn press_role(&self, role: Role, name: &str) {
        self.press_found(|| self.query(role, name), &format!("{role:?} “{name}” to press"));
    }

    /// Looks again only while the node is missing, or while the accessibility bus reports that nothing was pressed: a page
    /// may replace the node between the look and the press.
    fn press_found(&self, query: impl Fn() -> Option<Node>, expectation: &str) {
        wait_within(TIMEOUT, || query().filter(Node::press)).unwrap_or_else(|| self.fail(expectation));
    }

    /// Replaces the content of a field by `text`, with real keys.
    ///
    /// It types once while the window keeps the keyboard, so a key that Portico loses fails the journey. A window that was
    /// mapped a moment ago may lose the keyboard to another one again; the window manager decides that, and only then the
    /// text is typed again.
    pub fn fill(&self, role: Role, name: &str, text: &str) {
        let length = text.chars().count();
        let mut content = String::new();
        let filled = wait_within(TIMEOUT, || {
            let field = self.focus(role, name);
            keyboard::press_keys(self.desktop, &["ctrl+a"]);
            keyboard::type_text(self.desktop, text);
            let mut is_filled = |limit| {
                wait_within(limit, || {
                    content = field.text();
                    let matches = if role == Role::Password { field.text_length() == length } else { content == text };
                    matches.then_some(())
                })
            };
            is_filled(Duration::from_secs(3)).or_else(|| self.is_active().then(|| is_filled(TIMEOUT)).flatten())
        });
        filled.unwrap_or_else(|| self.fail(&format!("“{text}” in {role:?} “{name}”, which has “{content}”")));
    }

    /// Gives a node the focus, and its window the keyboard.
    ///
    /// Each node is asked once. A page that is replaced meanwhile has another node of the same name, which is asked in
    /// turn; whether the focus survives such a change is what [`Self::wait_focused`] is for.
    pub fn focus(&self, role: Role, name: &str) -> Node {
        let mut asked: Option<Node> = None;
        let focused_node = wait_within(TIMEOUT, || {
            self.activate();
            let node = self.query(role, name)?;
            // A combo box that points at one of its options reports that the option has the focus.
            let stands_for_option = || role == Role::ComboBox && asked.is_some() && self.has_focused_option();
            if node.is_focused() || stands_for_option() {
                return Some(node);
            }
            if asked.as_ref() != Some(&node) && node.grab_focus() {
                asked = Some(node);
            }
            None
        });
        focused_node.unwrap_or_else(|| self.fail(&format!("{role:?} “{name}” to have the focus")))
    }

    /// The innermost node with the focus, as a screen reader is told: the option that a combo box points at, where there is
    /// one.
    pub fn focused(&self) -> Option<Node> {
        self.find_frame()?.focused()
    }

    /// Waits until the focus is on that node, and nowhere else.
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

    /// Waits until the node has the state, or has it no more.
    pub fn wait_state(&self, role: Role, name: &str, state: State, expected: bool) -> Node {
        let node_in_state = || self.query(role, name).filter(|node| node.has_state(state) == expected);
        wait_within(TIMEOUT, node_in_state)
            .unwrap_or_else(|| self.fail(&format!("{role:?} “{name}”, {state:?}: {expected}")))
    }

    /// The root of the window's accessible tree.
    pub fn root(&self) -> Node {
        wait_within(TIMEOUT, || self.find_frame()).unwrap_or_else(|| self.fail("anything"))
    }

    /// Types real letters to whatever has the focus in this window.
    pub fn type_text(&self, text: &str) {
        self.activate();
        keyboard::type_text(self.desktop, text);
    }

    /// Presses real keys, by their X11 names.
    pub fn press_keys(&self, keys: &[&str]) {
        self.activate();
        keyboard::press_keys(self.desktop, keys);
    }

    /// Asks the window manager once to close the window, as its close button does.
    pub fn close(&self) {
        let id = wait_within(TIMEOUT, || self.x11_id()?.parse().ok()).unwrap_or_else(|| self.fail("a window to close"));
        window_manager::request_close(self.desktop, id);
    }

    pub fn screenshot(&self, file: &Path) {
        if let Some(id) = self.x11_id() {
            self.desktop.screen().screenshot_of(&id, file);
        }
    }

    fn find_frame(&self) -> Option<Node> {
        let is_this = |frame: &Node| frame.role() == Role::Frame && self.title.matches(&frame.name());
        self.desktop.windows().into_iter().find(is_this)
    }

    fn has_focused_option(&self) -> bool {
        let is_focused = |node: &Node| node.role() == Role::ListItem && node.is_focused();
        self.find_frame().is_some_and(|frame| frame.find(&mut |node| is_focused(node)).is_some())
    }

    /// Asks the window manager for the keyboard until the window has it. A busy manager may have answered for the window
    /// before, and a page may have changed the title by which the window is found. Only the window manager is asked again,
    /// and Portico takes no part in it.
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

    /// The X server's number of the window.
    fn x11_id(&self) -> Option<String> {
        let title = self.title()?;
        let pattern: String =
            title.chars().flat_map(|c| if c.is_ascii_punctuation() { vec!['\\', c] } else { vec![c] }).collect();
        let found = keyboard::xdotool(self.desktop, &["search", "--onlyvisible", "--name", &format!("^{pattern}$")])?;
        found.lines().last().map(str::to_owned)
    }

    fn fail<T>(&self, expectation: &str) -> T {
        panic!("The window did not come to show {expectation}. It says: {:?}", self.texts())
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
