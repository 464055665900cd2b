//! Composes what Orca says of each focusable node: name, role, state, position in its list, description.

use std::fmt;

use crate::accessibility::node::Node;
use crate::accessibility::role::Role;
use crate::accessibility::state::{State, States};

/// One focusable node.
#[derive(Clone)]
pub struct Utterance {
    pub node: Node,
    pub role: Role,
    pub name: String,
    pub description: String,
    pub states: States,
    /// "n of m": its own position, or that of the list item around it.
    pub position: Option<(usize, usize)>,
    /// The role's ARIA name.
    role_name: String,
}

/// All focusable nodes below `root`, in reading order.
pub fn focusable_utterances(root: &Node) -> Vec<Utterance> {
    let mut utterances = Vec::new();
    collect(root, None, &mut utterances);
    utterances
}

fn collect(node: &Node, inherited: Option<(usize, usize)>, utterances: &mut Vec<Utterance>) {
    let role = node.role();
    let own_position = if matches!(role, Role::ListItem | Role::Button | Role::Radio | Role::MenuItem) {
        position_in_set(node)
    } else {
        None
    };
    let states = node.states();
    // The page as a whole and the window around it are focusable too.
    if states.contains(State::Focusable) && node.is_in_page() && !matches!(role, Role::Document | Role::ScrollPane) {
        utterances.push(Utterance {
            name: node.name(),
            description: node.description(),
            role_name: node.attributes().remove("computed-role").unwrap_or_default(),
            position: own_position.or(inherited),
            node: node.clone(),
            role,
            states,
        });
    }
    let child_position = if role == Role::ListItem { own_position } else { inherited };
    for child in node.children() {
        collect(&child, child_position, utterances);
    }
}

fn position_in_set(node: &Node) -> Option<(usize, usize)> {
    let attributes = node.attributes();
    let number = |name: &str| attributes.get(name)?.parse().ok();
    Some((number("posinset")?, number("setsize")?))
}

impl fmt::Display for Utterance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.name, self.role_name)?;
        for (state, word) in [
            (State::Pressed, "pressed"),
            (State::Checked, "checked"),
            (State::Selected, "selected"),
            (State::Expanded, "expanded"),
        ] {
            if self.states.contains(state) {
                write!(f, ", {word}")?;
            }
        }
        if let Some((n, m)) = self.position {
            write!(f, ", {n} of {m}")?;
        }
        if !self.description.is_empty() {
            write!(f, ". {}", self.description)?;
        }
        Ok(())
    }
}
