//! One account's right to call the tenant: its credential, and the one way to use it.
//!
//! It renews ahead of expiry, once for all callers and all processes, and gives up only when the
//! tenant says so; a network error is never a sign-out. Where it has a [`Safe`], what it holds is
//! kept there too. Claims inside a token are never looked at; it may be opaque.

pub mod credential;
pub mod credential_store;
pub mod refresh_lock;
mod token_client;
mod token_state;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use crate::clock::{Clock, Timestamp};
use crate::cookie::{Cookie, SESSION_COOKIE};
use crate::error::{Code, Error, Result};
use crate::net::http::{Budget, Http, Response, Validators};
use crate::session::credential::Credential;
use crate::session::credential_store::CredentialStore;
use crate::sign_in::oauth::flow::AuthorizationCode;
use crate::tenant::registration::ClientRegistration;

pub use token_client::TokenClient;
#[cfg(test)]
pub(crate) use token_state::MAX_NETWORK_BACKOFF;
use token_state::TokenState;

/// Calls that act. An icon's address is the tenant's data, and shall not become a call with our name.
const NON_ICON_PATHS: [&str; 4] = ["/security/", "/oauth2/", "/saasmanage/", "/jobflow/"];

pub struct Session {
    token_client: TokenClient,
    clock: Arc<dyn Clock>,
    /// Of the window in which the person signed in, for windows that show an app.
    cookies: Arc<[Cookie]>,
    /// When that was, if it was in this run.
    signed_in_at: Option<Timestamp>,
    /// Where it is kept, once it is known whose it is.
    credential_store: StdMutex<Option<CredentialStore>>,
    /// Held across a renewal, so that a second caller waits for the first one's tokens.
    token_state: Mutex<TokenState>,
    /// It is not used any more. What a request on its way brings is still kept.
    retired: AtomicBool,
    /// The person left: nothing is kept either.
    signed_out: AtomicBool,
}

impl Session {
    /// Spends the grant (RFC 6749 §4.1.3). Asked once: a code is good for one request.
    pub async fn from_authorization_code(
        token_client: TokenClient,
        authorization_code: AuthorizationCode,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let requested_at = clock.now();
        let tokens = token_client.exchange_code(&authorization_code, &*clock).await?;
        Ok(Self::from_credential(token_client, clock, Credential::Tokens { tokens, obtained_at: requested_at }))
    }

    /// Goes on with what was kept, or with the portal's own cookie.
    pub fn from_credential(token_client: TokenClient, clock: Arc<dyn Clock>, credential: Credential) -> Self {
        let token_state = Mutex::new(TokenState::new(credential));
        let cookies = Arc::default();
        Self {
            token_client,
            clock,
            cookies,
            signed_in_at: None,
            credential_store: StdMutex::default(),
            token_state,
            retired: AtomicBool::default(),
            signed_out: AtomicBool::default(),
        }
    }

    /// Of the window in which the person has just signed in.
    #[must_use]
    pub fn with_cookies(mut self, cookies: Arc<[Cookie]>) -> Self {
        self.cookies = cookies;
        self.signed_in_at = Some(self.clock.now());
        self
    }

    /// Whether the person signed in, in a window, after that.
    pub fn signed_in_after(&self, time: Timestamp) -> bool {
        self.signed_in_at.is_some_and(|signed_in_at| signed_in_at >= time)
    }

    pub const fn registration(&self) -> &ClientRegistration {
        self.token_client.registration()
    }

    pub fn cookies(&self) -> Arc<[Cookie]> {
        self.cookies.clone()
    }

    /// Keeps what it holds in `safe`, now and after each renewal.
    pub async fn persist_to(&self, store: CredentialStore) {
        let mut state = self.token_state.lock().await;
        if self.signed_out.load(Ordering::Acquire) {
            return;
        }
        state.is_persisted = store.write(&state.credential).await;
        *self.credential_store.lock().unwrap_or_else(PoisonError::into_inner) = Some(store);
        if self.signed_out.load(Ordering::Acquire) {
            // Left while it was being written.
            self.remove_persisted(&state).await;
        }
    }

    /// Says where it was found, so that it is kept there from now on.
    pub async fn restored_from(&self, store: CredentialStore) {
        self.token_state.lock().await.is_persisted = true;
        *self.credential_store.lock().unwrap_or_else(PoisonError::into_inner) = Some(store);
    }

    /// Writes it once more, for when the keyring works again.
    pub async fn retry_persist(&self) {
        if let Some(store) = self.credential_store() {
            self.persist_to(store).await;
        }
    }

    /// When it ends for good; `None` while it can be renewed, or where nobody knows.
    pub async fn ends_at(&self) -> Option<Timestamp> {
        self.token_state.lock().await.session_ends_at()
    }

    /// How long until it should be renewed; `None` where it cannot be.
    pub async fn time_until_refresh(&self) -> Option<Duration> {
        self.token_state.lock().await.time_until_refresh(self.clock.now())
    }

    /// Renews it if that is due.
    pub async fn refresh_if_due(&self) -> Result<()> {
        self.bearer_token(None).await.map(drop)
    }

    /// Posts `json` to `path` with the bearer. A refusal of the session, by 401 or by sending us to
    /// the login page, costs one renewal and one more try.
    pub async fn post(&self, path: &str, json: &str, budget: Budget) -> Result<Response> {
        let token = self.bearer_token(None).await?;
        let response = self.post_with(&token, path, json, budget).await?;
        if !self.rejects_session(&response)? {
            return Ok(response);
        }
        let token = self.bearer_token(Some(&token)).await?;
        let response = self.post_with(&token, path, json, budget).await?;
        if !self.rejects_session(&response)? {
            return Ok(response);
        }
        Err(self.end_session().await)
    }

    /// The tenant has said that it is over: it is not used or kept any more.
    pub async fn end_session(&self) -> Error {
        self.retired.store(true, Ordering::Release);
        self.remove_persisted(&*self.token_state.lock().await).await;
        self.session_ended_error()
    }

    /// # Errors
    /// `E-STEP-UP` where the tenant sends us to its login page for another check (tenant-api §7.4).
    fn rejects_session(&self, response: &Response) -> Result<bool> {
        if response.is_step_up() {
            return Err(Error::new(Code::StepUp).with_host(self.host()));
        }
        Ok(response.status == 401 || response.is_login_response(&self.registration().tenant))
    }

    /// As [`Self::post`], but a refusal is an answer too: for calls that a scope may leave out.
    pub async fn post_once(&self, path: &str, json: &str, budget: Budget) -> Result<Response> {
        let token = self.bearer_token(None).await?;
        self.post_with(&token, path, json, budget).await
    }

    /// Asks for the page with which an app begins. Where the tenant sends to, another check included, is
    /// part of the answer; only a refusal of the session costs one renewal and one more try.
    ///
    /// # Errors
    /// `E-SESSION-ENDED` where the tenant wants another sign-in all the same; the session itself goes on:
    /// its scope may leave this call out.
    pub async fn get_page(&self, url: url::Url) -> Result<Response> {
        let send_request = async |token: &SecretString| {
            self.http().get(url.clone()).bearer(token).accept_html().send(Budget::PAGE).await
        };
        let is_rejection = |response: &Response| {
            let login = response.is_redirect()
                && !response.is_step_up()
                && response.is_login_response(&self.registration().tenant);
            response.status == 401 || login
        };
        let token = self.bearer_token(None).await?;
        let response = send_request(&token).await?;
        if !is_rejection(&response) {
            return Ok(response);
        }
        let token = self.bearer_token(Some(&token)).await?;
        let response = send_request(&token).await?;
        if is_rejection(&response) { Err(self.session_ended_error()) } else { Ok(response) }
    }

    /// The tenant's own session cookie, where that is what the session is.
    pub async fn portal_cookie(&self) -> Option<SecretString> {
        match &self.token_state.lock().await.credential {
            Credential::PortalCookie(value) => Some(value.clone()),
            Credential::Tokens { .. } => None,
        }
    }

    /// Whether the tenant says that a session cookie, whose value is a bearer too (seed 000), is worth
    /// nothing any more. Only where it says so: an answer that means something else, or none, is no
    /// reason to keep an app shut.
    pub async fn is_cookie_rejected(&self, cookie: &SecretString) -> bool {
        let response = self.post_with(cookie, "/security/whoami", "{}", Budget::OPTIONAL).await;
        response.is_ok_and(|response| self.rejects_session(&response).unwrap_or(false))
    }

    /// New tokens now, whatever the clock says: a refusal of them is about what they may do.
    pub async fn refresh_now(&self) -> Result<()> {
        let token = self.token_state.lock().await.bearer_token().clone();
        self.bearer_token(Some(&token)).await.map(drop)
    }

    /// Fetches an icon, with the bearer only where it is needed: what lies under `vfslow` is public.
    pub async fn get_icon(&self, url: url::Url, validators: &Validators) -> Result<Response> {
        let path = url.path().to_ascii_lowercase();
        let request = self.http().get(url).conditional(validators);
        let request = if path.contains("/vfslow/") || NON_ICON_PATHS.iter().any(|path_part| path.contains(path_part)) {
            request
        } else {
            request.bearer(&self.bearer_token(None).await?)
        };
        request.send(Budget::ICON).await
    }

    /// Leaves for good: the tenant is told (RFC 7009), and the portal's own session ended. Best effort,
    /// a few seconds at most. Whoever calls this has emptied the keyring.
    ///
    /// # Errors
    /// `E-SESSION-LEFT` when the tenant could not be told.
    pub async fn sign_out(&self) -> Result<()> {
        self.discard();
        let credential = {
            let state = self.token_state.lock().await;
            // Once more: a renewal may have been on its way when the keyring was emptied.
            self.remove_persisted(&state).await;
            state.credential.clone()
        };
        let portal_cookie = match &credential {
            Credential::PortalCookie(value) => Some(value),
            Credential::Tokens { .. } => {
                self.cookies.iter().find(|cookie| cookie.name == SESSION_COOKIE).map(|cookie| &cookie.value)
            }
        };
        let revocation = match &credential {
            Credential::Tokens { tokens, .. } => self.token_client.revoke(tokens).await,
            Credential::PortalCookie(_) => Ok(()),
        };
        let mut is_notified = revocation.is_ok();
        if let Some(cookie) = portal_cookie.filter(|_| is_notified) {
            // Its value is a bearer as well (seed 000).
            let response = self.post_with(cookie, "/Security/Logout", "{}", Budget::SIGN_OUT).await;
            is_notified = response.is_ok_and(|response| response.is_tenant_success() || response.status == 401);
        }
        if is_notified { Ok(()) } else { Err(Error::new(Code::SessionNotRevoked).with_host(self.host())) }
    }

    /// Takes the tokens back at the tenant, and leaves the portal's session alone.
    pub async fn revoke(&self) {
        let credential = self.token_state.lock().await.credential.clone();
        if let Credential::Tokens { tokens, .. } = &credential
            && let Err(error) = self.token_client.revoke(tokens).await
        {
            tracing::info!(code = error.code.as_str(), "the tenant was not told that a session was replaced");
        }
    }

    /// Stops using it without a word to anybody: it stays in the keyring.
    pub fn suspend(&self) {
        self.retired.store(true, Ordering::Release);
    }

    /// Stops using and keeping it.
    pub fn discard(&self) {
        self.retired.store(true, Ordering::Release);
        self.signed_out.store(true, Ordering::Release);
    }

    /// Whether it was laid down, left, or ended by the tenant.
    pub fn is_retired(&self) -> bool {
        self.retired.load(Ordering::Acquire)
    }

    async fn post_with(&self, token: &SecretString, path: &str, json: &str, budget: Budget) -> Result<Response> {
        self.http().post(self.http().tenant().join(path)).bearer(token).json(json).send(budget).await
    }

    /// A token that is worth sending. `refused` is one that the tenant just turned down: if nobody
    /// renewed it meanwhile, it is renewed now.
    async fn bearer_token(&self, rejected_token: Option<&SecretString>) -> Result<SecretString> {
        let mut state = self.token_state.lock().await;
        if self.retired.load(Ordering::Acquire) {
            return Err(self.session_ended_error());
        }
        let now = self.clock.now();
        let is_rejected =
            rejected_token.is_some_and(|token| token.expose_secret() == state.bearer_token().expose_secret());
        if !is_rejected && !state.is_refresh_due(now) {
            return Ok(state.bearer_token().clone());
        }
        match self.refresh_or_adopt(&mut state, rejected_token.filter(|_| is_rejected)).await {
            Ok(()) => Ok(state.bearer_token().clone()),
            Err(error) if error.code == Code::SessionEnded => {
                self.retired.store(true, Ordering::Release);
                Err(error)
            }
            // Not renewed, not refused: what we have may still do, unless it was just turned down.
            Err(error) if is_rejected || state.is_expired(now) => Err(error),
            Err(_) => Ok(state.bearer_token().clone()),
        }
    }

    /// Takes over what another process renewed, or renews. `dead` was turned down by the tenant.
    ///
    /// # Errors
    /// `E-SESSION-ENDED` only when the tenant refuses what is kept, or when there is nothing to renew
    /// with and the end is there; the credential is as it was after any other problem.
    async fn refresh_or_adopt(&self, state: &mut TokenState, rejected_token: Option<&SecretString>) -> Result<()> {
        let now = self.clock.now();
        if let Some(error) = state.backoff_error(now) {
            return Err(error);
        }
        let store = self.credential_store();
        let _lock = match &store {
            Some(safe) => match safe.lock().await {
                Ok(lock) => lock,
                Err(error) if error.code == Code::SessionBusy => {
                    let error = error.with_host(self.host());
                    state.record_failure(now, &error);
                    return Err(error);
                }
                // A disk that takes no lock costs the care for other processes, not the session.
                Err(_) => None,
            },
            None => None,
        };
        if self.adopt_from_store(state, store.as_ref()).await && !state.is_refresh_due(now) {
            return Ok(());
        }
        let is_rejected = |held: &TokenState| {
            rejected_token.is_some_and(|token| token.expose_secret() == held.bearer_token().expose_secret())
        };
        // At most twice: with ours, and with the one that another Portico has put in its place.
        for _ in 0..2 {
            let Some(refresh) = state.refresh_token() else {
                if is_rejected(state) || state.is_expired(now) {
                    break;
                }
                return Ok(());
            };
            let requested_at = self.clock.now();
            match self.token_client.refresh(&refresh, &*self.clock).await {
                Ok(tokens) => {
                    state.replace(tokens.with_fallback_refresh_token(&refresh), requested_at);
                    // Before the new token is used: the old one may be worth nothing by now.
                    if let Some(safe) = store.as_ref().filter(|_| !self.signed_out.load(Ordering::Acquire)) {
                        state.is_persisted = safe.write(&state.credential).await;
                    }
                    return Ok(());
                }
                Err(error) if error.code == Code::TokenGrant => {
                    if !self.adopt_from_store(state, store.as_ref()).await {
                        break;
                    }
                    if !state.is_refresh_due(now) {
                        return Ok(());
                    }
                }
                Err(error) => {
                    state.record_failure(self.clock.now(), &error);
                    return Err(error);
                }
            }
        }
        self.remove_persisted(state).await;
        Err(self.session_ended_error())
    }

    /// Takes it out of the keyring, unless somebody has put another one there.
    async fn remove_persisted(&self, state: &TokenState) {
        if let Some(safe) = self.credential_store()
            && safe.read().await.is_some_and(|stored| stored.is_same(&state.credential))
        {
            let _ = safe.delete().await;
        }
    }

    /// Takes what the keyring holds, if that is not what we have and put there: then another Portico
    /// has renewed. Whether it did. What could not be kept before is kept now.
    async fn adopt_from_store(&self, state: &mut TokenState, store: Option<&CredentialStore>) -> bool {
        let Some(safe) = store else { return false };
        if !state.is_persisted {
            if !self.signed_out.load(Ordering::Acquire) {
                state.is_persisted = safe.write(&state.credential).await;
            }
            return false;
        }
        match safe.read().await {
            // What is there after this one was left is another's: to give back, not to take.
            Some(stored) if !stored.is_same(&state.credential) && !self.signed_out.load(Ordering::Acquire) => {
                *state = TokenState::new(stored);
                state.is_persisted = true;
                true
            }
            _ => false,
        }
    }

    /// Where it is kept.
    fn credential_store(&self) -> Option<CredentialStore> {
        self.credential_store.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    const fn http(&self) -> &Http {
        self.token_client.http()
    }

    fn host(&self) -> String {
        self.registration().tenant.host()
    }

    fn session_ended_error(&self) -> Error {
        Error::new(Code::SessionEnded).with_host(self.host())
    }
}
