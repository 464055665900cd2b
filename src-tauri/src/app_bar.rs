//! The bar above the page of an app window: whose page it is, and what a person wants of any page. It is
//! drawn by the system's own toolkit, so the page can neither cover it nor read it.
//!
//! Keys go to the page first, since a spreadsheet has a better answer to Ctrl+F; what it does not take
//! is ours. Ctrl+W is never the page's, nor is Alt+Left, which WebKit would take for scrolling. Elsewhere than on Linux the host stands in the title alone.

use portico_core::ports::Beside;
use tauri::{AppHandle, Runtime, WebviewWindow};

use crate::app_words::AppWindowWords;
use crate::shown::Shown;

/// `beside`: the app, where the window can be left for the browser.
#[cfg(target_os = "linux")]
pub(crate) fn attach<R: Runtime>(window: &WebviewWindow<R>, shown: Shown, beside: Option<Beside>) {
    use tauri::Manager;

    let (app, words) = (window.app_handle().clone(), window.state::<crate::app_words::AppWords>().get());
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| linux::attach(&app, &platform.inner(), words, shown, beside));
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn attach<R: Runtime>(_window: &WebviewWindow<R>, _shown: Shown, _beside: Option<Beside>) {}

/// The bars of all windows take other words.
#[cfg(target_os = "linux")]
pub(crate) fn speak<R: Runtime>(app: &AppHandle<R>, words: AppWindowWords) {
    // Err: the application is ending.
    let _ = app.run_on_main_thread(move || linux::speak(&words));
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn speak<R: Runtime>(_app: &AppHandle<R>, _words: AppWindowWords) {}

#[cfg(target_os = "linux")]
pub(crate) mod linux {
    use std::cell::RefCell;
    use std::rc::{Rc, Weak};

    use gtk::gdk::keys::{Key, constants as key};
    use gtk::gdk::{EventKey, ModifierType};
    use gtk::glib::Propagation;
    use gtk::glib::prelude::Cast;
    use gtk::prelude::*;
    use gtk::{IconSize, Image, Label, ToolButton, ToolItem, Toolbar};
    use portico_core::ports::Beside;
    use tauri::{AppHandle, Manager, Runtime};
    use webkit2gtk::{LoadEvent, WebView, WebViewExt};

    use crate::app_words::{AppWindowWords, Spoken};
    use crate::door::OpenDoor;
    use crate::find_bar::FindBar;
    use crate::page_fault::linux::WayOn;
    use crate::printing::Printing;
    use crate::shown::Shown;

    /// As browsers step.
    const ZOOMS: [f64; 13] = [0.3, 0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0];

    thread_local! {
        /// The bars that are there: all windows are this thread's.
        static BARS: RefCell<Vec<Weak<dyn Speaks>>> = const { RefCell::new(Vec::new()) };
    }

    trait Speaks {
        fn speak(&self, words: &AppWindowWords);
    }

    struct Bar<R: Runtime> {
        app: AppHandle<R>,
        view: WebView,
        words: Spoken,
        shown: Shown,
        /// None in a window that a page opened.
        beside: Option<Beside>,
        toolbar: Toolbar,
        tools: RefCell<Vec<Tool>>,
        back: ToolButton,
        lock: Image,
        host: Label,
        zoom: ToolButton,
        find: FindBar,
        printing: Printing,
        way_on: WayOn,
    }

    /// A button, what it is called, and the keys that do the same.
    struct Tool {
        button: ToolButton,
        name: fn(&AppWindowWords) -> &String,
        keys: &'static str,
    }

    pub(super) fn speak(words: &AppWindowWords) {
        BARS.with_borrow_mut(|bars| bars.retain(|bar| bar.upgrade().inspect(|bar| bar.speak(words)).is_some()));
    }

    pub(super) fn attach<R: Runtime>(
        app: &AppHandle<R>,
        view: &WebView,
        words: AppWindowWords,
        shown: Shown,
        beside: Option<Beside>,
    ) {
        let Some(column) = column(view) else { return };
        let spoken = Spoken::new(words.into());
        let bar = Rc::new(Bar {
            app: app.clone(),
            view: view.clone(),
            toolbar: Toolbar::new(),
            tools: RefCell::default(),
            back: button(Some("go-previous-symbolic")),
            lock: Image::new(),
            host: Label::new(None),
            zoom: button(None),
            find: FindBar::new(view, &spoken),
            printing: Printing::of(view),
            way_on: WayOn::of(view),
            words: spoken,
            shown,
            beside,
        });
        bar.fill();
        column.pack_start(&bar.toolbar, false, false, 0);
        column.reorder_child(&bar.toolbar, 0);
        column.pack_start(bar.find.widget(), false, false, 0);
        column.reorder_child(bar.find.widget(), 1);
        bar.toolbar.show_all();
        bar.dress();
        let there: Weak<dyn Speaks> = Rc::<Bar<R>>::downgrade(&bar);
        BARS.with_borrow_mut(|bars| {
            bars.retain(|bar| bar.strong_count() > 0);
            bars.push(there);
        });
        bar.listen(&column);
        view.grab_focus();
    }

    /// What holds the page, and the bar above it.
    pub(crate) fn column(view: &WebView) -> Option<gtk::Box> {
        view.parent()?.downcast().ok()
    }

    fn button(icon: Option<&str>) -> ToolButton {
        let image = icon.map(|icon| Image::from_icon_name(Some(icon), IconSize::SmallToolbar));
        ToolButton::new(image.as_ref(), None)
    }

    /// Its name for a screen reader, which asks the button inside.
    fn call(button: &ToolButton, name: &str) {
        if let Some(accessible) = button.child().and_then(|inner| inner.accessible()) {
            accessible.set_name(name);
        }
    }

    /// Where the window is narrow, an arrow holds what has no room. GTK gives it no name.
    fn name_overflow(tools: &Toolbar, name: &str) {
        tools.forall(|inside| {
            if let Some(accessible) = inside.downcast_ref::<gtk::ToggleButton>().and_then(|arrow| arrow.accessible()) {
                accessible.set_name(&format!("{name} …"));
            }
        });
    }

    impl<R: Runtime> Bar<R> {
        /// The host has the second place and what room there is: the rest may go into the arrow's menu.
        fn fill(self: &Rc<Self>) {
            self.toolbar.set_icon_size(IconSize::SmallToolbar);
            self.toolbar.set_style(gtk::ToolbarStyle::Icons);
            self.on(self.back.clone(), |words| &words.back, "Alt+Left", |bar| bar.view.go_back());
            let icon = |icon| button(Some(icon));
            self.on(icon("view-refresh-symbolic"), |words| &words.reload, "Ctrl+R", |bar| bar.way_on.reload());
            self.toolbar.insert(&self.place(), -1);
            if self.beside.is_some() {
                self.on(icon("web-browser-symbolic"), |words| &words.browser, "", Self::leave);
            }
            self.on(icon("edit-find-symbolic"), |words| &words.find, "Ctrl+F", |bar| bar.find.open());
            self.on(icon("zoom-out-symbolic"), |words| &words.zoom_out, "Ctrl+-", |bar| bar.zoom_by(-1));
            self.on(self.zoom.clone(), |words| &words.zoom_reset, "Ctrl+0", |bar| bar.zoom_to(1.0));
            self.on(icon("zoom-in-symbolic"), |words| &words.zoom_in, "Ctrl++", |bar| bar.zoom_by(1));
            self.on(icon("printer-symbolic"), |words| &words.print, "Ctrl+P", |bar| bar.printing.ask());
        }

        fn on(
            self: &Rc<Self>,
            button: ToolButton,
            name: fn(&AppWindowWords) -> &String,
            keys: &'static str,
            act: impl Fn(&Self) + 'static,
        ) {
            self.toolbar.insert(&button, -1);
            let bar = Rc::downgrade(self);
            button.connect_clicked(move |_| {
                if let Some(bar) = bar.upgrade() {
                    act(&bar);
                }
            });
            self.tools.borrow_mut().push(Tool { button, name, keys });
        }

        /// Gives everything its words.
        fn dress(&self) {
            let words = self.words.borrow();
            for Tool { button, name, keys } in &*self.tools.borrow() {
                let name = name(&words);
                let tip = if keys.is_empty() { name.clone() } else { format!("{name} ({keys})") };
                ToolItemExt::set_tooltip_text(button, &tip);
                button.set_label(Some(name));
                call(button, name);
            }
            name_overflow(&self.toolbar, &words.find);
            drop(words);
            self.find.speak();
            self.look();
            self.show_zoom();
        }

        fn place(&self) -> ToolItem {
            // What a host belongs to stands at its end.
            self.host.set_ellipsize(gtk::pango::EllipsizeMode::Start);
            self.host.set_xalign(0.0);
            self.host.set_width_chars(12);
            let pair = gtk::Box::new(gtk::Orientation::Horizontal, 6);
            pair.set_margin_start(6);
            pair.set_margin_end(6);
            pair.pack_start(&self.lock, false, false, 0);
            pair.pack_start(&self.host, true, true, 0);
            let item = ToolItem::new();
            ToolItemExt::set_expand(&item, true);
            item.add(&pair);
            item
        }

        fn listen(self: &Rc<Self>, column: &gtk::Box) {
            // The view keeps the bar as long as it is there itself; the bar's own hold ends with it.
            let bar = self.clone();
            self.view.connect_load_changed(move |_, event| match event {
                LoadEvent::Committed => bar.look(),
                LoadEvent::Finished => bar.find.again(),
                _ => {}
            });
            let bar = Rc::downgrade(self);
            self.view.connect_uri_notify(move |view| {
                if let Some(bar) = bar.upgrade() {
                    bar.back.set_sensitive(view.can_go_back());
                }
            });
            let bar = Rc::downgrade(self);
            column.connect_key_press_event(move |_, event| match bar.upgrade() {
                Some(bar) if bar.takes(event) => Propagation::Stop,
                _ => Propagation::Proceed,
            });
            let Some(window) = self.view.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok()) else { return };
            let bar = Rc::downgrade(self);
            window.connect_key_press_event(move |window, event| match (held(event), event.keyval()) {
                (ModifierType::CONTROL_MASK, _) if is_letter(event, 'w') => {
                    window.close();
                    Propagation::Stop
                }
                (ModifierType::MOD1_MASK, key::Left | key::KP_Left) => {
                    bar.upgrade().iter().for_each(|bar| bar.view.go_back());
                    Propagation::Stop
                }
                _ => Propagation::Proceed,
            });
        }

        /// Shows whose page it is now.
        fn look(&self) {
            let (host, words) = (self.shown.host(), self.words.borrow());
            let (icon, word) = if host.encrypted {
                ("channel-secure-symbolic", &words.encrypted)
            } else {
                ("channel-insecure-symbolic", &words.plain)
            };
            self.lock.set_from_icon_name(Some(icon), IconSize::Menu);
            self.lock.set_tooltip_text(Some(word));
            self.host.set_text(&host.name);
            if let Some(accessible) = self.host.accessible() {
                accessible.set_name(&format!("{word}: {}", host.name));
            }
            self.back.set_sensitive(self.view.can_go_back());
        }

        fn zoom_by(&self, steps: isize) {
            let now = self.view.zoom_level();
            let nearest =
                ZOOMS.iter().enumerate().min_by(|(_, a), (_, b)| (*a - now).abs().total_cmp(&(*b - now).abs()));
            let at = nearest.and_then(|(at, _)| at.checked_add_signed(steps)).unwrap_or(0);
            self.zoom_to(ZOOMS[at.min(ZOOMS.len() - 1)]);
        }

        fn zoom_to(&self, level: f64) {
            self.view.set_zoom_level(level);
            self.show_zoom();
        }

        fn show_zoom(&self) {
            let shown = format!("{:.0}%", self.view.zoom_level() * 100.0);
            self.zoom.set_label(Some(&shown));
            call(&self.zoom, &format!("{}, {shown}", self.words.borrow().zoom_reset));
        }

        /// The app opens in the browser; the window stays, for what is half done in it.
        fn leave(&self) {
            if let Some(beside) = self.beside.clone() {
                self.app.state::<OpenDoor<R>>().open_beside(beside);
            }
        }

        /// Whether this key is ours.
        fn takes(&self, event: &EventKey) -> bool {
            match (held(event), event.keyval()) {
                (_, key::F5) => self.way_on.reload(),
                (_, key::Escape) if self.find.is_open() => self.find.close(),
                (ModifierType::CONTROL_MASK, key::plus | key::equal | key::KP_Add) => self.zoom_by(1),
                (ModifierType::CONTROL_MASK, key::minus | key::KP_Subtract) => self.zoom_by(-1),
                (ModifierType::CONTROL_MASK, key::_0 | key::KP_0) => self.zoom_to(1.0),
                (ModifierType::CONTROL_MASK, _) if is_letter(event, 'r') => self.way_on.reload(),
                (ModifierType::CONTROL_MASK, _) if is_letter(event, 'f') => self.find.open(),
                (ModifierType::CONTROL_MASK, _) if is_letter(event, 'p') => self.printing.ask(),
                _ => return false,
            }
            true
        }
    }

    impl<R: Runtime> Speaks for Bar<R> {
        fn speak(&self, words: &AppWindowWords) {
            self.words.replace(words.clone());
            self.dress();
        }
    }

    /// Shift is left out: on some keyboards `+` needs it.
    fn held(event: &EventKey) -> ModifierType {
        event.state() & (ModifierType::CONTROL_MASK | ModifierType::MOD1_MASK | ModifierType::SUPER_MASK)
    }

    fn is_letter(event: &EventKey, letter: char) -> bool {
        event.keyval().to_lower() == Key::from_unicode(letter)
    }
}
