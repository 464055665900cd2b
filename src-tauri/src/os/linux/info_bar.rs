//! Shows an info bar above the page of a window, which can neither reach nor cover it: the outcome of a download, an error
//! of the page, a navigation that was blocked, or what is wrong with a sign-in.
//!
//! There is at most one. It goes when the user closes it or another one replaces it; those about the page also go when
//! a page has loaded.

use gtk::glib::prelude::Cast;
use gtk::prelude::*;
use gtk::{InfoBar, Label, MessageType, ResponseType};
use webkit2gtk::WebView;

#[derive(Clone, Copy, Debug)]
pub(super) enum InfoBarTopic {
    Download,
    PageError,
    BlockedNavigation,
    SignIn,
}

impl InfoBarTopic {
    /// The name of the info bar among the widgets of its column.
    fn widget_name(self) -> String {
        format!("{WIDGET_NAME_PREFIX}{self:?}")
    }
}

const WIDGET_NAME_PREFIX: &str = "portico-notice-";

/// Returns the box that contains the page and its bars.
pub(super) fn page_column(view: &WebView) -> Option<gtk::Box> {
    view.parent()?.downcast().ok()
}

/// Shows an info bar that the user can only close, below the toolbar.
pub(super) fn show_notice(column: &gtk::Box, topic: InfoBarTopic, kind: MessageType, text: &str, close: &str) {
    let info_bar = show(column, topic, kind, text, &[(close, ResponseType::Close)]);
    column.reorder_child(&info_bar, 1);
    let column = column.downgrade();
    info_bar.connect_response(move |info_bar, _| column.upgrade().iter().for_each(|column| column.remove(info_bar)));
}

/// Shows an info bar with these buttons at the top, instead of any other.
pub(super) fn show(
    column: &gtk::Box,
    topic: InfoBarTopic,
    kind: MessageType,
    text: &str,
    buttons: &[(&str, ResponseType)],
) -> InfoBar {
    remove_if(column, |name| name.starts_with(WIDGET_NAME_PREFIX));
    let info_bar = InfoBar::new();
    info_bar.set_widget_name(&topic.widget_name());
    info_bar.set_message_type(kind);
    let label = Label::new(Some(text));
    label.set_line_wrap(true);
    label.set_xalign(0.0);
    info_bar.content_area().add(&label);
    for (label, response) in buttons {
        info_bar.add_button(label, *response);
    }
    column.pack_start(&info_bar, false, false, 0);
    column.reorder_child(&info_bar, 0);
    info_bar.show_all();
    info_bar
}

pub(super) fn remove(column: &gtk::Box, topic: InfoBarTopic) {
    remove_if(column, |name| name == topic.widget_name());
}

pub(super) fn is_visible(column: &gtk::Box, topic: InfoBarTopic) -> bool {
    column.children().iter().any(|widget| widget.widget_name() == topic.widget_name())
}

fn remove_if(column: &gtk::Box, is_removed: impl Fn(&str) -> bool) {
    column
        .children()
        .iter()
        .filter(|widget| is_removed(&widget.widget_name()))
        .for_each(|widget| column.remove(widget));
}
