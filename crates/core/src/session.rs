//! One account's session: its credential, and the calls that are made with it.
//!
//! A session ends only when the tenant refuses the grant, or, where nothing can be renewed, when `whoami` answers 401; a
//! call that is refused although the token is good, or a network error, is never a sign-out. Where it has a
//! [`CredentialStore`], its credential is persisted there. Claims inside a token are never looked at: it may be opaque.

mod active_session;
mod calls;
pub mod credential;
pub mod credential_store;
mod critical_tasks;
mod refresh;
pub mod refresh_lock;
mod token_client;
mod token_state;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::SecretString;

use crate::clock::{Clock, Timestamp};
use crate::cookie::{Cookie, SESSION_COOKIE};
use crate::error::{Code, Error, Result};
use crate::net::http::{Budget, Http};
use crate::session::credential::Credential;
use crate::session::credential_store::CredentialStore;
use crate::sign_in::oauth::flow::AuthorizationCode;
use crate::tenant::registration::ClientRegistration;

pub use active_session::ActiveSession;
pub use critical_tasks::CriticalTasks;
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
    credential_store: Mutex<Option<CredentialStore>>,
    /// Locked for moments.
    token_state: Mutex<TokenState>,
    /// Held while the credential is renewed, written or deleted: a second caller waits for the first one's tokens, unless
    /// the ones that it has are good.
    credential_lock: Arc<tokio::sync::Mutex<()>>,
    /// It is not used any more. What a request on its way brings is still kept.
    retired: AtomicBool,
    /// The person left: nothing is kept either.
    signed_out: AtomicBool,
    /// A page of the tenant's that came instead of an answer was there with a fresh token too.
    is_page_unrelated: AtomicBool,
}

impl Session {
    /// Spends the grant (RFC 6749 §4.1.3). Asked once: a code is good for one request. Whoever may stop waiting for the
    /// answer runs this among the [`CriticalTasks`].
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
            credential_store: Mutex::default(),
            token_state,
            credential_lock: Arc::default(),
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
        let _lock = self.credential_lock.lock().await;
        if self.signed_out.load(Ordering::Acquire) {
            return;
        }
        self.write_credential(&store).await;
        *self.credential_store.lock().unwrap_or_else(PoisonError::into_inner) = Some(store);
        if self.signed_out.load(Ordering::Acquire) {
            // Left while it was being written.
            self.remove_persisted().await;
        }
    }

    /// Says where it was found, so that it is kept there from now on.
    pub fn restored_from(&self, store: CredentialStore) {
        self.state().is_persisted = true;
        *self.credential_store.lock().unwrap_or_else(PoisonError::into_inner) = Some(store);
    }

    /// Writes it once more, for when the keyring works again.
    pub async fn retry_persist(&self) {
        if let Some(store) = self.credential_store() {
            self.persist_to(store).await;
        }
    }

    /// When it ends for good; `None` while it can be renewed, or where nobody knows.
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.state().session_ends_at()
    }

    /// How long until it should be renewed, or ends; `None` where neither is known.
    pub fn time_until_refresh(&self) -> Option<Duration> {
        self.state().time_until_refresh(self.clock.now())
    }

    /// The tenant has said that it is over: it is not used or kept any more.
    pub async fn end_session(&self) -> Error {
        self.retired.store(true, Ordering::Release);
        let _lock = self.credential_lock.lock().await;
        self.remove_persisted().await;
        self.session_ended_error()
    }

    /// The tenant's own session cookie, where that is what the session is.
    pub fn portal_cookie(&self) -> Option<SecretString> {
        match &self.state().credential {
            Credential::PortalCookie(value) => Some(value.clone()),
            Credential::Tokens { .. } => None,
        }
    }

    /// Leaves for good: the tenant is notified (RFC 7009), and the portal's own session ended, also if nobody waits for it.
    /// Each step is tried, whatever comes of the others, for a few seconds at most.
    ///
    /// # Errors
    /// `E-SESSION-LEFT` when the tenant could not be told.
    pub fn sign_out(self: &Arc<Self>) -> impl Future<Output = Result<()>> + Send + use<> {
        self.discard();
        let session = self.clone();
        self.tasks().run(async move {
            let credential = {
                // What a renewal under way brings is given back too.
                let _lock = session.credential_lock.lock().await;
                // Once more: it may have been on its way when the keyring was emptied.
                session.remove_persisted().await;
                session.credential()
            };
            let portal_cookie = match &credential {
                Credential::PortalCookie(value) => Some(value),
                Credential::Tokens { .. } => {
                    session.cookies.iter().find(|cookie| cookie.name == SESSION_COOKIE).map(|cookie| &cookie.value)
                }
            };
            let end_portal_session = async {
                let Some(cookie) = portal_cookie else { return true };
                // Its value is a bearer as well.
                let response = session.post_with(cookie, "/Security/Logout", "{}", Budget::SIGN_OUT).await;
                response.is_ok_and(|response| response.is_tenant_success() || response.status == 401)
            };
            let (revoked, has_ended) = tokio::join!(session.revoke(&credential), end_portal_session);
            if revoked.is_ok() && has_ended {
                Ok(())
            } else {
                Err(Error::new(Code::SessionNotRevoked).with_host(session.host()))
            }
        })
    }

    /// Parts with a session beside which another goes on: its tokens are revoked, but the portal's own session is the
    /// other's too.
    pub fn spawn_revocation(self: Arc<Self>) {
        self.discard();
        let session = self.clone();
        drop(self.tasks().run(async move {
            let credential = {
                let _lock = session.credential_lock.lock().await;
                session.credential()
            };
            if let Err(error) = session.revoke(&credential).await {
                tracing::info!(code = error.code.as_str(), "the tenant was not notified that a session was replaced");
            }
            Ok(())
        }));
    }

    async fn revoke(&self, credential: &Credential) -> Result<()> {
        match credential {
            Credential::Tokens { tokens, .. } => self.token_client.revoke(tokens).await,
            Credential::PortalCookie(_) => Ok(()),
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

    /// Takes it out of the keyring, unless somebody has put another one there. The credential's lock is held.
    async fn remove_persisted(&self) {
        if let Some(store) = self.credential_store()
            && store.read().await.is_some_and(|stored| stored.is_same(&self.state().credential))
        {
            let _ = store.delete().await;
        }
    }

    /// Writes it into the keyring. The credential's lock is held.
    async fn write_credential(&self, store: &CredentialStore) {
        let is_persisted = store.write(&self.credential()).await;
        self.state().is_persisted = is_persisted;
    }

    fn credential(&self) -> Credential {
        self.state().credential.clone()
    }

    fn state(&self) -> MutexGuard<'_, TokenState> {
        self.token_state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    const fn tasks(&self) -> &CriticalTasks {
        self.token_client.tasks()
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
