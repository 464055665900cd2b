//! Shows the info bar of an app window, below its toolbar: the outcome of a download, an error of the page, or a
//! navigation that was blocked.
//!
//! There is at most one. It goes when the user closes it or another one replaces it; those about the page also go when
//! a page has loaded.

use gtk::glib::prelude::Cast;
use gtk::prelude::*;
use gtk::{InfoBar, Label, MessageType, ResponseType};
use webkit2gtk::WebView;

#[derive(Clone, Copy)]
pub(crate) enum InfoBarTopic {
    Download,
    PageError,
    BlockedNavigation,
}

impl InfoBarTopic {
    /// The name of the info bar among the widgets of its column.
    const fn widget_name(self) -> &'static str {
        match self {
            Self::Download => "portico-notice-file",
            Self::PageError => "portico-notice-page",
            Self::BlockedNavigation => "portico-notice-address",
        }
    }
}

/// Returns the box that contains the page and its bars.
pub(crate) fn page_column(view: &WebView) -> Option<gtk::Box> {
    view.parent()?.downcast().ok()
}

pub(crate) fn show(column: &gtk::Box, topic: InfoBarTopic, kind: MessageType, text: &str, close: &str) {
    [InfoBarTopic::Download, InfoBarTopic::PageError, InfoBarTopic::BlockedNavigation]
        .into_iter()
        .for_each(|topic| remove(column, topic));
    let info_bar = InfoBar::new();
    info_bar.set_widget_name(topic.widget_name());
    info_bar.set_message_type(kind);
    let label = Label::new(Some(text));
    label.set_line_wrap(true);
    label.set_xalign(0.0);
    info_bar.content_area().add(&label);
    info_bar.add_button(close, ResponseType::Close);
    let (weak_column, weak_info_bar) = (column.downgrade(), info_bar.downgrade());
    info_bar.connect_response(move |_, _| {
        if let (Some(column), Some(info_bar)) = (weak_column.upgrade(), weak_info_bar.upgrade()) {
            column.remove(&info_bar);
        }
    });
    column.pack_start(&info_bar, false, false, 0);
    column.reorder_child(&info_bar, 1);
    info_bar.show_all();
}

pub(crate) fn remove(column: &gtk::Box, topic: InfoBarTopic) {
    info_bars(column, topic).for_each(|info_bar| column.remove(&info_bar));
}

pub(crate) fn is_visible(column: &gtk::Box, topic: InfoBarTopic) -> bool {
    info_bars(column, topic).next().is_some()
}

fn info_bars(column: &gtk::Box, topic: InfoBarTopic) -> impl Iterator<Item = gtk::Widget> {
    column.children().into_iter().filter(move |widget| widget.widget_name() == topic.widget_name())
}
