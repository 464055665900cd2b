//! Prints the page of an app window through GTK's dialog, which is modal to all windows.
//!
//! The user may print at any time. A page may print once, and again after user activation. A sign-in page may not
//! print.

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

/// Whether the page of one view may print.
struct PrintPermission {
    /// The page may open a dialog; opening one resets it.
    page_may_print: Cell<bool>,
    /// The user requested to print, and the dialog is about to open or is open.
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

    /// Opens the dialog when idle: GTK runs it in a nested main loop. If a screen reader pressed the button, that loop
    /// would run inside the response to it, and block the screen reader until the dialog closes.
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

/// Denies printing to all pages of this window.
pub(crate) fn deny_page_printing<R: Runtime>(window: &WebviewWindow<R>) {
    // Err: the window is gone already.
    let _ = window.with_webview(|platform| {
        platform.inner().connect_print(|_, _| true);
    });
}
