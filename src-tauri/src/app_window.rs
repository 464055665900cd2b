//! A window that shows one app, already signed in, and those that its pages open: an empty cookie jar in
//! memory into which the session's cookies are put before the first request leaves.
//!
//! A window that a page opens shares the jar of its opener and can speak to it, since SAML, OAuth and
//! second factors come back that way. It has the same rules, and goes when the first one goes.

use std::sync::Arc;

use portico_core::account::AccountId;
use portico_core::launch::Start;
use portico_core::ports::{AppWindow, Beside, Cookie};
use portico_core::tenant::TenantUrl;
use secrecy::ExposeSecret;
use tauri::webview::{NewWindowResponse, PageLoadEvent, cookie};
use tauri::{AppHandle, Manager, Runtime, Url, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use crate::refused::{Refusals, Way};
use crate::shown::Shown;
use crate::web_page::{self, Counter, Downloads, Fault};
use crate::{app_bar, page_fault};
#[cfg(target_os = "linux")]
use crate::{app_words::AppWords, download};

const PREFIX: &str = "app-";
/// Windows that the pages of one app may have open beside its own.
const MOST_POPUPS: usize = 5;

type Builder<'a, R> = WebviewWindowBuilder<'a, R, AppHandle<R>>;

/// What the windows of one app have in common.
struct Family<R: Runtime> {
    app: AppHandle<R>,
    /// The first one's; the others' begin with it.
    label: String,
    name: String,
    tenant: TenantUrl,
    popups: Counter,
}

pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, counter: &Counter, request: &AppWindow) -> tauri::Result<()> {
    let family = Arc::new(Family {
        app: app.clone(),
        label: format!("{}{}", prefix(request.account.as_ref()), counter.next()),
        name: request.name.clone(),
        tenant: request.tenant.clone(),
        popups: Counter::default(),
    });
    let first = First::default();
    let window = family.first_window(&first, request.beside())?;
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            family.close_popups();
        }
    });
    let signed_in = request.cookies.iter().try_for_each(|cookie| window.set_cookie(to_set(cookie)));
    let opened = signed_in.and_then(|()| match &request.start {
        Start::Address(url) => window.navigate(url.clone()),
        Start::Page { html, base } => show_page(&window, &first, html, base),
    });
    if opened.is_err() {
        // Better no window than an empty one.
        let _ = window.destroy();
    }
    opened
}

impl<R: Runtime> Family<R> {
    /// In a web context of ours: into the one that wry makes it puts a handler that saves all downloads
    /// unasked. A view that is related to one of ours is in ours.
    #[cfg(target_os = "linux")]
    fn first_window(self: &Arc<Self>, first: &First, beside: Beside) -> tauri::Result<WebviewWindow<R>> {
        use webkit2gtk::{WebContext, WebView};

        let (family, first) = (self.clone(), first.clone());
        let (send, receive) = std::sync::mpsc::channel();
        // Views belong to the windows' own thread.
        self.app.run_on_main_thread(move || {
            let context = WebContext::new_ephemeral();
            let app = family.app.clone();
            download::offer(&context, move || app.state::<AppWords>().get());
            let seed = WebView::builder().web_context(&context).build();
            let _ = send.send(family.build_first(&first, beside, |builder| builder.with_related_view(seed)));
        })?;
        receive.recv().map_err(|_| tauri::Error::WebviewNotFound)?
    }

    #[cfg(not(target_os = "linux"))]
    fn first_window(self: &Arc<Self>, first: &First, beside: Beside) -> tauri::Result<WebviewWindow<R>> {
        self.build_first(first, beside, |builder| builder)
    }

    fn build_first<'a>(
        self: &'a Arc<Self>,
        first: &First,
        beside: Beside,
        kinship: impl FnOnce(Builder<'a, R>) -> Builder<'a, R>,
    ) -> tauri::Result<WebviewWindow<R>> {
        let shown = Shown::of(&self.tenant.join("/"));
        let refusals = Refusals::default();
        let window = self.window(&self.label, &shown, first.clone(), &refusals).title(&self.name);
        let window = kinship(window).build()?;
        self.furnish(&window, shown, refusals, Some(beside));
        Ok(window)
    }

    /// One with the rules that hold for all of them.
    fn window<'a>(
        self: &'a Arc<Self>,
        label: &str,
        shown: &Shown,
        first: First,
        refusals: &Refusals,
    ) -> Builder<'a, R> {
        let name = self.name.clone();
        let (family, opener, shows) = (self.clone(), shown.clone(), shown.clone());
        let (judge, own, refused) = (self.clone(), label.to_owned(), refusals.clone());
        let (asker, of_windows) = (own.clone(), refused.clone());
        web_page::builder(&self.app, label, Downloads::Offered, move |url| {
            let may = judge.may_open(url) || first.take(url);
            if !may {
                judge.refuse(&own, &refused, url, Way::Either);
            }
            may
        })
        .on_new_window(move |url, features| {
            if !family.may_show(&url) {
                family.refuse(&asker, &of_windows, &url, Way::Window);
                return NewWindowResponse::Deny;
            }
            let window = family.pop_up(&opener, |builder| builder.window_features(features));
            window.map_or(NewWindowResponse::Deny, |window| NewWindowResponse::Create { window })
        })
        .on_page_load(move |window, payload| {
            if payload.event() == PageLoadEvent::Started {
                shows.set(payload.url());
                let _ = window.set_title(&format!("{name} – {}", shows.host().name));
            }
        })
    }

    fn furnish(self: &Arc<Self>, window: &WebviewWindow<R>, shown: Shown, refusals: Refusals, beside: Option<Beside>) {
        #[cfg(target_os = "linux")]
        {
            let (family, opener) = (self.clone(), shown.clone());
            web_page::on_empty_window(window, move |view| {
                family.pop_up(&opener, |builder| builder.with_related_view(view))
            });
        }
        app_bar::attach(window, shown, beside);
        refusals.listen(window);
        let (family, shut) = (self.clone(), window.clone());
        web_page::guard(window, Downloads::Offered, move |fault| match fault {
            Fault::Closed => drop(shut.destroy()),
            Fault::Interrupted(url) if family.may_show(&url) => {}
            Fault::Interrupted(url) => family.refuse(shut.label(), &refusals, &url, Way::Page),
            fault => page_fault::tell(&shut, &fault),
        });
    }

    /// The web engine asks only when a person clicked. `kinship` ties the new window to its opener.
    fn pop_up<'a>(
        self: &'a Arc<Self>,
        opener: &Shown,
        kinship: impl FnOnce(Builder<'a, R>) -> Builder<'a, R>,
    ) -> Option<WebviewWindow<R>> {
        if self.open_popups().count() >= MOST_POPUPS {
            tracing::info!("a page in an app window got no more windows");
            return None;
        }
        let label = format!("{}{}", self.popup_prefix(), self.popups.next());
        // Until it has a page of its own, what is in it is its opener's.
        let shown = opener.inherited();
        let title = format!("{} – {}", self.name, shown.host().name);
        let refusals = Refusals::default();
        let window = self.window(&label, &shown, First::default(), &refusals).title(title);
        let window = kinship(window).build().ok()?;
        self.furnish(&window, shown, refusals, None);
        Some(window)
    }

    fn may_open(&self, url: &Url) -> bool {
        AppWindow::may_open(&self.tenant, url)
    }

    fn may_show(&self, url: &Url) -> bool {
        AppWindow::may_show(&self.tenant, url)
    }

    /// Says in the window of that label that it does not open `url`.
    fn refuse(&self, label: &str, refusals: &Refusals, url: &Url, way: Way) {
        if let Some(window) = self.app.get_webview_window(label) {
            page_fault::refuse(&window, refusals, url, way, label == self.label);
        }
    }

    fn popup_prefix(&self) -> String {
        format!("{}-", self.label)
    }

    fn open_popups(&self) -> impl Iterator<Item = WebviewWindow<R>> {
        let prefix = self.popup_prefix();
        self.app.webview_windows().into_iter().filter(move |(label, _)| label.starts_with(&prefix)).map(|(_, it)| it)
    }

    fn close_popups(&self) {
        self.open_popups().for_each(|window| drop(window.destroy()));
    }
}

/// An address beside the rule that the window may open once: where our own page waits for it.
#[derive(Clone, Default)]
struct First(#[cfg(not(target_os = "linux"))] Arc<std::sync::Mutex<Option<Url>>>);

#[cfg(target_os = "linux")]
impl First {
    /// WebKitGTK needs no such address.
    #[allow(clippy::unused_self, reason = "elsewhere it is used")]
    const fn take(&self, _url: &Url) -> bool {
        false
    }
}

#[cfg(not(target_os = "linux"))]
impl First {
    fn take(&self, url: &Url) -> bool {
        let mut first = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        first.take_if(|first| first == url).is_some()
    }

    fn set(&self, url: Url) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(url);
    }
}

/// Its address is the tenant's, so that the app is told of the same origin as in a browser.
#[cfg(target_os = "linux")]
fn show_page<R: Runtime>(window: &WebviewWindow<R>, _first: &First, html: &str, base: &Url) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt;

    let (html, base) = (html.to_owned(), base.clone());
    window.with_webview(move |platform| platform.inner().load_html(&html, Some(base.as_str())))
}

#[cfg(not(target_os = "linux"))]
fn show_page<R: Runtime>(window: &WebviewWindow<R>, first: &First, html: &str, base: &Url) -> tauri::Result<()> {
    use crate::launch_page::LaunchPages;

    let url = window.state::<LaunchPages>().put(window.label(), html, base);
    let url = url.map_err(|_| tauri::Error::WebviewNotFound)?;
    let own = window.clone();
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Destroyed) {
            own.state::<LaunchPages>().forget(own.label());
        }
    });
    first.set(url.clone());
    window.navigate(url)
}

/// Closes the windows of one account, or those of none.
pub(crate) fn close<R: Runtime>(app: &AppHandle<R>, account: Option<&AccountId>) {
    let prefix = prefix(account);
    for (label, window) in app.webview_windows() {
        if label.starts_with(&prefix) {
            let _ = window.destroy();
        }
    }
}

/// The label says whose the window is: `app-<account>-`.
fn prefix(account: Option<&AccountId>) -> String {
    format!("{PREFIX}{}-", account.map_or("nobody", AccountId::as_str))
}

/// Without a dot before its domain it is for that host alone, which the core has seen to.
pub(crate) fn to_set(cookie: &Cookie) -> cookie::Cookie<'static> {
    cookie::Cookie::build((cookie.name.clone(), cookie.value.expose_secret().to_owned()))
        .domain(cookie.domain.clone())
        .path(cookie.path.clone())
        .secure(cookie.secure)
        .http_only(cookie.http_only)
        .build()
}
