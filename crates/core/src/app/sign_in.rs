//! Runs sign-in attempts, one at a time: each ends in a session or in an error.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::publish::Part;
use super::session_state::{SessionState, SignInAttempt};
use super::sign_in_methods::CompletedSignIn;
use super::state::{App, Dependencies};
use crate::cookie::Cookie;
use crate::error::{Code, Error, Result};
use crate::session::TokenClient;
use crate::setup_check;
use crate::sign_in::loopback::server::Listener;
use crate::sign_in::oauth::flow::{IssuerRule, SIGN_IN_TIMEOUT};
use crate::sign_in::oauth::metadata;
use crate::task;
use crate::tenant::registration::{ClientRegistration, default_redirect_uri};
use crate::view::{SignInMethod, SignInStep};

impl App {
    /// Signs in by the way that is set, or by another. While a sign-in is under way, begins anew; while
    /// signed in, gets a session to take the place of the one that ends.
    pub async fn sign_in(self: &Arc<Self>, method: Option<SignInMethod>) {
        let begun = self.active.update(|active| {
            let registration = active.registration.clone()?;
            match active.session_state() {
                SessionState::FirstRun { .. } | SessionState::Confirm { .. } | SessionState::Locked => return None,
                SessionState::SignedOut { .. }
                | SessionState::Restoring
                | SessionState::SigningIn(_)
                | SessionState::SignedIn => {}
            }
            let method = method.unwrap_or(registration.sign_in_method);
            let attempt = active.begin_attempt(SessionState::SigningIn(Box::new(SignInAttempt::new(method))));
            let cookies = active.session().map(|active| active.session.cookies());
            Some((registration.with_sign_in_method(method), attempt, cookies))
        });
        let Some((registration, attempt, replaced_cookies)) = begun else { return };
        self.publish(&[Part::Session]);
        let running = async {
            self.settings.snapshot().check_sign_in_allowed()?;
            let _guard = self.sign_in_lock.lock().await;
            // Dropped before the turn is given on, also when this is cancelled.
            let _window = CloseWindowGuard(&self.deps);
            self.run_attempt(&attempt, &registration, replaced_cookies).await
        };
        let ending = Box::pin(async {
            match attempt.run_until_cancelled(running).await {
                Some(Ok(completed)) => self.activate_session(&attempt, completed, registration.sign_in_method).await,
                Some(Err(error)) => self.fail_sign_in(&attempt, error),
                None => {}
            }
        });
        if let Err(error) = task::catch_panic(ending).await {
            self.fail_sign_in(&attempt, error);
            self.show_panic();
        }
    }

    /// Ends the attempt under way, whatever its page is doing.
    pub fn cancel_sign_in(&self) {
        let active = self.active.snapshot();
        if matches!(active.session_state(), SessionState::SigningIn(_)) {
            self.fail_sign_in(active.attempt(), Code::AuthCancel.into());
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
        let url = match self.active.snapshot().session_state() {
            SessionState::SigningIn(sign_in) => sign_in.authorize_url.as_ref().map(|url| url.as_str().to_owned()),
            _ => None,
        };
        url.ok_or_else(|| Code::AuthCancel.into())
    }

    /// From the first look at the tenant to a session.
    async fn run_attempt(
        &self,
        attempt: &CancellationToken,
        registration: &ClientRegistration,
        replaced_cookies: Option<Arc<[Cookie]>>,
    ) -> Result<CompletedSignIn> {
        let secret = self.client_secrets.get(registration).await?;
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
            let issuer_rule = IssuerRule { metadata, unshared_redirect_uri: self.unshared_redirect_uri(&registration) };
            let method = registration.sign_in_method;
            let token_client = TokenClient::new(registration, secret)?.tracked_by(&self.critical_tasks);
            match (method, listener) {
                (SignInMethod::Portal, _) => self.sign_in_by_portal(attempt, token_client).await,
                (_, Some(listener)) => self.sign_in_by_browser(attempt, token_client, issuer_rule, listener).await,
                (_, None) => self.sign_in_by_window(attempt, token_client, issuer_rule, replaced_cookies).await,
            }
        };
        tokio::time::timeout(SIGN_IN_TIMEOUT, exchange).await.map_err(|_| Error::new(Code::AuthTimeout))?
    }

    /// The redirect that would be the tenant's alone, where it shares the one that it has with another tenant that
    /// Portico knows.
    fn unshared_redirect_uri(&self, registration: &ClientRegistration) -> Option<String> {
        let settings = self.settings.snapshot();
        let accounts = self.accounts.snapshot();
        let is_shared = settings
            .registrations()
            .into_iter()
            .chain(accounts.iter().filter_map(|account| settings.registration_for_account(account)))
            .any(|other| registration.shares_redirect_with(&other));
        is_shared.then(|| default_redirect_uri(&registration.tenant, registration.sign_in_method))
    }

    pub(super) fn set_step(&self, attempt: &CancellationToken, step: SignInStep) {
        self.update_attempt(attempt, |sign_in| sign_in.step = step);
    }

    /// Changes what is shown of the attempt. `false` if it has ended.
    pub(super) fn update_attempt(&self, attempt: &CancellationToken, change: impl FnOnce(&mut SignInAttempt)) -> bool {
        let changed = self.active.update_while(attempt, |active| active.sign_in_attempt().map(change));
        let is_current = changed.flatten().is_some();
        if is_current {
            self.publish(&[Part::Session]);
        }
        is_current
    }

    pub(super) fn fail_sign_in(&self, attempt: &CancellationToken, mut error: Error) {
        tracing::info!(code = error.code.as_str(), "not signed in");
        // A later attempt, or a later decision, is not undone by an earlier one.
        let failed = self.active.update_while(attempt, |active| {
            active.sign_in_attempt()?;
            error.host = error.host.or_else(|| Some(active.registration.as_ref()?.tenant.host()));
            // A person who pressed Cancel knows that.
            let error = (error.code != Code::AuthCancel).then_some(error);
            if active.resume_session() {
                if error.is_some() {
                    active.list.freshness.problem = error;
                }
                Some(None)
            } else {
                active.set_signed_out(SessionState::SignedOut { error: error.clone() });
                active.replace_attempt();
                Some(Some(error))
            }
        });
        let Some(signed_out) = failed.flatten() else { return };
        if let Some(error) = signed_out {
            self.update_launches(|queue, _| queue.end_for_sign_in(error.as_ref()));
        }
        self.publish(&[Part::Freshness, Part::Session]);
    }
}

/// Whatever comes of an attempt, its window goes with it.
struct CloseWindowGuard<'a>(&'a Dependencies);

impl Drop for CloseWindowGuard<'_> {
    fn drop(&mut self) {
        self.0.platform.close_sign_in_window();
    }
}
