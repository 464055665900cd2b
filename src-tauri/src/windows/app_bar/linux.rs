//! The bar of an app window as a GTK toolbar: its tools, labels, accelerators and the host of the page.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use gtk::gdk::keys::{Key, constants as key};
use gtk::gdk::{EventKey, ModifierType};
use gtk::glib::Propagation;
use gtk::glib::prelude::Cast;
use gtk::prelude::*;
use gtk::{IconSize, Image, Label, ToolButton, ToolItem, Toolbar};
use portico_core::launch::window::BrowserHandoff;
use tauri::{AppHandle, Manager, Runtime};
use webkit2gtk::{LoadEvent, WebView, WebViewExt};

use crate::remote_control::RunningApp;
use crate::webview::linux::find_bar::FindBar;
use crate::webview::linux::info_bar::page_column;
use crate::webview::linux::printing::PrintControl;
use crate::webview::page_error::linux::PageReload;
use crate::webview::page_origin::PageOrigin;
use crate::windows::app_labels::{AppWindowLabels, SharedLabels};

/// The zoom levels of browsers.
const ZOOM_LEVELS: [f64; 13] = [0.3, 0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0];

thread_local! {
    /// All bars; windows live on this thread only.
    static BARS: RefCell<Vec<Weak<dyn LabeledBar>>> = const { RefCell::new(Vec::new()) };
}

trait LabeledBar {
    fn set_labels(&self, labels: &AppWindowLabels);
}

struct Bar<R: Runtime> {
    app: AppHandle<R>,
    view: WebView,
    labels: SharedLabels,
    origin: PageOrigin,
    /// `None` in a popup.
    handoff: Option<BrowserHandoff>,
    toolbar: Toolbar,
    tools: RefCell<Vec<Tool>>,
    back: ToolButton,
    lock: Image,
    host: Label,
    zoom_reset: ToolButton,
    find: FindBar,
    print_control: PrintControl,
    page_reload: PageReload,
}

/// A button, its label, and its accelerator.
struct Tool {
    button: ToolButton,
    label: fn(&AppWindowLabels) -> &String,
    accelerator: &'static str,
}

pub(super) fn set_labels(labels: &AppWindowLabels) {
    BARS.with_borrow_mut(|bars| bars.retain(|bar| bar.upgrade().inspect(|bar| bar.set_labels(labels)).is_some()));
}

pub(super) fn attach<R: Runtime>(
    app: &AppHandle<R>,
    view: &WebView,
    initial_labels: AppWindowLabels,
    origin: PageOrigin,
    handoff: Option<BrowserHandoff>,
) {
    let Some(column) = page_column(view) else { return };
    let labels = SharedLabels::new(initial_labels.into());
    let bar = Rc::new(Bar {
        app: app.clone(),
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
        handoff,
    });
    bar.add_tools();
    column.pack_start(&bar.toolbar, false, false, 0);
    column.reorder_child(&bar.toolbar, 0);
    column.pack_start(bar.find.widget(), false, false, 0);
    column.reorder_child(bar.find.widget(), 1);
    bar.toolbar.show_all();
    bar.apply_labels();
    let weak_bar: Weak<dyn LabeledBar> = Rc::<Bar<R>>::downgrade(&bar);
    BARS.with_borrow_mut(|bars| {
        bars.retain(|bar| bar.strong_count() > 0);
        bars.push(weak_bar);
    });
    bar.connect_signals(&column);
    view.grab_focus();
}

fn button(icon: Option<&str>) -> ToolButton {
    let image = icon.map(|icon| Image::from_icon_name(Some(icon), IconSize::SmallToolbar));
    ToolButton::new(image.as_ref(), None)
}

/// Screen readers read the name of the button inside.
fn set_accessible_name(button: &ToolButton, accessible_name: &str) {
    if let Some(accessible) = button.child().and_then(|inner| inner.accessible()) {
        accessible.set_name(accessible_name);
    }
}

/// In a narrow window an overflow arrow holds the other buttons. GTK gives it no name.
fn name_overflow(tools: &Toolbar, accessible_name: &str) {
    tools.forall(|child| {
        if let Some(accessible) = child.downcast_ref::<gtk::ToggleButton>().and_then(|arrow| arrow.accessible()) {
            accessible.set_name(&format!("{accessible_name} …"));
        }
    });
}

impl<R: Runtime> Bar<R> {
    /// The host is second and expands; the other tools may move into the overflow menu.
    fn add_tools(self: &Rc<Self>) {
        self.toolbar.set_icon_size(IconSize::SmallToolbar);
        self.toolbar.set_style(gtk::ToolbarStyle::Icons);
        self.add_tool(self.back.clone(), |words| &words.back, "Alt+Left", |bar| bar.view.go_back());
        let icon = |icon| button(Some(icon));
        self.add_tool(icon("view-refresh-symbolic"), |words| &words.reload, "Ctrl+R", |bar| bar.page_reload.reload());
        self.toolbar.insert(&self.origin_item(), -1);
        if self.handoff.is_some() {
            self.add_tool(icon("web-browser-symbolic"), |words| &words.open_in_browser, "", Self::open_in_browser);
        }
        self.add_tool(icon("edit-find-symbolic"), |words| &words.find, "Ctrl+F", |bar| bar.find.open());
        self.add_tool(icon("zoom-out-symbolic"), |words| &words.zoom_out, "Ctrl+-", |bar| bar.zoom_by(-1));
        self.add_tool(self.zoom_reset.clone(), |words| &words.zoom_reset, "Ctrl+0", |bar| bar.zoom_to(1.0));
        self.add_tool(icon("zoom-in-symbolic"), |words| &words.zoom_in, "Ctrl++", |bar| bar.zoom_by(1));
        self.add_tool(icon("printer-symbolic"), |words| &words.print, "Ctrl+P", |bar| bar.print_control.print());
    }

    fn add_tool(
        self: &Rc<Self>,
        button: ToolButton,
        label: fn(&AppWindowLabels) -> &String,
        accelerator: &'static str,
        action: impl Fn(&Self) + 'static,
    ) {
        self.toolbar.insert(&button, -1);
        let bar = Rc::downgrade(self);
        button.connect_clicked(move |_| {
            if let Some(bar) = bar.upgrade() {
                action(&bar);
            }
        });
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
            set_accessible_name(button, label);
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
        let bar = self.clone();
        self.view.connect_load_changed(move |_, event| match event {
            LoadEvent::Committed => bar.update_origin(),
            LoadEvent::Finished => bar.find.repeat_search(),
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
            Some(bar) if bar.handle_key(event) => Propagation::Stop,
            _ => Propagation::Proceed,
        });
        let Some(window) = self.view.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok()) else { return };
        let bar = Rc::downgrade(self);
        window.connect_key_press_event(move |window, event| match (modifiers(event), event.keyval()) {
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
        if let Some(accessible) = self.host.accessible() {
            accessible.set_name(&format!("{label}: {}", host.name));
        }
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
        set_accessible_name(&self.zoom_reset, &format!("{}, {percentage}", self.labels.borrow().zoom_reset));
    }

    /// Opens the app in the browser; the window stays, since it may contain unsaved work.
    fn open_in_browser(&self) {
        if let Some(handoff) = self.handoff.clone() {
            self.app.state::<RunningApp<R>>().open_in_browser(handoff);
        }
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

impl<R: Runtime> LabeledBar for Bar<R> {
    fn set_labels(&self, labels: &AppWindowLabels) {
        self.labels.replace(labels.clone());
        self.apply_labels();
    }
}

/// Ignores Shift: some keyboards need it for `+`.
fn modifiers(event: &EventKey) -> ModifierType {
    event.state() & (ModifierType::CONTROL_MASK | ModifierType::MOD1_MASK | ModifierType::SUPER_MASK)
}

fn is_letter(event: &EventKey, letter: char) -> bool {
    event.keyval().to_lower() == Key::from_unicode(letter)
}
