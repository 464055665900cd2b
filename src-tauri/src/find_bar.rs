//! Finding words in the page of an app window: a field, next and previous, and how often they are there.

use std::rc::Rc;

use gtk::gdk::ModifierType;
use gtk::gdk::keys::constants as key;
use gtk::glib::Propagation;
use gtk::prelude::*;
use gtk::{Button, IconSize, Label, SearchEntry};
use webkit2gtk::{FindController, FindControllerExt, FindOptions, WebView, WebViewExt};

use crate::app_words::AppWindowWords;

/// More than this is counted as this.
const MOST: u32 = 1000;

pub(crate) struct FindBar(Rc<Inner>);

struct Inner {
    line: gtk::Box,
    entry: SearchEntry,
    count: Label,
    view: WebView,
    controller: Option<FindController>,
}

impl FindBar {
    pub(crate) fn new(view: &WebView, words: &AppWindowWords) -> Self {
        let line = gtk::Box::new(gtk::Orientation::Horizontal, 6);
        line.set_border_width(6);
        let entry = SearchEntry::new();
        entry.set_width_chars(24);
        name(&entry, &words.find);
        let count = Label::new(None);
        let previous = button(&words.find_previous, "go-up-symbolic");
        let next = button(&words.find_next, "go-down-symbolic");
        let close = button(&words.close, "window-close-symbolic");
        line.pack_start(&entry, false, true, 0);
        line.pack_start(&previous, false, false, 0);
        line.pack_start(&next, false, false, 0);
        line.pack_start(&count, false, false, 0);
        line.pack_end(&close, false, false, 0);
        line.show_all();
        line.hide();
        line.set_no_show_all(true);
        let inner = Rc::new(Inner { line, entry, count, view: view.clone(), controller: view.find_controller() });
        inner.listen(words);
        for (button, act) in [(previous, Inner::previous as fn(&Inner)), (next, Inner::next), (close, Inner::close)] {
            let inner = Rc::downgrade(&inner);
            button.connect_clicked(move |_| {
                if let Some(inner) = inner.upgrade() {
                    act(&inner);
                }
            });
        }
        Self(inner)
    }

    pub(crate) fn widget(&self) -> &gtk::Box {
        &self.0.line
    }

    pub(crate) fn open(&self) {
        self.0.line.show();
        self.0.entry.grab_focus();
        self.0.look();
    }

    pub(crate) fn close(&self) {
        self.0.close();
    }

    pub(crate) fn is_open(&self) -> bool {
        self.0.line.is_visible()
    }

    /// Another page is there.
    pub(crate) fn again(&self) {
        if self.is_open() {
            self.0.look();
        }
    }
}

impl Inner {
    fn listen(self: &Rc<Self>, words: &AppWindowWords) {
        let weak = Rc::downgrade(self);
        let on = move |act: fn(&Self)| {
            let weak = weak.clone();
            move |_: &SearchEntry| {
                if let Some(inner) = weak.upgrade() {
                    act(&inner);
                }
            }
        };
        self.entry.connect_search_changed(on(Self::look));
        self.entry.connect_next_match(on(Self::next));
        self.entry.connect_previous_match(on(Self::previous));
        self.entry.connect_stop_search(on(Self::close));
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
        let Some(controller) = &self.controller else { return };
        let (weak, texts) = (Rc::downgrade(self), words.clone());
        controller.connect_found_text(move |_, count| {
            if let Some(inner) = weak.upgrade() {
                inner.say(&texts.found(count));
            }
        });
        let (weak, text) = (Rc::downgrade(self), words.not_found.clone());
        controller.connect_failed_to_find_text(move |_| {
            if let Some(inner) = weak.upgrade() {
                inner.say(&text);
            }
        });
    }

    fn look(&self) {
        let Some(controller) = &self.controller else { return };
        let text = self.entry.text();
        if text.is_empty() {
            controller.search_finish();
            self.say("");
        } else {
            controller.search(&text, (FindOptions::CASE_INSENSITIVE | FindOptions::WRAP_AROUND).bits(), MOST);
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
        self.line.hide();
        self.view.grab_focus();
    }

    /// Beside the field, and as what a screen reader says of the field.
    fn say(&self, text: &str) {
        self.count.set_text(text);
        if let Some(accessible) = self.entry.accessible() {
            accessible.set_description(text);
        }
    }
}

fn button(text: &str, icon: &str) -> Button {
    let button = Button::from_icon_name(Some(icon), IconSize::Menu);
    button.set_tooltip_text(Some(text));
    name(&button, text);
    button
}

fn name(widget: &impl IsA<gtk::Widget>, text: &str) {
    if let Some(accessible) = widget.accessible() {
        accessible.set_name(text);
    }
}
