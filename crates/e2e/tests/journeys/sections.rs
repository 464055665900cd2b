//! Shared by several journeys: which apps stand in a section of the list, in order.

use e2e::{Node, Role, Window, wait_within};

/// The apps in the section with that title; `None` if there is no such section, or it is closed.
pub(crate) fn apps(main: &Window<'_>, title: &str) -> Option<Vec<String>> {
    // A section is named by its heading, which ends in the number of its apps.
    let has_title = |name: String| name.trim_end_matches(|c: char| c.is_numeric() || c.is_whitespace()) == title;
    let section = main.root().find(&mut |node| node.role() == Role::List && has_title(node.name()))?;
    let mut found = Vec::new();
    section.find(&mut |node| {
        if node.role() == Role::ListItem {
            found.extend(first_button(node));
        }
        false
    });
    Some(found)
}

/// Waits until the section has exactly these apps.
pub(crate) fn wait_for_apps(main: &Window<'_>, title: &str, expected: &[&str]) {
    let mut current = None;
    let is_shown = wait_within(e2e::TIMEOUT, || {
        current = apps(main, title);
        current.as_ref().is_some_and(|apps| apps == expected).then_some(())
    });
    is_shown
        .unwrap_or_else(|| panic!("“{title}” came to hold {current:?} instead of {expected:?}: {:?}", main.texts()));
}

pub(crate) fn wait_removed(main: &Window<'_>, title: &str) {
    wait_within(e2e::TIMEOUT, || apps(main, title).is_none().then_some(()))
        .unwrap_or_else(|| panic!("“{title}” stays: {:?}", main.texts()));
}

/// A list item's first button is its app.
fn first_button(item: &Node) -> Option<String> {
    item.find(&mut |node| node.role() == Role::Button).map(|button| button.name())
}
