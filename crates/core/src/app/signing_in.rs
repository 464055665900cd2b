//! Signing in, by each of three ways: one attempt at a time, which ends in a session or in a problem.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::watched::{Seen, Watched};
use super::{App, Ports, SigningIn, Stage, State};
use crate::api::{self, Identity};
use crate::check;
use crate::credential::Credential;
use crate::loopback::Listener;
use crate::metadata::{self, Promise};
use crate::oauth::{Flow, TIME_LIMIT};
use crate::portal::{Finding, Visit};
use crate::ports::{Cookie, Machine, Outside, SignInPage};
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;
use crate::session::{Endpoint, Session};
use crate::tenant::TenantUrl;
use crate::view::{SignInStep, SignInWay};
use crate::watchdog::Watchdog;

/// Reading cookies asks the window's own process, which may be gone.
const COOKIES_IN: Duration = Duration::from_secs(3);
/// How often the portal's cookies are looked at while its page is on screen: it may sign people in
/// without loading another.
const LOOK_AT_COOKIES: Duration = Duration::from_secs(2);

/// What an attempt gave.
pub(super) struct Opened {
    pub(super) session: Session,
    /// Who it is, where that was asked on the way.
    pub(super) identity: Option<Identity>,
}

impl App {
    /// Signs in by the way that is set, or by another. While a sign-in is under way, begins anew; while
    /// signed in, gets a session to take the place of the one that ends.
    pub async fn sign_in(self: &Arc<Self>, way: Option<SignInWay>) {
        let (cancel, cancelled) = oneshot::channel();
        let (registration, attempt, renews) = {
            let mut state = self.state();
            let Some(registration) = state.registration.clone() else { return };
            let renews = match &mut state.stage {
                Stage::SignedOut { .. } | Stage::Restoring { .. } => None,
                Stage::SignedIn { session, ends_at } => Some((session.clone(), *ends_at)),
                Stage::SigningIn(under_way) => {
                    if let Some(cancel) = under_way.cancel.take() {
                        // Err: it has just ended by itself.
                        let _ = cancel.send(());
                    }
                    under_way.renews.clone()
                }
                Stage::FirstRun { .. } | Stage::Confirm { .. } | Stage::Locked => return,
            };
            let way = way.unwrap_or(registration.way);
            let registration = registration.by(way);
            let attempt = state.next_attempt();
            state.stage = Stage::SigningIn(Box::new(SigningIn {
                attempt,
                way,
                step: SignInStep::Checking,
                host: None,
                trouble: None,
                link: None,
                cancel: Some(cancel),
                renews: renews.clone(),
            }));
            (registration, attempt, renews)
        };
        self.publish_session();
        let renewal = renews.is_some();
        let cookies = renews.map(|(session, _)| session.cookies()).unwrap_or_default();
        let trying = async {
            let _turn = self.one_sign_in.lock().await;
            // Dropped before the turn is given on, also when this is cancelled.
            let _window = ClosesWindow(&self.ports);
            self.attempt(attempt, &registration, cookies).await
        };
        let mut cancelled = std::pin::pin!(cancelled);
        let opened = tokio::select! {
            biased;
            // Only a Cancel: the sender is also dropped when the stage moves on.
            Ok(()) = &mut cancelled => Err(Code::AuthCancel.into()),
            opened = trying => opened,
        };
        match opened {
            Ok(opened) => self.enter(attempt, opened, registration.way, renewal, cancelled).await,
            Err(problem) => self.not_signed_in(attempt, problem),
        }
    }

    /// Ends the attempt under way, whatever its page is doing.
    pub fn cancel_sign_in(&self) {
        if let Stage::SigningIn(under_way) = &mut self.state().stage
            && let Some(cancel) = under_way.cancel.take()
        {
            // Err: the attempt has just ended by itself.
            let _ = cancel.send(());
        }
    }

    pub fn show_sign_in(&self) {
        self.ports.windows.show_sign_in();
    }

    /// The address at which the sign-in under way begins, for another browser than the default.
    ///
    /// # Errors
    /// `E-AUTH-CANCEL` where none waits for a browser.
    pub fn sign_in_link(&self) -> Result<String> {
        match &self.state().stage {
            Stage::SigningIn(under_way) => under_way.link.as_ref().map(|link| link.as_str().to_owned()),
            _ => None,
        }
        .ok_or_else(|| Code::AuthCancel.into())
    }

    /// From the first look at the tenant to a session.
    async fn attempt(&self, attempt: u64, registration: &Registration, cookies: Arc<[Cookie]>) -> Result<Opened> {
        if !self.state().is_attempt(attempt) {
            return Err(Code::AuthCancel.into());
        }
        let secret = self.client_secret(registration).await?;
        let way = async {
            let mut registration = registration.clone();
            // Before anything is asked: port 0 stands for whichever is free.
            let listener = match registration.way {
                SignInWay::Browser => Some(Listener::bind(&registration.redirect_uri).await?),
                SignInWay::Webview | SignInWay::Portal => None,
            };
            if let Some(listener) = &listener {
                listener.redirect_uri().clone_into(&mut registration.redirect_uri);
            }
            let (able, promise) = tokio::join!(check::preflight(&registration, secret.as_ref()), async {
                match registration.way {
                    SignInWay::Webview | SignInWay::Browser => metadata::promise(&registration).await,
                    SignInWay::Portal => None,
                }
            });
            able?;
            let way = registration.way;
            let endpoint = Endpoint::new(registration, secret)?;
            match (way, listener) {
                (SignInWay::Portal, _) => self.by_portal(attempt, endpoint).await,
                (_, Some(listener)) => self.by_browser(attempt, endpoint, promise, listener).await,
                (_, None) => self.by_window(attempt, endpoint, promise, cookies).await,
            }
        };
        tokio::time::timeout(TIME_LIMIT, way).await.map_err(|_| Problem::new(Code::AuthTimeout))?
    }

    /// The tenant's page in a window, whose redirect is caught.
    async fn by_window(
        &self,
        attempt: u64,
        endpoint: Endpoint,
        promise: Option<Promise>,
        cookies: Arc<[Cookie]>,
    ) -> Result<Opened> {
        let clock = self.ports.clock.clone();
        let flow = Flow::start(endpoint.registration(), clock.now())?.promised(promise);
        let redirect = flow.redirect().clone();
        let (page, mut window) =
            self.open_window(attempt, Machine::Flow(Box::new(flow)), endpoint.registration(), cookies);
        let grant = loop {
            match window.next(self, Some(&redirect), None).await? {
                Seen::Answer(grant) => break grant,
                Seen::Page | Seen::Nothing => {}
            }
        };
        drop(page);
        self.step(attempt, SignInStep::Finishing);
        let tenant = endpoint.registration().tenant.clone();
        let (session, cookies) = tokio::join!(Session::open(endpoint, grant, clock), self.window_cookies(&tenant));
        let own = Cookie::for_host(cookies, &tenant.host());
        Ok(Opened { session: session?.and_cookies(own.into()), identity: None })
    }

    /// The system's browser, which comes back to a port of this computer (RFC 8252 §7.3).
    async fn by_browser(
        &self,
        attempt: u64,
        endpoint: Endpoint,
        promise: Option<Promise>,
        listener: Listener,
    ) -> Result<Opened> {
        let clock = self.ports.clock.clone();
        let flow = Flow::start(endpoint.registration(), clock.now())?.promised(promise);
        {
            let mut state = self.state();
            let Some(under_way) = state.under_way(attempt) else { return Err(Code::AuthCancel.into()) };
            under_way.link = Some(flow.authorize_url().clone());
        }
        self.ports.windows.open_outside(flow.authorize_url(), Outside::Default).await?;
        self.step(attempt, SignInStep::Page);
        let grant = listener.answer(flow, &*clock).await?;
        self.step(attempt, SignInStep::Finishing);
        self.ports.windows.raise();
        Ok(Opened { session: Session::open(endpoint, grant, clock).await?, identity: None })
    }

    /// The portal's own page, until its session cookie is there and `whoami` accepts it.
    async fn by_portal(&self, attempt: u64, endpoint: Endpoint) -> Result<Opened> {
        let registration = endpoint.registration().clone();
        let visit = Visit::start(registration.tenant.clone());
        let (page, mut window) = self.open_window(attempt, Machine::Visit(visit), &registration, Arc::default());
        // A value that the tenant could not be asked about yet.
        let mut unasked = None;
        loop {
            window.next(self, None, Some(LOOK_AT_COOKIES)).await?;
            let Some(host) = window.host.clone() else { continue };
            let cookies = self.window_cookies(&registration.tenant).await;
            if let Finding::Ask(value) = page.on_cookies(&host, &cookies) {
                unasked = Some(value);
            }
            let Some(value) = unasked.clone() else { continue };
            let endpoint = Endpoint::new(registration.clone(), None)?;
            let session = Session::with(endpoint, self.ports.clock.clone(), Credential::Cookie(value));
            let Some(identity) = api::whoami(&session).await else { continue };
            unasked = None;
            if identity.user.is_empty() {
                continue;
            }
            self.step(attempt, SignInStep::Finishing);
            let own = Cookie::for_host(cookies, &registration.tenant.host());
            return Ok(Opened { session: session.and_cookies(own.into()), identity: Some(identity) });
        }
    }

    fn open_window(
        &self,
        attempt: u64,
        machine: Machine,
        registration: &Registration,
        cookies: Arc<[Cookie]>,
    ) -> (Arc<SignInPage>, Watched) {
        let (events, happened) = mpsc::unbounded_channel();
        let clock = self.ports.clock.clone();
        let page = Arc::new(SignInPage::new(machine, registration.tenant.clone(), cookies, clock, events));
        self.step(attempt, SignInStep::Opening);
        let watchdog = Watchdog::new(self.ports.clock.now());
        self.ports.windows.open_sign_in(page.clone());
        let tenant = registration.tenant.host();
        (page, Watched { attempt, happened, watchdog, host: None, tenant })
    }

    async fn window_cookies(&self, tenant: &TenantUrl) -> Vec<Cookie> {
        let cookies = tokio::time::timeout(COOKIES_IN, self.ports.windows.sign_in_cookies(tenant));
        cookies.await.unwrap_or_default()
    }

    pub(super) fn step(&self, attempt: u64, next: SignInStep) {
        self.under_way(attempt, |under_way| under_way.step = next);
    }

    /// Changes what is shown of the attempt, if it is still the one.
    pub(super) fn under_way(&self, attempt: u64, change: impl FnOnce(&mut SigningIn)) {
        {
            let mut state = self.state();
            let Some(under_way) = state.under_way(attempt) else { return };
            change(under_way);
        }
        self.publish_session();
    }

    pub(super) fn not_signed_in(&self, attempt: u64, mut problem: Problem) {
        tracing::info!(code = problem.code.as_str(), "not signed in");
        {
            let mut state = self.state();
            let host = state.registration.as_ref().map(|own| own.tenant.host());
            // A later attempt, or a later decision, is not undone by an earlier one.
            let Some(under_way) = state.under_way(attempt) else { return };
            let renews = under_way.renews.take();
            problem.host = problem.host.or(host);
            // A person who pressed Cancel knows that.
            let problem = (problem.code != Code::AuthCancel).then_some(problem);
            match renews.filter(|(session, _)| !session.is_over()) {
                Some((session, ends_at)) => {
                    state.stage = Stage::SignedIn { session, ends_at };
                    if problem.is_some() {
                        state.list.freshness.problem = problem;
                    }
                }
                None => {
                    state.launching.give_up(problem.as_ref());
                    state.stage = Stage::SignedOut { problem };
                }
            }
        }
        self.stirred.notify_one();
        self.publish_freshness();
        self.publish_session();
        self.tell_of_launches();
    }
}

/// Whatever comes of an attempt, its window goes with it.
struct ClosesWindow<'a>(&'a Ports);

impl Drop for ClosesWindow<'_> {
    fn drop(&mut self) {
        self.0.windows.close_sign_in();
    }
}

impl State {
    pub(super) fn is_attempt(&self, number: u64) -> bool {
        matches!(&self.stage, Stage::SigningIn(under_way) if under_way.attempt == number)
    }

    fn under_way(&mut self, number: u64) -> Option<&mut SigningIn> {
        match &mut self.stage {
            Stage::SigningIn(under_way) if under_way.attempt == number => Some(under_way),
            _ => None,
        }
    }
}
