//! Holds the clicks whose apps are not open yet: the one that waits, and those for which the tenant is being asked.
//!
//! The queue is a plain value: it sends no request, opens no window and starts no timer. Each change leaves the views to
//! publish in `outbox`. What decides between opening and waiting is the app's state.

use std::collections::HashMap;
use std::time::Duration;

use url::Url;

use crate::accounts::account::AccountId;
use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};
use crate::launch::window::BrowserHandoff;
use crate::session::ActiveSession;
use crate::view::{CredentialsPromptView, LaunchPhase, LaunchView, Target, WaitReason};

/// A second click, or a held Enter, within this is the same click.
const REPEAT_WINDOW: Duration = Duration::from_secs(1);
/// Unless it failed, and can have been read. Nobody reads sooner than this after the click; no double click and
/// no pause before a held key repeats (660 ms at most by default) takes longer. A key that repeats is faster
/// than anybody who tries again, so it never gets past the second one.
const REPEAT_AFTER_FAILURE: Duration = Duration::from_millis(700);
const KEY_REPEAT: Duration = Duration::from_millis(200);
/// Nobody expects a window from a click that is longer ago.
pub(crate) const PENDING_TTL: Duration = Duration::from_mins(10);

#[derive(Default)]
pub(crate) struct LaunchQueue {
    /// The one app that waits for something.
    pub(crate) pending: Option<PendingLaunch>,
    /// Apps for which the tenant is being asked, by key.
    pub(crate) in_flight: HashMap<String, Click>,
    /// How many clicks there were.
    pub(crate) last_click_id: u64,
    recent_clicks: HashMap<String, RecentClick>,
    /// To be shown with the next change.
    pub(crate) outbox: Vec<LaunchView>,
}

/// One click on an app.
#[derive(Clone)]
pub(crate) struct Click {
    pub(crate) id: u64,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) target: Target,
    pub(crate) clicked_at: Timestamp,
    /// The tenant was asked for this app once, and the question was lost.
    pub(crate) is_retry: bool,
}

pub(crate) struct PendingLaunch {
    pub(crate) click: Click,
    pub(crate) blocked_on: BlockedOn,
}

#[derive(PartialEq)]
pub(crate) enum BlockedOn {
    Condition(WaitReason),
    /// For user name and password, of which the tenant has the first at most.
    Credentials(CredentialsPromptView),
}

struct RecentClick {
    first_at: Timestamp,
    last_at: Timestamp,
    /// What was told of it last.
    last_event: Option<LaunchView>,
}

/// What came of a click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LaunchOutcome {
    Opened,
    /// Something has to be done in the window, or the network to come back; or it is about to open.
    Waiting,
    Canceled,
    Failed(Error),
}

/// What is to be done next.
pub(crate) enum NextStep {
    Done(LaunchOutcome),
    /// It waits; for a sign-in that has to be begun, if `needs_sign_in`.
    Wait {
        click_id: u64,
        clicked_at: Timestamp,
        needs_sign_in: bool,
    },
    Open(Box<ReadyLaunch>),
}

/// A click whose way is free, and whose it is.
pub(crate) struct ReadyLaunch {
    pub(crate) click: Click,
    pub(crate) url: Url,
    pub(crate) session: Option<ActiveSession>,
    pub(crate) account: Option<AccountId>,
}

impl From<&LaunchView> for LaunchOutcome {
    fn from(view: &LaunchView) -> Self {
        match view.phase {
            LaunchPhase::Waiting | LaunchPhase::PromptingCredentials | LaunchPhase::Opening => Self::Waiting,
            LaunchPhase::Opened => Self::Opened,
            LaunchPhase::Canceled => Self::Canceled,
            LaunchPhase::Failed => Self::Failed(view.problem.clone().unwrap_or(Code::Internal.into())),
        }
    }
}

impl Click {
    pub(crate) fn view(&self, phase: LaunchPhase) -> LaunchView {
        let (key, name, target) = (self.key.clone(), self.name.clone(), self.target.clone());
        LaunchView { key, name, phase, target, wait_reason: None, credentials_prompt: None, problem: None }
    }

    pub(crate) fn failure_view(&self, error: Error) -> LaunchView {
        LaunchView { problem: Some(error), ..self.view(LaunchPhase::Failed) }
    }
}

impl PendingLaunch {
    /// `error`: why the entered credentials were not accepted.
    pub(crate) fn view(&self, error: Option<Error>) -> LaunchView {
        let (phase, wait_reason, credentials_prompt) = match &self.blocked_on {
            BlockedOn::Condition(condition) => (LaunchPhase::Waiting, Some(*condition), None),
            BlockedOn::Credentials(view) => (LaunchPhase::PromptingCredentials, None, Some(view.clone())),
        };
        LaunchView { wait_reason, credentials_prompt, problem: error, ..self.click.view(phase) }
    }

    /// Opens without another word from the person.
    pub(crate) const fn resumes_automatically(&self) -> bool {
        matches!(self.blocked_on, BlockedOn::Condition(_))
    }
}

impl LaunchQueue {
    /// Calls off what waits, and what is about to open.
    pub(crate) fn cancel(&mut self) {
        let pending = self.pending.take().map(|pending| pending.click);
        let clicks = pending.into_iter().chain(std::mem::take(&mut self.in_flight).into_values());
        self.outbox.extend(clicks.map(|click| click.view(LaunchPhase::Canceled)));
    }

    /// Somebody else sits at the list: what is asked for an app is not theirs to answer.
    pub(crate) fn cancel_prompt(&mut self) {
        let prompt = self.pending.take_if(|pending| !pending.resumes_automatically());
        self.outbox.extend(prompt.map(|pending| pending.click.view(LaunchPhase::Canceled)));
    }

    /// The sign-in that an app waits for came to nothing: by a problem, or by the person.
    pub(crate) fn fail_pending(&mut self, error: Option<&Error>) {
        let Some(PendingLaunch { click, .. }) = self.pending.take_if(|pending| pending.resumes_automatically()) else {
            return;
        };
        let event = error.map_or_else(|| click.view(LaunchPhase::Canceled), |error| click.failure_view(error.clone()));
        self.outbox.push(event);
    }

    /// Calls a click off that waits too long.
    pub(crate) fn expire_pending(&mut self, click_id: u64) {
        if self.pending.as_ref().is_some_and(|pending| pending.click.id == click_id) {
            self.fail_pending(None);
        }
    }

    /// A click in a window whose person is not on screen: it waits for nothing, and takes no other click's place.
    /// Err: it is the same click as one before it.
    pub(crate) fn register_handoff_click(
        &mut self,
        handoff: &BrowserHandoff,
        now: Timestamp,
    ) -> Result<Click, LaunchOutcome> {
        if let Some(previous_event) = self.detect_repeat(&handoff.key, true, now) {
            return Err(previous_event.as_ref().map_or(LaunchOutcome::Waiting, Into::into));
        }
        self.last_click_id += 1;
        let BrowserHandoff { key, name, .. } = handoff.clone();
        Ok(Click { id: self.last_click_id, key, name, target: Target::Browser, clicked_at: now, is_retry: false })
    }

    /// Notes what became of a click, for the next one on the same app.
    pub(crate) fn record_event(&mut self, event: &LaunchView) {
        if event.phase == LaunchPhase::Canceled {
            self.recent_clicks.remove(&event.key);
        } else if let Some(recent) = self.recent_clicks.get_mut(&event.key) {
            recent.last_event = Some(event.clone());
        }
    }

    /// What was told of the same click, if there was one just now. One that failed, and is followed by one that
    /// names a place, was understood: the person goes the other way.
    pub(crate) fn detect_repeat(
        &mut self,
        key: &str,
        has_explicit_target: bool,
        now: Timestamp,
    ) -> Option<Option<LaunchView>> {
        self.recent_clicks.retain(|_, click| now.since(click.last_at) < REPEAT_WINDOW && click.last_at <= now);
        let repeated = self.recent_clicks.get_mut(key);
        if let Some(click) =
            repeated.filter(|click| !click.has_failed() || !(has_explicit_target || click.is_deliberate_retry(now)))
        {
            click.last_at = now;
            return Some(click.last_event.clone());
        }
        self.recent_clicks.insert(key.to_owned(), RecentClick { first_at: now, last_at: now, last_event: None });
        None
    }
}

impl RecentClick {
    fn has_failed(&self) -> bool {
        self.last_event.as_ref().is_some_and(|event| event.phase == LaunchPhase::Failed)
    }

    fn is_deliberate_retry(&self, now: Timestamp) -> bool {
        now.since(self.first_at) >= REPEAT_AFTER_FAILURE && now.since(self.last_at) >= KEY_REPEAT
    }
}

pub(crate) fn fail_click(click: &Click, error: Error, events: &mut Vec<LaunchView>) -> NextStep {
    events.push(click.failure_view(error.clone()));
    NextStep::Done(LaunchOutcome::Failed(error))
}
