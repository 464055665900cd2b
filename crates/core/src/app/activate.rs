//! Activates an account after sign-in, and retires or keeps the session of the account that was active before.

use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::sign_in_methods::CompletedSignIn;
use super::state::{App, SessionState, State};
use super::visible_list::PreparedList;
use crate::accounts::account::{Account, AccountId, Persistence};
use crate::accounts::identity::Identity;
use crate::apps::api;
use crate::apps::cache::CachedAppList;
use crate::apps::catalog::Catalog;
use crate::error::Code;
use crate::session::Session;
use crate::tenant::registration::ClientRegistration;
use crate::view::SignInMethod;

impl App {
    /// Asks who this is and what they have, at the same time: the list is what people wait for.
    pub(super) async fn activate_session(
        self: &Arc<Self>,
        attempt: u64,
        completed: CompletedSignIn,
        method: SignInMethod,
        is_renewal: bool,
        mut canceled: Pin<&mut oneshot::Receiver<()>>,
    ) {
        let session = Arc::new(completed.session);
        let identify = async {
            let identity = async {
                match completed.identity {
                    Some(identity) => Some(identity),
                    None => api::whoami(&session).await,
                }
            };
            let is_activated = tokio::select! {
                biased;
                Ok(()) = &mut canceled => {
                    self.fail_sign_in(attempt, Code::AuthCancel.into());
                    false
                }
                identity = identity => self.complete_sign_in(attempt, &session, identity, method).await,
            };
            if !is_activated {
                // Nobody waits for it any more: the tenant shall not keep it either.
                if is_renewal {
                    spawn_revocation(session.clone());
                } else {
                    let session = session.clone();
                    session.discard();
                    tokio::spawn(async move { drop(session.sign_out().await) });
                }
            }
        };
        let ((), result) = tokio::join!(identify, self.fetch_list(&session, false));
        self.apply_list(&session, result).await;
        self.open_pending().await;
        self.fetch_folders(&session).await;
    }

    /// Puts the session on screen, if the attempt is still the one.
    async fn complete_sign_in(
        self: &Arc<Self>,
        attempt: u64,
        session: &Arc<Session>,
        identity: Option<Identity>,
        method: SignInMethod,
    ) -> bool {
        let ends_at = session.ends_at().await;
        let account = {
            let mut state = self.state();
            if !state.is_current_attempt(attempt) {
                return false;
            }
            self.remember_method(&mut state, method);
            let previous_account = state.active_account.clone();
            self.activate_account(&mut state, session, identity);
            if state.active_account != previous_account {
                state.launch_queue.cancel_prompt();
            }
            state.session_state = SessionState::SignedIn { session: session.clone(), ends_at };
            state.list.freshness.refreshing = true;
            state.list.freshness.problem = None;
            state.active_account.clone().filter(|_| !state.is_demo)
        };
        self.spawn_session_tasks(session);
        self.spawn_persist(session, account);
        self.publish_all();
        self.publish_launches();
        self.spawn_open_pending();
        true
    }

    /// Asks once more who it is, after a tenant that could not say so at the sign-in.
    pub(super) async fn fetch_identity(self: &Arc<Self>, session: &Arc<Session>) {
        let Some(identity) = api::whoami(session).await else { return };
        let account = {
            let mut state = self.state();
            if !state.is_current_session(session) || state.active_account.is_some() || state.is_demo {
                return;
            }
            // The list that was just fetched is this person's.
            let (catalog, freshness) = (state.list.catalog.clone(), state.list.freshness.clone());
            self.activate_account(&mut state, session, Some(identity));
            // Their own copy, if there was one.
            let previous = state.list.freshness.loaded.then(|| state.list.catalog.clone());
            self.set_catalog(&mut state, PreparedList::new(catalog.as_ref().clone()));
            state.list.freshness = freshness;
            state.list.preferences.compare(previous.as_deref(), &catalog, self.deps.clock.now());
            state.active_account.clone()
        };
        self.spawn_persist(session, account.clone());
        self.publish_all();
        self.save_preferences_async().await;
        if let Some(account) = account {
            let (catalog, may_cache) = {
                let state = self.state();
                (state.list.catalog.clone(), self.settings.snapshot().caches_app_list())
            };
            if may_cache {
                self.save_list_cache(account, catalog, self.deps.clock.now()).await;
            }
        }
    }

    fn spawn_persist(&self, session: &Arc<Session>, account: Option<AccountId>) {
        if let Some(account) = account {
            let (store, session) = (self.credential_store(&account), session.clone());
            tokio::spawn(async move { session.persist_to(store).await });
        }
    }

    /// Makes the account that signed in the active one. The list of the previous account leaves the screen; its cache is
    /// wiped if that account has no session any more and so was replaced.
    fn activate_account(&self, state: &mut State, session: &Arc<Session>, identity: Option<Identity>) {
        let registration = session.registration().clone();
        let previous_account = state.active_account.clone().filter(|_| !state.is_demo);
        let previous_session = match &state.session_state {
            SessionState::SigningIn(sign_in) => sign_in.replaced_session(),
            _ => None,
        };
        // It may be this one that goes on, and learns its name only now.
        let previous_session = previous_session.filter(|renewed| !Arc::ptr_eq(renewed, session));
        let Some(identity) = identity else {
            // A tenant that could not be asked has named nobody: the list stays, without a name, and
            // nothing is kept under one.
            if let (Some(previous_account), Some(renewed)) = (previous_account, previous_session) {
                state.inactive_sessions.insert(previous_account, renewed);
            }
            state.active_account = None;
            state.list.identity = Identity::default();
            // Folders belong to one person.
            if !state.list.catalog.folders.is_empty() {
                let catalog = Catalog { folders: Vec::new(), ..state.list.catalog.as_ref().clone() };
                state.list.catalog = Arc::new(catalog);
                self.discard_index();
            }
            state.list.can_fetch_folders = true;
            self.load_preferences(state);
            self.load_icons(state);
            return;
        };
        let mut account = Account::new(&registration, identity);
        let mut retired = Vec::from_iter(state.inactive_sessions.remove(&account.id));
        match (previous_account, previous_session) {
            // It goes on, for when the person comes back to it.
            (Some(previous), Some(previous_session)) if previous != account.id => {
                drop(state.inactive_sessions.insert(previous, previous_session))
            }
            (Some(previous), None) if previous != account.id => {
                if state.accounts.get(&previous).is_none_or(|account| account.persistence != Persistence::Session) {
                    CachedAppList::wipe(&self.deps.dirs, &previous);
                    state.erase_app_names(&self.deps.dirs, &previous);
                }
            }
            (_, previous_session) => retired.extend(previous_session),
        }
        retired.into_iter().for_each(spawn_revocation);
        let is_same_account = state.active_account.as_ref() == Some(&account.id);
        state.active_account = Some(account.id.clone());
        if !is_same_account {
            self.clear_list(state);
            self.apply_cached_list(state, &account);
        }
        state.list.identity = account.identity.clone();
        if !state.is_demo {
            account.persistence = Persistence::Session;
            // A full disk costs a sign-in at the next start.
            let _ = state.accounts.put_first(account);
        }
    }

    /// A way that worked is the way from now on, unless a file says another.
    fn remember_method(&self, state: &mut State, method: SignInMethod) {
        let Some(current) = state.registration.clone() else { return };
        if current.sign_in_method == method || current.is_sign_in_method_set || state.is_demo {
            return;
        }
        if self.settings.update(|settings| settings.set_sign_in_method(&current.tenant, method)).is_ok() {
            state.registration =
                Some(ClientRegistration { is_sign_in_method_set: true, ..current.with_sign_in_method(method) });
        }
    }
}

/// Parts with a session beside which another goes on: its tokens go back to the tenant, but the
/// portal's own session is the other's too.
pub(super) fn spawn_revocation(session: Arc<Session>) {
    session.discard();
    tokio::spawn(async move { session.revoke().await });
}
