//! Tracks user activation in the views of app windows: keys, clicks and touches.

use std::cell::RefCell;
use std::time::Instant;

use gtk::glib::Propagation;
use gtk::glib::object::ObjectExt;
use gtk::prelude::*;
use portico_core::web_page::user_activation::UserActivation;
use webkit2gtk::WebView;
use webkit2gtk::glib::WeakRef;

const ESCAPE: char = '\u{1b}';

thread_local! {
    /// Views live on this thread only.
    static VIEWS: RefCell<Vec<(WeakRef<WebView>, UserActivation)>> = const { RefCell::new(Vec::new()) };
}

/// Returns the user activation of a view, which is tracked from the first call on.
pub(super) fn of(view: &WebView) -> UserActivation {
    VIEWS.with_borrow_mut(|views| {
        views.retain(|(known_view, _)| known_view.upgrade().is_some());
        let known = views.iter().find(|(known_view, _)| known_view.upgrade().as_ref() == Some(view));
        known.map(|(_, activation)| activation.clone()).unwrap_or_else(|| {
            let activation = track(view);
            views.push((view.downgrade(), activation.clone()));
            activation
        })
    })
}

/// WebKit does not report presses by a screen reader.
fn track(view: &WebView) -> UserActivation {
    let activation = UserActivation::default();
    let (key_activation, touch_activation, click_activation) =
        (activation.clone(), activation.clone(), activation.clone());
    view.connect_key_press_event(move |_, event| {
        // Only keys with a character: a bare Ctrl is often the start of Ctrl+W, and must not allow a dialog.
        if event.keyval().to_unicode().is_some_and(|letter| letter != ESCAPE) {
            key_activation.record(Instant::now());
        }
        Propagation::Proceed
    });
    view.connect_touch_event(move |_, _| {
        touch_activation.record(Instant::now());
        Propagation::Proceed
    });
    view.connect_button_press_event(move |_, _| {
        click_activation.record(Instant::now());
        Propagation::Proceed
    });
    activation
}
