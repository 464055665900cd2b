//! Opens a window for pages from outside, and the popups of these pages, under the rules of one kind of window.
//!
//! A popup shares the cookie jar of its opener and can reach it from scripts, since SAML, OAuth and second factors return
//! that way; some are opened blank and navigated later. It follows the same rules, and closes with the first window.

use std::sync::Arc;

use portico_core::web_page::origin::PageOrigin;
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Runtime, Url, WebviewWindow, WindowEvent};

use crate::os;
use crate::webview::untrusted::{self, PageAccess, PageError, Relate, WindowCounter};

/// What one kind of window allows and does.
pub(crate) trait PageRules<R: Runtime>: Send + Sync + Sized + 'static {
    const ACCESS: PageAccess;
    /// Limit of open popups.
    const MAX_POPUPS: usize;

    fn title(&self, host: &str) -> String;
    /// Whether the page or a frame in it may open this URL. Runs on the window's thread, as all others.
    fn allow_navigation(&self, page: &PageWindow<R>, url: &Url) -> bool;
    fn allow_popup(&self, page: &PageWindow<R>, url: &Url) -> bool;
    /// An allowed popup was not opened.
    fn on_popup_failed(&self);
    /// The window is built and blank.
    fn on_created(&self, _page: &PageWindow<R>, _window: &WebviewWindow<R>) {}
    fn on_page_load(&self, _page: &PageWindow<R>, _event: PageLoadEvent, _url: &Url) {}
    fn on_error(&self, page: &PageWindow<R>, error: PageError);
}

/// One window of a group.
pub(crate) struct PageWindow<R: Runtime> {
    app: AppHandle<R>,
    label: String,
    pub(crate) is_popup: bool,
    pub(crate) origin: PageOrigin,
}

impl<R: Runtime> PageWindow<R> {
    pub(crate) const fn app(&self) -> &AppHandle<R> {
        &self.app
    }

    pub(crate) fn label(&self) -> &str {
        &self.label
    }

    /// `None` if it is closed.
    pub(crate) fn window(&self) -> Option<WebviewWindow<R>> {
        self.app.get_webview_window(&self.label)
    }

    pub(crate) fn destroy(&self) {
        self.window().into_iter().for_each(|window| drop(window.destroy()));
    }
}

struct PageGroup<R: Runtime, P> {
    app: AppHandle<R>,
    /// The label of the first window, and the prefix of its popups' labels.
    label: String,
    rules: P,
    popups: WindowCounter,
}

/// Opens the first window of a group, blank and with an empty cookie jar. `url` is what it will load.
pub(crate) fn open<R: Runtime, P: PageRules<R>>(
    app: &AppHandle<R>,
    label: String,
    url: &Url,
    is_visible: bool,
    rules: P,
) -> tauri::Result<WebviewWindow<R>> {
    let group = Arc::new(PageGroup { app: app.clone(), label, rules, popups: WindowCounter::default() });
    let (first_group, origin) = (group.clone(), PageOrigin::new(url));
    let build = move |relate: Relate<R>| {
        first_group.build(
            first_group.label.clone(),
            false,
            origin,
            Box::new(move |new| relate(new.visible(is_visible))),
        )
    };
    let window = match P::ACCESS {
        PageAccess::SignIn => build(Box::new(|builder| builder)),
        PageAccess::App => os::build_with_save_dialog(app, build),
    }?;
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            group.open_popups().for_each(|window| drop(window.destroy()));
        }
    });
    Ok(window)
}

/// Destroys all windows whose label begins with `prefix`; not `close`, which asks the page: it may be busy.
pub(crate) fn close_all<R: Runtime>(app: &AppHandle<R>, prefix: &str) {
    windows_with_prefix(app, prefix).for_each(|window| drop(window.destroy()));
}

fn windows_with_prefix<R: Runtime>(app: &AppHandle<R>, prefix: &str) -> impl Iterator<Item = WebviewWindow<R>> {
    app.webview_windows().into_iter().filter(move |(label, _)| label.starts_with(prefix)).map(|(_, window)| window)
}

impl<R: Runtime, P: PageRules<R>> PageGroup<R, P> {
    fn build(
        self: &Arc<Self>,
        label: String,
        is_popup: bool,
        origin: PageOrigin,
        relate: Relate<R>,
    ) -> tauri::Result<WebviewWindow<R>> {
        let page = Arc::new(PageWindow { app: self.app.clone(), label, is_popup, origin });
        let title = self.rules.title(&page.origin.host().name);
        let context = || (self.clone(), page.clone());
        let has_save_dialog = P::ACCESS == PageAccess::App && os::CAN_PROMPT_FOR_DOWNLOADS;
        let (group, target) = context();
        let builder = untrusted::builder(&self.app, &page.label, has_save_dialog, move |url| {
            group.rules.allow_navigation(&target, url)
        });
        let (group, opener) = context();
        let builder = builder.title(title).on_new_window(move |url, features| {
            let relate: Relate<R> = Box::new(|builder| builder.window_features(features));
            let is_allowed = group.rules.allow_popup(&opener, &url);
            let window = if is_allowed { group.open_popup(&opener, relate) } else { None };
            window.map_or(NewWindowResponse::Deny, |window| NewWindowResponse::Create { window })
        });
        let (group, target) = context();
        let builder = builder.on_page_load(move |window, load| {
            if load.event() == PageLoadEvent::Started {
                target.origin.record_load(load.url());
                let _ = window.set_title(&group.rules.title(&target.origin.host().name));
            }
            group.rules.on_page_load(&target, load.event(), load.url());
        });
        let window = relate(builder).build()?;
        self.rules.on_created(&page, &window);
        let ((group, target), (popup_group, opener)) = (context(), context());
        os::install_page_handlers(
            &window,
            P::ACCESS,
            move |error| group.rules.on_error(&target, error),
            move |relate| popup_group.open_popup(&opener, relate),
        );
        Ok(window)
    }

    /// The web engine asks only after a click. `relate` ties the new window to its opener.
    fn open_popup(self: &Arc<Self>, opener: &PageWindow<R>, relate: Relate<R>) -> Option<WebviewWindow<R>> {
        let label = format!("{}{}", self.popup_prefix(), self.popups.next());
        // Until it has loaded a page, its content is its opener's.
        let build = || self.build(label, true, opener.origin.for_popup(), relate).ok();
        let window = if self.open_popups().count() < P::MAX_POPUPS { build() } else { None };
        if window.is_none() {
            self.rules.on_popup_failed();
        }
        window
    }

    fn popup_prefix(&self) -> String {
        format!("{}-", self.label)
    }

    fn open_popups(&self) -> impl Iterator<Item = WebviewWindow<R>> {
        windows_with_prefix(&self.app, &self.popup_prefix()).collect::<Vec<_>>().into_iter()
    }
}
