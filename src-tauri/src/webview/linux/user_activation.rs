//! Reports user activation: keys, clicks and touches in a page. A page that was denied something may ask again after
//! one.

use gtk::glib::Propagation;
use gtk::prelude::*;
use webkit2gtk::WebView;

const ESCAPE: char = '\u{1b}';

/// Calls `on_activation` for each key, click or touch. WebKit does not report presses by a screen reader.
pub(crate) fn on_user_activation(view: &WebView, on_activation: impl Fn() + Clone + 'static) {
    let on_key = on_activation.clone();
    view.connect_key_press_event(move |_, event| {
        // Only keys with a character: a bare Ctrl is often the start of Ctrl+W, and must not allow a dialog.
        if event.keyval().to_unicode().is_some_and(|letter| letter != ESCAPE) {
            on_key();
        }
        Propagation::Proceed
    });
    let on_touch = on_activation.clone();
    view.connect_touch_event(move |_, _| {
        on_touch();
        Propagation::Proceed
    });
    view.connect_button_press_event(move |_, _| {
        on_activation();
        Propagation::Proceed
    });
}
