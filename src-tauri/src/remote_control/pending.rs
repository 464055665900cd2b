//! What was asked for from outside before it could be done: one thing at a time, for the person it was asked of, and
//! for as long as it is still meant.

use std::time::Duration;

use portico_cli::app_lookup::{self, Match};
use portico_cli::startup_intent::StartupIntent;
use portico_core::AppSnapshot;
use portico_core::accounts::account::AccountId;
use portico_core::clock::{Clock, SystemClock, Timestamp};
use portico_core::remote_control::{AppSummary, OpenOutcome};
use portico_core::view::SessionView;
use tokio::sync::oneshot;

/// Nobody expects a window from what they asked for longer ago.
pub(super) const PENDING_TTL: Duration = Duration::from_mins(10);

pub(super) struct PendingRequest {
    pub(super) intent: StartupIntent,
    /// By the clock on the wall: a laptop sleeps while Portico is locked.
    pub(super) requested_at: Timestamp,
    /// Whose it is, as soon as that is known.
    account: Option<AccountId>,
    pub(super) reply: oneshot::Sender<OpenOutcome>,
}

impl PendingRequest {
    pub(super) fn new(intent: StartupIntent, account: Option<AccountId>, reply: oneshot::Sender<OpenOutcome>) -> Self {
        Self { intent, requested_at: SystemClock.now(), account, reply }
    }

    /// Somebody else has nothing to do with it, and after a while nobody has.
    pub(super) fn take_if_valid(&mut self, snapshot: &AppSnapshot) -> bool {
        if self.account.is_none() {
            self.account.clone_from(&snapshot.account);
        }
        self.account == snapshot.account && snapshot.taken_at.since(self.requested_at) <= PENDING_TTL
    }

    /// Whether what was asked for can be done, or will not be more possible later.
    pub(super) fn is_ready(&self, snapshot: &AppSnapshot, is_restored: bool) -> bool {
        // Before that, a sign-in would be begun beside the session that is being picked up.
        let is_settled =
            is_restored || matches!(snapshot.session, SessionView::Restoring { .. } | SessionView::SignedIn { .. });
        if !snapshot.freshness.loaded || !is_settled || matches!(snapshot.session, SessionView::Locked { .. }) {
            return false;
        }
        // What the copy does not have, the tenant may.
        let is_list_final = !snapshot.freshness.is_cached
            || snapshot.freshness.problem.is_some()
            || matches!(snapshot.session, SessionView::SignedOut { .. });
        match &self.intent {
            StartupIntent::Open { key } => is_list_final || snapshot.catalog.find_app(key).is_some(),
            StartupIntent::OpenNamed { name } => {
                is_list_final
                    || matches!(
                        app_lookup::find_exact(&AppSummary::list_from_snapshot(snapshot), name),
                        Match::Unique(_)
                    )
            }
            StartupIntent::OpenLink(link) => {
                is_list_final
                    || matches!(
                        app_lookup::find_exact(&AppSummary::list_from_snapshot(snapshot), &link.app),
                        Match::Unique(_)
                    )
            }
            StartupIntent::Window | StartupIntent::Hidden | StartupIntent::Show { .. } => true,
        }
    }
}
