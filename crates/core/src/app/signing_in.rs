//! Signing in and out: one attempt at a time, which ends in a session or in a problem.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::{App, Stage, State};
use crate::api::{self, Identity};
use crate::http::Http;
use crate::oauth::{Flow, Grant, TIME_LIMIT};
use crate::ports::{Cookie, PageEvent, SignInPage};
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;
use crate::session::Session;
use crate::view::SignInStep;

/// The tenant's own session, which the sign-in page set (tenant-api §2.5).
const SESSION_COOKIE: &str = ".ASPXAUTH";
/// Reading cookies asks the window's own process, which may be gone.
const COOKIES_IN: Duration = Duration::from_secs(3);

impl App {
    /// Opens the tenant's page, waits for its answer, and fetches identity and list.
    pub async fn sign_in(self: &Arc<Self>) {
        let (cancel, cancelled) = oneshot::channel();
        let (registration, attempt) = {
            let mut state = self.state();
            let (Some(registration), Stage::SignedOut { .. }) = (state.registration.clone(), &state.stage) else {
                return;
            };
            state.attempts += 1;
            let attempt = state.attempts;
            state.stage = Stage::SigningIn { attempt, step: SignInStep::Opening, host: None, cancel: Some(cancel) };
            (registration, attempt)
        };
        self.publish_session();
        let signing_in = async {
            let (session, cookies) = self.attempt(&registration).await?;
            self.ports.windows.close_sign_in();
            self.enter(attempt, session, cookies).await;
            Ok(())
        };
        let ended = tokio::select! {
            biased;
            // Only a Cancel: the sender is also dropped when the stage moves on.
            Ok(()) = cancelled => Err(Code::AuthCancel.into()),
            ended = signing_in => ended,
        };
        if let Err(problem) = ended {
            self.not_signed_in(attempt, problem);
        }
    }

    /// Ends the attempt under way, whatever its page is doing.
    pub fn cancel_sign_in(&self) {
        if let Stage::SigningIn { cancel, .. } = &mut self.state().stage
            && let Some(cancel) = cancel.take()
        {
            // Err: the attempt has just ended by itself.
            let _ = cancel.send(());
        }
    }

    pub fn show_sign_in(&self) {
        self.ports.windows.show_sign_in();
    }

    /// Forgets the session and everything fetched with it here, at once and also offline; then tells
    /// the tenant, as far as it can be reached.
    pub async fn sign_out(self: &Arc<Self>) {
        let left = self.forget_session(|state| {
            if state.registration.is_some() {
                state.stage = Stage::SignedOut { problem: None };
            }
        });
        left.say_goodbye().await;
    }

    /// The local part of leaving, in one go: nobody sees a state in between. `then` says what follows.
    pub(super) fn forget_session(&self, then: impl FnOnce(&mut State)) -> Left {
        self.cancel_sign_in();
        let left = {
            let mut state = self.state();
            state.wipe_copy(&self.ports.dirs);
            state.intent = None;
            let left = match &state.stage {
                Stage::SignedIn { session, cookies, .. } => Left(Some((session.clone(), cookies.clone()))),
                _ => Left(None),
            };
            then(&mut state);
            self.empty_list(&mut state);
            left
        };
        self.ports.windows.close_sign_in();
        self.ports.windows.close_app_windows();
        self.publish_settings();
        self.publish_apps();
        self.publish_freshness();
        self.publish_session();
        left
    }

    /// From the authorize request to tokens.
    async fn attempt(&self, registration: &Registration) -> Result<(Session, Arc<[Cookie]>)> {
        let clock = self.ports.clock.clone();
        let flow = Flow::start(registration, clock.now())?;
        let http = Http::new(registration.tenant.clone())?;
        let (events, happened) = mpsc::unbounded_channel();
        let page = Arc::new(SignInPage::new(flow, registration.tenant.clone(), clock.clone(), events));
        self.ports.windows.open_sign_in(page.clone());
        let answer = tokio::time::timeout(TIME_LIMIT, self.answer(happened)).await;
        let grant = answer.map_err(|_| Problem::new(Code::AuthTimeout))??;
        self.step(SignInStep::Finishing, None);
        let cookies = tokio::time::timeout(COOKIES_IN, self.ports.windows.sign_in_cookies());
        let (session, cookies) = tokio::join!(Session::open(registration.clone(), http, grant, clock), cookies);
        let host = registration.tenant.host();
        let cookies = cookies.unwrap_or_default().into_iter().filter(|cookie| cookie.belongs_to(&host)).collect();
        Ok((session?, cookies))
    }

    async fn answer(&self, mut happened: mpsc::UnboundedReceiver<PageEvent>) -> Result<Grant> {
        while let Some(event) = happened.recv().await {
            match event {
                PageEvent::Shown(host) => self.step(SignInStep::Page, Some(host)),
                PageEvent::Finished(answer) => return answer,
                PageEvent::Closed => return Err(Code::AuthCancel.into()),
                PageEvent::Failed(code) => return Err(code.into()),
            }
        }
        Err(Code::AuthCancel.into())
    }

    fn step(&self, next: SignInStep, next_host: Option<String>) {
        {
            let mut state = self.state();
            let Stage::SigningIn { step, host, .. } = &mut state.stage else { return };
            *step = next;
            if next_host.is_some() {
                *host = next_host;
            }
        }
        self.publish_session();
    }

    /// Asks who this is and what they have, at the same time: the list is what people wait for.
    async fn enter(self: &Arc<Self>, attempt: u64, session: Session, cookies: Arc<[Cookie]>) {
        let session = Arc::new(session);
        let named = async {
            let identity = api::whoami(&session).await;
            self.signed_in(attempt, &session, cookies, identity).await;
        };
        let ((), listed) = tokio::join!(named, api::get_up_data(&session, false, &*self.ports.clock));
        self.listed(&session, listed).await;
        self.open_intended().await;
    }

    async fn signed_in(
        &self,
        attempt: u64,
        session: &Arc<Session>,
        cookies: Arc<[Cookie]>,
        identity: Option<Identity>,
    ) {
        let ends_at = session.ends_at().await;
        let other_person = {
            let mut state = self.state();
            if !state.is_attempt(attempt) {
                return;
            }
            // A tenant that could not be asked has named nobody: the list stays, without a name.
            let other =
                state.list.freshness.loaded && identity.as_ref().is_some_and(|named| *named != state.list.identity);
            if other {
                state.wipe_copy(&self.ports.dirs);
                self.empty_list(&mut state);
            }
            state.list.identity = identity.unwrap_or_default();
            state.list.freshness.refreshing = true;
            state.list.freshness.problem = None;
            state.stage = Stage::SignedIn { session: session.clone(), cookies, ends_at };
            other
        };
        if other_person {
            self.publish_apps();
        }
        self.publish_freshness();
        self.publish_session();
    }

    fn not_signed_in(&self, attempt: u64, mut problem: Problem) {
        tracing::info!(code = problem.code.as_str(), "not signed in");
        let dropped = {
            let mut state = self.state();
            // A later attempt, or a later decision, is not undone by an earlier one.
            if !state.is_attempt(attempt) {
                return;
            }
            problem.host = problem.host.or_else(|| state.registration.as_ref().map(|own| own.tenant.host()));
            // A person who pressed Cancel knows that.
            let quiet = problem.code == Code::AuthCancel;
            let dropped = state.intent.take();
            state.stage = Stage::SignedOut { problem: (!quiet).then_some(problem) };
            dropped
        };
        self.ports.windows.close_sign_in();
        self.publish_session();
        if let Some(intent) = dropped {
            self.gave_up(&intent);
        }
    }
}

/// The session that was left, for a last word to the tenant.
pub(super) struct Left(Option<(Arc<Session>, Arc<[Cookie]>)>);

impl Left {
    pub(super) async fn say_goodbye(self) {
        if let Some((session, cookies)) = self.0 {
            let portal = cookies.iter().find(|cookie| cookie.name == SESSION_COOKIE).map(|cookie| &cookie.value);
            session.revoke(portal).await;
        }
    }
}

impl State {
    fn is_attempt(&self, number: u64) -> bool {
        matches!(self.stage, Stage::SigningIn { attempt, .. } if attempt == number)
    }
}
