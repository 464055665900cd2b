//! Finds text in the page of an app window: a search field, previous and next, and the number of matches.

use std::cell::RefCell;
use std::rc::Rc;

use gtk::gdk::keys::constants as key;
use gtk::gdk::{EventKey, ModifierType};
use gtk::glib::{self, Propagation, clone};
use gtk::prelude::*;
use gtk::{Button, IconSize, Label, SearchEntry};
use webkit2gtk::{FindController, FindControllerExt, FindOptions, WebView, WebViewExt};

use crate::labels::AppWindowLabels;

/// The count stops here.
const MAX_MATCHES: u32 = 1000;

/// The labels of one window, which change with the language.
pub(super) type SharedLabels = Rc<RefCell<AppWindowLabels>>;

pub(super) struct FindBar {
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
    pub(super) fn new(view: &WebView, labels: &SharedLabels) -> Rc<Self> {
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
        let bar = Rc::new(Self { labels, container, entry, match_label, previous, next, close, view, controller });
        bar.connect_signals();
        bar.apply_labels();
        bar
    }

    pub(super) const fn widget(&self) -> &gtk::Box {
        &self.container
    }

    pub(super) fn open(&self) {
        self.container.show();
        self.entry.grab_focus();
        self.search();
    }

    pub(super) fn is_open(&self) -> bool {
        self.container.is_visible()
    }

    /// Another page has loaded.
    pub(super) fn repeat_search(&self) {
        if self.is_open() {
            self.search();
        }
    }

    fn connect_signals(self: &Rc<Self>) {
        self.entry.connect_search_changed(clone!(@weak self as bar => move |_| bar.search()));
        self.entry.connect_next_match(clone!(@weak self as bar => move |_| bar.next()));
        self.entry.connect_previous_match(clone!(@weak self as bar => move |_| bar.previous()));
        self.entry.connect_stop_search(clone!(@weak self as bar => move |_| bar.close()));
        self.previous.connect_clicked(clone!(@weak self as bar => move |_| bar.previous()));
        self.next.connect_clicked(clone!(@weak self as bar => move |_| bar.next()));
        self.close.connect_clicked(clone!(@weak self as bar => move |_| bar.close()));
        let handle_key =
            clone!(@weak self as bar => @default-return false, move |event: &EventKey| bar.handle_key(event));
        self.entry.connect_key_press_event(move |_, event| Propagation::from(handle_key(event)));
        // GTK adds and removes the icon with the text, and resets its name each time.
        self.entry.connect_secondary_icon_name_notify(clone!(@weak self as bar => move |_| bar.name_icons()));
        let Some(controller) = &self.controller else { return };
        controller.connect_found_text(clone!(@weak self as bar => move |_, count| {
            let text = bar.labels.borrow().match_count.replace("{count}", &count.to_string());
            bar.show_match_text(&text);
        }));
        controller.connect_failed_to_find_text(clone!(@weak self as bar => move |_| {
            bar.show_match_text(&bar.labels.borrow().no_matches);
        }));
    }

    fn handle_key(&self, event: &EventKey) -> bool {
        match event.keyval() {
            key::Return | key::KP_Enter if event.state().contains(ModifierType::SHIFT_MASK) => self.previous(),
            key::Return | key::KP_Enter => self.next(),
            _ => return false,
        }
        true
    }

    /// Applies changed labels.
    pub(super) fn apply_labels(&self) {
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

    pub(super) fn close(&self) {
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

pub(super) fn set_accessible_name(widget: &impl IsA<gtk::Widget>, text: &str) {
    if let Some(accessible) = widget.accessible() {
        accessible.set_name(text);
    }
}
