//! The list: refreshing it, and what stays when that fails.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::retry::is_transient;
use super::state::{App, State};
use super::visible_list::PreparedList;
use crate::apps::api::{self, FoldersResult};
use crate::apps::catalog::Catalog;
use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};
use crate::session::Session;
use crate::view::FreshnessView;

/// A question that is not answered by then is asked once more beside it: its connection may be dead,
/// which nobody tells, and a tenant that is only slow shall not be given up.
const HEDGED_REQUEST_DELAY: Duration = Duration::from_secs(15);

impl App {
    /// Asks the tenant for the list, past its own cache.
    pub async fn refresh(self: &Arc<Self>) {
        if let Some(session) = self.refresh_list().await {
            self.fetch_folders(&session).await;
        }
    }

    /// The same without what is beside the list. `None`: there is nobody to ask for, or it is under way.
    pub(super) async fn refresh_list(self: &Arc<Self>) -> Option<Arc<Session>> {
        let session = {
            let mut state = self.state();
            let session = state.session()?;
            // What is tried in the background is left to itself: somebody wants to know now.
            let is_background_retry = state.retry_task.as_ref().is_some_and(|task| task.is_attempting);
            if state.list.freshness.refreshing && !is_background_retry {
                return None;
            }
            state.retry_task = None;
            state.list.freshness.refreshing = true;
            session
        };
        self.publish_freshness();
        let result = self.fetch_list(&session, true).await;
        self.apply_list(&session, result).await;
        Some(session)
    }

    /// The first answer to a question that is asked again while none comes. What is left behind runs
    /// to its own end: a renewal that is cut off might cost the tokens.
    pub(super) async fn fetch_list(&self, session: &Arc<Session>, force: bool) -> Result<Catalog> {
        let mut requests = JoinSet::new();
        loop {
            let (session, clock) = (session.clone(), self.deps.clock.clone());
            requests.spawn(async move { api::get_up_data(&session, force, &*clock).await });
            if let Ok(response) = tokio::time::timeout(HEDGED_REQUEST_DELAY, requests.join_next()).await {
                requests.detach_all();
                return response.and_then(std::result::Result::ok).unwrap_or_else(|| Err(Code::Internal.into()));
            }
        }
    }

    /// Takes an answer of the tenant's. A failed one never clears the list.
    pub(super) async fn apply_list(self: &Arc<Self>, session: &Arc<Session>, listed: Result<Catalog>) {
        let now = self.deps.clock.now();
        let prepared = listed.map(PreparedList::new);
        let mut has_changed = false;
        let is_success = prepared.is_ok();
        let mut session_end_error = None;
        let mut should_retry = false;
        let mut needs_identity = false;
        let mut list_to_cache = None;
        {
            let mut state = self.state();
            // Signed out, or in again, while this was under way: it is nobody's answer.
            if !state.is_current_session(session) {
                return;
            }
            match prepared {
                Ok(mut prepared) => {
                    let previous = state.list.freshness.loaded.then(|| state.list.catalog.clone());
                    // They come with an answer of their own.
                    prepared.catalog.folders.clone_from(&state.list.catalog.folders);
                    let catalog = &prepared.catalog;
                    let previous_update = state.list.freshness.updated_at;
                    state.list.preferences.compare(previous.as_deref(), catalog, now);
                    state.list.freshness = FreshnessView {
                        loaded: true,
                        updated_at: Some(now),
                        unreadable_rows: catalog.unreadable_rows,
                        ..FreshnessView::default()
                    };
                    // A share that ended meanwhile has another place in the same list.
                    let has_ended_since =
                        |at: Timestamp| previous_update.is_some_and(|previous| previous < at) && at <= now;
                    has_changed = *state.list.catalog != *catalog
                        || catalog.apps.iter().any(|app| app.ends_at.is_some_and(has_ended_since));
                    if has_changed {
                        self.set_catalog(&mut state, prepared);
                    }
                    // The tenant answers: icons that failed may come now.
                    state.list.icons.iter().for_each(|icons| icons.clear_failures());
                    let account = state.cacheable_account(&self.settings.snapshot());
                    needs_identity = state.active_account.is_none() && !state.is_demo;
                    list_to_cache = account.map(|account| (account, state.list.catalog.clone()));
                }
                Err(error) => {
                    tracing::info!(code = error.code.as_str(), "the list was not refreshed");
                    state.list.freshness.refreshing = false;
                    should_retry = is_transient(&error);
                    if error.code == Code::SessionEnded {
                        session_end_error = Some(error);
                    } else {
                        state.list.freshness.problem = Some(error);
                    }
                }
            }
        }
        if has_changed {
            self.publish_apps();
            self.spawn_index_build();
        }
        if is_success {
            self.publish_preferences();
        }
        self.publish_freshness();
        if is_success {
            self.spawn_open_pending();
            self.save_preferences_async().await;
        }
        if let Some(error) = session_end_error {
            self.handle_session_end(session, error);
        }
        if let Some((account, catalog)) = list_to_cache {
            self.save_list_cache(account, catalog, now).await;
        }
        if needs_identity {
            self.fetch_identity(session).await;
        }
        if should_retry {
            self.schedule_retry(session);
        }
    }

    /// Asks how the person grouped their apps at the tenant. Few tenants let Portico ask, and a list
    /// without folders is whole.
    pub(super) async fn fetch_folders(self: &Arc<Self>, session: &Arc<Session>) {
        let last_success = |state: &State| {
            let updated_at = state.list.freshness.updated_at.filter(|_| state.list.freshness.problem.is_none());
            updated_at.filter(|_| state.is_current_session(session) && state.list.can_fetch_folders)
        };
        let Some(now) = last_success(&self.state()) else { return };
        let response = api::get_folders(session).await;
        let update = {
            let mut state = self.state();
            if !state.is_current_session(session) {
                return;
            }
            match response {
                FoldersResult::Loaded(folders) if state.list.catalog.folders != folders => {
                    let catalog = Catalog { folders, ..state.list.catalog.as_ref().clone() };
                    state.list.catalog = Arc::new(catalog);
                    Some((state.cacheable_account(&self.settings.snapshot()), state.list.catalog.clone()))
                }
                FoldersResult::Loaded(_) | FoldersResult::Failed => None,
                FoldersResult::Unsupported => {
                    state.list.can_fetch_folders = false;
                    None
                }
            }
        };
        let Some((account, catalog)) = update else { return };
        self.publish_apps();
        self.spawn_index_build();
        if let Some(account) = account {
            self.save_list_cache(account, catalog, now).await;
        }
    }

    /// Another question was lost on its way: the list tells when the tenant answers again.
    pub(super) fn handle_connection_loss(self: &Arc<Self>, session: &Arc<Session>, error: Error) {
        {
            let mut state = self.state();
            if !state.is_current_session(session) {
                return;
            }
            state.list.freshness.problem = Some(error);
        }
        self.publish_freshness();
        self.schedule_retry(session);
    }
}

impl State {
    pub(super) fn is_current_session(&self, session: &Arc<Session>) -> bool {
        self.session().is_some_and(|current| Arc::ptr_eq(&current, session))
    }
}

#[cfg(test)]
mod tests {
    use super::super::retry::RETRY_DELAYS;
    use super::*;
    use crate::net::http::Budget;
    use crate::session::MAX_NETWORK_BACKOFF;

    /// When the network is back at a moment at which a question was just lost: that is asked again, or
    /// fails, and then there is a wait. What comes after that is answered.
    #[test]
    fn list_refreshes_within_30s_of_network_return() {
        let longest_delay = RETRY_DELAYS.into_iter().max().unwrap();
        let response_time = Duration::from_secs(5);
        // The list was asked for; when it is asked for again, that is by a new connection.
        assert!(crate::net::http::POOL_IDLE_TIMEOUT < HEDGED_REQUEST_DELAY);
        assert!(HEDGED_REQUEST_DELAY + response_time <= Duration::from_secs(30));
        // A connection was being made, or a renewal under way, which nothing overtakes.
        for lost_request in [crate::net::http::CONNECT_TIMEOUT, Budget::REFRESH.timeout()] {
            assert!(lost_request + longest_delay.max(MAX_NETWORK_BACKOFF) + response_time <= Duration::from_secs(30));
        }
    }
}
