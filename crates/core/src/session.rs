//! One account's session: its credential, and the calls that are made with it.
//!
//! A session ends only when the tenant refuses the grant, or, where nothing can be renewed, when `whoami` answers 401; a
//! call that is refused although the token is good, or a network error, is never a sign-out. Where it has a
//! [`CredentialStore`], its credential is persisted there. Claims inside a token are never looked at: it may be opaque.

mod active_session;
mod calls;
pub mod credential;
pub mod credential_store;
mod refresh;
pub mod refresh_lock;
mod token_client;
mod token_state;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::Mutex;

use crate::clock::{Clock, Timestamp};
use crate::cookie::{Cookie, SESSION_COOKIE};
use crate::error::{Code, Error, Result};
use crate::net::http::{Budget, Http};
use crate::session::credential::Credential;
use crate::session::credential_store::CredentialStore;
use crate::sign_in::oauth::flow::AuthorizationCode;
use crate::tenant::registration::ClientRegistration;

pub use active_session::ActiveSession;
pub use token_client::TokenClient;
#[cfg(test)]
pub(crate) use token_state::MAX_NETWORK_BACKOFF;
use token_state::TokenState;

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
    /// A page of the tenant's that came instead of an answer was there with a fresh token too.
    is_page_unrelated: AtomicBool,
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
            is_page_unrelated: AtomicBool::default(),
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

    /// Keeps what it holds in `store`, now and after each renewal.
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

    /// The tenant has said that it is over: it is not used or kept any more.
    pub async fn end_session(&self) -> Error {
        self.retired.store(true, Ordering::Release);
        self.remove_persisted(&*self.token_state.lock().await).await;
        self.session_ended_error()
    }

    /// The tenant's own session cookie, where that is what the session is.
    pub async fn portal_cookie(&self) -> Option<SecretString> {
        match &self.token_state.lock().await.credential {
            Credential::PortalCookie(value) => Some(value.clone()),
            Credential::Tokens { .. } => None,
        }
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
            // Its value is a bearer as well.
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

    /// Parts with a session beside which another goes on: its tokens are revoked, but the portal's own session is the
    /// other's too.
    pub fn spawn_revocation(self: Arc<Self>) {
        self.discard();
        tokio::spawn(async move { self.revoke().await });
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

    /// Takes it out of the keyring, unless somebody has put another one there.
    async fn remove_persisted(&self, state: &TokenState) {
        if let Some(store) = self.credential_store()
            && store.read().await.is_some_and(|stored| stored.is_same(&state.credential))
        {
            let _ = store.delete().await;
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
