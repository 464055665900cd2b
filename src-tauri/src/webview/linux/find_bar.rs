//! Finds text in the page of an app window: a search field, previous and next, and the number of matches.

use std::rc::Rc;

use gtk::gdk::ModifierType;
use gtk::gdk::keys::constants as key;
use gtk::glib::Propagation;
use gtk::prelude::*;
use gtk::{Button, IconSize, Label, SearchEntry};
use webkit2gtk::{FindController, FindControllerExt, FindOptions, WebView, WebViewExt};

use crate::windows::app_labels::SharedLabels;

/// The count stops here.
const MAX_MATCHES: u32 = 1000;

pub(crate) struct FindBar(Rc<Inner>);

struct Inner {
    labels: SharedLabels,
    container: gtk::Box,
    entry: SearchEntry,
    match_label: Label,
    previous: Button,
    next: Button,
    close: Button,
    view: WebView,
    controller: Option<FindController>,
}

impl FindBar {
    pub(crate) fn new(view: &WebView, labels: &SharedLabels) -> Self {
        let container = gtk::Box::new(gtk::Orientation::Horizontal, 6);
        container.set_border_width(6);
        let entry = SearchEntry::new();
        entry.set_width_chars(24);
        let match_label = Label::new(None);
        let button = |icon| Button::from_icon_name(Some(icon), IconSize::Menu);
        let (previous, next) = (button("go-up-symbolic"), button("go-down-symbolic"));
        let close = button("window-close-symbolic");
        container.pack_start(&entry, false, true, 0);
        container.pack_start(&previous, false, false, 0);
        container.pack_start(&next, false, false, 0);
        container.pack_start(&match_label, false, false, 0);
        container.pack_end(&close, false, false, 0);
        container.show_all();
        container.hide();
        container.set_no_show_all(true);
        let (labels, view, controller) = (labels.clone(), view.clone(), view.find_controller());
        let inner = Rc::new(Inner { labels, container, entry, match_label, previous, next, close, view, controller });
        inner.connect_signals();
        inner.apply_labels();
        Self(inner)
    }

    pub(crate) fn widget(&self) -> &gtk::Box {
        &self.0.container
    }

    pub(crate) fn open(&self) {
        self.0.container.show();
        self.0.entry.grab_focus();
        self.0.search();
    }

    pub(crate) fn close(&self) {
        self.0.close();
    }

    pub(crate) fn is_open(&self) -> bool {
        self.0.container.is_visible()
    }

    /// Applies changed labels.
    pub(crate) fn apply_labels(&self) {
        self.0.apply_labels();
    }

    /// Another page has loaded.
    pub(crate) fn repeat_search(&self) {
        if self.is_open() {
            self.0.search();
        }
    }
}

impl Inner {
    fn connect_signals(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let handler_for = move |action: fn(&Self)| {
            let weak = weak.clone();
            move |_: &SearchEntry| {
                if let Some(inner) = weak.upgrade() {
                    action(&inner);
                }
            }
        };
        self.entry.connect_search_changed(handler_for(Self::search));
        self.entry.connect_next_match(handler_for(Self::next));
        self.entry.connect_previous_match(handler_for(Self::previous));
        self.entry.connect_stop_search(handler_for(Self::close));
        let weak = Rc::downgrade(self);
        self.entry.connect_key_press_event(move |_, event| {
            let Some(inner) = weak.upgrade() else { return Propagation::Proceed };
            match event.keyval() {
                key::Return | key::KP_Enter if event.state().contains(ModifierType::SHIFT_MASK) => inner.previous(),
                key::Return | key::KP_Enter => inner.next(),
                _ => return Propagation::Proceed,
            }
            Propagation::Stop
        });
        // GTK adds and removes the icon with the text, and resets its name each time.
        let weak = Rc::downgrade(self);
        self.entry.connect_secondary_icon_name_notify(move |_| {
            if let Some(inner) = weak.upgrade() {
                inner.name_icons();
            }
        });
        for (button, action) in
            [(&self.previous, Self::previous as fn(&Self)), (&self.next, Self::next), (&self.close, Self::close)]
        {
            let weak = Rc::downgrade(self);
            button.connect_clicked(move |_| {
                if let Some(inner) = weak.upgrade() {
                    action(&inner);
                }
            });
        }
        let Some(controller) = &self.controller else { return };
        let weak = Rc::downgrade(self);
        controller.connect_found_text(move |_, count| {
            if let Some(inner) = weak.upgrade() {
                let text = inner.labels.borrow().format_match_count(count);
                inner.show_match_text(&text);
            }
        });
        let weak = Rc::downgrade(self);
        controller.connect_failed_to_find_text(move |_| {
            if let Some(inner) = weak.upgrade() {
                let text = inner.labels.borrow().no_matches.clone();
                inner.show_match_text(&text);
            }
        });
    }

    fn apply_labels(&self) {
        let labels = self.labels.borrow();
        set_accessible_name(&self.entry, &labels.find);
        for (button, text) in
            [(&self.previous, &labels.find_previous), (&self.next, &labels.find_next), (&self.close, &labels.close)]
        {
            button.set_tooltip_text(Some(text));
            set_accessible_name(button, text);
        }
        drop(labels);
        self.name_icons();
    }

    /// GTK names the icons in the field after their files. The first is decorative.
    fn name_icons(&self) {
        let Some(accessible) = self.entry.accessible() else { return };
        let labels = self.labels.borrow();
        for index in 0..accessible.n_accessible_children() {
            let Some(icon) = accessible.ref_accessible_child(index) else { continue };
            icon.set_name(if index == 0 { "" } else { &labels.clear });
        }
    }

    fn search(&self) {
        let Some(controller) = &self.controller else { return };
        let text = self.entry.text();
        if text.is_empty() {
            controller.search_finish();
            self.show_match_text("");
        } else {
            controller.search(&text, (FindOptions::CASE_INSENSITIVE | FindOptions::WRAP_AROUND).bits(), MAX_MATCHES);
        }
    }

    fn next(&self) {
        self.controller.iter().for_each(FindControllerExt::search_next);
    }

    fn previous(&self) {
        self.controller.iter().for_each(FindControllerExt::search_previous);
    }

    fn close(&self) {
        self.controller.iter().for_each(FindControllerExt::search_finish);
        self.container.hide();
        self.view.grab_focus();
    }

    /// Shows the count next to the field, and sets it as the field's accessible description.
    fn show_match_text(&self, text: &str) {
        self.match_label.set_text(text);
        if let Some(accessible) = self.entry.accessible() {
            accessible.set_description(text);
        }
    }
}

fn set_accessible_name(widget: &impl IsA<gtk::Widget>, text: &str) {
    if let Some(accessible) = widget.accessible() {
        accessible.set_name(text);
    }
}
