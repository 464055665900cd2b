//! What was asked for from outside before it could be done: one thing at a time, for the person it was asked of, and
//! for as long as it is still meant.

use std::time::Duration;

use portico_core::Glance;
use portico_core::account::AccountId;
use portico_core::clock::{Clock, Millis, SystemClock};
use portico_core::view::SessionView;
use portico_outside::naming::{self, Found};
use portico_outside::{Intent, Listed, Outcome};
use tokio::sync::oneshot;

/// Nobody expects a window from what they asked for longer ago.
pub(super) const STILL_MEANT: Duration = Duration::from_mins(10);

pub(super) struct Pending {
    pub(super) intent: Intent,
    /// By the clock on the wall: a laptop sleeps while Portico is locked.
    pub(super) since: Millis,
    /// Whose it is, as soon as that is known.
    account: Option<AccountId>,
    pub(super) done: oneshot::Sender<Outcome>,
}

impl Pending {
    pub(super) fn new(intent: Intent, account: Option<AccountId>, done: oneshot::Sender<Outcome>) -> Self {
        Self { intent, since: SystemClock.now(), account, done }
    }

    /// Somebody else has nothing to do with it, and after a while nobody has.
    pub(super) fn is_still_meant(&mut self, glance: &Glance) -> bool {
        if self.account.is_none() {
            self.account.clone_from(&glance.account);
        }
        self.account == glance.account && glance.at.since(self.since) <= STILL_MEANT
    }

    /// Whether what was asked for can be done, or will not be more possible later.
    pub(super) fn is_ready(&self, glance: &Glance, awake: bool) -> bool {
        // Before that, a sign-in would be begun beside the session that is being picked up.
        let settled = awake || matches!(glance.session, SessionView::Restoring { .. } | SessionView::SignedIn { .. });
        if !glance.freshness.loaded || !settled || matches!(glance.session, SessionView::Locked { .. }) {
            return false;
        }
        // What the copy does not have, the tenant may.
        let is_last_word = !glance.freshness.from_copy
            || glance.freshness.problem.is_some()
            || matches!(glance.session, SessionView::SignedOut { .. });
        match &self.intent {
            Intent::Open { key } => is_last_word || glance.catalogue.app(key).is_some(),
            Intent::OpenNamed { name } => {
                is_last_word || matches!(naming::exactly(&Listed::all(glance), name), Found::One(_))
            }
            Intent::Follow(wanted) => {
                is_last_word || matches!(naming::exactly(&Listed::all(glance), &wanted.app), Found::One(_))
            }
            Intent::Window | Intent::Hidden | Intent::Show { .. } => true,
        }
    }
}
