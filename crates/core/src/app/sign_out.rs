//! Signing out, and forgetting: at once and also offline; the tenant is told as far as it can be
//! reached.
//!
//! In this order: nothing of it is used any more, this computer forgets it in one go, the keyring is
//! emptied, and only then the tenant is asked for anything.

use std::sync::Arc;

use super::active::Active;
use super::cached_list::CacheWipe;
use super::publish::Part;
use super::session_state::SessionState;
use super::state::App;
use crate::accounts::account::{Account, AccountId, Persistence};
use crate::error::{Code, Error, Result};
use crate::session::{ActiveSession, Session, TokenClient};
use crate::tenant::registration::ClientRegistration;

impl App {
    /// Signs out of the account on screen or of all of them. Their lists leave this computer; the
    /// accounts stay in the menu, to sign in again.
    pub async fn sign_out(self: &Arc<Self>, all_accounts: bool) {
        let accounts = self.active.update(|active| {
            let inactive = if all_accounts { self.inactive_accounts(active) } else { Vec::new() };
            let mut accounts = vec![self.sign_out_active(active)];
            accounts.extend(inactive.into_iter().map(|id| self.sign_out_account(active, &id)));
            accounts
        });
        self.deps.platform.close_sign_in_window();
        self.finish_local_sign_out(accounts).await;
    }

    /// Signs out of an account and forgets that it ever was.
    pub async fn forget_account(self: &Arc<Self>, id: &str) {
        let signed_out = self.active.update(|active| {
            let account = self.accounts.snapshot().find_by_id(id)?.clone();
            let is_active = active.account.as_ref() == Some(&account.id);
            let mut signed_out =
                if is_active { self.sign_out_active(active) } else { self.sign_out_account(active, &account.id) };
            self.accounts.update(|accounts| accounts.forget(&account.id));
            if !self.accounts.snapshot().iter().any(|other| other.tenant == account.tenant) {
                let registration = self.settings.snapshot().registration_for_account(&account);
                signed_out.unused_client = registration.filter(|registration| registration.is_confidential);
                self.settings.update(|settings| settings.remove_tenant(&account.tenant));
            }
            if is_active {
                let registration = self.settings.snapshot().registration().map(|(registration, _)| registration);
                active.set_tenant(registration, None);
            }
            Some((signed_out, is_active))
        });
        let Some((signed_out, is_active)) = signed_out else { return };
        if is_active {
            self.deps.platform.close_sign_in_window();
        }
        let finished = self.finish_local_sign_out(vec![signed_out]);
        if is_active {
            tokio::join!(finished, self.return_to_last_used_account());
        } else {
            finished.await;
        }
    }

    /// The local part for the account on screen, in one go: nobody sees a state in between.
    fn sign_out_active(&self, active: &mut Active) -> SignedOutAccount {
        let account = active.persistent_account().cloned();
        let unnamed_session = self.deactivate(active);
        let signed_out = match account {
            Some(account) => self.sign_out_account(active, &account),
            None => {
                unnamed_session.iter().for_each(|session| session.discard());
                SignedOutAccount { session: unnamed_session, ..SignedOutAccount::default() }
            }
        };
        self.clear_list(active, None);
        signed_out
    }

    /// The local part for one account: from here on no start of Portico picks it up again.
    fn sign_out_account(&self, active: &mut Active, id: &AccountId) -> SignedOutAccount {
        let session = self.inactive_sessions.take(id);
        if let Some(session) = &session {
            session.discard();
        }
        let account = self.accounts.snapshot().get(id).cloned();
        if account.as_ref().is_some_and(|account| account.persistence != Persistence::None) {
            self.accounts.update(|accounts| accounts.set_persistence(id, Persistence::PendingRemoval));
        }
        let wipe = Some(CacheWipe::new(active, id));
        let registration =
            account.as_ref().and_then(|account| self.settings.snapshot().registration_for_account(account));
        SignedOutAccount { account, registration, session, unused_client: None, wipe }
    }

    /// Takes what is kept of the accounts off the disk, then out of the keyring, and then tells the tenants.
    async fn finish_local_sign_out(self: &Arc<Self>, mut accounts: Vec<SignedOutAccount>) {
        let attempt = self.active.snapshot().attempt().clone();
        // Err: a full disk keeps nobody signed in. It is written again with the next change.
        let _ = self.accounts.commit().await;
        for signed_out in &accounts {
            self.deps.platform.close_app_windows(signed_out.account.as_ref().map(|account| &account.id));
        }
        self.publish_all();
        self.wipe_caches(accounts.iter_mut().filter_map(|signed_out| signed_out.wipe.take()).collect()).await;
        let app = self.clone();
        let notification = self.critical_tasks.run(async move { app.notify_tenants(accounts).await });
        let Err(error) = notification.await else { return };
        // Unless the user has gone on meanwhile.
        let is_shown = self.active.update_while(&attempt, |active| {
            let is_idle = matches!(active.session_state(), SessionState::SignedOut { error: None });
            if is_idle {
                active.set_signed_out(SessionState::SignedOut { error: Some(error) });
            }
            is_idle
        });
        if is_shown == Some(true) {
            self.publish(&[Part::Session]);
        }
    }

    /// Empties the keyring, then notifies the tenants.
    ///
    /// # Errors
    /// Why one could not be notified.
    async fn notify_tenants(&self, accounts: Vec<SignedOutAccount>) -> Result<()> {
        let mut sessions = Vec::new();
        for account in &accounts {
            sessions.push(self.take_credential(account).await);
        }
        // All of them at once, each to its end.
        let sign_outs: Vec<_> = sessions
            .into_iter()
            .map(|session| session.map(|session| session.map(|session| session.sign_out())))
            .collect();
        let mut result = Ok(());
        for sign_out in sign_outs {
            let notified = match sign_out {
                Ok(Some(sign_out)) => sign_out.await,
                Ok(None) => Ok(()),
                Err(error) => Err(error),
            };
            result = notified.and(result);
        }
        result
    }

    /// Takes an account out of the keyring. What has to be told to its tenant comes back.
    ///
    /// # Errors
    /// `E-SESSION-LEFT` where the keyring did not say what it held.
    async fn take_credential(&self, signed_out: &SignedOutAccount) -> Result<Option<Arc<Session>>> {
        let session = match (&signed_out.session, &signed_out.account) {
            (Some(session), _) => Ok(Some(session.clone())),
            // In the keyring only, as after a start: it has to be read to be revoked.
            (None, Some(account)) if account.persistence != Persistence::None => {
                self.load_for_revocation(account, signed_out.registration.clone()).await
            }
            _ => Ok(None),
        };
        if let Some(account) = &signed_out.account {
            self.clear_credential(&account.id).await;
        }
        if let Some(client) = &signed_out.unused_client {
            self.client_secrets.delete(client).await;
        }
        session
    }

    async fn load_for_revocation(
        &self,
        account: &Account,
        registration: Option<ClientRegistration>,
    ) -> Result<Option<Arc<Session>>> {
        let not_revoked = || Error::new(Code::SessionNotRevoked).with_host(account.tenant.host());
        if self.keyring_status.is_unavailable() {
            return Err(not_revoked());
        }
        let Some(credential) = self.credential_store(&account.id).read().await else {
            return if self.keyring_status.is_unavailable() { Err(not_revoked()) } else { Ok(None) };
        };
        if !self.is_pending_removal(&account.id) {
            // Signed in again meanwhile: this may be the new one.
            return Ok(None);
        }
        let registration = registration.ok_or_else(not_revoked)?;
        let secret = self.client_secrets.get(&registration).await.map_err(|_| not_revoked())?;
        let session = Session::from_credential(
            TokenClient::new(registration, secret)?.tracked_by(&self.critical_tasks),
            self.deps.clock.clone(),
            credential,
        );
        session.discard();
        Ok(Some(Arc::new(session)))
    }

    /// Goes on with the sign-outs that the keyring did not hear of when Portico last ended.
    pub(super) fn spawn_pending_removals(self: &Arc<Self>) -> impl Future<Output = Result<()>> + Send + use<> {
        let signed_out = |account: &Account| {
            let registration = self.settings.snapshot().registration_for_account(account);
            SignedOutAccount { account: Some(account.clone()), registration, ..SignedOutAccount::default() }
        };
        let accounts: Vec<_> = self.accounts.snapshot().pending_removals().map(signed_out).collect();
        let app = self.clone();
        self.critical_tasks.run(async move {
            for account in accounts {
                if let Ok(Some(session)) = app.take_credential(&account).await {
                    let _ = session.sign_out().await;
                }
            }
            Ok(())
        })
    }

    /// Takes an account's credential out of the keyring, and notes when that is done.
    pub(super) async fn clear_credential(&self, id: &AccountId) {
        // Before the keyring is asked: a sign-out holds even when Portico dies in the middle of it.
        let _ = self.accounts.commit().await;
        if !self.is_pending_removal(id) || self.credential_store(id).delete().await.is_err() {
            return;
        }
        let new_session = self.active.read(|active| {
            if self.is_pending_removal(id) {
                self.accounts.update(|accounts| accounts.confirm_removal(id));
                return None;
            }
            let active_session = || active.session().filter(|_| active.account.as_ref() == Some(id));
            self.inactive_sessions.get(id).or_else(|| active_session().map(|active| active.session.clone()))
        });
        match new_session {
            Some(session) => session.retry_persist().await,
            // Err: the next start confirms it again.
            None => drop(self.accounts.commit().await),
        }
    }

    fn inactive_accounts(&self, active: &Active) -> Vec<AccountId> {
        let accounts = self.accounts.snapshot();
        let ids = accounts.iter().map(|account| &account.id);
        ids.filter(|id| active.account.as_ref() != Some(*id)).cloned().collect()
    }

    fn is_pending_removal(&self, id: &AccountId) -> bool {
        self.accounts.snapshot().pending_removals().any(|account| account.id == *id)
    }

    /// The session ended by itself: the list stays, and the person is asked to sign in.
    pub(super) fn handle_session_end(self: &Arc<Self>, session: &ActiveSession, error: Error) {
        let is_current = self.active.update_while(&session.token, |active| {
            active.list.freshness.refreshing = false;
            // It was the tenant that said so.
            active.list.freshness.problem.take_if(|error| error.code.is_network());
            if active.sign_in_attempt().is_some() {
                // Its successor is on its way already.
                drop(active.end_session());
            } else {
                active.set_signed_out(SessionState::SignedOut { error: Some(error) });
            }
            if let Some(account) = active.account.clone() {
                self.accounts.update(|accounts| accounts.set_persistence(&account, Persistence::None));
            }
        });
        if is_current.is_none() {
            return;
        }
        self.publish(&[Part::Accounts, Part::Freshness, Part::Session]);
        // An app that was clicked waits for the next sign-in, or for nothing.
        self.resume_launches();
    }
}

/// An account that was left, for a last word to its tenant.
#[derive(Default)]
struct SignedOutAccount {
    /// None in a demo, and where the tenant has not said who it was.
    account: Option<Account>,
    /// How the account signed in; the settings may not know it any more.
    registration: Option<ClientRegistration>,
    session: Option<Arc<Session>>,
    /// The confidential client that nobody uses any more.
    unused_client: Option<ClientRegistration>,
    wipe: Option<CacheWipe>,
}
