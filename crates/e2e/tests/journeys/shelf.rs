//! What several journeys look for: which apps stand on a shelf of the list, in their order.

use e2e::{Node, Role, Window, wait_within};

/// The apps on the shelf with that title; `None` where there is no such shelf, or it is closed.
pub(crate) fn apps(main: &Window<'_>, title: &str) -> Option<Vec<String>> {
    // A shelf is named by its heading, which ends in the number of its apps.
    let titled = |name: String| name.trim_end_matches(|c: char| c.is_numeric() || c.is_whitespace()) == title;
    let shelf = main.node().find(&mut |node| node.role() == Role::List && titled(node.name()))?;
    let mut found = Vec::new();
    shelf.find(&mut |node| {
        if node.role() == Role::ListItem {
            found.extend(first_button(node));
        }
        false
    });
    Some(found)
}

/// Waits until exactly these are there.
pub(crate) fn wait(main: &Window<'_>, title: &str, wanted: &[&str]) {
    let mut last = None;
    let there = wait_within(e2e::PATIENCE, || {
        last = apps(main, title);
        last.as_ref().is_some_and(|apps| apps == wanted).then_some(())
    });
    there.unwrap_or_else(|| panic!("“{title}” came to hold {last:?} instead of {wanted:?}: {:?}", main.words()));
}

pub(crate) fn wait_gone(main: &Window<'_>, title: &str) {
    wait_within(e2e::PATIENCE, || apps(main, title).is_none().then_some(()))
        .unwrap_or_else(|| panic!("“{title}” stays: {:?}", main.words()));
}

/// A list item's first button is its app.
fn first_button(item: &Node) -> Option<String> {
    item.find(&mut |node| node.role() == Role::Button).map(|button| button.name())
}
