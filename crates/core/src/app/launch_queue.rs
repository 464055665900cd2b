//! What was clicked and is not open yet, and what comes next of it. State only: nothing here asks the
//! tenant, opens a window or waits. Each change says what is to be shown of it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::{SessionState, State};
use crate::accounts::account::AccountId;
use crate::apps::catalog;
use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};
use crate::launch::request;
use crate::launch::window::BrowserHandoff;
use crate::session::Session;
use crate::view::{CredentialsPromptView, LaunchPhase, LaunchView, Restriction, Target, WaitReason};

/// A second click, or a held Enter, within this is the same click.
const REPEAT_WINDOW: Duration = Duration::from_secs(1);
/// Unless it failed, and can have been read. Nobody reads sooner than this after the click; no double click and
/// no pause before a held key repeats (660 ms at most by default) takes longer. A key that repeats is faster
/// than anybody who tries again, so it never gets past the second one.
const REPEAT_AFTER_FAILURE: Duration = Duration::from_millis(700);
const KEY_REPEAT: Duration = Duration::from_millis(200);
/// Nobody expects a window from a click that is longer ago.
pub(super) const PENDING_TTL: Duration = Duration::from_mins(10);

#[derive(Default)]
pub(super) struct LaunchQueue {
    /// The one app that waits for something.
    pub(super) pending: Option<PendingLaunch>,
    /// Apps for which the tenant is being asked, by key.
    pub(super) in_flight: HashMap<String, Click>,
    /// How many clicks there were.
    pub(super) last_click_id: u64,
    recent_clicks: HashMap<String, RecentClick>,
    /// To be shown with the next change.
    pub(super) outbox: Vec<LaunchView>,
}

/// One click on an app.
#[derive(Clone)]
pub(super) struct Click {
    pub(super) id: u64,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) target: Target,
    pub(super) clicked_at: Timestamp,
    /// The tenant was asked for this app once, and the question was lost.
    is_retry: bool,
}

pub(super) struct PendingLaunch {
    pub(super) click: Click,
    pub(super) blocked_on: BlockedOn,
}

#[derive(PartialEq)]
pub(super) enum BlockedOn {
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
pub(super) enum NextStep {
    Done(LaunchOutcome),
    /// It waits; for a sign-in that has to be begun, if `signs_in`.
    Wait {
        click_id: u64,
        clicked_at: Timestamp,
        needs_sign_in: bool,
    },
    Open(Box<ReadyLaunch>),
}

/// A click whose way is free, and whose it is.
pub(super) struct ReadyLaunch {
    pub(super) click: Click,
    pub(super) url: Url,
    pub(super) session: Option<Arc<Session>>,
    pub(super) account: Option<AccountId>,
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
    pub(super) fn view(&self, phase: LaunchPhase) -> LaunchView {
        let (key, name, target) = (self.key.clone(), self.name.clone(), self.target.clone());
        LaunchView { key, name, phase, target, wait_reason: None, credentials_prompt: None, problem: None }
    }

    pub(super) fn failure_view(&self, error: Error) -> LaunchView {
        LaunchView { problem: Some(error), ..self.view(LaunchPhase::Failed) }
    }
}

impl PendingLaunch {
    /// `problem`: why what was entered was not taken.
    pub(super) fn view(&self, error: Option<Error>) -> LaunchView {
        let (phase, wait_reason, credentials_prompt) = match &self.blocked_on {
            BlockedOn::Condition(condition) => (LaunchPhase::Waiting, Some(*condition), None),
            BlockedOn::Credentials(view) => (LaunchPhase::PromptingCredentials, None, Some(view.clone())),
        };
        LaunchView { wait_reason, credentials_prompt, problem: error, ..self.click.view(phase) }
    }

    /// Opens without another word from the person.
    const fn resumes_automatically(&self) -> bool {
        matches!(self.blocked_on, BlockedOn::Condition(_))
    }
}

impl LaunchQueue {
    /// Calls off what waits, and what is about to open.
    pub(super) fn cancel(&mut self) {
        let pending = self.pending.take().map(|pending| pending.click);
        let clicks = pending.into_iter().chain(std::mem::take(&mut self.in_flight).into_values());
        self.outbox.extend(clicks.map(|click| click.view(LaunchPhase::Canceled)));
    }

    /// Somebody else sits at the list: what is asked for an app is not theirs to answer.
    pub(super) fn cancel_prompt(&mut self) {
        let prompt = self.pending.take_if(|pending| !pending.resumes_automatically());
        self.outbox.extend(prompt.map(|pending| pending.click.view(LaunchPhase::Canceled)));
    }

    /// The sign-in that an app waits for came to nothing: by a problem, or by the person.
    pub(super) fn fail_pending(&mut self, error: Option<&Error>) {
        let Some(PendingLaunch { click, .. }) = self.pending.take_if(|pending| pending.resumes_automatically()) else {
            return;
        };
        let event = error.map_or_else(|| click.view(LaunchPhase::Canceled), |error| click.failure_view(error.clone()));
        self.outbox.push(event);
    }

    /// Calls a click off that waits too long.
    pub(super) fn expire_pending(&mut self, click_id: u64) {
        if self.pending.as_ref().is_some_and(|pending| pending.click.id == click_id) {
            self.fail_pending(None);
        }
    }

    /// A click in a window whose person is not on screen: it waits for nothing, and takes no other click's place.
    /// Err: it is the same click as one before it.
    pub(super) fn register_handoff_click(
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
    pub(super) fn record_event(&mut self, event: &LaunchView) {
        if event.phase == LaunchPhase::Canceled {
            self.recent_clicks.remove(&event.key);
        } else if let Some(recent) = self.recent_clicks.get_mut(&event.key) {
            recent.last_event = Some(event.clone());
        }
    }

    /// What was told of the same click, if there was one just now. One that failed, and is followed by one that
    /// names a place, was understood: the person goes the other way.
    fn detect_repeat(&mut self, key: &str, has_explicit_target: bool, now: Timestamp) -> Option<Option<LaunchView>> {
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

impl State {
    /// A click on the app of that key. `place` overrides the settings; without either, the default browser.
    pub(super) fn handle_click(
        &mut self,
        key: &str,
        target: Option<Target>,
        now: Timestamp,
        events: &mut Vec<LaunchView>,
    ) -> NextStep {
        // A click that comes as the list goes, to a lock or a sign-out, is about nothing on screen.
        if !self.list.freshness.loaded {
            return NextStep::Done(LaunchOutcome::Canceled);
        }
        if let Some(previous_event) = self.launch_queue.detect_repeat(key, target.is_some(), now) {
            let outcome = previous_event.as_ref().map_or(LaunchOutcome::Waiting, Into::into);
            // Whoever clicked twice has put away what was said of the first.
            events.extend(previous_event.filter(|event| event.phase == LaunchPhase::Failed));
            return NextStep::Done(outcome);
        }
        let app = self.list.catalog.find_app(key).cloned();
        let target = target.or_else(|| self.settings.target_for_app(app.as_ref()?)).unwrap_or(Target::Browser);
        if self.launch_queue.in_flight.get(key).is_some_and(|click| click.target == target) {
            return NextStep::Done(LaunchOutcome::Waiting);
        }
        self.launch_queue.last_click_id += 1;
        let name = app.as_ref().map_or(key, |app| &app.name).to_owned();
        let click = Click {
            id: self.launch_queue.last_click_id,
            key: key.to_owned(),
            name,
            target,
            clicked_at: now,
            is_retry: false,
        };
        // Another click on the same app takes this one's place; whoever clicks something else has moved on.
        let is_superseded =
            |pending: &mut PendingLaunch| pending.click.key == click.key || pending.resumes_automatically();
        let superseded = self.launch_queue.pending.take_if(is_superseded);
        events.extend(
            superseded.filter(|pending| pending.click.key != click.key).map(|it| it.click.view(LaunchPhase::Canceled)),
        );
        self.launch_queue.in_flight.remove(key);
        match app {
            Some(app) => self.open_or_wait(click, &app, None, events),
            None => fail_click(&click, Code::LaunchGone.into(), events),
        }
    }

    /// Goes on with what waits by itself, if it is time.
    pub(super) fn resume_pending(&mut self, now: Timestamp, events: &mut Vec<LaunchView>) -> NextStep {
        let Some(pending) = self.launch_queue.pending.take_if(|intent| intent.resumes_automatically()) else {
            return NextStep::Done(LaunchOutcome::Waiting);
        };
        if now.since(pending.click.clicked_at) > PENDING_TTL {
            events.push(pending.click.view(LaunchPhase::Canceled));
            return NextStep::Done(LaunchOutcome::Canceled);
        }
        let (blocked_on, click) = (pending.blocked_on, pending.click);
        if let Some(app) = self.list.catalog.find_app(&click.key).cloned() {
            return self.open_or_wait(click, &app, Some(&blocked_on), events);
        }
        // Somebody else may have signed in, or an assignment ended.
        if self.session().is_some() && !self.list.freshness.refreshing && self.retry_task.is_none() {
            return fail_click(&click, Code::LaunchGone.into(), events);
        }
        self.launch_queue.pending = Some(PendingLaunch { click, blocked_on });
        NextStep::Done(LaunchOutcome::Waiting)
    }

    /// Opens what waits, whatever it waits for.
    pub(super) fn open_anyway(&mut self, events: &mut Vec<LaunchView>) -> NextStep {
        match self.launch_queue.pending.take() {
            Some(PendingLaunch { click, .. }) => self.begin_opening(click, events),
            None => NextStep::Done(LaunchOutcome::Waiting),
        }
    }

    /// Opens it, or lets it wait. `before` is what it waited for until now.
    pub(super) fn open_or_wait(
        &mut self,
        click: Click,
        app: &catalog::App,
        previous: Option<&BlockedOn>,
        events: &mut Vec<LaunchView>,
    ) -> NextStep {
        match self.find_blocker(app, &click.target) {
            None => self.begin_opening(click, events),
            Some(blocked_on) => self.wait_for(click, blocked_on, previous, events),
        }
    }

    fn wait_for(
        &mut self,
        click: Click,
        blocked_on: BlockedOn,
        previous: Option<&BlockedOn>,
        events: &mut Vec<LaunchView>,
    ) -> NextStep {
        let needs_sign_in = blocked_on == BlockedOn::Condition(WaitReason::SignIn)
            && matches!(self.session_state, SessionState::SignedOut { .. });
        let has_changed = previous != Some(&blocked_on);
        let (click_id, clicked_at) = (click.id, click.clicked_at);
        let pending = PendingLaunch { click, blocked_on };
        events.extend(has_changed.then(|| pending.view(None)));
        let superseded = self.launch_queue.pending.replace(pending);
        events.extend(superseded.map(|pending| pending.click.view(LaunchPhase::Canceled)));
        NextStep::Wait { click_id, clicked_at, needs_sign_in }
    }

    pub(super) fn begin_opening(&mut self, click: Click, events: &mut Vec<LaunchView>) -> NextStep {
        let url = match self.launch_url(&click.key) {
            Ok(url) => url,
            Err(error) => return fail_click(&click, error, events),
        };
        events.push(click.view(LaunchPhase::Opening));
        self.launch_queue.in_flight.insert(click.key.clone(), click.clone());
        NextStep::Open(Box::new(ReadyLaunch {
            click,
            url,
            session: self.session(),
            account: self.active_account.clone(),
        }))
    }

    /// What is in the way, if anything. A browser has a session of its own, so only a dead network is in
    /// its way, as far as somebody asks whether it is back.
    fn find_blocker(&self, app: &catalog::App, target: &Target) -> Option<BlockedOn> {
        if self.session().is_none() {
            return (*target == Target::Window).then_some(BlockedOn::Condition(WaitReason::SignIn));
        }
        if self.list.freshness.problem.as_ref().is_some_and(Error::is_network) {
            return Some(BlockedOn::Condition(WaitReason::Network));
        }
        app.restrictions.contains(&Restriction::NeedsPassword).then(|| {
            BlockedOn::Credentials(CredentialsPromptView {
                username: app.user_name.clone().unwrap_or_default(),
                username_is_fixed: app.is_user_name_fixed,
                saving: false,
            })
        })
    }

    /// The tenant was asked. Whether the app opens now; else what came of the click, which is told.
    pub(super) fn claim_launch(
        &mut self,
        launch: &ReadyLaunch,
        events: &mut Vec<LaunchView>,
    ) -> Result<(), LaunchOutcome> {
        let click = &launch.click;
        let in_flight_id = self.launch_queue.in_flight.get(&click.key).map(|other| other.id);
        if in_flight_id != Some(click.id) {
            // Called off, or taken over by another click on it.
            return Err(if in_flight_id.is_some() { LaunchOutcome::Waiting } else { LaunchOutcome::Canceled });
        }
        self.launch_queue.in_flight.remove(&click.key);
        let is_current_session = launch.session.as_ref().is_some_and(|session| self.is_current_session(session));
        if self.active_account != launch.account && !is_current_session {
            // Somebody else has taken the seat.
            events.push(click.view(LaunchPhase::Canceled));
            return Err(LaunchOutcome::Canceled);
        }
        Ok(())
    }

    /// The tenant could not be asked. The newest click waits for what may mend that, once.
    pub(super) fn handle_start_failure(
        &mut self,
        click: &Click,
        error: &Error,
        events: &mut Vec<LaunchView>,
    ) -> NextStep {
        let is_newest = click.id == self.launch_queue.last_click_id;
        let condition = match error.code {
            Code::SessionEnded => Some(WaitReason::SignIn),
            _ if error.is_network() && !click.is_retry => Some(WaitReason::Network),
            _ => None,
        };
        match condition.filter(|_| is_newest) {
            Some(condition) => {
                self.wait_for(Click { is_retry: true, ..click.clone() }, BlockedOn::Condition(condition), None, events)
            }
            None => fail_click(click, error.clone(), events),
        }
    }

    /// The address of an app.
    pub(super) fn launch_url(&self, key: &str) -> Result<Url> {
        let (Some(registration), Some(_)) = (&self.registration, self.list.catalog.find_app(key)) else {
            return Err(Code::LaunchGone.into());
        };
        Ok(request::launch_url(&registration.tenant, key, self.list.identity.tenant_id.as_deref()))
    }
}

pub(super) fn fail_click(click: &Click, error: Error, events: &mut Vec<LaunchView>) -> NextStep {
    events.push(click.failure_view(error.clone()));
    NextStep::Done(LaunchOutcome::Failed(error))
}
