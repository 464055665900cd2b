//! Ends what is under way before the program ends.

use std::sync::Arc;
use std::time::Duration;

use super::state::App;

/// A request whose answer must not be lost gets this long; a tenant that is slower is not waited for.
const CRITICAL_TASKS_TIMEOUT: Duration = Duration::from_secs(2);

impl App {
    /// Cancels a sign-in, whose tokens are given back; waits for renewals, revocations and what is being kept; and writes
    /// what is not written yet. The shell calls this before it ends.
    pub async fn shut_down(self: &Arc<Self>) {
        let attempt = self.active.snapshot().attempt().clone();
        attempt.cancel();
        let app = self.clone();
        let flush = tokio::task::spawn_blocking(move || app.flush());
        let (flushed, ()) = tokio::join!(flush, self.critical_tasks.finish(CRITICAL_TASKS_TIMEOUT));
        if flushed.is_err() {
            tracing::warn!("not everything was written");
        }
    }
}
