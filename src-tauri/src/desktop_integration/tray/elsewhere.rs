//! Through Tauri, on Windows and macOS, which always have such a place.

use std::sync::{Arc, Mutex, PoisonError};

use portico_cli::{Door, Wait};
use portico_core::view::TrayView;
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItemBuilder};
use tauri::tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Runtime};
use tokio::sync::watch;

use crate::desktop_integration::DesktopWords;

const ID: &str = "portico";
/// What the entries of the menu are called; an app's is its key behind [`APP`].
const OPEN: &str = "open";
const SEARCH: &str = "search";
const QUIT: &str = "quit";
const APP: &str = "app:";
/// Favourites in the menu.
const MOST: usize = 10;

/// The icon goes when this is dropped.
pub(super) struct Shown {
    /// Tauri's part of it, whatever its runtime.
    refresh: Box<dyn Fn(&DesktopWords) + Send>,
    remove: Box<dyn Fn() + Send>,
    words: Mutex<DesktopWords>,
}

impl Shown {
    pub(super) fn show<R: Runtime>(
        handle: &AppHandle<R>,
        door: Arc<dyn Door>,
        words: &DesktopWords,
    ) -> (Self, watch::Receiver<TrayView>) {
        let mut icon = TrayIconBuilder::with_id(ID).tooltip("Portico").show_menu_on_left_click(false);
        if let Some(picture) = handle.default_window_icon() {
            icon = icon.icon(picture.clone());
        }
        if let Ok(menu) = menu(handle, &*door, words) {
            icon = icon.menu(&menu);
        }
        let (chosen, clicked) = (door.clone(), door.clone());
        let built = icon
            .on_menu_event(move |_, event| choose(&chosen, &event))
            .on_tray_icon_event(move |_, event| {
                if let TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } =
                    event
                {
                    clicked.show(None, None);
                }
            })
            .build(handle);
        let view = if built.is_ok() { TrayView::Shown } else { TrayView::Unavailable };
        let (refreshed, removed) = (handle.clone(), handle.clone());
        let refresh = move |words: &DesktopWords| {
            if let (Some(icon), Ok(menu)) = (refreshed.tray_by_id(ID), menu(&refreshed, &*door, words)) {
                // Err: the icon stays with the menu that it has.
                let _ = icon.set_menu(Some(menu));
            }
        };
        let remove = move || drop(removed.remove_tray_by_id(ID));
        let shown = Self { refresh: Box::new(refresh), remove: Box::new(remove), words: Mutex::new(words.clone()) };
        (shown, watch::channel(view).1)
    }

    pub(super) fn refresh(&self) {
        (self.refresh)(&self.words.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(super) fn say(&self, words: &DesktopWords) {
        *self.words.lock().unwrap_or_else(PoisonError::into_inner) = words.clone();
        self.refresh();
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        (self.remove)();
    }
}

fn menu<R: Runtime>(handle: &AppHandle<R>, door: &dyn Door, words: &DesktopWords) -> tauri::Result<Menu<R>> {
    let mut menu = MenuBuilder::new(handle);
    let favourites: Vec<_> = if door.status().standing.is_open() {
        door.apps().into_iter().filter(|app| app.favourite && !app.hidden).take(MOST).collect()
    } else {
        Vec::new()
    };
    for app in &favourites {
        // "&" would mark a key.
        let name = app.name.replace('&', "&&");
        menu = menu.item(&MenuItemBuilder::with_id(format!("{APP}{}", app.key), name).build(handle)?);
    }
    if !favourites.is_empty() {
        menu = menu.separator();
    }
    menu.text(SEARCH, &words.search).text(OPEN, &words.open).separator().text(QUIT, &words.quit).build()
}

fn choose(door: &Arc<dyn Door>, event: &MenuEvent) {
    match event.id().as_ref() {
        OPEN => door.show(None, None),
        SEARCH => door.palette(None),
        QUIT => door.quit(),
        other => {
            if let Some(key) = other.strip_prefix(APP) {
                let opening = door.open(key, Wait::Briefly);
                tauri::async_runtime::spawn(opening);
            }
        }
    }
}
