//! Requests that wait: a click for what is in its way, and a request from outside for the app list.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio_util::sync::DropGuard;

use super::click::{BlockedOn, Click, LinkedApp};
use super::situation::Situation;
use crate::accounts::account::AccountId;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::view::Target;

/// Nobody expects a window from a request that is longer ago.
pub(super) const PENDING_TTL: Duration = Duration::from_mins(10);

pub(super) struct Waiting {
    pub(super) request: WaitingRequest,
    /// Ends the timer when the request no longer waits. A credentials prompt has none.
    pub(super) timer: Option<DropGuard>,
}

pub(super) enum WaitingRequest {
    /// For the app list.
    Listed(ListedRequest),
    Click {
        click: Click,
        blocked_on: BlockedOn,
    },
}

/// A request for whatever the list has under a key or a name.
pub(super) struct ListedRequest {
    pub(super) id: u64,
    pub(super) requested_at: Timestamp,
    /// `None` until an account is known.
    pub(super) account: Option<AccountId>,
    pub(super) subject: Subject,
}

pub(super) enum Subject {
    Key { key: String, target: Option<Target> },
    Name(String),
    Link { app: String, reply: oneshot::Sender<Result<LinkedApp>> },
    Search(String),
}

impl Waiting {
    pub(super) const fn id(&self) -> u64 {
        match &self.request {
            WaitingRequest::Listed(request) => request.id,
            WaitingRequest::Click { click, .. } => click.id,
        }
    }

    /// By the wall clock: timers stop while a laptop sleeps.
    pub(super) fn is_expired(&self, now: Timestamp) -> bool {
        let requested_at = match &self.request {
            WaitingRequest::Listed(request) => request.requested_at,
            WaitingRequest::Click { click, .. } => click.clicked_at,
        };
        now.since(requested_at) > PENDING_TTL
    }

    /// Goes on without another word from the person.
    pub(super) const fn resumes_automatically(&self) -> bool {
        !matches!(self.request, WaitingRequest::Click { blocked_on: BlockedOn::Credentials(_), .. })
    }

    pub(super) const fn is_link(&self) -> bool {
        matches!(self.request, WaitingRequest::Listed(ListedRequest { subject: Subject::Link { .. }, .. }))
    }

    pub(super) fn is_for(&self, key: &str) -> bool {
        matches!(&self.request, WaitingRequest::Click { click, .. } if click.key == key)
    }

    /// Whether the request was made in an activation that has ended. A request that waits for the list outlives a lock;
    /// made before an account was known, it is bound to the first.
    pub(super) fn is_stale(&mut self, situation: &Situation) -> bool {
        match &mut self.request {
            WaitingRequest::Click { click, .. } => click.activation.is_cancelled(),
            WaitingRequest::Listed(request) => {
                if request.account.is_none() {
                    request.account.clone_from(&situation.account);
                }
                request.account != situation.account
            }
        }
    }
}
