//! Activates an account after sign-in, and retires or keeps the session of the account that was active before.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::active::Active;
use super::cached_list::{CacheWipe, StoredAccount};
use super::sign_in_methods::CompletedSignIn;
use super::state::App;
use super::unclaimed_session::UnclaimedSession;
use crate::accounts::account::{Account, AccountId, Persistence};
use crate::accounts::identity::Identity;
use crate::apps::api;
use crate::session::{ActiveSession, Session};
use crate::tenant::registration::ClientRegistration;
use crate::view::SignInMethod;

impl App {
    /// Asks who this is and what they have, at the same time: the list is what people wait for. It is shown to nobody
    /// before it is known whose it is.
    pub(super) async fn activate_session(
        self: &Arc<Self>,
        attempt: &CancellationToken,
        completed: CompletedSignIn,
        method: SignInMethod,
    ) {
        let CompletedSignIn { session: unclaimed, identity } = completed;
        let session = unclaimed.session().clone();
        let identify = async {
            let identity = async {
                match identity {
                    Some(identity) => Some(identity),
                    None => api::whoami(&session).await,
                }
            };
            let identity = attempt.run_until_cancelled(identity).await?;
            self.complete_sign_in(attempt, unclaimed, identity, method).await
        };
        let (active_session, result) = tokio::join!(identify, self.fetch_list(&session, false));
        let Some(active_session) = active_session else { return };
        self.apply_list(&active_session, result).await;
        self.resume_launches();
        self.fetch_folders(&active_session).await;
    }

    /// Puts the session on screen, if the attempt is still the one.
    async fn complete_sign_in(
        self: &Arc<Self>,
        attempt: &CancellationToken,
        mut unclaimed: UnclaimedSession,
        identity: Option<Identity>,
        method: SignInMethod,
    ) -> Option<ActiveSession> {
        let session = unclaimed.session().clone();
        let ends_at = session.ends_at();
        let account = identity.map(|identity| Account::new(session.registration(), identity));
        let stored = self.load_stored_account(account.as_ref()).await;
        let (active_session, account, wipe, is_other_account) = self.active.update_while(attempt, |active| {
            self.remember_method(active, method);
            let previous_account = active.account.clone();
            let replaced_session = active.end_session();
            let wipe = match account {
                Some(account) => self.activate_account(active, account, replaced_session, stored),
                None => {
                    self.activate_unknown_account(active, replaced_session);
                    None
                }
            };
            let is_other_account = active.account != previous_account;
            let active_session = active.set_session(session.clone(), ends_at);
            unclaimed.claim();
            active.list.freshness.refreshing = true;
            active.list.freshness.problem = None;
            (active_session, active.persistent_account().cloned(), wipe, is_other_account)
        })?;
        if is_other_account {
            self.update_launches(|queue, _| queue.end_for_other_person());
        }
        self.spawn_session_tasks(&active_session);
        self.spawn_persist(&session, account);
        drop(unclaimed);
        self.publish_all();
        self.resume_launches();
        if let Some(wipe) = wipe {
            self.wipe_caches(vec![wipe]).await;
        }
        Some(active_session)
    }

    /// Asks once more who it is, after a tenant that could not say so at the sign-in.
    pub(super) async fn fetch_identity(self: &Arc<Self>, session: &ActiveSession) {
        let Some(identity) = api::whoami(&session.session).await else { return };
        let account = Account::new(session.session.registration(), identity);
        let stored = self.load_stored_account(Some(&account)).await;
        let now = self.deps.clock.now();
        let to_cache = self.active.update_while(&session.token, |active| {
            if active.account.is_some() || active.is_demo {
                return None;
            }
            // The list that was just fetched is this person's.
            let shown = active.list.clone();
            self.activate_account(active, account, None, stored);
            // Their own copy, if there was one.
            let previous = active.list.freshness.loaded.then(|| active.list.catalog.clone());
            active.list.catalog = shown.catalog.clone();
            active.list.icon_urls = shown.icon_urls;
            active.list.freshness = shown.freshness;
            self.change_preferences(active, |preferences| {
                preferences.compare(previous.as_deref(), &shown.catalog, now);
            });
            self.search_index.clear();
            Some((active.account.clone()?, shown.catalog, self.settings.snapshot().caches_app_list()))
        });
        let Some((account, catalog, may_cache)) = to_cache.flatten() else { return };
        self.spawn_persist(&session.session, Some(account.clone()));
        self.publish_all();
        let _ = self.active.snapshot().list.preferences.commit().await;
        if may_cache {
            self.save_list_cache(account, catalog, now).await;
        }
    }

    fn spawn_persist(&self, session: &Arc<Session>, account: Option<AccountId>) {
        if let Some(account) = account {
            let (accounts, store, session) = (self.accounts.clone(), self.credential_store(&account), session.clone());
            drop(self.critical_tasks.run(async move {
                // Err: a full disk costs a sign-in at the next start.
                let _ = accounts.commit().await;
                session.persist_to(store).await;
                Ok(())
            }));
        }
    }

    /// Makes `account` the active one. The list of the previous account leaves the screen; `replaced_session` is kept for
    /// when the previous account is activated again. If that account has no session any more, its cache is to be
    /// wiped.
    fn activate_account(
        &self,
        active: &mut Active,
        mut account: Account,
        replaced_session: Option<Arc<Session>>,
        stored: Option<StoredAccount>,
    ) -> Option<CacheWipe> {
        let previous = active.persistent_account().filter(|previous| **previous != account.id).cloned();
        let mut retired = Vec::from_iter(self.inactive_sessions.take(&account.id));
        let mut wipe = None;
        match (previous, replaced_session) {
            (Some(previous), Some(session)) => self.inactive_sessions.insert(previous, session),
            (Some(previous), None) => {
                let is_persisted = |account: &Account| account.persistence == Persistence::Session;
                if !self.accounts.snapshot().get(&previous).is_some_and(is_persisted) {
                    wipe = Some(CacheWipe::new(active, &previous));
                }
            }
            (None, session) => retired.extend(session),
        }
        retired.into_iter().for_each(Session::spawn_revocation);
        if active.account.as_ref() != Some(&account.id) {
            if active.account.is_some() {
                drop(active.end_activation());
            }
            active.account = Some(account.id.clone());
            self.show_stored_list(active, &account, stored);
        } else {
            self.set_preferences(active, stored);
        }
        active.list.identity = account.identity.clone();
        if !active.is_demo {
            account.persistence = Persistence::Session;
            self.accounts.update(|accounts| accounts.put_first(account));
        }
        wipe
    }

    /// The tenant has named nobody: it may be another person, so the list leaves the screen until theirs comes, and
    /// nothing is kept under a name.
    fn activate_unknown_account(&self, active: &mut Active, replaced_session: Option<Arc<Session>>) {
        if let (Some(previous), Some(session)) = (active.persistent_account().cloned(), replaced_session) {
            self.inactive_sessions.insert(previous, session);
        }
        drop(active.end_activation());
        active.account = None;
        self.clear_list(active, None);
    }

    /// A way that worked is the way from now on, unless a file says another.
    fn remember_method(&self, active: &mut Active, method: SignInMethod) {
        let Some(current) = active.registration.clone() else { return };
        if current.sign_in_method == method || current.is_sign_in_method_set || active.is_demo {
            return;
        }
        if self.settings.update(|settings| settings.set_sign_in_method(&current.tenant, method)).is_ok() {
            active.registration =
                Some(ClientRegistration { is_sign_in_method_set: true, ..current.with_sign_in_method(method) });
        }
    }
}
