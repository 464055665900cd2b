//! Shows the bar above the page of an app window: the host of the page, and buttons for what users do with any page.
//!
//! The bar is a GTK widget, so the page can neither cover nor read it. The page gets keys first, since a spreadsheet
//! has a better answer to Ctrl+F; the bar handles what the page leaves. Ctrl+W and Alt+Left never reach the page:
//! WebKit would scroll at the latter.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use gtk::gdk::keys::{Key, constants as key};
use gtk::gdk::{EventKey, ModifierType};
use gtk::glib::prelude::Cast;
use gtk::glib::{self, Propagation, clone};
use gtk::prelude::*;
use gtk::{IconSize, Image, Label, ToolButton, ToolItem, Toolbar};
use portico_core::web_page::origin::PageOrigin;
use tauri::{AppHandle, Manager, Runtime, WebviewWindow};
use webkit2gtk::{LoadEvent, WebView, WebViewExt};

use super::find_bar::{FindBar, SharedLabels, set_accessible_name};
use super::info_bar::page_column;
use super::page_reload::PageReload;
use super::printing::PrintControl;
use crate::labels::{AppWindowLabels, LabelStore};

/// The zoom levels of browsers.
const ZOOM_LEVELS: [f64; 13] = [0.3, 0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0];

thread_local! {
    /// All bars; windows live on this thread only.
    static BARS: RefCell<Vec<Weak<Bar>>> = const { RefCell::new(Vec::new()) };
}

struct Bar {
    view: WebView,
    labels: SharedLabels,
    origin: PageOrigin,
    toolbar: Toolbar,
    tools: RefCell<Vec<Tool>>,
    back: ToolButton,
    lock: Image,
    host: Label,
    zoom_reset: ToolButton,
    find: Rc<FindBar>,
    print_control: PrintControl,
    page_reload: PageReload,
}

/// A button, its label, and its accelerator.
struct Tool {
    button: ToolButton,
    label: fn(&AppWindowLabels) -> &String,
    accelerator: &'static str,
}

/// Sets the labels of all bars.
pub(crate) fn set_app_bar_labels<R: Runtime>(app: &AppHandle<R>, labels: AppWindowLabels) {
    let set_labels = move |bar: &Rc<Bar>| {
        bar.labels.replace(labels.clone());
        bar.apply_labels();
    };
    // Err: the application is ending.
    let _ = app.run_on_main_thread(move || {
        BARS.with_borrow_mut(|bars| bars.retain(|bar| bar.upgrade().inspect(&set_labels).is_some()));
    });
}

/// Adds the bar to a window. `open_in_browser` is set if the app can continue in the browser; the window stays, since it
/// may contain unsaved work.
pub(crate) fn attach_app_bar<R: Runtime>(
    window: &WebviewWindow<R>,
    origin: PageOrigin,
    open_in_browser: Option<impl Fn() + Send + 'static>,
) {
    let labels = window.state::<LabelStore<AppWindowLabels>>().get();
    // Err: the window is gone already.
    let _ = window.with_webview(move |platform| attach(&platform.inner(), labels, origin, open_in_browser));
}

fn attach(
    view: &WebView,
    initial_labels: AppWindowLabels,
    origin: PageOrigin,
    open_in_browser: Option<impl Fn() + 'static>,
) {
    let Some(column) = page_column(view) else { return };
    let labels = SharedLabels::new(initial_labels.into());
    let bar = Rc::new(Bar {
        view: view.clone(),
        toolbar: Toolbar::new(),
        tools: RefCell::default(),
        back: button(Some("go-previous-symbolic")),
        lock: Image::new(),
        host: Label::new(None),
        zoom_reset: button(None),
        find: FindBar::new(view, &labels),
        print_control: PrintControl::attach(view),
        page_reload: PageReload::attach(view),
        labels,
        origin,
    });
    bar.add_tools(open_in_browser);
    column.pack_start(&bar.toolbar, false, false, 0);
    column.reorder_child(&bar.toolbar, 0);
    column.pack_start(bar.find.widget(), false, false, 0);
    column.reorder_child(bar.find.widget(), 1);
    bar.toolbar.show_all();
    bar.apply_labels();
    BARS.with_borrow_mut(|bars| bars.push(Rc::downgrade(&bar)));
    bar.connect_signals(&column);
    view.grab_focus();
}

fn button(icon: Option<&str>) -> ToolButton {
    let image = icon.map(|icon| Image::from_icon_name(Some(icon), IconSize::SmallToolbar));
    ToolButton::new(image.as_ref(), None)
}

/// Screen readers read the name of the button inside.
fn set_button_name(button: &ToolButton, accessible_name: &str) {
    button.child().iter().for_each(|inner| set_accessible_name(inner, accessible_name));
}

/// In a narrow window an overflow arrow holds the other buttons. GTK gives it no name.
fn name_overflow(tools: &Toolbar, accessible_name: &str) {
    tools.forall(|child| {
        if let Some(arrow) = child.downcast_ref::<gtk::ToggleButton>() {
            set_accessible_name(arrow, &format!("{accessible_name} …"));
        }
    });
}

impl Bar {
    /// The host is second and expands; the other tools may move into the overflow menu.
    fn add_tools(self: &Rc<Self>, open_in_browser: Option<impl Fn() + 'static>) {
        self.toolbar.set_icon_size(IconSize::SmallToolbar);
        self.toolbar.set_style(gtk::ToolbarStyle::Icons);
        self.add_tool(self.back.clone(), |labels| &labels.back, "Alt+Left", |bar| bar.view.go_back());
        let icon = |icon| button(Some(icon));
        self.add_tool(icon("view-refresh-symbolic"), |labels| &labels.reload, "Ctrl+R", |bar| bar.page_reload.reload());
        self.toolbar.insert(&self.origin_item(), -1);
        if let Some(open_in_browser) = open_in_browser {
            let browser = icon("web-browser-symbolic");
            self.add_tool(browser, |labels| &labels.open_in_browser, "", move |_| open_in_browser());
        }
        self.add_tool(icon("edit-find-symbolic"), |labels| &labels.find, "Ctrl+F", |bar| bar.find.open());
        self.add_tool(icon("zoom-out-symbolic"), |labels| &labels.zoom_out, "Ctrl+-", |bar| bar.zoom_by(-1));
        self.add_tool(self.zoom_reset.clone(), |labels| &labels.zoom_reset, "Ctrl+0", |bar| bar.zoom_to(1.0));
        self.add_tool(icon("zoom-in-symbolic"), |labels| &labels.zoom_in, "Ctrl++", |bar| bar.zoom_by(1));
        self.add_tool(icon("printer-symbolic"), |labels| &labels.print, "Ctrl+P", |bar| bar.print_control.print());
    }

    fn add_tool(
        self: &Rc<Self>,
        button: ToolButton,
        label: fn(&AppWindowLabels) -> &String,
        accelerator: &'static str,
        action: impl Fn(&Self) + 'static,
    ) {
        self.toolbar.insert(&button, -1);
        button.connect_clicked(clone!(@weak self as bar => move |_| action(&bar)));
        self.tools.borrow_mut().push(Tool { button, label, accelerator });
    }

    /// Applies the labels to all widgets.
    fn apply_labels(&self) {
        let labels = self.labels.borrow();
        for Tool { button, label, accelerator } in &*self.tools.borrow() {
            let label = label(&labels);
            let tooltip = if accelerator.is_empty() { label.clone() } else { format!("{label} ({accelerator})") };
            ToolItemExt::set_tooltip_text(button, &tooltip);
            button.set_label(Some(label));
            set_button_name(button, label);
        }
        name_overflow(&self.toolbar, &labels.find);
        drop(labels);
        self.find.apply_labels();
        self.update_origin();
        self.show_zoom();
    }

    fn origin_item(&self) -> ToolItem {
        // The registrable domain is at the end of a host.
        self.host.set_ellipsize(gtk::pango::EllipsizeMode::Start);
        self.host.set_xalign(0.0);
        self.host.set_width_chars(12);
        let origin_box = gtk::Box::new(gtk::Orientation::Horizontal, 6);
        origin_box.set_margin_start(6);
        origin_box.set_margin_end(6);
        origin_box.pack_start(&self.lock, false, false, 0);
        origin_box.pack_start(&self.host, true, true, 0);
        let item = ToolItem::new();
        ToolItemExt::set_expand(&item, true);
        item.add(&origin_box);
        item
    }

    fn connect_signals(self: &Rc<Self>, column: &gtk::Box) {
        // The view owns the bar; the reference cycle ends when the view is destroyed.
        self.view.connect_load_changed(clone!(@strong self as bar => move |_, event| match event {
            LoadEvent::Committed => bar.update_origin(),
            LoadEvent::Finished => bar.find.repeat_search(),
            _ => {}
        }));
        self.view.connect_uri_notify(clone!(@weak self as bar => move |view| {
            bar.back.set_sensitive(view.can_go_back());
        }));
        let handle_key =
            clone!(@weak self as bar => @default-return false, move |event: &EventKey| bar.handle_key(event));
        column.connect_key_press_event(move |_, event| Propagation::from(handle_key(event)));
        let Some(window) = self.view.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok()) else { return };
        let go_back = clone!(@weak self as bar => move || bar.view.go_back());
        window.connect_key_press_event(move |window, event| {
            match (modifiers(event), event.keyval()) {
                (ModifierType::CONTROL_MASK, _) if is_letter(event, 'w') => window.close(),
                (ModifierType::MOD1_MASK, key::Left | key::KP_Left) => go_back(),
                _ => return Propagation::Proceed,
            }
            Propagation::Stop
        });
    }

    /// Shows the host of the current page.
    fn update_origin(&self) {
        let (host, labels) = (self.origin.host(), self.labels.borrow());
        let (icon, label) = if host.is_encrypted {
            ("channel-secure-symbolic", &labels.encrypted)
        } else {
            ("channel-insecure-symbolic", &labels.not_encrypted)
        };
        self.lock.set_from_icon_name(Some(icon), IconSize::Menu);
        self.lock.set_tooltip_text(Some(label));
        self.host.set_text(&host.name);
        set_accessible_name(&self.host, &format!("{label}: {}", host.name));
        self.back.set_sensitive(self.view.can_go_back());
    }

    fn zoom_by(&self, steps: isize) {
        let current_level = self.view.zoom_level();
        let nearest_level = ZOOM_LEVELS
            .iter()
            .enumerate()
            .min_by(|(_, a), (_, b)| (*a - current_level).abs().total_cmp(&(*b - current_level).abs()));
        let index = nearest_level.and_then(|(at, _)| at.checked_add_signed(steps)).unwrap_or(0);
        self.zoom_to(ZOOM_LEVELS[index.min(ZOOM_LEVELS.len() - 1)]);
    }

    fn zoom_to(&self, level: f64) {
        self.view.set_zoom_level(level);
        self.show_zoom();
    }

    fn show_zoom(&self) {
        let percentage = format!("{:.0}%", self.view.zoom_level() * 100.0);
        self.zoom_reset.set_label(Some(&percentage));
        set_button_name(&self.zoom_reset, &format!("{}, {percentage}", self.labels.borrow().zoom_reset));
    }

    /// Handles a key and returns whether it was one of the bar's.
    fn handle_key(&self, event: &EventKey) -> bool {
        match (modifiers(event), event.keyval()) {
            (_, key::F5) => self.page_reload.reload(),
            (_, key::Escape) if self.find.is_open() => self.find.close(),
            (ModifierType::CONTROL_MASK, key::plus | key::equal | key::KP_Add) => self.zoom_by(1),
            (ModifierType::CONTROL_MASK, key::minus | key::KP_Subtract) => self.zoom_by(-1),
            (ModifierType::CONTROL_MASK, key::_0 | key::KP_0) => self.zoom_to(1.0),
            (ModifierType::CONTROL_MASK, _) if is_letter(event, 'r') => self.page_reload.reload(),
            (ModifierType::CONTROL_MASK, _) if is_letter(event, 'f') => self.find.open(),
            (ModifierType::CONTROL_MASK, _) if is_letter(event, 'p') => self.print_control.print(),
            _ => return false,
        }
        true
    }
}

/// Ignores Shift: some keyboards need it for `+`.
fn modifiers(event: &EventKey) -> ModifierType {
    event.state() & (ModifierType::CONTROL_MASK | ModifierType::MOD1_MASK | ModifierType::SUPER_MASK)
}

fn is_letter(event: &EventKey, letter: char) -> bool {
    event.keyval().to_lower() == Key::from_unicode(letter)
}
