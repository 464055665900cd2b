//! What a person does in a page: they type, click or touch. A page that wants something of them again and again is heard
//! again after that, and not before.

use gtk::glib::Propagation;
use gtk::prelude::*;
use webkit2gtk::WebView;

const ESCAPE: char = '\u{1b}';

/// Calls it for each. A screen reader's press of something in the page is none of them: WebKit tells nobody of it.
pub(crate) fn on_user_activation(view: &WebView, on_activation: impl Fn() + Clone + 'static) {
    let on_key = on_activation.clone();
    view.connect_key_press_event(move |_, event| {
        // Only what types or clicks: Ctrl alone is on its way to Ctrl+W, and would bring a dialog in front of it.
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
