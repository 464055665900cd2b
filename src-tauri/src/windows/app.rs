//! Opens windows that show one app, already signed in.
//!
//! The session's cookies are put into the window's jar before the first request.

use portico_core::accounts::account::AccountId;
use portico_core::launch::request::InitialContent;
use portico_core::launch::window::{AppWindow, BrowserHandoff};
use portico_core::tenant::url::TenantUrl;
use portico_core::web_page::user_activation::BlockedKind;
use tauri::{AppHandle, Manager, Runtime, Url, WebviewWindow};

use crate::os;
use crate::remote_control::RunningApp;
use crate::webview::untrusted::{self, PageAccess, PageError, WindowCounter};
use crate::windows::page_group::{self, PageRules, PageWindow};

const LABEL_PREFIX: &str = "app-";

struct AppRules {
    name: String,
    tenant: TenantUrl,
    handoff: BrowserHandoff,
}

pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, counter: &WindowCounter, request: &AppWindow) -> tauri::Result<()> {
    let label = format!("{}{}", label_prefix(request.account.as_ref()), counter.next());
    let (name, tenant) = (request.name.clone(), request.tenant.clone());
    let rules = AppRules { name, tenant, handoff: request.browser_handoff() };
    let window = page_group::open(app, label, &request.tenant.join("/"), true, rules)?;
    let result = untrusted::set_cookies(&window, &request.cookies).and_then(|()| match &request.content {
        InitialContent::Address(url) => window.navigate(url.clone()),
        InitialContent::Page { html, base } => os::load_bearer_page(&window, html, base),
    });
    if result.is_err() {
        // A blank window would be worse than none.
        let _ = window.destroy();
    }
    result
}

/// Closes the windows of one account; `None` closes those without an account.
pub(crate) fn close<R: Runtime>(app: &AppHandle<R>, account: Option<&AccountId>) {
    os::cancel_print_dialogs();
    page_group::close_all(app, &label_prefix(account));
}

/// The label contains the account: `app-<account>-`.
fn label_prefix(account: Option<&AccountId>) -> String {
    format!("{LABEL_PREFIX}{}-", account.map_or("nobody", AccountId::as_str))
}

impl<R: Runtime> PageRules<R> for AppRules {
    const ACCESS: PageAccess = PageAccess::App;
    const MAX_POPUPS: usize = 5;

    fn title(&self, host: &str) -> String {
        format!("{} – {host}", self.name)
    }

    fn allow_navigation(&self, page: &PageWindow<R>, url: &Url) -> bool {
        let is_allowed = AppWindow::allows_url(&self.tenant, url) || os::is_bearer_page(page.app(), page.label(), url);
        if !is_allowed {
            show_blocked(page, url, BlockedKind::PageOrFrame);
        }
        is_allowed
    }

    fn allow_popup(&self, page: &PageWindow<R>, url: &Url) -> bool {
        let is_allowed = AppWindow::allows_page(&self.tenant, url);
        if !is_allowed {
            show_blocked(page, url, BlockedKind::Window);
        }
        is_allowed
    }

    fn on_popup_failed(&self) {
        tracing::info!("an app window has reached its limit of popups");
    }

    /// Only the first window continues in the browser: a popup is part of what the page does.
    fn on_created(&self, page: &PageWindow<R>, window: &WebviewWindow<R>) {
        let (app, handoff) = (page.app().clone(), self.handoff.clone());
        let open_in_browser = move || app.state::<RunningApp<R>>().open_in_browser(handoff.clone());
        os::attach_app_bar(window, page.origin.clone(), (!page.is_popup).then_some(open_in_browser));
    }

    fn on_error(&self, page: &PageWindow<R>, error: PageError) {
        match error {
            PageError::Closed => page.destroy(),
            PageError::Interrupted(url) if AppWindow::allows_page(&self.tenant, &url) => {}
            PageError::Interrupted(url) => show_blocked(page, &url, BlockedKind::Page),
            error => page.window().iter().for_each(|window| os::show_page_error(window, &error)),
        }
    }
}

/// Tells the user that `url` is blocked.
fn show_blocked<R: Runtime>(page: &PageWindow<R>, url: &Url, kind: BlockedKind) {
    page.window().iter().for_each(|window| os::show_blocked(window, url, kind, !page.is_popup));
}
