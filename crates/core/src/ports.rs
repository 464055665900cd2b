//! All the outside world there is for the core, beside the network and the person's files: windows,
//! a browser, and a place to send views to. The shell implements it; tests do with a few lines.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::SecretString;
use tokio::sync::mpsc::UnboundedSender;
use url::Url;

use crate::clock::Clock;
use crate::navigation::refusal;
use crate::oauth::{Flow, Grant, Navigation};
use crate::problem::{Code, Result};
use crate::tenant::TenantUrl;
use crate::view::Update;

pub type Soon<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Windows and what happens in them. Nothing here waits for a person.
pub trait Windows: Send + Sync {
    /// Opens the one sign-in window, on an empty cookie jar, and tells `page` what happens in it.
    fn open_sign_in(&self, page: Arc<SignInPage>);
    /// Brings the sign-in window to the front.
    fn show_sign_in(&self);
    /// The cookies of the sign-in window, HttpOnly ones included.
    fn sign_in_cookies(&self) -> Soon<Vec<Cookie>>;
    fn close_sign_in(&self);
    /// Opens an app in a window of Portico's own.
    fn open_app(&self, window: AppWindow) -> Result<()>;
    fn close_app_windows(&self);
    /// Hands an address to the system's browser.
    fn open_in_browser(&self, url: &Url) -> Result<()>;
    fn publish(&self, update: Update);
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

/// What the sign-in window has to ask and to tell.
pub struct SignInPage {
    url: Url,
    tenant: TenantUrl,
    flow: Mutex<Flow>,
    clock: Arc<dyn Clock>,
    events: UnboundedSender<PageEvent>,
}

/// What happened in the sign-in window.
#[derive(Debug)]
pub enum PageEvent {
    /// A page of this host is on screen.
    Shown(String),
    /// The answer to the request, caught before it was requested.
    Finished(Result<Grant>),
    Closed,
    /// The page could not be shown, or its process ended: `E-AUTH-PAGE` or a TLS code.
    Failed(Code),
}

impl SignInPage {
    pub fn new(flow: Flow, tenant: TenantUrl, clock: Arc<dyn Clock>, events: UnboundedSender<PageEvent>) -> Self {
        Self { url: flow.authorize_url().clone(), tenant, flow: Mutex::new(flow), clock, events }
    }

    /// Where the window starts.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// The tenant's host, for the title until a page is there.
    pub fn host(&self) -> String {
        self.tenant.host()
    }

    /// Whether the window may open `url`. Quick, and never blocks: the window's thread waits for it.
    pub fn may_open(&self, url: &Url) -> bool {
        let verdict = self.flow.lock().unwrap_or_else(PoisonError::into_inner).on_navigation(url, self.clock.now());
        match verdict {
            Navigation::Follow => return true,
            Navigation::Refuse(refused) => {
                tracing::info!(scheme = url.scheme(), ?refused, "not opened in the sign-in window");
            }
            Navigation::Finish(answer) => self.tell(PageEvent::Finished(answer)),
        }
        false
    }

    pub fn tell(&self, event: PageEvent) {
        // The receiver is gone once the attempt ended; what the window still says is of no interest.
        let _ = self.events.send(event);
    }
}

/// An app to be shown, already signed in.
pub struct AppWindow {
    pub url: Url,
    pub name: String,
    pub tenant: TenantUrl,
    /// Set in memory before the first request.
    pub cookies: Arc<[Cookie]>,
}

impl AppWindow {
    /// Whether the window may open `url`.
    pub fn may_open(tenant: &TenantUrl, url: &Url) -> bool {
        refusal(url, tenant).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let cookie = Cookie {
                name: "a".into(),
                value: "b".into(),
                domain: domain.into(),
                path: "/".into(),
                secure: true,
                http_only: true,
            };
            assert_eq!((cookie.belongs_to(host), cookie.is_own_of(host)), (belongs, own), "{domain} {host}");
        }
    }
}
