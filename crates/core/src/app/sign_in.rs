//! Signing in, by each of three ways: one attempt at a time, which ends in a session or in a problem.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::sign_in_events::{SignInEvent, SignInEvents};
use super::state::{App, Dependencies, SessionState, SignInAttempt, State};
use crate::accounts::identity::Identity;
use crate::apps::api;
use crate::cookie::Cookie;
use crate::error::{Code, Error, Result};
use crate::platform::ExternalOpener;
use crate::session::credential::Credential;
use crate::session::{Session, TokenClient};
use crate::setup_check;
use crate::sign_in::loopback::server::Listener;
use crate::sign_in::oauth::flow::{Flow, SIGN_IN_TIMEOUT};
use crate::sign_in::oauth::metadata::{self, AuthServerMetadata};
use crate::sign_in::page::{SignInFlow, SignInPage};
use crate::sign_in::portal::{CookieCheck, PortalSignIn};
use crate::sign_in::watchdog::Watchdog;
use crate::tenant::registration::ClientRegistration;
use crate::tenant::url::TenantUrl;
use crate::view::{SignInMethod, SignInStep};

/// Reading cookies asks the window's own process, which may be gone.
const COOKIE_READ_TIMEOUT: Duration = Duration::from_secs(3);
/// How often the portal's cookies are looked at while its page is on screen: it may sign people in
/// without loading another.
const COOKIE_POLL_INTERVAL: Duration = Duration::from_secs(2);

/// What an attempt gave.
pub(super) struct CompletedSignIn {
    pub(super) session: Session,
    /// Who it is, where that was asked on the way.
    pub(super) identity: Option<Identity>,
}

impl App {
    /// Signs in by the way that is set, or by another. While a sign-in is under way, begins anew; while
    /// signed in, gets a session to take the place of the one that ends.
    pub async fn sign_in(self: &Arc<Self>, method: Option<SignInMethod>) {
        let (cancel, canceled) = oneshot::channel();
        let (registration, attempt, replacing) = {
            let mut state = self.state();
            let Some(registration) = state.registration.clone() else { return };
            let replacing = match &mut state.session_state {
                SessionState::SignedOut { .. } | SessionState::Restoring { .. } => None,
                SessionState::SignedIn { session, ends_at } => Some((session.clone(), *ends_at)),
                SessionState::SigningIn(sign_in) => {
                    if let Some(cancel) = sign_in.cancel.take() {
                        // Err: it has just ended by itself.
                        let _ = cancel.send(());
                    }
                    sign_in.replacing.clone()
                }
                SessionState::FirstRun { .. } | SessionState::Confirm { .. } | SessionState::Locked => return,
            };
            let method = method.unwrap_or(registration.sign_in_method);
            let registration = registration.with_sign_in_method(method);
            let id = state.begin_attempt();
            state.session_state = SessionState::SigningIn(Box::new(SignInAttempt {
                id,
                method,
                step: SignInStep::Checking,
                host: None,
                warning: None,
                authorize_url: None,
                cancel: Some(cancel),
                replacing: replacing.clone(),
            }));
            (registration, id, replacing)
        };
        self.publish_session();
        let is_renewal = replacing.is_some();
        let cookies = replacing.map(|(session, _)| session.cookies()).unwrap_or_default();
        let running = async {
            let _guard = self.sign_in_lock.lock().await;
            // Dropped before the turn is given on, also when this is cancelled.
            let _window = CloseWindowGuard(&self.deps);
            self.run_attempt(attempt, &registration, cookies).await
        };
        let mut canceled = std::pin::pin!(canceled);
        let result = tokio::select! {
            biased;
            // Only a Cancel: the sender is also dropped when the stage moves on.
            Ok(()) = &mut canceled => Err(Code::AuthCancel.into()),
            result = running => result,
        };
        match result {
            Ok(completed) => {
                self.activate_session(attempt, completed, registration.sign_in_method, is_renewal, canceled).await
            }
            Err(error) => self.fail_sign_in(attempt, error),
        }
    }

    /// Ends the attempt under way, whatever its page is doing.
    pub fn cancel_sign_in(&self) {
        if let SessionState::SigningIn(sign_in) = &mut self.state().session_state
            && let Some(cancel) = sign_in.cancel.take()
        {
            // Err: the attempt has just ended by itself.
            let _ = cancel.send(());
        }
    }

    pub fn show_sign_in_window(&self) {
        self.deps.platform.show_sign_in_window();
    }

    /// The address at which the sign-in under way begins, for another browser than the default.
    ///
    /// # Errors
    /// `E-AUTH-CANCEL` where none waits for a browser.
    pub fn sign_in_url(&self) -> Result<String> {
        match &self.state().session_state {
            SessionState::SigningIn(sign_in) => sign_in.authorize_url.as_ref().map(|url| url.as_str().to_owned()),
            _ => None,
        }
        .ok_or_else(|| Code::AuthCancel.into())
    }

    /// From the first look at the tenant to a session.
    async fn run_attempt(
        &self,
        attempt: u64,
        registration: &ClientRegistration,
        cookies: Arc<[Cookie]>,
    ) -> Result<CompletedSignIn> {
        if !self.state().is_current_attempt(attempt) {
            return Err(Code::AuthCancel.into());
        }
        let secret = self.client_secret(registration).await?;
        let exchange = async {
            let mut registration = registration.clone();
            // Before anything is asked: port 0 stands for whichever is free.
            let listener = match registration.sign_in_method {
                SignInMethod::Browser => Some(Listener::bind(&registration.redirect_uri).await?),
                SignInMethod::Webview | SignInMethod::Portal => None,
            };
            if let Some(listener) = &listener {
                listener.redirect_uri().clone_into(&mut registration.redirect_uri);
            }
            let (preflight, metadata) = tokio::join!(setup_check::preflight(&registration, secret.as_ref()), async {
                match registration.sign_in_method {
                    SignInMethod::Webview | SignInMethod::Browser => metadata::fetch_metadata(&registration).await,
                    SignInMethod::Portal => None,
                }
            });
            preflight?;
            let method = registration.sign_in_method;
            let endpoint = TokenClient::new(registration, secret)?;
            match (method, listener) {
                (SignInMethod::Portal, _) => self.sign_in_by_portal(attempt, endpoint).await,
                (_, Some(listener)) => self.sign_in_by_browser(attempt, endpoint, metadata, listener).await,
                (_, None) => self.sign_in_by_window(attempt, endpoint, metadata, cookies).await,
            }
        };
        tokio::time::timeout(SIGN_IN_TIMEOUT, exchange).await.map_err(|_| Error::new(Code::AuthTimeout))?
    }

    /// The tenant's page in a window, whose redirect is caught.
    async fn sign_in_by_window(
        &self,
        attempt: u64,
        endpoint: TokenClient,
        metadata: Option<AuthServerMetadata>,
        cookies: Arc<[Cookie]>,
    ) -> Result<CompletedSignIn> {
        let clock = self.deps.clock.clone();
        let flow = Flow::start(endpoint.registration(), clock.now())?.with_metadata(metadata);
        let redirect = flow.redirect_uri().clone();
        let (page, mut events) =
            self.open_sign_in_window(attempt, SignInFlow::OAuth(Box::new(flow)), endpoint.registration(), cookies);
        let code = loop {
            match events.next(self, Some(&redirect), None).await? {
                SignInEvent::RedirectReceived(code) => break code,
                SignInEvent::PageLoaded | SignInEvent::NoChange => {}
            }
        };
        drop(page);
        self.set_step(attempt, SignInStep::Finishing);
        let tenant = endpoint.registration().tenant.clone();
        let (session, cookies) =
            tokio::join!(Session::from_authorization_code(endpoint, code, clock), self.read_window_cookies(&tenant));
        let tenant_cookies = Cookie::for_host(cookies, &tenant.host());
        Ok(CompletedSignIn { session: session?.with_cookies(tenant_cookies.into()), identity: None })
    }

    /// The system's browser, which comes back to a port of this computer (RFC 8252 §7.3).
    async fn sign_in_by_browser(
        &self,
        attempt: u64,
        endpoint: TokenClient,
        metadata: Option<AuthServerMetadata>,
        listener: Listener,
    ) -> Result<CompletedSignIn> {
        let clock = self.deps.clock.clone();
        let flow = Flow::start(endpoint.registration(), clock.now())?.with_metadata(metadata);
        {
            let mut state = self.state();
            let Some(sign_in) = state.sign_in_attempt(attempt) else { return Err(Code::AuthCancel.into()) };
            sign_in.authorize_url = Some(flow.authorize_url().clone());
        }
        self.deps.platform.open_external(flow.authorize_url(), ExternalOpener::Default).await?;
        self.set_step(attempt, SignInStep::Page);
        let code = listener.wait_for_callback(flow, &*clock).await?;
        self.set_step(attempt, SignInStep::Finishing);
        self.deps.platform.raise_main_window();
        Ok(CompletedSignIn { session: Session::from_authorization_code(endpoint, code, clock).await?, identity: None })
    }

    /// The portal's own page, until its session cookie is there and `whoami` accepts it.
    async fn sign_in_by_portal(&self, attempt: u64, endpoint: TokenClient) -> Result<CompletedSignIn> {
        let registration = endpoint.registration().clone();
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
            let endpoint = TokenClient::new(registration.clone(), None)?;
            let session = Session::from_credential(endpoint, self.deps.clock.clone(), Credential::PortalCookie(value));
            let Some(identity) = api::whoami(&session).await else { continue };
            unverified = None;
            if identity.user.is_empty() {
                continue;
            }
            self.set_step(attempt, SignInStep::Finishing);
            let tenant_cookies = Cookie::for_host(cookies, &registration.tenant.host());
            return Ok(CompletedSignIn {
                session: session.with_cookies(tenant_cookies.into()),
                identity: Some(identity),
            });
        }
    }

    fn open_sign_in_window(
        &self,
        attempt: u64,
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
        (page, SignInEvents { attempt, receiver, watchdog, host: None, tenant_host })
    }

    async fn read_window_cookies(&self, tenant: &TenantUrl) -> Vec<Cookie> {
        let cookies = tokio::time::timeout(COOKIE_READ_TIMEOUT, self.deps.platform.sign_in_cookies(tenant));
        cookies.await.unwrap_or_default()
    }

    pub(super) fn set_step(&self, attempt: u64, step: SignInStep) {
        self.update_attempt(attempt, |sign_in| sign_in.step = step);
    }

    /// Changes what is shown of the attempt, if it is still the one.
    pub(super) fn update_attempt(&self, attempt: u64, change: impl FnOnce(&mut SignInAttempt)) {
        {
            let mut state = self.state();
            let Some(sign_in) = state.sign_in_attempt(attempt) else { return };
            change(sign_in);
        }
        self.publish_session();
    }

    pub(super) fn fail_sign_in(&self, attempt: u64, mut error: Error) {
        tracing::info!(code = error.code.as_str(), "not signed in");
        {
            let mut state = self.state();
            let host = state.registration.as_ref().map(|registration| registration.tenant.host());
            // A later attempt, or a later decision, is not undone by an earlier one.
            let Some(sign_in) = state.sign_in_attempt(attempt) else { return };
            let replacing = sign_in.replacing.take();
            error.host = error.host.or(host);
            // A person who pressed Cancel knows that.
            let error = (error.code != Code::AuthCancel).then_some(error);
            match replacing.filter(|(session, _)| !session.is_retired()) {
                Some((session, ends_at)) => {
                    state.session_state = SessionState::SignedIn { session, ends_at };
                    if error.is_some() {
                        state.list.freshness.problem = error;
                    }
                }
                None => {
                    state.launch_queue.fail_pending(error.as_ref());
                    state.session_state = SessionState::SignedOut { error };
                }
            }
        }
        self.idle_lock_changed.notify_one();
        self.publish_freshness();
        self.publish_session();
        self.publish_launches();
    }
}

/// Whatever comes of an attempt, its window goes with it.
struct CloseWindowGuard<'a>(&'a Dependencies);

impl Drop for CloseWindowGuard<'_> {
    fn drop(&mut self) {
        self.0.platform.close_sign_in_window();
    }
}

impl State {
    pub(super) fn is_current_attempt(&self, id: u64) -> bool {
        matches!(&self.session_state, SessionState::SigningIn(sign_in) if sign_in.id == id)
    }

    fn sign_in_attempt(&mut self, id: u64) -> Option<&mut SignInAttempt> {
        match &mut self.session_state {
            SessionState::SigningIn(sign_in) if sign_in.id == id => Some(sign_in),
            _ => None,
        }
    }
}
