//! The bar above the page of an app window: whose page it is, and what a person wants of any page. It is
//! drawn by the system's own toolkit, so the page can neither cover it nor read it.
//!
//! Keys go to the page first, since a spreadsheet has a better answer to Ctrl+F; what it does not take
//! is ours. Ctrl+W is never the page's, nor is Alt+Left, which WebKit would take for scrolling. Elsewhere than on Linux the host stands in the title alone.

use tauri::{Runtime, WebviewWindow};

use crate::shown::Shown;
use crate::web_page::Fault;

/// `key`: the app's, where the window can be left for the browser.
#[cfg(target_os = "linux")]
pub(crate) fn attach<R: Runtime>(window: &WebviewWindow<R>, shown: Shown, key: Option<String>) {
    use tauri::Manager;

    let (app, words) = (window.app_handle().clone(), window.state::<crate::app_words::AppWords>().get());
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| linux::attach(&app, &platform.inner(), words, shown, key));
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn attach<R: Runtime>(_window: &WebviewWindow<R>, _shown: Shown, _key: Option<String>) {}

/// Says what is wrong with the page.
#[cfg(target_os = "linux")]
pub(crate) fn tell<R: Runtime>(window: &WebviewWindow<R>, fault: Fault) {
    use tauri::Manager;

    let words = window.state::<crate::app_words::AppWords>().get();
    let text = match fault {
        Fault::Load => words.failed.clone(),
        Fault::Certificate(code) => words.untrusted(code),
        Fault::Crash => words.crashed.clone(),
        Fault::Closed => return,
    };
    let _ = window.with_webview(move |platform| {
        if let Some(column) = linux::column(&platform.inner()) {
            linux::notice(&column, gtk::MessageType::Warning, &text, &words.close);
        }
    });
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn tell<R: Runtime>(_window: &WebviewWindow<R>, fault: Fault) {
    tracing::info!(?fault, "a page in an app window is not there");
}

#[cfg(target_os = "linux")]
pub(crate) mod linux {
    use std::rc::Rc;
    use std::sync::Arc;

    use gtk::gdk::keys::{Key, constants as key};
    use gtk::gdk::{EventKey, ModifierType};
    use gtk::glib::Propagation;
    use gtk::glib::prelude::Cast;
    use gtk::prelude::*;
    use gtk::{IconSize, Image, InfoBar, Label, MessageType, ResponseType, ToolButton, ToolItem, Toolbar};
    use portico_core::App;
    use portico_core::place::Place;
    use tauri::{AppHandle, Manager, Runtime};
    use webkit2gtk::{LoadEvent, PrintOperation, PrintOperationExt, WebView, WebViewExt};

    use crate::app_words::AppWindowWords;
    use crate::find_bar::FindBar;
    use crate::shown::Shown;

    const NOTICE: &str = "portico-notice";
    /// As browsers step.
    const ZOOMS: [f64; 13] = [0.3, 0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0];

    struct Bar<R: Runtime> {
        app: AppHandle<R>,
        view: WebView,
        words: AppWindowWords,
        shown: Shown,
        key: Option<String>,
        back: ToolButton,
        lock: Image,
        host: Label,
        zoom: ToolButton,
        find: FindBar,
    }

    pub(super) fn attach<R: Runtime>(
        app: &AppHandle<R>,
        view: &WebView,
        words: AppWindowWords,
        shown: Shown,
        key: Option<String>,
    ) {
        let Some(column) = column(view) else { return };
        let bar = Rc::new(Bar {
            app: app.clone(),
            view: view.clone(),
            back: button(&words.back, Some("go-previous-symbolic"), "Alt+Left"),
            lock: Image::new(),
            host: Label::new(None),
            zoom: button(&words.zoom_reset, None, "Ctrl+0"),
            find: FindBar::new(view, &words),
            words,
            shown,
            key,
        });
        let tools = bar.tools();
        column.pack_start(&tools, false, false, 0);
        column.reorder_child(&tools, 0);
        column.pack_start(bar.find.widget(), false, false, 0);
        column.reorder_child(bar.find.widget(), 1);
        tools.show_all();
        name_overflow(&tools, &bar.words.find);
        bar.look();
        bar.zoom_to(1.0);
        bar.listen(&column);
        view.grab_focus();
    }

    /// What holds the page, and the bar above it.
    pub(crate) fn column(view: &WebView) -> Option<gtk::Box> {
        view.parent()?.downcast().ok()
    }

    /// One line below the bar, in place of the one before.
    pub(crate) fn notice(column: &gtk::Box, kind: MessageType, text: &str, close: &str) {
        for widget in column.children().iter().filter(|widget| widget.widget_name() == NOTICE) {
            column.remove(widget);
        }
        let line = InfoBar::new();
        line.set_widget_name(NOTICE);
        line.set_message_type(kind);
        let label = Label::new(Some(text));
        label.set_line_wrap(true);
        label.set_xalign(0.0);
        line.content_area().add(&label);
        line.add_button(close, ResponseType::Close);
        let (holder, own) = (column.downgrade(), line.downgrade());
        line.connect_response(move |_, _| {
            if let (Some(holder), Some(own)) = (holder.upgrade(), own.upgrade()) {
                holder.remove(&own);
            }
        });
        column.pack_start(&line, false, false, 0);
        column.reorder_child(&line, 1);
        line.show_all();
    }

    fn button(name: &str, icon: Option<&str>, keys: &str) -> ToolButton {
        let image = icon.map(|icon| Image::from_icon_name(Some(icon), IconSize::SmallToolbar));
        let button = ToolButton::new(image.as_ref(), Some(name));
        let tip = if keys.is_empty() { name.to_owned() } else { format!("{name} ({keys})") };
        ToolItemExt::set_tooltip_text(&button, &tip);
        call(&button, name);
        button
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
        fn tools(self: &Rc<Self>) -> Toolbar {
            let tools = Toolbar::new();
            tools.set_icon_size(IconSize::SmallToolbar);
            tools.set_style(gtk::ToolbarStyle::Icons);
            self.on(&tools, &self.back, |bar| bar.view.go_back());
            let reload = button(&self.words.reload, Some("view-refresh-symbolic"), "Ctrl+R");
            self.on(&tools, &reload, |bar| bar.view.reload());
            tools.insert(&self.place(), -1);
            if self.key.is_some() {
                let browser = button(&self.words.browser, Some("web-browser-symbolic"), "");
                self.on(&tools, &browser, Self::leave);
            }
            let find = button(&self.words.find, Some("edit-find-symbolic"), "Ctrl+F");
            self.on(&tools, &find, |bar| bar.find.open());
            let smaller = button(&self.words.zoom_out, Some("zoom-out-symbolic"), "Ctrl+-");
            self.on(&tools, &smaller, |bar| bar.zoom_by(-1));
            self.on(&tools, &self.zoom, |bar| bar.zoom_to(1.0));
            let larger = button(&self.words.zoom_in, Some("zoom-in-symbolic"), "Ctrl++");
            self.on(&tools, &larger, |bar| bar.zoom_by(1));
            let print = button(&self.words.print, Some("printer-symbolic"), "Ctrl+P");
            self.on(&tools, &print, Self::print);
            tools
        }

        fn on(self: &Rc<Self>, tools: &Toolbar, button: &ToolButton, act: impl Fn(&Self) + 'static) {
            tools.insert(button, -1);
            let bar = Rc::downgrade(self);
            button.connect_clicked(move |_| {
                if let Some(bar) = bar.upgrade() {
                    act(&bar);
                }
            });
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
            let host = self.shown.host();
            let (icon, word) = if host.encrypted {
                ("channel-secure-symbolic", &self.words.encrypted)
            } else {
                ("channel-insecure-symbolic", &self.words.plain)
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
            let shown = format!("{:.0}%", level * 100.0);
            self.zoom.set_label(Some(&shown));
            call(&self.zoom, &format!("{}, {shown}", self.words.zoom_reset));
        }

        fn print(&self) {
            let window = self.view.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok());
            PrintOperation::new(&self.view).run_dialog(window.as_ref());
        }

        /// The app opens in the browser; the window stays, for what is half done in it.
        fn leave(&self) {
            let Some(key) = self.key.clone() else { return };
            let core = self.app.state::<Arc<App>>().inner().clone();
            tauri::async_runtime::spawn(async move { core.open_app(&key, Some(Place::Browser)).await });
        }

        /// Whether this key is ours.
        fn takes(&self, event: &EventKey) -> bool {
            match (held(event), event.keyval()) {
                (_, key::F5) => self.view.reload(),
                (_, key::Escape) if self.find.is_open() => self.find.close(),
                (ModifierType::CONTROL_MASK, key::plus | key::equal | key::KP_Add) => self.zoom_by(1),
                (ModifierType::CONTROL_MASK, key::minus | key::KP_Subtract) => self.zoom_by(-1),
                (ModifierType::CONTROL_MASK, key::_0 | key::KP_0) => self.zoom_to(1.0),
                (ModifierType::CONTROL_MASK, _) if is_letter(event, 'r') => self.view.reload(),
                (ModifierType::CONTROL_MASK, _) if is_letter(event, 'f') => self.find.open(),
                (ModifierType::CONTROL_MASK, _) if is_letter(event, 'p') => self.print(),
                _ => return false,
            }
            true
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
