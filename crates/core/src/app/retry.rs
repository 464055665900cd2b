//! Refreshes the list in the background after a failure, until the tenant answers.

use std::sync::{Arc, Weak};
use std::time::Duration;

use super::retry_task::RetryTask;
use super::state::{App, State};
use crate::apps::catalog::Catalog;
use crate::error::{Code, Error, Result};
use crate::platform::BoxFuture;
use crate::session::Session;

/// Waits between tries while the tenant cannot be reached; the last one repeats.
pub(super) const RETRY_DELAYS: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(5), Duration::from_secs(10)];

impl App {
    /// Starts retrying in the background, unless a task for this session does so already.
    pub(super) fn schedule_retry(self: &Arc<Self>, session: &Arc<Session>) {
        let session = Arc::downgrade(session);
        let epoch = {
            let mut state = self.state();
            if state.retry_task.as_ref().is_some_and(|task| task.session.ptr_eq(&session)) {
                return;
            }
            state.retry_epoch += 1;
            let epoch = state.retry_epoch;
            state.retry_task = Some(RetryTask { epoch, session: session.clone(), is_attempting: false });
            epoch
        };
        let app = Arc::downgrade(self);
        tokio::spawn(async move { retry_loop(&app, &session, epoch).await });
    }

    /// [`Self::apply_list`] for the retry task. It is boxed because `apply_list` may start that task: the future would
    /// otherwise contain its own type.
    fn apply_retried_list(self: Arc<Self>, session: Arc<Session>, result: Result<Catalog>) -> BoxFuture<()> {
        Box::pin(async move {
            self.apply_list(&session, result).await;
            self.fetch_folders(&session).await;
        })
    }
}

impl State {
    /// Whether the retry task of that number still has something to do. If it has not, it is removed.
    fn continue_retry(&mut self, epoch: u64, session: &Arc<Session>) -> bool {
        let is_own_task = self.retry_task.as_ref().is_some_and(|task| task.epoch == epoch);
        let is_needed = self.is_current_session(session) && self.list.freshness.problem.is_some();
        if is_own_task && !is_needed {
            self.retry_task = None;
        }
        is_own_task && is_needed
    }
}

/// Whether a later try may succeed without anybody doing something.
pub(super) const fn is_transient(error: &Error) -> bool {
    matches!(
        error.code,
        Code::NetOffline
            | Code::NetDns
            | Code::NetRefused
            | Code::NetTimeout
            | Code::NetCut
            | Code::NetPortal
            | Code::NetProxy
            | Code::ApiBusy
            | Code::ApiServer
            | Code::TokenServer
    )
}

/// Refreshes until the tenant answers, somebody else does, or the session is gone.
async fn retry_loop(app: &Weak<App>, session: &Weak<Session>, epoch: u64) {
    for attempt in 0.. {
        let delay = RETRY_DELAYS[attempt.min(RETRY_DELAYS.len() - 1)];
        let retry_after = {
            let (Some(app), Some(session)) = (app.upgrade(), session.upgrade()) else { return };
            let mut state = app.state();
            if !state.continue_retry(epoch, &session) {
                return;
            }
            let until = state.list.freshness.problem.as_ref().and_then(|error| error.retry_after);
            until.map(|until| until.since(app.deps.clock.now()))
        };
        tokio::time::sleep(retry_after.unwrap_or_default().max(delay)).await;
        let (Some(app), Some(session)) = (app.upgrade(), session.upgrade()) else { return };
        {
            let mut state = app.state();
            if !state.continue_retry(epoch, &session) {
                return;
            }
            state.list.freshness.refreshing = true;
            state.retry_task.iter_mut().for_each(|task| task.is_attempting = true);
        }
        app.publish_freshness();
        let result = app.fetch_list(&session, false).await;
        let final_result = {
            let mut state = app.state();
            if !state.continue_retry(epoch, &session) {
                return;
            }
            match result {
                Err(error) if is_transient(&error) => {
                    state.retry_task.iter_mut().for_each(|task| task.is_attempting = false);
                    state.list.freshness.refreshing = false;
                    state.list.freshness.problem = Some(error);
                    None
                }
                result => {
                    state.retry_task = None;
                    Some(result)
                }
            }
        };
        match final_result {
            None => app.publish_freshness(),
            Some(result) => return app.apply_retried_list(session, result).await,
        }
    }
}
