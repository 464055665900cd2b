//! The one line below the bar of an app window: what came of a file, what is wrong with the page, or what it wanted
//! and may not open. It goes when it is closed or when the next one comes; the latter two also when a page is there.

use gtk::prelude::*;
use gtk::{InfoBar, Label, MessageType, ResponseType};

#[derive(Clone, Copy)]
pub(crate) enum About {
    File,
    Page,
    Address,
}

impl About {
    /// The line's among its column's widgets.
    const fn name(self) -> &'static str {
        match self {
            Self::File => "portico-notice-file",
            Self::Page => "portico-notice-page",
            Self::Address => "portico-notice-address",
        }
    }
}

pub(crate) fn show(column: &gtk::Box, about: About, kind: MessageType, text: &str, close: &str) {
    [About::File, About::Page, About::Address].into_iter().for_each(|about| take_away(column, about));
    let line = InfoBar::new();
    line.set_widget_name(about.name());
    line.set_message_type(kind);
    let label = Label::new(Some(text));
    label.set_line_wrap(true);
    label.set_xalign(0.0);
    line.content_area().add(&label);
    line.add_button(close, ResponseType::Close);
    let (holder, own) = (column.downgrade(), line.downgrade());
    line.connect_response(move |_, _| {
        if let (Some(holder), Some(own)) = (holder.upgrade(), own.upgrade()) {
            holder.remove(&own);
        }
    });
    column.pack_start(&line, false, false, 0);
    column.reorder_child(&line, 1);
    line.show_all();
}

pub(crate) fn take_away(column: &gtk::Box, about: About) {
    lines(column, about).for_each(|line| column.remove(&line));
}

pub(crate) fn stands(column: &gtk::Box, about: About) -> bool {
    lines(column, about).next().is_some()
}

fn lines(column: &gtk::Box, about: About) -> impl Iterator<Item = gtk::Widget> {
    column.children().into_iter().filter(move |widget| widget.widget_name() == about.name())
}
