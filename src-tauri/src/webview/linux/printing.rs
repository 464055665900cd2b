//! Printing the page of an app window, through the toolkit's own dialog, which holds the keyboard of all windows. A
//! person may ask for it at any time. A page may once, and again after a person's key or click in it, so that one which
//! asks without end is refused. The page of a sign-in may not.

use std::cell::Cell;
use std::rc::Rc;

use gtk::glib;
use gtk::prelude::*;
use tauri::{Runtime, WebviewWindow};
use webkit2gtk::{PrintOperation, PrintOperationExt, WebView, WebViewExt};

use crate::webview::linux::user_activation;

pub(crate) struct PrintControl {
    view: WebView,
    permission: Rc<PrintPermission>,
}

/// What the dialogs of one view go by.
struct PrintPermission {
    /// The page may ask. Each dialog takes it.
    page_may_print: Cell<bool>,
    /// The person has asked, and the dialog is about to come or is there.
    is_user_request_active: Cell<bool>,
}

impl PrintControl {
    pub(crate) fn attach(view: &WebView) -> Self {
        let permission =
            Rc::new(PrintPermission { page_may_print: Cell::new(true), is_user_request_active: Cell::new(false) });
        let page_permission = permission.clone();
        view.connect_print(move |_, _| !page_permission.page_may_print.take());
        let activation_permission = permission.clone();
        user_activation::on_user_activation(view, move || activation_permission.page_may_print.set(true));
        Self { view: view.clone(), permission }
    }

    /// Not at once: GTK runs the dialog in a loop of its own, and where a screen reader pressed the button, that would be
    /// inside the answer to it, so that no window could be read before the dialog is gone.
    pub(crate) fn print(&self) {
        if self.permission.is_user_request_active.replace(true) {
            return;
        }
        let (view, permission) = (self.view.downgrade(), self.permission.clone());
        glib::idle_add_local_once(move || {
            permission.page_may_print.set(false);
            if let Some(view) = view.upgrade() {
                let window = view.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok());
                PrintOperation::new(&view).run_dialog(window.as_ref());
            }
            permission.is_user_request_active.set(false);
        });
    }
}

/// No page of this window may ask.
pub(crate) fn deny_page_printing<R: Runtime>(window: &WebviewWindow<R>) {
    // Err: the window is gone already.
    let _ = window.with_webview(|platform| {
        platform.inner().connect_print(|_, _| true);
    });
}
