//! The list: refreshing it, and what stays when that fails.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::{AbortHandle, JoinSet};

use super::active::Active;
use super::publish::Part;
use super::state::App;
use super::visible_list::PreparedList;
use crate::accounts::account::AccountId;
use crate::apps::api::{self, FoldersResult};
use crate::apps::catalog::Catalog;
use crate::apps::preferences::store::PreferencesStore;
use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};
use crate::session::{ActiveSession, Session};
use crate::task;
use crate::view::FreshnessView;

/// A question that is not answered by then is asked once more beside it: its connection may be dead,
/// which nobody tells, and a tenant that is only slow shall not be given up.
const HEDGED_REQUEST_DELAY: Duration = Duration::from_secs(15);
const MAX_HEDGED_REQUESTS: usize = 3;

/// Between two requests of somebody who holds the key down.
const KEY_REFRESH_INTERVAL: Duration = Duration::from_secs(2);

/// What is left to be done with a list that was applied.
struct Applied {
    has_changed: bool,
    needs_identity: bool,
    preferences: PreferencesStore,
    account_to_cache: Option<AccountId>,
    catalog: Arc<Catalog>,
}

impl App {
    /// Asks the tenant for the list, past its own cache.
    pub async fn refresh(self: &Arc<Self>) {
        if let Some(session) = self.refresh_list().await {
            self.fetch_folders(&session).await;
        }
    }

    /// As [`Self::refresh`], for a key that may be held down: one request at once, and one in two seconds after it for
    /// all others.
    pub async fn refresh_by_key(self: &Arc<Self>) {
        let Ok(waiting) = self.refresh_queue.try_lock() else { return };
        let turn = self.refresh_turn.clone().lock_owned().await;
        drop(waiting);
        self.refresh().await;
        let wait = async move {
            tokio::time::sleep(KEY_REFRESH_INTERVAL).await;
            drop(turn);
        };
        drop(task::spawn(wait, || {}));
    }

    /// The same without what is beside the list. `None`: there is nobody to ask for, or it is under way.
    pub(super) async fn refresh_list(self: &Arc<Self>) -> Option<ActiveSession> {
        let session = self.active.update(|active| {
            let session = active.session()?.clone();
            // What is tried in the background is left to itself: somebody wants to know now.
            let is_background_retry = active.list.retry.as_ref().is_some_and(|retry| retry.is_attempting);
            if active.list.freshness.refreshing && !is_background_retry {
                return None;
            }
            active.list.cancel_retry();
            active.list.freshness.refreshing = true;
            Some(session)
        })?;
        let refreshing = async {
            self.publish(&[Part::Freshness]);
            let result = self.fetch_list(&session.session, true).await;
            self.apply_list(&session, result).await;
        };
        if let Err(error) = task::catch_panic(refreshing).await {
            // Else no refresh would ever begin again.
            self.apply_list_failure(&session, error);
        }
        Some(session)
    }

    /// The first answer to a question that is asked again while none comes. What is left behind runs
    /// to its own end: a renewal that is cut off might cost the tokens.
    pub(super) async fn fetch_list(&self, session: &Arc<Session>, force: bool) -> Result<Catalog> {
        let (mut requests, mut handles) = (JoinSet::new(), Vec::<AbortHandle>::new());
        loop {
            // Each may hold an answer of many megabytes. The first stays: the tenant may only be slow.
            if handles.len() == MAX_HEDGED_REQUESTS {
                handles.remove(1).abort();
            }
            let (session, clock) = (session.clone(), self.deps.clock.clone());
            handles.push(requests.spawn(async move { api::get_up_data(&session, force, &*clock).await }));
            let first_answer = async {
                loop {
                    match requests.join_next().await {
                        Some(Err(error)) if error.is_cancelled() => {}
                        answer => return answer,
                    }
                }
            };
            if let Ok(answer) = tokio::time::timeout(HEDGED_REQUEST_DELAY, first_answer).await {
                requests.detach_all();
                return answer.and_then(std::result::Result::ok).unwrap_or_else(|| Err(Code::Internal.into()));
            }
        }
    }

    /// Takes an answer of the tenant's, and tries again in the background if it is a failure that may pass.
    pub(super) async fn apply_list(self: &Arc<Self>, session: &ActiveSession, result: Result<Catalog>) {
        if self.apply_list_once(session, result).await {
            self.schedule_retry(session);
        }
    }

    /// Takes an answer of the tenant's. A failed one never clears the list. Whether it may be tried again.
    pub(super) async fn apply_list_once(self: &Arc<Self>, session: &ActiveSession, result: Result<Catalog>) -> bool {
        let now = self.deps.clock.now();
        let prepared = match result {
            Ok(catalog) => PreparedList::new(catalog),
            Err(error) => return self.apply_list_failure(session, error),
        };
        // Signed out, or in again, while this was under way: it is nobody's answer.
        let Some(applied) = self.apply_catalog(session, prepared, now) else { return false };
        let Applied { has_changed, needs_identity, preferences, account_to_cache, catalog } = applied;
        if has_changed {
            self.publish(&[Part::Apps, Part::Preferences, Part::Freshness]);
            self.spawn_index_build();
        } else {
            self.publish(&[Part::Preferences, Part::Freshness]);
        }
        self.resume_launches();
        // Err: it is on screen, and written again with the next change.
        let _ = preferences.commit().await;
        if let Some(account) = account_to_cache {
            self.save_list_cache(account, catalog, now).await;
        }
        if needs_identity {
            self.fetch_identity(session).await;
        }
        false
    }

    fn apply_catalog(&self, session: &ActiveSession, mut prepared: PreparedList, now: Timestamp) -> Option<Applied> {
        self.active.update_while(&session.token, |active| {
            let previous = active.list.freshness.loaded.then(|| active.list.catalog.clone());
            // They come with an answer of their own.
            prepared.catalog.folders.clone_from(&active.list.catalog.folders);
            self.change_preferences(active, |preferences| {
                preferences.compare(previous.as_deref(), &prepared.catalog, now);
            });
            let list = &mut active.list;
            let catalog = &prepared.catalog;
            let previous_update = list.freshness.updated_at;
            list.freshness = FreshnessView {
                loaded: true,
                updated_at: Some(now),
                unreadable_rows: catalog.unreadable_rows,
                ..FreshnessView::default()
            };
            // A share that ended meanwhile has another place in the same list.
            let has_ended_since = |at: Timestamp| previous_update.is_some_and(|previous| previous < at) && at <= now;
            let has_changed =
                *list.catalog != *catalog || catalog.apps.iter().any(|app| app.ends_at.is_some_and(has_ended_since));
            if has_changed {
                list.set_catalog(prepared);
                self.search_index.clear();
            }
            // The tenant answers: icons that failed may come now.
            list.icons.iter().for_each(|icons| icons.clear_failures());
            Applied {
                has_changed,
                needs_identity: active.account.is_none() && !active.is_demo,
                preferences: active.list.preferences.clone(),
                account_to_cache: self.cacheable_account(active),
                catalog: active.list.catalog.clone(),
            }
        })
    }

    fn apply_list_failure(self: &Arc<Self>, session: &ActiveSession, error: Error) -> bool {
        let (may_retry, has_ended) = (error.code.is_transient(), error.code == Code::SessionEnded);
        let is_current = self.active.update_while(&session.token, |active| {
            tracing::info!(code = error.code.as_str(), "the list was not refreshed");
            active.list.freshness.refreshing = false;
            if !has_ended {
                active.list.freshness.problem = Some(error.clone());
            }
        });
        if is_current.is_none() {
            return false;
        }
        if has_ended {
            self.handle_session_end(session, error);
        } else {
            self.publish(&[Part::Freshness]);
        }
        may_retry
    }

    /// Asks how the person grouped their apps at the tenant. Few tenants let Portico ask, and a list
    /// without folders is whole.
    pub(super) async fn fetch_folders(self: &Arc<Self>, session: &ActiveSession) {
        let list = self.active.snapshot().list.clone();
        let Some(now) = list.freshness.updated_at.filter(|_| list.freshness.problem.is_none()) else { return };
        if session.token.is_cancelled() || !list.can_fetch_folders {
            return;
        }
        let response = api::get_folders(&session.session).await;
        let update = self.active.update_while(&session.token, |active| match response {
            FoldersResult::Loaded(folders) if active.list.catalog.folders != folders => {
                let catalog = Catalog { folders, ..active.list.catalog.as_ref().clone() };
                active.list.catalog = Arc::new(catalog);
                Some((self.cacheable_account(active), active.list.catalog.clone()))
            }
            FoldersResult::Loaded(_) | FoldersResult::Failed => None,
            FoldersResult::Unsupported => {
                active.list.can_fetch_folders = false;
                None
            }
        });
        let Some((account, catalog)) = update.flatten() else { return };
        self.publish(&[Part::Apps]);
        self.spawn_index_build();
        if let Some(account) = account {
            self.save_list_cache(account, catalog, now).await;
        }
    }

    /// Another question was lost on its way: the list tells when the tenant answers again.
    pub(super) fn handle_connection_loss(self: &Arc<Self>, session: &ActiveSession, error: Error) {
        let set_problem = |active: &mut Active| active.list.freshness.problem = Some(error);
        if self.active.update_while(&session.token, set_problem).is_some() {
            self.publish(&[Part::Freshness]);
            self.schedule_retry(session);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::retry::RETRY_DELAYS;
    use super::*;
    use crate::net::http::{CONNECT_TIMEOUT, POOL_IDLE_TIMEOUT, SILENT_CONNECTION_TIMEOUT};
    use crate::session::MAX_NETWORK_BACKOFF;

    /// When the network is back at a moment at which a question was just lost: that is asked again, or
    /// fails, and then there is a wait. What comes after that is answered.
    #[test]
    fn list_refreshes_within_30s_of_network_return() {
        let longest_delay = RETRY_DELAYS.into_iter().max().unwrap();
        let response_time = Duration::from_secs(5);
        // The list was asked for; when it is asked for again, that is by a new connection.
        assert!(POOL_IDLE_TIMEOUT < HEDGED_REQUEST_DELAY);
        assert!(HEDGED_REQUEST_DELAY + response_time <= Duration::from_secs(30));
        // A connection was being made, or a renewal under way, which nothing overtakes.
        for lost_request in [CONNECT_TIMEOUT, SILENT_CONNECTION_TIMEOUT] {
            assert!(lost_request + longest_delay.max(MAX_NETWORK_BACKOFF) + response_time <= Duration::from_secs(30));
        }
    }
}
