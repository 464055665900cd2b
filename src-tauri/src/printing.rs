//! Printing the page of an app window, through the toolkit's own dialog, which holds the keyboard of all windows. A
//! person may ask for it at any time. A page may once, and again after a person's key or click in it, so that one which
//! asks without end is refused. The page of a sign-in may not.

use std::cell::Cell;
use std::rc::Rc;

use gtk::glib;
use gtk::prelude::*;
use tauri::{Runtime, WebviewWindow};
use webkit2gtk::{PrintOperation, PrintOperationExt, WebView, WebViewExt};

use crate::gesture;

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
        gesture::hear(view, move || own.page.set(true));
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

/// No page of this window may ask.
pub(crate) fn refuse<R: Runtime>(window: &WebviewWindow<R>) {
    // Err: the window is gone already.
    let _ = window.with_webview(|platform| {
        platform.inner().connect_print(|_, _| true);
    });
}
