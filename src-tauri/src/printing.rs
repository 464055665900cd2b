//! Printing the page of an app window, through the toolkit's own dialog, which holds the keyboard of all windows. A
//! person may ask for it at any time. A page may once, and again after a person's key or click in it, so that one which
//! asks without end is refused. The page of a sign-in may not.

use std::cell::Cell;
use std::rc::Rc;

use gtk::glib::{self, Propagation};
use gtk::prelude::*;
use tauri::{Runtime, WebviewWindow};
use webkit2gtk::{PrintOperation, PrintOperationExt, WebView, WebViewExt};

const ESCAPE: char = '\u{1b}';

pub(crate) struct Printing {
    view: WebView,
    turn: Rc<Turn>,
}

/// What the dialogs of one view go by.
struct Turn {
    /// The page may ask. Each dialog takes it.
    page: Cell<bool>,
    /// The person has asked, and the dialog is about to come or is there.
    person: Cell<bool>,
}

impl Printing {
    pub(crate) fn of(view: &WebView) -> Self {
        let turn = Rc::new(Turn { page: Cell::new(true), person: Cell::new(false) });
        let own = turn.clone();
        view.connect_print(move |_, _| !own.page.take());
        let own = turn.clone();
        view.connect_key_press_event(move |_, event| {
            // Only what types or clicks: Ctrl alone is on its way to Ctrl+W, and would bring the dialog in front of it.
            if event.keyval().to_unicode().is_some_and(|typed| typed != ESCAPE) {
                own.page.set(true);
            }
            Propagation::Proceed
        });
        let own = turn.clone();
        view.connect_button_press_event(move |_, _| own.give_back());
        let own = turn.clone();
        view.connect_touch_event(move |_, _| own.give_back());
        Self { view: view.clone(), turn }
    }

    /// Not at once: GTK runs the dialog in a loop of its own, and where a screen reader pressed the button, that would be
    /// inside the answer to it, so that no window could be read before the dialog is gone.
    pub(crate) fn ask(&self) {
        if self.turn.person.replace(true) {
            return;
        }
        let (view, turn) = (self.view.downgrade(), self.turn.clone());
        glib::idle_add_local_once(move || {
            turn.page.set(false);
            if let Some(view) = view.upgrade() {
                let window = view.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok());
                PrintOperation::new(&view).run_dialog(window.as_ref());
            }
            turn.person.set(false);
        });
    }
}

impl Turn {
    fn give_back(&self) -> Propagation {
        self.page.set(true);
        Propagation::Proceed
    }
}

/// No page of this window may ask.
pub(crate) fn refuse<R: Runtime>(window: &WebviewWindow<R>) {
    // Err: the window is gone already.
    let _ = window.with_webview(|platform| {
        platform.inner().connect_print(|_, _| true);
    });
}
