//! Prints the page of an app window through GTK's dialog, which is modal to all windows. The user may print at any time; a
//! page as [`UserActivation`](portico_core::web_page::user_activation::UserActivation) allows.

use std::cell::Cell;
use std::rc::Rc;

use gtk::glib;
use gtk::prelude::*;
use webkit2gtk::{PrintOperation, PrintOperationExt, WebView, WebViewExt};

use super::user_activation;

pub(super) struct PrintControl {
    view: WebView,
    /// The user requested to print, and the dialog is about to open or is open.
    is_requested: Rc<Cell<bool>>,
}

impl PrintControl {
    pub(super) fn attach(view: &WebView) -> Self {
        let activation = user_activation::of(view);
        view.connect_print(move |_, _| !activation.consume_print());
        Self { view: view.clone(), is_requested: Rc::default() }
    }

    /// Opens the dialog when idle: GTK runs it in a nested main loop. If a screen reader pressed the button, that loop
    /// would run inside the response to it, and block the screen reader until the dialog closes.
    pub(super) fn print(&self) {
        if self.is_requested.replace(true) {
            return;
        }
        let (view, is_requested) = (self.view.downgrade(), self.is_requested.clone());
        glib::idle_add_local_once(move || {
            if let Some(view) = view.upgrade() {
                // The page may not open another one after it.
                user_activation::of(&view).consume_print();
                let window = view.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok());
                PrintOperation::new(&view).run_dialog(window.as_ref());
            }
            is_requested.set(false);
        });
    }
}
