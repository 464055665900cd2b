//! Refreshes access tokens ahead of expiry, once for all callers and processes.
//!
//! A renewal runs among the [critical tasks](super::CriticalTasks), with the credential's lock in hand: it is read to its
//! end and stored whether or not its caller still waits.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OwnedMutexGuard;

use super::Session;
use super::credential_store::CredentialStore;
use super::token_state::TokenState;
use crate::error::{Code, Error, Result};

impl Session {
    /// Renews it if that is due, after a renewal under way.
    pub async fn refresh_if_due(self: &Arc<Self>) -> Result<()> {
        let lock = self.credential_lock.clone().lock_owned().await;
        self.refresh_with(lock, None).await.map(drop)
    }

    /// New tokens now, whatever the clock says: a refusal of them is about what they may do.
    pub async fn refresh_now(self: &Arc<Self>) -> Result<()> {
        let token = self.state().bearer_token().clone();
        self.bearer_token(Some(&token)).await.map(drop)
    }

    /// A token that is worth sending. `rejected_token` is one that the tenant just refused: unless another caller has
    /// refreshed it meanwhile, it is refreshed now. A caller whose token is good does not wait for another's renewal.
    pub(super) async fn bearer_token(self: &Arc<Self>, rejected_token: Option<&SecretString>) -> Result<SecretString> {
        if self.is_retired() {
            return Err(self.session_ended_error());
        }
        let now = self.clock.now();
        let valid_token = {
            let state = self.state();
            let is_rejected = is_same(rejected_token, &state);
            if !is_rejected && !state.is_refresh_due(now) {
                return Ok(state.bearer_token().clone());
            }
            (!is_rejected && !state.is_expired(now)).then(|| state.bearer_token().clone())
        };
        let lock = match (self.credential_lock.clone().try_lock_owned(), valid_token) {
            (Ok(lock), _) => lock,
            (Err(_), Some(token)) => return Ok(token),
            (Err(_), None) => self.credential_lock.clone().lock_owned().await,
        };
        self.refresh_with(lock, rejected_token).await
    }

    /// Refreshes, unless another caller has done so while this one waited for the lock.
    async fn refresh_with(
        self: &Arc<Self>,
        lock: OwnedMutexGuard<()>,
        rejected_token: Option<&SecretString>,
    ) -> Result<SecretString> {
        if self.is_retired() {
            return Err(self.session_ended_error());
        }
        let now = self.clock.now();
        let is_rejected = {
            let state = self.state();
            let is_rejected = is_same(rejected_token, &state);
            if !is_rejected && !state.is_refresh_due(now) {
                return Ok(state.bearer_token().clone());
            }
            is_rejected
        };
        let result = if self.tasks().is_finishing() {
            Err(Error::new(Code::SessionBusy))
        } else {
            let (session, rejected_token) = (self.clone(), rejected_token.filter(|_| is_rejected).cloned());
            let refresh = async move {
                let _lock = lock;
                session.refresh_or_adopt(rejected_token.as_ref()).await
            };
            self.tasks().run(refresh).await
        };
        let state = self.state();
        match result {
            Ok(()) => Ok(state.bearer_token().clone()),
            // Not renewed, not refused: what we have may still do, unless it was just turned down.
            Err(error) if error.code == Code::SessionEnded || is_rejected || state.is_expired(now) => Err(error),
            Err(_) => Ok(state.bearer_token().clone()),
        }
    }

    /// Takes over what another process renewed, or renews. `rejected_token` was refused by the tenant.
    ///
    /// # Errors
    /// `E-SESSION-ENDED` only when the tenant refuses the grant, or when there is nothing to renew with and the end is
    /// there or `whoami` says so; the credential is as it was after any other problem.
    async fn refresh_or_adopt(&self, rejected_token: Option<&SecretString>) -> Result<()> {
        let now = self.clock.now();
        if let Some(error) = self.state().backoff_error(now) {
            return Err(error);
        }
        let store = self.credential_store();
        let _lock = match &store {
            Some(store) => match store.lock().await {
                Ok(lock) => lock,
                Err(error) if error.code == Code::SessionBusy => {
                    let error = error.with_host(self.host());
                    self.state().record_failure(now, &error);
                    return Err(error);
                }
                // A disk that takes no lock costs the care for other processes, not the session.
                Err(_) => None,
            },
            None => None,
        };
        if self.adopt_from_store(store.as_ref()).await && !self.state().is_refresh_due(now) {
            return Ok(());
        }
        // At most twice: with ours, and with the one that another Portico has put in its place.
        for _ in 0..2 {
            let (refresh, bearer, is_expired, is_rejected) = {
                let state = self.state();
                let is_rejected = is_same(rejected_token, &state);
                (state.refresh_token(), state.bearer_token().clone(), state.is_expired(now), is_rejected)
            };
            let Some(refresh) = refresh else {
                if is_expired || is_rejected && self.is_bearer_rejected(&bearer).await {
                    break;
                }
                return Ok(());
            };
            let requested_at = self.clock.now();
            match self.token_client.refresh(&refresh, &*self.clock).await {
                Ok(tokens) => {
                    self.state().replace(tokens.with_fallback_refresh_token(&refresh), requested_at);
                    // Before the new token is used: the old one may be worth nothing by now.
                    if let Some(store) = store.as_ref().filter(|_| !self.signed_out.load(Ordering::Acquire)) {
                        self.write_credential(store).await;
                    }
                    return Ok(());
                }
                Err(error) if error.code == Code::TokenGrant => {
                    if !self.adopt_from_store(store.as_ref()).await {
                        break;
                    }
                    if !self.state().is_refresh_due(now) {
                        return Ok(());
                    }
                }
                Err(error) => {
                    self.state().record_failure(self.clock.now(), &error);
                    return Err(error);
                }
            }
        }
        self.retired.store(true, Ordering::Release);
        self.remove_persisted().await;
        Err(self.session_ended_error())
    }

    /// Takes what the keyring holds, if that is not what we have and put there: then another Portico
    /// has renewed. Whether it did. What could not be kept before is kept now.
    async fn adopt_from_store(&self, store: Option<&CredentialStore>) -> bool {
        let Some(store) = store else { return false };
        let is_persisted = self.state().is_persisted;
        if !is_persisted {
            if !self.signed_out.load(Ordering::Acquire) {
                self.write_credential(store).await;
            }
            return false;
        }
        let Some(stored) = store.read().await else { return false };
        let mut state = self.state();
        // What is there after this one was left is another's: to give back, not to take.
        let is_newer = !stored.is_same(&state.credential) && !self.signed_out.load(Ordering::Acquire);
        if is_newer {
            *state = TokenState::new(stored);
            state.is_persisted = true;
        }
        is_newer
    }
}

fn is_same(rejected_token: Option<&SecretString>, state: &TokenState) -> bool {
    rejected_token.is_some_and(|token| token.expose_secret() == state.bearer_token().expose_secret())
}
