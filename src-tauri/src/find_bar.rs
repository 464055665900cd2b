//! Finding words in the page of an app window: a field, next and previous, and how often they are there.

use std::rc::Rc;

use gtk::gdk::ModifierType;
use gtk::gdk::keys::constants as key;
use gtk::glib::Propagation;
use gtk::prelude::*;
use gtk::{Button, IconSize, Label, SearchEntry};
use webkit2gtk::{FindController, FindControllerExt, FindOptions, WebView, WebViewExt};

use crate::app_words::Spoken;

/// More than this is counted as this.
const MOST: u32 = 1000;

pub(crate) struct FindBar(Rc<Inner>);

struct Inner {
    words: Spoken,
    line: gtk::Box,
    entry: SearchEntry,
    count: Label,
    previous: Button,
    next: Button,
    close: Button,
    view: WebView,
    controller: Option<FindController>,
}

impl FindBar {
    pub(crate) fn new(view: &WebView, words: &Spoken) -> Self {
        let line = gtk::Box::new(gtk::Orientation::Horizontal, 6);
        line.set_border_width(6);
        let entry = SearchEntry::new();
        entry.set_width_chars(24);
        let count = Label::new(None);
        let button = |icon| Button::from_icon_name(Some(icon), IconSize::Menu);
        let (previous, next) = (button("go-up-symbolic"), button("go-down-symbolic"));
        let close = button("window-close-symbolic");
        line.pack_start(&entry, false, true, 0);
        line.pack_start(&previous, false, false, 0);
        line.pack_start(&next, false, false, 0);
        line.pack_start(&count, false, false, 0);
        line.pack_end(&close, false, false, 0);
        line.show_all();
        line.hide();
        line.set_no_show_all(true);
        let (words, view, controller) = (words.clone(), view.clone(), view.find_controller());
        let inner = Rc::new(Inner { words, line, entry, count, previous, next, close, view, controller });
        inner.listen();
        inner.speak();
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

    /// The words are others.
    pub(crate) fn speak(&self) {
        self.0.speak();
    }

    /// Another page is there.
    pub(crate) fn again(&self) {
        if self.is_open() {
            self.0.look();
        }
    }
}

impl Inner {
    fn listen(self: &Rc<Self>) {
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
        // It comes and goes with what is typed, and brings GTK's name for it each time.
        let weak = Rc::downgrade(self);
        self.entry.connect_secondary_icon_name_notify(move |_| {
            if let Some(inner) = weak.upgrade() {
                inner.name_icons();
            }
        });
        for (button, act) in
            [(&self.previous, Self::previous as fn(&Self)), (&self.next, Self::next), (&self.close, Self::close)]
        {
            let weak = Rc::downgrade(self);
            button.connect_clicked(move |_| {
                if let Some(inner) = weak.upgrade() {
                    act(&inner);
                }
            });
        }
        let Some(controller) = &self.controller else { return };
        let weak = Rc::downgrade(self);
        controller.connect_found_text(move |_, count| {
            if let Some(inner) = weak.upgrade() {
                let text = inner.words.borrow().found(count);
                inner.say(&text);
            }
        });
        let weak = Rc::downgrade(self);
        controller.connect_failed_to_find_text(move |_| {
            if let Some(inner) = weak.upgrade() {
                let text = inner.words.borrow().not_found.clone();
                inner.say(&text);
            }
        });
    }

    fn speak(&self) {
        let words = self.words.borrow();
        name(&self.entry, &words.find);
        for (button, text) in
            [(&self.previous, &words.find_previous), (&self.next, &words.find_next), (&self.close, &words.close)]
        {
            button.set_tooltip_text(Some(text));
            name(button, text);
        }
        drop(words);
        self.name_icons();
    }

    /// GTK calls the icons inside the field as their files are called. The first is there for the eye alone.
    fn name_icons(&self) {
        let Some(accessible) = self.entry.accessible() else { return };
        let words = self.words.borrow();
        for at in 0..accessible.n_accessible_children() {
            let Some(icon) = accessible.ref_accessible_child(at) else { continue };
            icon.set_name(if at == 0 { "" } else { &words.clear });
        }
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

fn name(widget: &impl IsA<gtk::Widget>, text: &str) {
    if let Some(accessible) = widget.accessible() {
        accessible.set_name(text);
    }
}
