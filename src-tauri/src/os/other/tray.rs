//! Shows the tray icon through Tauri on Windows and macOS, which always have a tray.

use std::sync::{Arc, Mutex, PoisonError};

use portico_core::remote_control::{AppControl, WaitMode};
use portico_core::task;
use portico_core::view::TrayView;
use portico_desktop::tray_menu::{TrayLabels, favorites};
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItemBuilder};
use tauri::tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Runtime};
use tokio::sync::watch;

const ID: &str = "portico";
/// Ids of the menu items; the id of an app is [`APP_PREFIX`] and its key.
const OPEN: &str = "open";
const SEARCH: &str = "search";
const QUIT: &str = "quit";
const APP_PREFIX: &str = "app:";

/// Dropping it removes the icon.
pub(crate) struct Tray {
    /// Closures, so that the type does not depend on Tauri's runtime.
    refresh: Box<dyn Fn(&TrayLabels) + Send>,
    remove: Box<dyn Fn() + Send>,
    labels: Mutex<TrayLabels>,
    state: watch::Receiver<TrayView>,
}

pub(crate) fn show_tray<R: Runtime>(
    handle: &AppHandle<R>,
    app_control: Arc<dyn AppControl>,
    labels: TrayLabels,
) -> Tray {
    let mut icon = TrayIconBuilder::with_id(ID).tooltip("Portico").show_menu_on_left_click(false);
    if let Some(window_icon) = handle.default_window_icon() {
        icon = icon.icon(window_icon.clone());
    }
    if let Ok(menu) = build_menu(handle, &*app_control, &labels) {
        icon = icon.menu(&menu);
    }
    let (menu_control, click_control) = (app_control.clone(), app_control.clone());
    let result = icon
        .on_menu_event(move |_, event| on_menu_item(&menu_control, &event))
        .on_tray_icon_event(move |_, event| {
            let TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } = event
            else {
                return;
            };
            click_control.show_window(None, None);
        })
        .build(handle);
    let view = if result.is_ok() { TrayView::Visible } else { TrayView::Unavailable };
    let (refresh_handle, remove_handle) = (handle.clone(), handle.clone());
    let refresh = move |labels: &TrayLabels| {
        let (icon, menu) = (refresh_handle.tray_by_id(ID), build_menu(&refresh_handle, &*app_control, labels));
        if let (Some(icon), Ok(menu)) = (icon, menu) {
            // Err: the icon stays with the menu that it has.
            let _ = icon.set_menu(Some(menu));
        }
    };
    let remove = move || drop(remove_handle.remove_tray_by_id(ID));
    Tray {
        refresh: Box::new(refresh),
        remove: Box::new(remove),
        labels: Mutex::new(labels),
        state: watch::channel(view).1,
    }
}

impl Tray {
    pub(crate) fn state(&self) -> watch::Receiver<TrayView> {
        self.state.clone()
    }

    pub(crate) fn refresh(&self) {
        (self.refresh)(&self.labels.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn set_labels(&self, labels: TrayLabels) {
        *self.labels.lock().unwrap_or_else(PoisonError::into_inner) = labels;
        self.refresh();
    }
}

impl Drop for Tray {
    fn drop(&mut self) {
        (self.remove)();
    }
}

fn build_menu<R: Runtime>(
    handle: &AppHandle<R>,
    app_control: &dyn AppControl,
    labels: &TrayLabels,
) -> tauri::Result<Menu<R>> {
    let mut menu = MenuBuilder::new(handle);
    let favorites = favorites(app_control);
    for app in &favorites {
        // "&" would mark a key.
        let name = app.name.replace('&', "&&");
        menu = menu.item(&MenuItemBuilder::with_id(format!("{APP_PREFIX}{}", app.key), name).build(handle)?);
    }
    if !favorites.is_empty() {
        menu = menu.separator();
    }
    menu.text(SEARCH, &labels.search).text(OPEN, &labels.open).separator().text(QUIT, &labels.quit).build()
}

fn on_menu_item(app_control: &Arc<dyn AppControl>, event: &MenuEvent) {
    match event.id().as_ref() {
        OPEN => app_control.show_window(None, None),
        SEARCH => app_control.show_palette(None),
        QUIT => app_control.quit(),
        other => {
            if let Some(key) = other.strip_prefix(APP_PREFIX) {
                let runtime = tauri::async_runtime::handle();
                task::spawn_on(runtime.inner(), app_control.open(key, WaitMode::Accepted), || {});
            }
        }
    }
}
