//! Opens windows that show one app, already signed in, and the popups of its pages.
//!
//! A window starts with an empty in-memory cookie jar, into which the session's cookies are put before the first
//! request. A popup shares the jar of its opener and can reach it from scripts, since SAML, OAuth and second factors
//! return that way. It follows the same rules, and closes with the first window.

use std::sync::Arc;

use portico_core::accounts::account::AccountId;
use portico_core::launch::request::InitialContent;
use portico_core::launch::window::{AppWindow, BrowserHandoff};
use portico_core::tenant::url::TenantUrl;
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Runtime, Url, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use crate::webview::blocked_navigation::{BlockedKind, BlockedNavigations};
#[cfg(target_os = "linux")]
use crate::webview::download;
use crate::webview::page_error;
use crate::webview::page_origin::PageOrigin;
use crate::webview::untrusted::{self, DownloadPolicy, PageError, WindowCounter};
use crate::windows::app_bar;
#[cfg(target_os = "linux")]
use crate::windows::app_labels::AppLabelStore;

const LABEL_PREFIX: &str = "app-";
/// Limit of open popups per app window.
const MAX_POPUPS: usize = 5;

type Builder<'a, R> = WebviewWindowBuilder<'a, R, AppHandle<R>>;

/// What the windows of one app share.
struct WindowGroup<R: Runtime> {
    app: AppHandle<R>,
    /// The label of the first window, and the prefix of its popups' labels.
    label: String,
    name: String,
    tenant: TenantUrl,
    popups: WindowCounter,
}

pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, counter: &WindowCounter, request: &AppWindow) -> tauri::Result<()> {
    let group = Arc::new(WindowGroup {
        app: app.clone(),
        label: format!("{}{}", label_prefix(request.account.as_ref()), counter.next()),
        name: request.name.clone(),
        tenant: request.tenant.clone(),
        popups: WindowCounter::default(),
    });
    let one_time_url = OneTimeUrl::default();
    let window = group.open_first_window(&one_time_url, request.browser_handoff())?;
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            group.close_popups();
        }
    });
    let cookies_set =
        request.cookies.iter().try_for_each(|cookie| window.set_cookie(untrusted::to_webview_cookie(cookie)));
    let result = cookies_set.and_then(|()| match &request.content {
        InitialContent::Address(url) => window.navigate(url.clone()),
        InitialContent::Page { html, base } => load_bearer_page(&window, &one_time_url, html, base),
    });
    if result.is_err() {
        // A blank window would be worse than none.
        let _ = window.destroy();
    }
    result
}

impl<R: Runtime> WindowGroup<R> {
    /// Opens the window in a web context of our own, since wry's context saves all downloads without asking. A view
    /// that is related to one of ours uses our context.
    #[cfg(target_os = "linux")]
    fn open_first_window(
        self: &Arc<Self>,
        one_time_url: &OneTimeUrl,
        handoff: BrowserHandoff,
    ) -> tauri::Result<WebviewWindow<R>> {
        use webkit2gtk::{WebContext, WebView};

        let (group, one_time_url) = (self.clone(), one_time_url.clone());
        let (sender, receiver) = std::sync::mpsc::channel();
        // Web views belong to the main thread.
        self.app.run_on_main_thread(move || {
            let context = WebContext::new_ephemeral();
            let app = group.app.clone();
            download::install_save_dialog(&context, move || app.state::<AppLabelStore>().get());
            let related_view = WebView::builder().web_context(&context).build();
            let _ = sender
                .send(group.build_first(&one_time_url, handoff, |builder| builder.with_related_view(related_view)));
        })?;
        receiver.recv().map_err(|_| tauri::Error::WebviewNotFound)?
    }

    #[cfg(not(target_os = "linux"))]
    fn open_first_window(
        self: &Arc<Self>,
        one_time_url: &OneTimeUrl,
        handoff: BrowserHandoff,
    ) -> tauri::Result<WebviewWindow<R>> {
        self.build_first(one_time_url, handoff, |builder| builder)
    }

    fn build_first<'a>(
        self: &'a Arc<Self>,
        one_time_url: &OneTimeUrl,
        handoff: BrowserHandoff,
        relate: impl FnOnce(Builder<'a, R>) -> Builder<'a, R>,
    ) -> tauri::Result<WebviewWindow<R>> {
        let origin = PageOrigin::new(&self.tenant.join("/"));
        let blocked_navigations = BlockedNavigations::default();
        let window =
            self.window_builder(&self.label, &origin, one_time_url.clone(), &blocked_navigations).title(&self.name);
        let window = relate(window).build()?;
        self.install(&window, origin, blocked_navigations, Some(handoff));
        Ok(window)
    }

    /// Returns a builder with the rules of all windows of the group.
    fn window_builder<'a>(
        self: &'a Arc<Self>,
        label: &str,
        origin: &PageOrigin,
        one_time_url: OneTimeUrl,
        blocked_navigations: &BlockedNavigations,
    ) -> Builder<'a, R> {
        let name = self.name.clone();
        let (popup_group, opener_origin, page_origin) = (self.clone(), origin.clone(), origin.clone());
        let (navigation_group, own_label, page_navigations) =
            (self.clone(), label.to_owned(), blocked_navigations.clone());
        let (popup_label, popup_navigations) = (own_label.clone(), page_navigations.clone());
        untrusted::builder(&self.app, label, DownloadPolicy::Prompt, move |url| {
            let is_allowed = navigation_group.may_open(url) || one_time_url.take(url);
            if !is_allowed {
                navigation_group.show_blocked(&own_label, &page_navigations, url, BlockedKind::PageOrFrame);
            }
            is_allowed
        })
        .on_new_window(move |url, features| {
            if !popup_group.allows_page(&url) {
                popup_group.show_blocked(&popup_label, &popup_navigations, &url, BlockedKind::Window);
                return NewWindowResponse::Deny;
            }
            let window = popup_group.open_popup(&opener_origin, |builder| builder.window_features(features));
            window.map_or(NewWindowResponse::Deny, |window| NewWindowResponse::Create { window })
        })
        .on_page_load(move |window, payload| {
            if payload.event() == PageLoadEvent::Started {
                page_origin.record_load(payload.url());
                let _ = window.set_title(&format!("{name} – {}", page_origin.host().name));
            }
        })
    }

    fn install(
        self: &Arc<Self>,
        window: &WebviewWindow<R>,
        origin: PageOrigin,
        blocked_navigations: BlockedNavigations,
        handoff: Option<BrowserHandoff>,
    ) {
        #[cfg(target_os = "linux")]
        {
            let (group, opener) = (self.clone(), origin.clone());
            untrusted::on_blank_popup(window, move |view| {
                group.open_popup(&opener, |builder| builder.with_related_view(view))
            });
        }
        app_bar::attach(window, origin, handoff);
        blocked_navigations.track_user_activation(window);
        let (group, own_window) = (self.clone(), window.clone());
        untrusted::install_handlers(window, DownloadPolicy::Prompt, move |error| match error {
            PageError::Closed => drop(own_window.destroy()),
            PageError::Interrupted(url) if group.allows_page(&url) => {}
            PageError::Interrupted(url) => {
                group.show_blocked(own_window.label(), &blocked_navigations, &url, BlockedKind::Page)
            }
            error => page_error::show_error(&own_window, &error),
        });
    }

    /// The web engine asks only after a click. `relate` ties the new window to its opener.
    fn open_popup<'a>(
        self: &'a Arc<Self>,
        opener_origin: &PageOrigin,
        relate: impl FnOnce(Builder<'a, R>) -> Builder<'a, R>,
    ) -> Option<WebviewWindow<R>> {
        if self.open_popups().count() >= MAX_POPUPS {
            tracing::info!("an app window has reached its limit of popups");
            return None;
        }
        let label = format!("{}{}", self.popup_prefix(), self.popups.next());
        // Until it has loaded a page, its content is its opener's.
        let origin = opener_origin.for_popup();
        let title = format!("{} – {}", self.name, origin.host().name);
        let blocked_navigations = BlockedNavigations::default();
        let window = self.window_builder(&label, &origin, OneTimeUrl::default(), &blocked_navigations).title(title);
        let window = relate(window).build().ok()?;
        self.install(&window, origin, blocked_navigations, None);
        Some(window)
    }

    fn may_open(&self, url: &Url) -> bool {
        AppWindow::allows_url(&self.tenant, url)
    }

    fn allows_page(&self, url: &Url) -> bool {
        AppWindow::allows_page(&self.tenant, url)
    }

    /// Tells the user in the window with this label that `url` is blocked.
    fn show_blocked(&self, label: &str, blocked_navigations: &BlockedNavigations, url: &Url, kind: BlockedKind) {
        if let Some(window) = self.app.get_webview_window(label) {
            page_error::show_blocked(&window, blocked_navigations, url, kind, label == self.label);
        }
    }

    fn popup_prefix(&self) -> String {
        format!("{}-", self.label)
    }

    fn open_popups(&self) -> impl Iterator<Item = WebviewWindow<R>> {
        let prefix = self.popup_prefix();
        self.app
            .webview_windows()
            .into_iter()
            .filter(move |(label, _)| label.starts_with(&prefix))
            .map(|(_, window)| window)
    }

    fn close_popups(&self) {
        self.open_popups().for_each(|window| drop(window.destroy()));
    }
}

/// A URL that the window may open once although the rules do not allow it: that of its bearer page.
#[derive(Clone, Default)]
struct OneTimeUrl(#[cfg(not(target_os = "linux"))] Arc<std::sync::Mutex<Option<Url>>>);

#[cfg(target_os = "linux")]
impl OneTimeUrl {
    /// WebKitGTK needs no such URL.
    #[allow(clippy::unused_self, reason = "used on other systems")]
    const fn take(&self, _url: &Url) -> bool {
        false
    }
}

#[cfg(not(target_os = "linux"))]
impl OneTimeUrl {
    fn take(&self, url: &Url) -> bool {
        let mut url_slot = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        url_slot.take_if(|one_time_url| one_time_url == url).is_some()
    }

    fn set(&self, url: Url) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(url);
    }
}

/// Loads the page under the tenant's URL, so that the app sees the same origin as in a browser.
#[cfg(target_os = "linux")]
fn load_bearer_page<R: Runtime>(
    window: &WebviewWindow<R>,
    _one_time_url: &OneTimeUrl,
    html: &str,
    base: &Url,
) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt;

    let (html, base) = (html.to_owned(), base.clone());
    window.with_webview(move |platform| platform.inner().load_html(&html, Some(base.as_str())))
}

#[cfg(not(target_os = "linux"))]
fn load_bearer_page<R: Runtime>(
    window: &WebviewWindow<R>,
    one_time_url: &OneTimeUrl,
    html: &str,
    base: &Url,
) -> tauri::Result<()> {
    use crate::webview::bearer_page::BearerPages;

    let url = window.state::<BearerPages>().add(window.label(), html, base);
    let url = url.map_err(|_| tauri::Error::WebviewNotFound)?;
    let own_window = window.clone();
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            own_window.state::<BearerPages>().remove(own_window.label());
        }
    });
    one_time_url.set(url.clone());
    window.navigate(url)
}

/// Closes the windows of one account; `None` closes those without an account.
pub(crate) fn close<R: Runtime>(app: &AppHandle<R>, account: Option<&AccountId>) {
    let label_prefix = label_prefix(account);
    for (label, window) in app.webview_windows() {
        if label.starts_with(&label_prefix) {
            let _ = window.destroy();
        }
    }
}

/// The label contains the account: `app-<account>-`.
fn label_prefix(account: Option<&AccountId>) -> String {
    format!("{LABEL_PREFIX}{}-", account.map_or("nobody", AccountId::as_str))
}
