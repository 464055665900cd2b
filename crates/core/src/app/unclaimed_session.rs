//! A session that a sign-in has brought and that is nobody's yet.

use std::sync::Arc;

use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::session::{CriticalTasks, Session};

/// Given back to the tenant unless somebody takes it, whatever became of the sign-in. Counts as a critical task.
pub(super) struct UnclaimedSession {
    session: Arc<Session>,
    is_claimed: bool,
    shares_portal_session: bool,
    _token: TaskTrackerToken,
}

impl UnclaimedSession {
    /// `shares_portal_session`: another session goes on with the portal's own session of the same window.
    pub(super) fn new(session: Arc<Session>, shares_portal_session: bool, tasks: &CriticalTasks) -> Self {
        Self { session, is_claimed: false, shares_portal_session, _token: tasks.token() }
    }

    pub(super) const fn session(&self) -> &Arc<Session> {
        &self.session
    }

    /// The session is somebody's from now on.
    pub(super) const fn claim(&mut self) {
        self.is_claimed = true;
    }
}

impl Drop for UnclaimedSession {
    fn drop(&mut self) {
        if self.is_claimed {
        } else if self.shares_portal_session {
            self.session.clone().spawn_revocation();
        } else {
            drop(self.session.sign_out());
        }
    }
}
