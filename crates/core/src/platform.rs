//! All the outside world there is for the core, beside the network and the person's files: windows,
//! a browser, and a place to send views to. The shell implements it; tests do with a few lines.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;
use tokio::sync::mpsc::UnboundedSender;
use url::Url;

use crate::accounts::account::AccountId;
use crate::clock::Clock;
use crate::error::{Code, Result};
use crate::launch::request::InitialContent;
use crate::launch::target::BrowserTarget;
use crate::sign_in::navigation_policy::{NavigationDecision, app_block_reason, block_reason};
use crate::sign_in::oauth::flow::{AuthorizationCode, Flow, Navigation};
use crate::sign_in::portal::{CookieCheck, PortalSignIn};
use crate::tenant::url::TenantUrl;
use crate::view::ViewUpdate;

pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Windows and what happens in them. Nothing here waits for a person.
pub trait Platform: Send + Sync {
    /// Opens the one sign-in window, out of sight, with nothing in its cookie jar but what `page`
    /// brings, and tells `page` what happens in it.
    fn open_sign_in_window(&self, page: Arc<SignInPage>);
    /// Shows the sign-in window, in front.
    fn show_sign_in_window(&self);
    /// The cookies of the sign-in window with which it asks this tenant, HttpOnly ones included.
    fn sign_in_cookies(&self, tenant: &TenantUrl) -> BoxFuture<Vec<Cookie>>;
    fn close_sign_in_window(&self);
    /// Opens an app in a window of Portico's own.
    fn open_app_window(&self, window: AppWindow) -> Result<()>;
    /// Of one account, or of none: a demo, and a person whom the tenant has not named yet.
    fn close_app_windows(&self, account: Option<&AccountId>);
    /// Hands an address to a program outside. `E-LAUNCH-PLACE` where that program, or its profile, is not
    /// there; `E-LAUNCH-OPEN` where it gave up.
    fn open_external(&self, url: &Url, opener: ExternalOpener) -> BoxFuture<Result<()>>;
    /// Brings the main window to the front.
    fn raise_main_window(&self);
    fn publish(&self, update: ViewUpdate);
}

/// A program outside that opens addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExternalOpener {
    /// Whatever the system has for it.
    Default,
    Browser(BrowserTarget),
    /// A command of the settings: a program and its arguments, one with a placeholder in it.
    Command(Vec<String>),
}

/// A session cookie, in memory on its way from the sign-in window to an app window.
#[derive(Clone, Debug)]
pub struct Cookie {
    pub name: String,
    pub value: SecretString,
    pub domain: String,
    pub path: String,
    pub secure: bool,
    pub http_only: bool,
}

impl Cookie {
    /// Whether requests to `host` carry it: it is the host's own, or of a domain above. The leading
    /// dot of a domain is lost on some systems.
    pub fn domain_matches(&self, host: &str) -> bool {
        let (domain, host) = (self.domain().to_ascii_lowercase(), without_port(host).to_ascii_lowercase());
        host == domain || host.ends_with(&format!(".{domain}"))
    }

    /// What a window is given: those that requests to `host` carry, and each for that host alone. One of
    /// a domain above comes after the host's own of the same name, which nobody else can have set.
    pub fn for_host(cookies: Vec<Self>, host: &str) -> Vec<Self> {
        let (host_cookies, parent_cookies): (Vec<_>, Vec<_>) =
            cookies.into_iter().filter(|cookie| cookie.domain_matches(host)).partition(|it| it.is_scoped_to(host));
        let mut selected: Vec<Self> = Vec::new();
        for cookie in host_cookies.into_iter().chain(parent_cookies) {
            if !selected.iter().any(|other| other.name == cookie.name && other.path == cookie.path) {
                selected.push(Self { domain: without_port(host).to_ascii_lowercase(), ..cookie });
            }
        }
        selected
    }

    /// Whether no other host but those below `host` can have set it. A domain above is shared with
    /// the other tenants of the vendor.
    pub fn is_scoped_to(&self, host: &str) -> bool {
        without_port(host).eq_ignore_ascii_case(self.domain())
    }

    fn domain(&self) -> &str {
        self.domain.trim_start_matches('.')
    }
}

fn without_port(host: &str) -> &str {
    let name_and_port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    name_and_port.map_or(host, |(name, _)| name)
}

/// What the sign-in window, and each window that its pages open, has to ask and to tell.
pub struct SignInPage {
    url: Url,
    tenant: TenantUrl,
    flow: Mutex<SignInFlow>,
    cookies: Arc<[Cookie]>,
    clock: Arc<dyn Clock>,
    events: UnboundedSender<PageEvent>,
}

/// What decides where the window may go, and when it is done.
pub enum SignInFlow {
    OAuth(Box<Flow>),
    Portal(PortalSignIn),
}

/// What happened in the sign-in window.
#[derive(Debug)]
pub enum PageEvent {
    /// The page at this address began to load.
    LoadStarted(Url),
    /// It is there.
    LoadFinished,
    /// The answer to the request, caught before it was requested.
    RedirectReceived(Result<AuthorizationCode>),
    /// The page wanted another window, and did not get it.
    PopupBlocked,
    Closed,
    /// The page could not be shown, or its process ended: `E-AUTH-PAGE`, `E-AUTH-CRASH`, or a TLS code.
    Failed(Code),
}

impl SignInPage {
    pub fn new(
        flow: SignInFlow,
        tenant: TenantUrl,
        cookies: Arc<[Cookie]>,
        clock: Arc<dyn Clock>,
        events: UnboundedSender<PageEvent>,
    ) -> Self {
        let url = match &flow {
            SignInFlow::OAuth(oauth) => oauth.authorize_url().clone(),
            SignInFlow::Portal(portal) => portal.start_url(),
        };
        Self { url, tenant, flow: Mutex::new(flow), cookies, clock, events }
    }

    /// Where the window starts.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// The tenant's host, for the title until a page is there.
    pub fn host(&self) -> String {
        self.tenant.host()
    }

    /// Set in memory before the first request: of the session that is renewed.
    pub fn cookies(&self) -> &[Cookie] {
        &self.cookies
    }

    /// Whether the window may open `url`. Quick, and never blocks: the window's thread waits for it.
    pub fn allow_navigation(&self, url: &Url) -> bool {
        let now = self.clock.now();
        let block_reason = match &mut *self.flow() {
            SignInFlow::OAuth(oauth) => match oauth.on_navigation(url, now) {
                Navigation::Allow => return true,
                Navigation::Block(reason) => reason,
                Navigation::Finish(result) => {
                    self.emit(PageEvent::RedirectReceived(result));
                    return false;
                }
            },
            SignInFlow::Portal(portal) => match portal.on_navigation(url, now) {
                NavigationDecision::Allow => return true,
                NavigationDecision::Block(reason) => reason,
                NavigationDecision::RedirectLoop => {
                    self.emit(PageEvent::RedirectReceived(Err(Code::AuthLoop.into())));
                    return false;
                }
            },
        };
        tracing::info!(scheme = url.scheme(), ?block_reason, "not opened in the sign-in window");
        false
    }

    /// Whether a page may open another window at `url`: one like the first, with the same rules.
    pub fn allow_popup(&self, url: &Url) -> bool {
        let is_allowed = block_reason(url, &self.tenant).is_none();
        if !is_allowed {
            self.emit(PageEvent::PopupBlocked);
        }
        is_allowed
    }

    /// What the window's cookies mean while a page of `host` is on screen. `Wait` where they mean nothing.
    pub fn on_cookies(&self, host: &str, cookies: &[Cookie]) -> CookieCheck {
        match &mut *self.flow() {
            SignInFlow::OAuth(_) => CookieCheck::Wait,
            SignInFlow::Portal(portal) => portal.check_cookies(host, cookies),
        }
    }

    pub fn emit(&self, event: PageEvent) {
        // The receiver is gone once the attempt ended; what the window still says is of no interest.
        let _ = self.events.send(event);
    }

    fn flow(&self) -> MutexGuard<'_, SignInFlow> {
        self.flow.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An app to be shown, already signed in.
pub struct AppWindow {
    /// Whose it is; none in a demo, and until the tenant has named the person.
    pub account: Option<AccountId>,
    /// The app's, to open it elsewhere as well.
    pub key: String,
    pub name: String,
    pub content: InitialContent,
    /// The app's, for any browser: no credential is in it.
    pub url: Url,
    pub tenant: TenantUrl,
    /// Set in memory before the first request.
    pub cookies: Arc<[Cookie]>,
}

/// An app that has a window, to be opened in the browser beside it. The fields are the window's.
#[derive(Clone, Debug)]
pub struct BrowserHandoff {
    pub account: Option<AccountId>,
    pub key: String,
    pub name: String,
    pub url: Url,
}

impl AppWindow {
    pub fn browser_handoff(&self) -> BrowserHandoff {
        let Self { account, key, name, url, .. } = self;
        BrowserHandoff { account: account.clone(), key: key.clone(), name: name.clone(), url: url.clone() }
    }

    /// Whether the window, or a frame in it, may open `url`, or make a file of it.
    pub fn allows_url(tenant: &TenantUrl, url: &Url) -> bool {
        app_block_reason(url, tenant).is_none()
    }

    /// Whether `url` may be the window's page. A `data:` address may not: there it would be nobody's, and could look
    /// like anybody's.
    pub fn allows_page(tenant: &TenantUrl, url: &Url) -> bool {
        url.scheme() != "data" && Self::allows_url(tenant, url)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn cookie(name: &str, value: &str, domain: &str, path: &str) -> Cookie {
        Cookie {
            name: name.into(),
            value: value.into(),
            domain: domain.into(),
            path: path.into(),
            secure: true,
            http_only: true,
        }
    }

    #[test]
    fn cookie_host_matching_follows_domain() {
        for (domain, host, matches, is_scoped) in [
            ("acme.my.idaptive.app", "acme.my.idaptive.app", true, true),
            (".ACME.my.idaptive.app", "acme.my.idaptive.app:8443", true, true),
            ("my.idaptive.app", "acme.my.idaptive.app", true, false),
            ("other.my.idaptive.app", "acme.my.idaptive.app", false, false),
            ("me.my.idaptive.app", "acme.my.idaptive.app", false, false),
            ("a.acme.my.idaptive.app", "acme.my.idaptive.app", false, false),
            ("", "acme.my.idaptive.app", false, false),
            ("127.0.0.1", "127.0.0.1:3000", true, true),
            ("[::1]", "[::1]", true, true),
        ] {
            let cookie = cookie("a", "b", domain, "/");
            assert_eq!(
                (cookie.domain_matches(host), cookie.is_scoped_to(host)),
                (matches, is_scoped),
                "{domain} {host}"
            );
        }
    }

    #[test]
    fn cookies_for_host_keep_only_that_host_and_prefer_its_own() {
        let cookies = vec![
            cookie("affinity", "above", "idaptive.app", "/"),
            cookie("session", "tossed", ".my.idaptive.app", "/"),
            cookie("session", "own", ".ACME.my.idaptive.app", "/"),
            cookie("session", "deeper", "my.idaptive.app", "/my"),
            cookie("other", "x", "other.my.idaptive.app", "/"),
            cookie("idp", "x", "login.idp.test", "/"),
            cookie("below", "x", "a.acme.my.idaptive.app", "/"),
        ];
        let cookies = Cookie::for_host(cookies, "Acme.my.idaptive.app:8443");
        let summaries: Vec<_> =
            cookies.iter().map(|cookie| (cookie.name.as_str(), cookie.value.expose_secret(), &*cookie.path)).collect();
        assert_eq!(summaries, [("session", "own", "/"), ("affinity", "above", "/"), ("session", "deeper", "/my")]);
        assert!(
            cookies.iter().all(|cookie| cookie.domain == "acme.my.idaptive.app" && cookie.secure && cookie.http_only)
        );
    }
}
