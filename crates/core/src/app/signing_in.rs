//! Signing in and out: one attempt at a time, which ends in a session or in a problem.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::{App, Stage};
use crate::api::{self, Identity};
use crate::copy::LocalCopy;
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
        let registration = {
            let mut state = self.state();
            let (Some(registration), Stage::SignedOut { .. }) = (state.registration.clone(), &state.stage) else {
                return;
            };
            state.stage = Stage::SigningIn { step: SignInStep::Opening, host: None, cancel: Some(cancel) };
            registration
        };
        self.publish_session();
        let signing_in = async {
            let (session, cookies) = self.attempt(&registration).await?;
            self.ports.windows.close_sign_in();
            self.enter(session, cookies).await;
            Ok(())
        };
        let ended = tokio::select! {
            ended = signing_in => ended,
            // Only a Cancel: the sender is also dropped when the stage moves on.
            Ok(()) = cancelled => Err(Code::AuthCancel.into()),
        };
        if let Err(problem) = ended {
            self.ports.windows.close_sign_in();
            self.not_signed_in(problem);
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
        self.cancel_sign_in();
        let session = {
            let mut state = self.state();
            let session = match &state.stage {
                Stage::SignedIn { session, cookies, .. } => Some((session.clone(), cookies.clone())),
                _ => None,
            };
            if let Some(registration) = &state.registration {
                LocalCopy::wipe(&self.ports.dirs, &registration.tenant);
            }
            state.intent = None;
            if session.is_some() || matches!(state.stage, Stage::SignedOut { .. }) {
                state.stage = Stage::SignedOut { problem: None };
            }
            session
        };
        self.ports.windows.close_app_windows();
        self.show_copy();
        self.publish_apps();
        self.publish_freshness();
        self.publish_session();
        if let Some((session, cookies)) = session {
            session
                .revoke(cookies.iter().find(|cookie| cookie.name == SESSION_COOKIE).map(|cookie| &cookie.value))
                .await;
        }
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
        let cookies = cookies.unwrap_or_default().into_iter().filter(|cookie| belongs(cookie, &host)).collect();
        Ok((session?, cookies))
    }

    async fn answer(&self, mut happened: mpsc::UnboundedReceiver<PageEvent>) -> Result<Grant> {
        while let Some(event) = happened.recv().await {
            match event {
                PageEvent::Shown(host) => self.step(SignInStep::Page, Some(host)),
                PageEvent::Finished(answer) => return answer,
                PageEvent::Closed => return Err(Code::AuthCancel.into()),
                PageEvent::Failed(code) => return Err(code.into()),
                PageEvent::Refused(_) => {}
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
    async fn enter(self: &Arc<Self>, session: Session, cookies: Arc<[Cookie]>) {
        let session = Arc::new(session);
        let named = async {
            let identity = api::whoami(&session).await;
            self.signed_in(&session, cookies, identity).await;
        };
        let ((), listed) = tokio::join!(named, api::get_up_data(&session, false, &*self.ports.clock));
        self.listed(&session, listed);
        self.open_intended().await;
    }

    async fn signed_in(&self, session: &Arc<Session>, cookies: Arc<[Cookie]>, identity: Option<Identity>) {
        let ends_at = session.ends_at().await;
        let other_person = {
            let mut state = self.state();
            // A tenant that could not be asked has not named another person.
            let identity = identity.unwrap_or_else(|| state.list.identity.clone());
            let other = state.list.freshness.loaded && state.list.identity != identity;
            if other {
                LocalCopy::wipe(&self.ports.dirs, &session.registration().tenant);
                self.empty_list(&mut state);
            }
            state.list.identity = identity;
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

    fn not_signed_in(&self, mut problem: Problem) {
        tracing::info!(code = problem.code.as_str(), "not signed in");
        {
            let mut state = self.state();
            if !matches!(state.stage, Stage::SigningIn { .. }) {
                return;
            }
            state.intent = None;
            problem.host = problem.host.or_else(|| state.registration.as_ref().map(|own| own.tenant.host()));
            // A person who pressed Cancel knows that.
            let quiet = problem.code == Code::AuthCancel;
            state.stage = Stage::SignedOut { problem: (!quiet).then_some(problem) };
        }
        self.publish_session();
    }
}

/// Cookies of the tenant's own host. The leading dot of a domain is lost on some systems.
fn belongs(cookie: &Cookie, host: &str) -> bool {
    let host = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host });
    let domain = cookie.domain.trim_start_matches('.');
    domain.is_empty()
        || host.eq_ignore_ascii_case(domain)
        || host.to_ascii_lowercase().ends_with(&format!(".{}", domain.to_ascii_lowercase()))
}
