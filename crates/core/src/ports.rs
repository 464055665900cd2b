//! All the outside world there is for the core, beside the network and the person's files: windows,
//! a browser, and a place to send views to. The shell implements it; tests do with a few lines.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;
use tokio::sync::mpsc::UnboundedSender;
use url::Url;

use crate::account::AccountId;
use crate::clock::Clock;
use crate::launch::Start;
use crate::navigation::{Verdict, app_refusal, refusal};
use crate::oauth::{Flow, Grant, Navigation};
use crate::place::Chosen;
use crate::portal::{Finding, Visit};
use crate::problem::{Code, Result};
use crate::tenant::TenantUrl;
use crate::view::Update;

pub type Soon<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Windows and what happens in them. Nothing here waits for a person.
pub trait Windows: Send + Sync {
    /// Opens the one sign-in window, out of sight, with nothing in its cookie jar but what `page`
    /// brings, and tells `page` what happens in it.
    fn open_sign_in(&self, page: Arc<SignInPage>);
    /// Shows the sign-in window, in front.
    fn show_sign_in(&self);
    /// The cookies of the sign-in window with which it asks this tenant, HttpOnly ones included.
    fn sign_in_cookies(&self, tenant: &TenantUrl) -> Soon<Vec<Cookie>>;
    fn close_sign_in(&self);
    /// Opens an app in a window of Portico's own.
    fn open_app(&self, window: AppWindow) -> Result<()>;
    /// Of one account, or of none: a demo, and a person whom the tenant has not named yet.
    fn close_app_windows(&self, account: Option<&AccountId>);
    /// Hands an address to a program outside. `E-LAUNCH-PLACE` where that program, or its profile, is not
    /// there; `E-LAUNCH-OPEN` where it gave up.
    fn open_outside(&self, url: &Url, program: Outside) -> Soon<Result<()>>;
    /// Brings the main window to the front.
    fn raise(&self);
    fn publish(&self, update: Update);
}

/// A program outside that opens addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// Whatever the system has for it.
    Default,
    Browser(Chosen),
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
    pub fn belongs_to(&self, host: &str) -> bool {
        let (domain, host) = (self.domain().to_ascii_lowercase(), without_port(host).to_ascii_lowercase());
        host == domain || host.ends_with(&format!(".{domain}"))
    }

    /// What a window is given: those that requests to `host` carry, and each for that host alone. One of
    /// a domain above comes after the host's own of the same name, which nobody else can have set.
    pub fn for_host(cookies: Vec<Self>, host: &str) -> Vec<Self> {
        let (own, above): (Vec<_>, Vec<_>) =
            cookies.into_iter().filter(|it| it.belongs_to(host)).partition(|it| it.is_own_of(host));
        let mut kept: Vec<Self> = Vec::new();
        for cookie in own.into_iter().chain(above) {
            if !kept.iter().any(|it| it.name == cookie.name && it.path == cookie.path) {
                kept.push(Self { domain: without_port(host).to_ascii_lowercase(), ..cookie });
            }
        }
        kept
    }

    /// Whether no other host but those below `host` can have set it. A domain above is shared with
    /// the other tenants of the vendor.
    pub fn is_own_of(&self, host: &str) -> bool {
        without_port(host).eq_ignore_ascii_case(self.domain())
    }

    fn domain(&self) -> &str {
        self.domain.trim_start_matches('.')
    }
}

fn without_port(host: &str) -> &str {
    let parts = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    parts.map_or(host, |(name, _)| name)
}

/// What the sign-in window, and each window that its pages open, has to ask and to tell.
pub struct SignInPage {
    url: Url,
    tenant: TenantUrl,
    machine: Mutex<Machine>,
    cookies: Arc<[Cookie]>,
    clock: Arc<dyn Clock>,
    events: UnboundedSender<PageEvent>,
}

/// What decides where the window may go, and when it is done.
pub enum Machine {
    Flow(Box<Flow>),
    Visit(Visit),
}

/// What happened in the sign-in window.
#[derive(Debug)]
pub enum PageEvent {
    /// The page at this address began to load.
    Began(Url),
    /// It is there.
    Finished,
    /// The answer to the request, caught before it was requested.
    Answered(Result<Grant>),
    /// The page wanted another window, and did not get it.
    PopupRefused,
    Closed,
    /// The page could not be shown, or its process ended: `E-AUTH-PAGE`, `E-AUTH-CRASH`, or a TLS code.
    Failed(Code),
}

impl SignInPage {
    pub fn new(
        machine: Machine,
        tenant: TenantUrl,
        cookies: Arc<[Cookie]>,
        clock: Arc<dyn Clock>,
        events: UnboundedSender<PageEvent>,
    ) -> Self {
        let url = match &machine {
            Machine::Flow(flow) => flow.authorize_url().clone(),
            Machine::Visit(visit) => visit.url(),
        };
        Self { url, tenant, machine: Mutex::new(machine), cookies, clock, events }
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
    pub fn may_open(&self, url: &Url) -> bool {
        let now = self.clock.now();
        let refused = match &mut *self.machine() {
            Machine::Flow(flow) => match flow.on_navigation(url, now) {
                Navigation::Follow => return true,
                Navigation::Refuse(refused) => refused,
                Navigation::Finish(answer) => {
                    self.tell(PageEvent::Answered(answer));
                    return false;
                }
            },
            Machine::Visit(visit) => match visit.on_navigation(url, now) {
                Verdict::Follow => return true,
                Verdict::Refuse(refused) => refused,
                Verdict::Loop => {
                    self.tell(PageEvent::Answered(Err(Code::AuthLoop.into())));
                    return false;
                }
            },
        };
        tracing::info!(scheme = url.scheme(), ?refused, "not opened in the sign-in window");
        false
    }

    /// Whether a page may open another window at `url`: one like the first, with the same rules.
    pub fn may_pop_up(&self, url: &Url) -> bool {
        let may = refusal(url, &self.tenant).is_none();
        if !may {
            self.tell(PageEvent::PopupRefused);
        }
        may
    }

    /// What the window's cookies mean while a page of `host` is on screen. `Wait` where they mean nothing.
    pub fn on_cookies(&self, host: &str, cookies: &[Cookie]) -> Finding {
        match &mut *self.machine() {
            Machine::Flow(_) => Finding::Wait,
            Machine::Visit(visit) => visit.on_cookies(host, cookies),
        }
    }

    pub fn tell(&self, event: PageEvent) {
        // The receiver is gone once the attempt ended; what the window still says is of no interest.
        let _ = self.events.send(event);
    }

    fn machine(&self) -> MutexGuard<'_, Machine> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An app to be shown, already signed in.
pub struct AppWindow {
    /// Whose it is; none in a demo, and until the tenant has named the person.
    pub account: Option<AccountId>,
    /// The app's, to open it elsewhere as well.
    pub key: String,
    pub name: String,
    pub start: Start,
    /// The app's, for any browser: no credential is in it.
    pub address: Url,
    pub tenant: TenantUrl,
    /// Set in memory before the first request.
    pub cookies: Arc<[Cookie]>,
}

/// An app that has a window, to be opened in the browser beside it. The fields are the window's.
#[derive(Clone, Debug)]
pub struct Beside {
    pub account: Option<AccountId>,
    pub key: String,
    pub name: String,
    pub address: Url,
}

impl AppWindow {
    pub fn beside(&self) -> Beside {
        let Self { account, key, name, address, .. } = self;
        Beside { account: account.clone(), key: key.clone(), name: name.clone(), address: address.clone() }
    }

    /// Whether the window, or a frame in it, may open `url`, or make a file of it.
    pub fn may_open(tenant: &TenantUrl, url: &Url) -> bool {
        app_refusal(url, tenant).is_none()
    }

    /// Whether `url` may be the window's page. A `data:` address may not: there it would be nobody's, and could look
    /// like anybody's.
    pub fn may_show(tenant: &TenantUrl, url: &Url) -> bool {
        url.scheme() != "data" && Self::may_open(tenant, url)
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
    fn whose_cookie_it_is() {
        for (domain, host, belongs, own) in [
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
            assert_eq!((cookie.belongs_to(host), cookie.is_own_of(host)), (belongs, own), "{domain} {host}");
        }
    }

    #[test]
    fn a_window_gets_cookies_for_the_tenants_host_and_no_other() {
        let cookies = vec![
            cookie("affinity", "above", "idaptive.app", "/"),
            cookie("session", "tossed", ".my.idaptive.app", "/"),
            cookie("session", "own", ".ACME.my.idaptive.app", "/"),
            cookie("session", "deeper", "my.idaptive.app", "/my"),
            cookie("other", "x", "other.my.idaptive.app", "/"),
            cookie("idp", "x", "login.idp.test", "/"),
            cookie("below", "x", "a.acme.my.idaptive.app", "/"),
        ];
        let given = Cookie::for_host(cookies, "Acme.my.idaptive.app:8443");
        let short: Vec<_> = given.iter().map(|it| (it.name.as_str(), it.value.expose_secret(), &*it.path)).collect();
        assert_eq!(short, [("session", "own", "/"), ("affinity", "above", "/"), ("session", "deeper", "/my")]);
        assert!(given.iter().all(|it| it.domain == "acme.my.idaptive.app" && it.secure && it.http_only));
    }
}
