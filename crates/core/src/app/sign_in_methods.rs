//! The three ways to sign in: a window whose redirect is caught, the system's browser, and the tenant's portal.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::sign_in_events::{SignInEvent, SignInEvents};
use super::state::App;
use super::unclaimed_session::UnclaimedSession;
use crate::accounts::identity::Identity;
use crate::apps::api;
use crate::cookie::Cookie;
use crate::error::{Code, Result};
use crate::platform::ExternalOpener;
use crate::session::credential::Credential;
use crate::session::{Session, TokenClient};
use crate::sign_in::loopback::server::Listener;
use crate::sign_in::oauth::flow::{AuthorizationCode, Flow, IssuerRule};
use crate::sign_in::page::{SignInFlow, SignInPage};
use crate::sign_in::portal::{CookieCheck, PortalSignIn};
use crate::sign_in::watchdog::Watchdog;
use crate::tenant::registration::ClientRegistration;
use crate::tenant::url::TenantUrl;
use crate::view::SignInStep;

/// Reading cookies asks the window's own process, which may be gone.
const COOKIE_READ_TIMEOUT: Duration = Duration::from_secs(3);
/// How often the portal's cookies are looked at while its page is on screen: it may sign people in
/// without loading another.
const COOKIE_POLL_INTERVAL: Duration = Duration::from_secs(2);

/// What an attempt gave.
pub(super) struct CompletedSignIn {
    pub(super) session: UnclaimedSession,
    /// Who it is, where that was asked on the way.
    pub(super) identity: Option<Identity>,
}

impl App {
    /// The tenant's page in a window, whose redirect is caught.
    pub(super) async fn sign_in_by_window(
        &self,
        attempt: &CancellationToken,
        token_client: TokenClient,
        issuer_rule: IssuerRule,
        replaced_cookies: Option<Arc<[Cookie]>>,
    ) -> Result<CompletedSignIn> {
        let flow = Flow::start(token_client.registration(), self.deps.clock.now())?.with_issuer_rule(issuer_rule);
        let redirect = flow.redirect_uri().clone();
        let is_renewal = replaced_cookies.is_some();
        let cookies = replaced_cookies.unwrap_or_default();
        let (page, mut events) =
            self.open_sign_in_window(attempt, SignInFlow::OAuth(Box::new(flow)), token_client.registration(), cookies);
        let code = loop {
            match events.next(self, Some(&redirect), None).await? {
                SignInEvent::RedirectReceived(code) => break code,
                SignInEvent::PageLoaded | SignInEvent::NoChange => {}
            }
        };
        drop(page);
        self.set_step(attempt, SignInStep::Finishing);
        let cookies = self.read_window_cookies(&token_client.registration().tenant);
        self.exchange_code(token_client, code, Some(cookies), is_renewal).await
    }

    /// The system's browser, which comes back to a port of this computer (RFC 8252 §7.3).
    pub(super) async fn sign_in_by_browser(
        &self,
        attempt: &CancellationToken,
        token_client: TokenClient,
        issuer_rule: IssuerRule,
        listener: Listener,
    ) -> Result<CompletedSignIn> {
        let clock = self.deps.clock.clone();
        let flow = Flow::start(token_client.registration(), clock.now())?.with_issuer_rule(issuer_rule);
        if !self.update_attempt(attempt, |sign_in| sign_in.authorize_url = Some(flow.authorize_url().clone())) {
            return Err(Code::AuthCancel.into());
        }
        self.deps.platform.open_external(flow.authorize_url(), ExternalOpener::Default).await?;
        self.set_step(attempt, SignInStep::Page);
        let code = listener.wait_for_callback(flow, &*clock).await?;
        self.set_step(attempt, SignInStep::Finishing);
        self.deps.platform.raise_main_window();
        // The browser's session at the portal is not Portico's to end.
        self.exchange_code(token_client, code, None::<std::future::Ready<_>>, true).await
    }

    /// The portal's own page, until its session cookie is there and `whoami` accepts it.
    pub(super) async fn sign_in_by_portal(
        &self,
        attempt: &CancellationToken,
        token_client: TokenClient,
    ) -> Result<CompletedSignIn> {
        let registration = token_client.registration().clone();
        let portal_sign_in = PortalSignIn::start(registration.tenant.clone());
        let (page, mut events) =
            self.open_sign_in_window(attempt, SignInFlow::Portal(portal_sign_in), &registration, Arc::default());
        // A value that the tenant could not be asked about yet.
        let mut unverified = None;
        loop {
            events.next(self, None, Some(COOKIE_POLL_INTERVAL)).await?;
            let Some(host) = events.host.clone() else { continue };
            let cookies = self.read_window_cookies(&registration.tenant).await;
            if let CookieCheck::Verify(value) = page.on_cookies(&host, &cookies) {
                unverified = Some(value);
            }
            let Some(value) = unverified.clone() else { continue };
            let cookies = Cookie::for_host(cookies, &registration.tenant.host());
            let Some((session, identity)) = self.verify_portal_cookie(&registration, value, cookies).await? else {
                continue;
            };
            unverified = None;
            if let Some(session) = session {
                self.set_step(attempt, SignInStep::Finishing);
                return Ok(CompletedSignIn { session, identity: Some(identity) });
            }
        }
    }

    /// Asks the tenant whose cookie it is: a session only where it is somebody's. `None` where the tenant could not be asked.
    async fn verify_portal_cookie(
        &self,
        registration: &ClientRegistration,
        value: SecretString,
        cookies: Vec<Cookie>,
    ) -> Result<Option<(Option<UnclaimedSession>, Identity)>> {
        let token_client = TokenClient::new(registration.clone(), None)?.tracked_by(&self.critical_tasks);
        let session = Session::from_credential(token_client, self.deps.clock.clone(), Credential::PortalCookie(value));
        let session = Arc::new(session.with_cookies(cookies.into()));
        let tasks = self.critical_tasks.clone();
        let verification = async move {
            let Some(identity) = api::whoami(&session).await else { return Ok(None) };
            let session = (!identity.user.is_empty()).then(|| UnclaimedSession::new(session, false, &tasks));
            Ok(Some((session, identity)))
        };
        self.critical_tasks.run(verification).await
    }

    fn open_sign_in_window(
        &self,
        attempt: &CancellationToken,
        flow: SignInFlow,
        registration: &ClientRegistration,
        cookies: Arc<[Cookie]>,
    ) -> (Arc<SignInPage>, SignInEvents) {
        let (events, receiver) = mpsc::unbounded_channel();
        let clock = self.deps.clock.clone();
        let page = Arc::new(SignInPage::new(flow, registration.tenant.clone(), cookies, clock, events));
        self.set_step(attempt, SignInStep::Opening);
        let watchdog = Watchdog::new(self.deps.clock.now());
        self.deps.platform.open_sign_in_window(page.clone());
        let tenant_host = registration.tenant.host();
        (page, SignInEvents { attempt: attempt.clone(), receiver, watchdog, host: None, tenant_host })
    }

    fn read_window_cookies(&self, tenant: &TenantUrl) -> impl Future<Output = Vec<Cookie>> + Send + use<> {
        let cookies = tokio::time::timeout(COOKIE_READ_TIMEOUT, self.deps.platform.sign_in_cookies(tenant));
        async move { cookies.await.unwrap_or_default() }
    }

    /// Exchanges the code in a task of its own. If the attempt ends meanwhile, what the tenant has issued is given back.
    async fn exchange_code(
        &self,
        token_client: TokenClient,
        code: AuthorizationCode,
        cookies: Option<impl Future<Output = Vec<Cookie>> + Send + 'static>,
        shares_portal_session: bool,
    ) -> Result<CompletedSignIn> {
        let (tasks, clock) = (self.critical_tasks.clone(), self.deps.clock.clone());
        let host = token_client.registration().tenant.host();
        let exchange = async move {
            let session = Session::from_authorization_code(token_client, code, clock);
            let session = match cookies {
                Some(cookies) => {
                    let (session, cookies) = tokio::join!(session, cookies);
                    session?.with_cookies(Cookie::for_host(cookies, &host).into())
                }
                None => session.await?,
            };
            Ok(CompletedSignIn {
                session: UnclaimedSession::new(Arc::new(session), shares_portal_session, &tasks),
                identity: None,
            })
        };
        self.critical_tasks.run(exchange).await
    }
}
