//! Holds a request that cannot be served before the app list is loaded.
//!
//! A request belongs to the account that was active when it arrived, and expires after [`PENDING_TTL`]. The caller
//! polls it with each new snapshot.

use std::time::Duration;

use crate::startup_intent::StartupIntent;
use portico_core::AppSnapshot;
use portico_core::accounts::account::AccountId;
use portico_core::apps::lookup::{self, Match};
use portico_core::clock::{Clock, SystemClock, Timestamp};
use portico_core::remote_control::{AppSummary, OpenOutcome};
use portico_core::view::SessionView;
use tokio::sync::oneshot;

/// A user no longer expects a window after this time.
pub const PENDING_TTL: Duration = Duration::from_mins(10);

pub struct PendingRequest {
    pub intent: StartupIntent,
    /// Wall-clock time, since a laptop may sleep while Portico is locked.
    pub requested_at: Timestamp,
    /// `None` until an account is known.
    account: Option<AccountId>,
    pub reply: oneshot::Sender<OpenOutcome>,
}

impl PendingRequest {
    pub fn new(intent: StartupIntent, account: Option<AccountId>, reply: oneshot::Sender<OpenOutcome>) -> Self {
        Self { intent, requested_at: SystemClock.now(), account, reply }
    }

    /// Whether the request is still valid: neither expired nor made for another account. A request without an account
    /// is bound to that of the snapshot.
    pub fn retain_for(&mut self, snapshot: &AppSnapshot) -> bool {
        if self.account.is_none() {
            self.account.clone_from(&snapshot.account);
        }
        self.account == snapshot.account && !self.is_expired(snapshot.taken_at)
    }

    fn is_expired(&self, now: Timestamp) -> bool {
        now.since(self.requested_at) > PENDING_TTL
    }

    /// Whether the request can be served now, or waiting longer does not help. `is_restored`: the core has restored the
    /// saved session.
    pub fn is_ready(&self, snapshot: &AppSnapshot, is_restored: bool) -> bool {
        // Earlier, a second sign-in would start next to the session that is being restored.
        let is_settled =
            is_restored || matches!(snapshot.session, SessionView::Restoring { .. } | SessionView::SignedIn { .. });
        if !snapshot.freshness.loaded || !is_settled || matches!(snapshot.session, SessionView::Locked { .. }) {
            return false;
        }
        // The tenant may have an app that the cached list lacks.
        let is_list_final = !snapshot.freshness.is_cached
            || snapshot.freshness.problem.is_some()
            || matches!(snapshot.session, SessionView::SignedOut { .. });
        match &self.intent {
            StartupIntent::Open { key } => is_list_final || snapshot.catalog.find_app(key).is_some(),
            StartupIntent::OpenNamed { name } => {
                is_list_final
                    || matches!(lookup::find_exact(&AppSummary::list_from_snapshot(snapshot), name), Match::Unique(_))
            }
            StartupIntent::OpenLink(link) => {
                is_list_final
                    || matches!(
                        lookup::find_exact(&AppSummary::list_from_snapshot(snapshot), &link.app),
                        Match::Unique(_)
                    )
            }
            StartupIntent::Window | StartupIntent::Hidden | StartupIntent::Show { .. } => true,
        }
    }
}
