//! Refreshes access tokens ahead of expiry, once for all callers and processes.

use std::sync::atomic::Ordering;

use secrecy::{ExposeSecret, SecretString};

use super::Session;
use super::credential_store::CredentialStore;
use super::token_state::TokenState;
use crate::error::{Code, Result};

impl Session {
    /// Renews it if that is due.
    pub async fn refresh_if_due(&self) -> Result<()> {
        self.bearer_token(None).await.map(drop)
    }

    /// New tokens now, whatever the clock says: a refusal of them is about what they may do.
    pub async fn refresh_now(&self) -> Result<()> {
        let token = self.token_state.lock().await.bearer_token().clone();
        self.bearer_token(Some(&token)).await.map(drop)
    }

    /// A token that is worth sending. `rejected_token` is one that the tenant just refused: unless another caller has
    /// refreshed it meanwhile, it is refreshed now.
    pub(super) async fn bearer_token(&self, rejected_token: Option<&SecretString>) -> Result<SecretString> {
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

    /// Takes over what another process renewed, or renews. `rejected_token` was refused by the tenant.
    ///
    /// # Errors
    /// `E-SESSION-ENDED` only when the tenant refuses the grant, or when there is nothing to renew with and the end is
    /// there or `whoami` says so; the credential is as it was after any other problem.
    async fn refresh_or_adopt(&self, state: &mut TokenState, rejected_token: Option<&SecretString>) -> Result<()> {
        let now = self.clock.now();
        if let Some(error) = state.backoff_error(now) {
            return Err(error);
        }
        let store = self.credential_store();
        let _lock = match &store {
            Some(store) => match store.lock().await {
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
        let is_rejected = |state: &TokenState| {
            rejected_token.is_some_and(|token| token.expose_secret() == state.bearer_token().expose_secret())
        };
        // At most twice: with ours, and with the one that another Portico has put in its place.
        for _ in 0..2 {
            let Some(refresh) = state.refresh_token() else {
                if state.is_expired(now) || is_rejected(state) && self.is_bearer_rejected(state.bearer_token()).await {
                    break;
                }
                return Ok(());
            };
            let requested_at = self.clock.now();
            match self.token_client.refresh(&refresh, &*self.clock).await {
                Ok(tokens) => {
                    state.replace(tokens.with_fallback_refresh_token(&refresh), requested_at);
                    // Before the new token is used: the old one may be worth nothing by now.
                    if let Some(store) = store.as_ref().filter(|_| !self.signed_out.load(Ordering::Acquire)) {
                        state.is_persisted = store.write(&state.credential).await;
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

    /// Takes what the keyring holds, if that is not what we have and put there: then another Portico
    /// has renewed. Whether it did. What could not be kept before is kept now.
    async fn adopt_from_store(&self, state: &mut TokenState, store: Option<&CredentialStore>) -> bool {
        let Some(store) = store else { return false };
        if !state.is_persisted {
            if !self.signed_out.load(Ordering::Acquire) {
                state.is_persisted = store.write(&state.credential).await;
            }
            return false;
        }
        match store.read().await {
            // What is there after this one was left is another's: to give back, not to take.
            Some(stored) if !stored.is_same(&state.credential) && !self.signed_out.load(Ordering::Acquire) => {
                *state = TokenState::new(stored);
                state.is_persisted = true;
                true
            }
            _ => false,
        }
    }
}
