//! Refreshes the list in the background after a failure, until the tenant answers.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::active::Active;
use super::publish::Part;
use super::state::App;
use super::visible_list::{List, Retry};
use crate::session::ActiveSession;

/// Waits between tries while the tenant cannot be reached; the last one repeats.
pub(super) const RETRY_DELAYS: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(5), Duration::from_secs(10)];

impl App {
    /// Starts retrying in the background, unless a task for this session does so already.
    pub(super) fn schedule_retry(self: &Arc<Self>, session: &ActiveSession) {
        let token = self.active.update_while(&session.token, |active| {
            let token = session.token.child_token();
            let is_retrying = active.list.is_retrying();
            (!is_retrying).then(|| {
                active.list.retry = Some(Retry { token: token.clone(), is_attempting: false });
                token
            })
        });
        if let Some(token) = token.flatten() {
            let (app, session) = (Arc::downgrade(self), session.clone());
            self.spawn_loop(move || retry_loop(app.clone(), session.clone(), token.clone()));
        }
    }

    /// Changes the list for the retry task of that token. `None` if nothing is left to do for it: another task asks, the
    /// session ended, or the list came.
    fn continue_retry<R>(&self, token: &CancellationToken, change: impl FnOnce(&mut List) -> R) -> Option<R> {
        let change = |active: &mut Active| {
            if active.list.freshness.problem.is_none() {
                active.list.cancel_retry();
                return None;
            }
            Some(change(&mut active.list))
        };
        self.active.update_while(token, change).flatten()
    }
}

/// Refreshes until the tenant answers, somebody else does, or the session is gone.
async fn retry_loop(app: Weak<App>, session: ActiveSession, token: CancellationToken) {
    for attempt in 0.. {
        let delay = RETRY_DELAYS[attempt.min(RETRY_DELAYS.len() - 1)];
        let retry_after = {
            let Some(app) = app.upgrade() else { return };
            let problem = app.continue_retry(&token, |list| list.freshness.problem.clone());
            let Some(problem) = problem else { return };
            let until = problem.and_then(|error| error.retry_after);
            until.map(|until| until.since(app.deps.clock.now()))
        };
        let wait = tokio::time::sleep(retry_after.unwrap_or_default().max(delay));
        if token.run_until_cancelled(wait).await.is_none() {
            return;
        }
        let Some(app) = app.upgrade() else { return };
        let begin = |list: &mut List| {
            list.freshness.refreshing = true;
            list.set_attempting(true);
        };
        if app.continue_retry(&token, begin).is_none() {
            return;
        }
        app.publish(&[Part::Freshness]);
        let result = app.fetch_list(&session.session, false).await;
        let end = |list: &mut List| match result {
            Err(error) if error.code.is_transient() => {
                list.set_attempting(false);
                list.freshness.refreshing = false;
                list.freshness.problem = Some(error);
                None
            }
            result => {
                list.cancel_retry();
                Some(result)
            }
        };
        match app.continue_retry(&token, end) {
            None => return,
            Some(None) => app.publish(&[Part::Freshness]),
            Some(Some(result)) => {
                app.apply_list_once(&session, result).await;
                return app.fetch_folders(&session).await;
            }
        }
    }
}
