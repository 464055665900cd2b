//! Signing in, by each of three ways: one attempt at a time, which ends in a session or in a problem.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::{App, Ports, Prepared, SigningIn, Stage, State};
use crate::account::{Account, AccountId, Kept};
use crate::api::{self, Identity};
use crate::check;
use crate::copy::LocalCopy;
use crate::credential::Credential;
use crate::loopback::Listener;
use crate::oauth::{Flow, Grant, TIME_LIMIT};
use crate::portal::{Finding, Visit};
use crate::ports::{Cookie, Machine, PageEvent, SignInPage};
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;
use crate::session::{Endpoint, Session};
use crate::view::{SignInStep, SignInWay};
use crate::watchdog::{Action, Page, Sight, Watchdog};

/// Reading cookies asks the window's own process, which may be gone.
const COOKIES_IN: Duration = Duration::from_secs(3);
/// How often the portal's cookies are looked at while its page is on screen: it may sign people in
/// without loading another.
const LOOK_AT_COOKIES: Duration = Duration::from_secs(2);

/// What an attempt gave.
struct Opened {
    session: Session,
    /// Who it is, where that was asked on the way.
    identity: Option<Identity>,
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
            check::preflight(&registration, secret.as_ref()).await?;
            let way = registration.way;
            let endpoint = Endpoint::new(registration, secret)?;
            match (way, listener) {
                (SignInWay::Portal, _) => self.by_portal(attempt, endpoint).await,
                (_, Some(listener)) => self.by_browser(attempt, endpoint, listener).await,
                (_, None) => self.by_window(attempt, endpoint, cookies).await,
            }
        };
        tokio::time::timeout(TIME_LIMIT, way).await.map_err(|_| Problem::new(Code::AuthTimeout))?
    }

    /// The tenant's page in a window, whose redirect is caught.
    async fn by_window(&self, attempt: u64, endpoint: Endpoint, cookies: Arc<[Cookie]>) -> Result<Opened> {
        let clock = self.ports.clock.clone();
        let flow = Flow::start(endpoint.registration(), clock.now())?;
        let redirect = flow.redirect().clone();
        let (page, mut window) = self.open_window(attempt, Machine::Flow(flow), endpoint.registration(), cookies);
        let grant = loop {
            match window.next(self, Some(&redirect), None).await? {
                Seen::Answer(grant) => break grant,
                Seen::Page | Seen::Nothing => {}
            }
        };
        drop(page);
        self.step(attempt, SignInStep::Finishing);
        let (session, cookies) = tokio::join!(Session::open(endpoint, grant, clock), self.window_cookies());
        let session = session?;
        let host = session.registration().tenant.host();
        let own = cookies.into_iter().filter(|cookie| cookie.belongs_to(&host)).collect();
        Ok(Opened { session: session.and_cookies(own), identity: None })
    }

    /// The system's browser, which comes back to a port of this computer (RFC 8252 §7.3).
    async fn by_browser(&self, attempt: u64, endpoint: Endpoint, listener: Listener) -> Result<Opened> {
        let clock = self.ports.clock.clone();
        let flow = Flow::start(endpoint.registration(), clock.now())?;
        {
            let mut state = self.state();
            let Some(under_way) = state.under_way(attempt) else { return Err(Code::AuthCancel.into()) };
            under_way.link = Some(flow.authorize_url().clone());
        }
        self.ports.windows.open_in_browser(flow.authorize_url())?;
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
            let cookies = self.window_cookies().await;
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
            let host = registration.tenant.host();
            let own = cookies.into_iter().filter(|cookie| cookie.belongs_to(&host)).collect();
            return Ok(Opened { session: session.and_cookies(own), identity: Some(identity) });
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
        (page, Watched { attempt, happened, watchdog, host: None })
    }

    async fn window_cookies(&self) -> Vec<Cookie> {
        let cookies = tokio::time::timeout(COOKIES_IN, self.ports.windows.sign_in_cookies());
        cookies.await.unwrap_or_default()
    }

    fn step(&self, attempt: u64, next: SignInStep) {
        self.under_way(attempt, |under_way| under_way.step = next);
    }

    /// Changes what is shown of the attempt, if it is still the one.
    fn under_way(&self, attempt: u64, change: impl FnOnce(&mut SigningIn)) {
        {
            let mut state = self.state();
            let Some(under_way) = state.under_way(attempt) else { return };
            change(under_way);
        }
        self.publish_session();
    }

    /// Asks who this is and what they have, at the same time: the list is what people wait for.
    async fn enter(
        self: &Arc<Self>,
        attempt: u64,
        opened: Opened,
        way: SignInWay,
        renewal: bool,
        mut cancelled: Pin<&mut oneshot::Receiver<()>>,
    ) {
        let session = Arc::new(opened.session);
        let named = async {
            let identity = async {
                match opened.identity {
                    Some(identity) => Some(identity),
                    None => api::whoami(&session).await,
                }
            };
            let seated = tokio::select! {
                biased;
                Ok(()) = &mut cancelled => {
                    self.not_signed_in(attempt, Code::AuthCancel.into());
                    false
                }
                identity = identity => self.signed_in(attempt, &session, identity, way).await,
            };
            if !seated {
                // Nobody waits for it any more: the tenant shall not keep it either.
                if renewal {
                    give_back(session.clone());
                } else {
                    let session = session.clone();
                    session.part();
                    tokio::spawn(async move { drop(session.leave().await) });
                }
            }
        };
        let ((), listed) = tokio::join!(named, api::get_up_data(&session, false, &*self.ports.clock));
        self.listed(&session, listed).await;
        self.open_intended().await;
    }

    /// Puts the session on screen, if the attempt is still the one.
    async fn signed_in(
        self: &Arc<Self>,
        attempt: u64,
        session: &Arc<Session>,
        identity: Option<Identity>,
        way: SignInWay,
    ) -> bool {
        let ends_at = session.ends_at().await;
        let seat = {
            let mut state = self.state();
            if !state.is_attempt(attempt) {
                return false;
            }
            state.learn_way(way);
            self.take_seat(&mut state, session, identity);
            state.stage = Stage::SignedIn { session: session.clone(), ends_at };
            state.list.freshness.refreshing = true;
            state.list.freshness.problem = None;
            state.seat.clone().filter(|_| !state.fleeting)
        };
        self.keep_on_screen(session);
        self.keep_in_background(session, seat);
        self.publish_all();
        true
    }

    /// Asks once more who it is, after a tenant that could not say so at the sign-in.
    pub(super) async fn learn_name(self: &Arc<Self>, session: &Arc<Session>) {
        let Some(identity) = api::whoami(session).await else { return };
        let seat = {
            let mut state = self.state();
            if !state.is_session(session) || state.seat.is_some() || state.fleeting {
                return;
            }
            // The list that was just fetched is this person's.
            let (list, freshness) = (state.list.catalogue.clone(), state.list.freshness.clone());
            self.take_seat(&mut state, session, Some(identity));
            self.put_on_screen(&mut state, Prepared::new(list.as_ref().clone()));
            state.list.freshness = freshness;
            state.seat.clone()
        };
        self.keep_in_background(session, seat.clone());
        self.publish_all();
        if let Some(seat) = seat {
            let (catalogue, keeps) = {
                let state = self.state();
                (state.list.catalogue.clone(), state.settings.keeps_copy())
            };
            if keeps {
                self.save_copy(seat, catalogue, self.ports.clock.now()).await;
            }
        }
    }

    fn keep_in_background(&self, session: &Arc<Session>, seat: Option<AccountId>) {
        if let Some(seat) = seat {
            let (safe, session) = (self.safe(&seat), session.clone());
            tokio::spawn(async move { session.keep_in(safe).await });
        }
    }

    /// Who signed in takes the seat. Nobody sees another's list: it is put away, or wiped where that
    /// other had no session any more and so was replaced.
    fn take_seat(&self, state: &mut State, session: &Arc<Session>, identity: Option<Identity>) {
        let registration = session.registration().clone();
        let before = state.seat.clone().filter(|_| !state.fleeting);
        let renewed = match &state.stage {
            Stage::SigningIn(under_way) => under_way.renewed(),
            _ => None,
        };
        // It may be this one that goes on, and learns its name only now.
        let renewed = renewed.filter(|renewed| !Arc::ptr_eq(renewed, session));
        let Some(identity) = identity else {
            // A tenant that could not be asked has named nobody: the list stays, without a name, and
            // nothing is kept under one.
            if let (Some(before), Some(renewed)) = (before, renewed) {
                state.parked.insert(before, renewed);
            }
            state.seat = None;
            state.list.identity = Identity::default();
            self.take_icons(state);
            return;
        };
        let mut account = Account::new(&registration, identity);
        let mut replaced = Vec::from_iter(state.parked.remove(&account.id));
        match (before, renewed) {
            // It goes on, for when the person comes back to it.
            (Some(other), Some(renewed)) if other != account.id => drop(state.parked.insert(other, renewed)),
            (Some(other), None) if other != account.id => {
                if state.accounts.get(&other).is_none_or(|other| other.kept != Kept::Session) {
                    LocalCopy::wipe(&self.ports.dirs, &other);
                }
            }
            (_, renewed) => replaced.extend(renewed),
        }
        replaced.into_iter().for_each(give_back);
        let same = state.seat.as_ref() == Some(&account.id);
        state.seat = Some(account.id.clone());
        if !same {
            self.empty_list(state);
            self.put_copy_on_screen(state, &account);
        }
        state.list.identity = account.identity.clone();
        if !state.fleeting {
            account.kept = Kept::Session;
            // A full disk costs a sign-in at the next start.
            let _ = state.accounts.put_first(account);
        }
    }

    fn not_signed_in(&self, attempt: u64, mut problem: Problem) {
        tracing::info!(code = problem.code.as_str(), "not signed in");
        let dropped = {
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
                    None
                }
                None => {
                    state.stage = Stage::SignedOut { problem };
                    state.intent.take()
                }
            }
        };
        self.stirred.notify_one();
        self.publish_freshness();
        self.publish_session();
        if let Some(intent) = dropped {
            self.gave_up(&intent);
        }
    }
}

/// Parts with a session beside which another goes on: its tokens go back to the tenant, but the
/// portal's own session is the other's too.
pub(super) fn give_back(session: Arc<Session>) {
    session.part();
    tokio::spawn(async move { session.revoke().await });
}

/// The sign-in window of one attempt, as it is heard of.
struct Watched {
    attempt: u64,
    happened: mpsc::UnboundedReceiver<PageEvent>,
    watchdog: Watchdog,
    /// Of the page that is there, or on its way.
    host: Option<String>,
}

enum Seen {
    Answer(Grant),
    /// A page is there.
    Page,
    Nothing,
}

impl Watched {
    /// Waits for what happens next, or for `pause`; shows the window and says what is wrong with it
    /// when the watchdog says so.
    async fn next(&mut self, app: &App, redirect: Option<&url::Url>, pause: Option<Duration>) -> Result<Seen> {
        let now = app.ports.clock.now();
        let due = self.watchdog.next_deadline().map(|deadline| deadline.since(now));
        let wait = due.into_iter().chain(pause).min().unwrap_or(TIME_LIMIT);
        let event = match tokio::time::timeout(wait, self.happened.recv()).await {
            Err(_) => {
                let actions = self.watchdog.tick(app.ports.clock.now());
                self.act(app, actions);
                return Ok(Seen::Nothing);
            }
            Ok(None | Some(PageEvent::Closed)) => return Err(Code::AuthCancel.into()),
            Ok(Some(event)) => event,
        };
        let now = app.ports.clock.now();
        let (sight, seen) = match event {
            PageEvent::Answered(answer) => return answer.map(Seen::Answer),
            PageEvent::Failed(code) => return Err(code.into()),
            PageEvent::Closed | PageEvent::PopupRefused => (Sight::PopupRefused, Seen::Nothing),
            PageEvent::Began(url) => {
                self.host = host(&url);
                (Sight::Began(Page::at(&url, redirect)), Seen::Nothing)
            }
            PageEvent::Finished => (Sight::Finished, Seen::Page),
        };
        let actions = self.watchdog.see(sight, now);
        self.act(app, actions);
        let host = self.host.clone();
        app.under_way(self.attempt, |under_way| under_way.host = host);
        Ok(seen)
    }

    fn act(&self, app: &App, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::Reveal => {
                    app.ports.windows.show_sign_in();
                    app.step(self.attempt, SignInStep::Page);
                }
                Action::Trouble(code) => {
                    tracing::info!(code = code.as_str(), "the sign-in page does not get on");
                    let problem = self.host.iter().fold(Problem::new(code), |problem, host| problem.at(host));
                    app.under_way(self.attempt, |under_way| under_way.trouble = Some(problem));
                }
                Action::Clear => app.under_way(self.attempt, |under_way| under_way.trouble = None),
            }
        }
    }
}

fn host(url: &url::Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Whatever comes of an attempt, its window goes with it.
struct ClosesWindow<'a>(&'a Ports);

impl Drop for ClosesWindow<'_> {
    fn drop(&mut self) {
        self.0.windows.close_sign_in();
    }
}

impl State {
    /// A way that worked is the way from now on, unless a file says another.
    fn learn_way(&mut self, way: SignInWay) {
        let Some(current) = self.registration.clone() else { return };
        if current.way == way || current.way_is_set || self.fleeting {
            return;
        }
        if self.settings.set_way(&current.tenant, way).is_ok() {
            self.registration = Some(Registration { way_is_set: true, ..current.by(way) });
        }
    }

    fn is_attempt(&self, number: u64) -> bool {
        matches!(&self.stage, Stage::SigningIn(under_way) if under_way.attempt == number)
    }

    fn under_way(&mut self, number: u64) -> Option<&mut SigningIn> {
        match &mut self.stage {
            Stage::SigningIn(under_way) if under_way.attempt == number => Some(under_way),
            _ => None,
        }
    }
}
