//! Runs sign-in attempts, one at a time: each ends in a session or in an error.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::sign_in_methods::CompletedSignIn;
use super::state::{App, Dependencies, SessionState, SignInAttempt, State};
use crate::cookie::Cookie;
use crate::error::{Code, Error, Result};
use crate::session::TokenClient;
use crate::setup_check;
use crate::sign_in::loopback::server::Listener;
use crate::sign_in::oauth::flow::SIGN_IN_TIMEOUT;
use crate::sign_in::oauth::metadata;
use crate::tenant::registration::ClientRegistration;
use crate::view::{SignInMethod, SignInStep};

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
            // Only a Cancel: the sender is also dropped when the session state moves on.
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
            let token_client = TokenClient::new(registration, secret)?;
            match (method, listener) {
                (SignInMethod::Portal, _) => self.sign_in_by_portal(attempt, token_client).await,
                (_, Some(listener)) => self.sign_in_by_browser(attempt, token_client, metadata, listener).await,
                (_, None) => self.sign_in_by_window(attempt, token_client, metadata, cookies).await,
            }
        };
        tokio::time::timeout(SIGN_IN_TIMEOUT, exchange).await.map_err(|_| Error::new(Code::AuthTimeout))?
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

    pub(super) fn sign_in_attempt(&mut self, id: u64) -> Option<&mut SignInAttempt> {
        match &mut self.session_state {
            SessionState::SigningIn(sign_in) if sign_in.id == id => Some(sign_in),
            _ => None,
        }
    }
}
