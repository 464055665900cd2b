//! Shows a bar in the sign-in window that tells what is wrong with its page and offers two ways to continue.
//!
//! The bar is a GTK widget above the page, which can neither reach nor cover it. The UI provides its labels in the
//! user's language. On other systems than Linux only the main window shows the problem.

use serde::Deserialize;
use tauri::{AppHandle, Runtime};

#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "see above"))]
pub(crate) struct SignInBarLabels {
    pub(crate) text: String,
    /// The button that restarts the sign-in.
    pub(crate) retry: String,
    /// The button that continues in the browser, if that is possible.
    pub(crate) browser: Option<String>,
}

/// Shows the bar with these labels, or hides it.
#[cfg(target_os = "linux")]
pub(crate) fn set<R: Runtime>(app: &AppHandle<R>, labels: Option<SignInBarLabels>) {
    let handle = app.clone();
    // Err: the application is ending.
    let _ = app.run_on_main_thread(move || linux::set(&handle, labels));
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn set<R: Runtime>(_app: &AppHandle<R>, _labels: Option<SignInBarLabels>) {}

#[cfg(target_os = "linux")]
mod linux {
    use std::sync::Arc;

    use gtk::prelude::*;
    use gtk::{InfoBar, Label, MessageType, ResponseType};
    use portico_core::App;
    use portico_core::view::SignInMethod;
    use tauri::{AppHandle, Manager, Runtime};

    use super::SignInBarLabels;
    use crate::windows::sign_in as sign_in_window;

    /// Identifies the bar among the window's widgets.
    const WIDGET_NAME: &str = "portico-sign-in-bar";
    const RETRY_RESPONSE: ResponseType = ResponseType::Other(1);
    const BROWSER_RESPONSE: ResponseType = ResponseType::Other(2);

    pub(super) fn set<R: Runtime>(app: &AppHandle<R>, labels: Option<SignInBarLabels>) {
        let Some(column) = sign_in_window::current_window(app).and_then(|window| window.default_vbox().ok()) else {
            return;
        };
        for widget in column.children() {
            if widget.widget_name() == WIDGET_NAME {
                column.remove(&widget);
            }
        }
        let Some(labels) = labels else { return };
        let bar = InfoBar::new();
        bar.set_widget_name(WIDGET_NAME);
        bar.set_message_type(MessageType::Warning);
        let label = Label::new(Some(&labels.text));
        label.set_line_wrap(true);
        label.set_xalign(0.0);
        bar.content_area().add(&label);
        bar.add_button(&labels.retry, RETRY_RESPONSE);
        if let Some(browser) = &labels.browser {
            bar.add_button(browser, BROWSER_RESPONSE);
        }
        let handle = app.clone();
        bar.connect_response(move |_, response| {
            let method = (response == BROWSER_RESPONSE).then_some(SignInMethod::Browser);
            let core = handle.state::<Arc<App>>().inner().clone();
            tauri::async_runtime::spawn(async move { core.sign_in(method).await });
        });
        column.pack_start(&bar, false, false, 0);
        column.reorder_child(&bar, 0);
        bar.show_all();
    }
}
