//! Decides for the sign-in window where it may go, and reports what happens in it.
//!
//! The shell owns the window and calls [`SignInPage`]; the core receives [`PageEvent`]s.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::UnboundedSender;
use url::Url;

use crate::clock::Clock;
use crate::cookie::Cookie;
use crate::error::{Code, Result};
use crate::sign_in::navigation_policy::{NavigationDecision, block_reason};
use crate::sign_in::oauth::flow::{AuthorizationCode, Flow, Navigation};
use crate::sign_in::portal::{CookieCheck, PortalSignIn};
use crate::tenant::url::TenantUrl;

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
