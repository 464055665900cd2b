//! Input in windows with pages from outside, and in the palette: the idle lock hears of it, and the page's context menu
//! and dropped links lead nowhere that the window's rules do not.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gtk::glib::{self, Propagation};
use gtk::prelude::*;
use portico_core::App;
use tauri::{AppHandle, Manager, Runtime};
use webkit2gtk::{ContextMenuAction, ContextMenuExt, ContextMenuItemExt, WebView, WebViewExt};

/// Input comes far more often than the idle lock needs to know.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);

thread_local! {
    static LAST_REPORT: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Reports what the user does in the view and in the bars around it, which a page cannot withhold.
pub(super) fn report_activity<R: Runtime>(app: &AppHandle<R>, view: &WebView) {
    let app = app.clone();
    let report = move || {
        let now = Instant::now();
        let is_due = LAST_REPORT.get().is_none_or(|last| now.duration_since(last) >= REPORT_INTERVAL);
        if let Some(core) = app.try_state::<Arc<App>>().filter(|_| is_due) {
            LAST_REPORT.set(Some(now));
            core.record_activity();
        }
        Propagation::Proceed
    };
    if let Some(window) = view.toplevel() {
        let report = report.clone();
        window.connect_key_press_event(move |_, _| report());
    }
    let (on_button, on_scroll, on_touch) = (report.clone(), report.clone(), report);
    view.connect_button_press_event(move |_, _| on_button());
    view.connect_scroll_event(move |_, _| on_scroll());
    view.connect_touch_event(move |_, _| on_touch());
}

/// WebKit's items for new windows and downloads pass by the handlers of Tauri, and a dropped link by the user's click.
pub(super) fn restrict_page_menus(view: &WebView) {
    view.connect_context_menu(|_, menu, _, _| {
        let items = menu.items().into_iter().filter(|item| !is_offered(item.stock_action()));
        items.for_each(|item| menu.remove(&item));
        false
    });
    view.drag_dest_unset();
}

const fn is_offered(action: ContextMenuAction) -> bool {
    use ContextMenuAction as Action;
    !matches!(
        action,
        Action::OpenLinkInNewWindow
            | Action::OpenImageInNewWindow
            | Action::OpenFrameInNewWindow
            | Action::OpenVideoInNewWindow
            | Action::OpenAudioInNewWindow
            | Action::DownloadLinkToDisk
            | Action::DownloadImageToDisk
            | Action::DownloadVideoToDisk
            | Action::DownloadAudioToDisk
    )
}

/// Closes print dialogs: each runs a main loop of GTK, in which Tauri closes no window and shows nothing.
pub(crate) fn cancel_print_dialogs() {
    // Never here and now: `invoke` would do that on any thread while the main loop sleeps.
    glib::idle_add_once(|| {
        for window in gtk::Window::list_toplevels() {
            if window.type_().name() == "GtkPrintUnixDialog"
                && let Ok(dialog) = window.downcast::<gtk::Dialog>()
            {
                dialog.response(gtk::ResponseType::Cancel);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_menu_offers_neither_new_windows_nor_downloads() {
        let kept = [ContextMenuAction::OpenLink, ContextMenuAction::CopyLinkToClipboard, ContextMenuAction::Paste];
        assert!(kept.into_iter().all(is_offered));
        let removed = [ContextMenuAction::OpenLinkInNewWindow, ContextMenuAction::DownloadImageToDisk];
        assert!(!removed.into_iter().any(is_offered));
    }
}
