//! The sign-in window of one attempt, as it is heard of: what happens in it, and what is wrong with it.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::state::App;
use crate::error::{Code, Error, Result};
use crate::sign_in::oauth::flow::{AuthorizationCode, SIGN_IN_TIMEOUT};
use crate::sign_in::page::PageEvent;
use crate::sign_in::watchdog::{Action, PageKind, PageObservation, Watchdog};
use crate::view::SignInStep;

/// The sign-in window of one attempt, as it is heard of.
pub(super) struct SignInEvents {
    pub(super) attempt: CancellationToken,
    pub(super) receiver: mpsc::UnboundedReceiver<PageEvent>,
    pub(super) watchdog: Watchdog,
    /// Of the page that is there, or on its way.
    pub(super) host: Option<String>,
    /// Whose page is awaited.
    pub(super) tenant_host: String,
}

pub(super) enum SignInEvent {
    RedirectReceived(AuthorizationCode),
    /// A page is there.
    PageLoaded,
    NoChange,
}

impl SignInEvents {
    /// Waits for what happens next, or for `pause`; shows the window and says what is wrong with it
    /// when the watchdog says so.
    pub(super) async fn next(
        &mut self,
        app: &App,
        redirect: Option<&Url>,
        poll_interval: Option<Duration>,
    ) -> Result<SignInEvent> {
        let now = app.deps.clock.now();
        let next_deadline = self.watchdog.next_deadline().map(|deadline| deadline.since(now));
        let timeout = next_deadline.into_iter().chain(poll_interval).min().unwrap_or(SIGN_IN_TIMEOUT);
        let event = match tokio::time::timeout(timeout, self.receiver.recv()).await {
            Err(_) => {
                let actions = self.watchdog.tick(app.deps.clock.now());
                self.apply_actions(app, actions);
                return Ok(SignInEvent::NoChange);
            }
            Ok(None | Some(PageEvent::Closed)) => return Err(Code::AuthCancel.into()),
            Ok(Some(event)) => event,
        };
        let now = app.deps.clock.now();
        let (observation, result) = match event {
            PageEvent::RedirectReceived(result) => return result.map(SignInEvent::RedirectReceived),
            PageEvent::Failed(code) => return Err(code.into()),
            PageEvent::Closed | PageEvent::PopupBlocked => (PageObservation::PopupBlocked, SignInEvent::NoChange),
            PageEvent::LoadStarted(url) => {
                self.host = host_with_port(&url);
                (PageObservation::LoadStarted(PageKind::classify(&url, redirect)), SignInEvent::NoChange)
            }
            PageEvent::LoadFinished => (PageObservation::LoadFinished, SignInEvent::PageLoaded),
        };
        let actions = self.watchdog.observe(observation, now);
        self.apply_actions(app, actions);
        let host = self.host.clone();
        app.update_attempt(&self.attempt, |sign_in| sign_in.host = host);
        Ok(result)
    }

    fn apply_actions(&self, app: &App, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::ShowWindow => {
                    app.deps.platform.show_sign_in_window();
                    app.set_step(&self.attempt, SignInStep::Page);
                }
                Action::Warn(code) => {
                    tracing::info!(code = code.as_str(), "the sign-in page does not get on");
                    let error = Error::new(code).with_host(self.host.as_ref().unwrap_or(&self.tenant_host));
                    app.update_attempt(&self.attempt, |sign_in| sign_in.warning = Some(error));
                }
                Action::ClearWarning => {
                    app.update_attempt(&self.attempt, |sign_in| sign_in.warning = None);
                }
            }
        }
    }
}

fn host_with_port(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}
