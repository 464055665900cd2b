//! Decides what follows from a click: the app opens now, waits for something, or fails.
//!
//! Decisions only: nothing here asks the tenant, opens a window or waits. The views to publish are pushed to `events`.

use url::Url;

use super::active::Active;
use super::session_state::SessionState;
use super::state::State;
use crate::apps::catalog;
use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};
use crate::launch::queue::{
    BlockedOn, Click, LaunchOutcome, NextStep, PENDING_TTL, PendingLaunch, ReadyLaunch, fail_click,
};
use crate::launch::request;
use crate::settings::Settings;
use crate::view::{CredentialsPromptView, LaunchPhase, LaunchView, Restriction, Target, WaitReason};

impl State {
    /// A click on the app of that key. `target` overrides the settings; without either, the default browser.
    pub(super) fn handle_click(
        &mut self,
        active: &Active,
        key: &str,
        target: Option<Target>,
        settings: &Settings,
        now: Timestamp,
        events: &mut Vec<LaunchView>,
    ) -> NextStep {
        // A click that comes as the list goes, to a lock or a sign-out, is about nothing on screen.
        if !active.list.freshness.loaded {
            return NextStep::Done(LaunchOutcome::Canceled);
        }
        if let Some(previous_event) = self.launch_queue.detect_repeat(key, target.is_some(), now) {
            let outcome = previous_event.as_ref().map_or(LaunchOutcome::Waiting, Into::into);
            // Whoever clicked twice has put away what was said of the first.
            events.extend(previous_event.filter(|event| event.phase == LaunchPhase::Failed));
            return NextStep::Done(outcome);
        }
        let app = active.list.catalog.find_app(key).cloned();
        let target = target.or_else(|| settings.target_for_app(app.as_ref()?)).unwrap_or(Target::Browser);
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
            Some(app) => self.open_or_wait(active, click, &app, None, events),
            None => fail_click(&click, Code::LaunchGone.into(), events),
        }
    }

    /// Goes on with what waits by itself, if it is time.
    pub(super) fn resume_pending(&mut self, active: &Active, now: Timestamp, events: &mut Vec<LaunchView>) -> NextStep {
        let Some(pending) = self.launch_queue.pending.take_if(|intent| intent.resumes_automatically()) else {
            return NextStep::Done(LaunchOutcome::Waiting);
        };
        if now.since(pending.click.clicked_at) > PENDING_TTL {
            events.push(pending.click.view(LaunchPhase::Canceled));
            return NextStep::Done(LaunchOutcome::Canceled);
        }
        let (blocked_on, click) = (pending.blocked_on, pending.click);
        if let Some(app) = active.list.catalog.find_app(&click.key).cloned() {
            return self.open_or_wait(active, click, &app, Some(&blocked_on), events);
        }
        // Somebody else may have signed in, or an assignment ended.
        if active.session().is_some() && !active.list.freshness.refreshing && !active.list.is_retrying() {
            return fail_click(&click, Code::LaunchGone.into(), events);
        }
        self.launch_queue.pending = Some(PendingLaunch { click, blocked_on });
        NextStep::Done(LaunchOutcome::Waiting)
    }

    /// Opens what waits, whatever it waits for.
    pub(super) fn open_anyway(&mut self, active: &Active, events: &mut Vec<LaunchView>) -> NextStep {
        match self.launch_queue.pending.take() {
            Some(PendingLaunch { click, .. }) => self.begin_opening(active, click, events),
            None => NextStep::Done(LaunchOutcome::Waiting),
        }
    }

    /// Opens it, or lets it wait. `previous` is what it waited for until now.
    pub(super) fn open_or_wait(
        &mut self,
        active: &Active,
        click: Click,
        app: &catalog::App,
        previous: Option<&BlockedOn>,
        events: &mut Vec<LaunchView>,
    ) -> NextStep {
        match Self::find_blocker(active, app, &click.target) {
            None => self.begin_opening(active, click, events),
            Some(blocked_on) => self.wait_for(active, click, blocked_on, previous, events),
        }
    }

    fn wait_for(
        &mut self,
        active: &Active,
        click: Click,
        blocked_on: BlockedOn,
        previous: Option<&BlockedOn>,
        events: &mut Vec<LaunchView>,
    ) -> NextStep {
        let needs_sign_in = blocked_on == BlockedOn::Condition(WaitReason::SignIn)
            && matches!(active.session_state(), SessionState::SignedOut { .. });
        let has_changed = previous != Some(&blocked_on);
        let (click_id, clicked_at) = (click.id, click.clicked_at);
        let pending = PendingLaunch { click, blocked_on };
        events.extend(has_changed.then(|| pending.view(None)));
        let superseded = self.launch_queue.pending.replace(pending);
        events.extend(superseded.map(|pending| pending.click.view(LaunchPhase::Canceled)));
        NextStep::Wait { click_id, clicked_at, needs_sign_in }
    }

    pub(super) fn begin_opening(&mut self, active: &Active, click: Click, events: &mut Vec<LaunchView>) -> NextStep {
        let url = match active.launch_url(&click.key) {
            Ok(url) => url,
            Err(error) => return fail_click(&click, error, events),
        };
        events.push(click.view(LaunchPhase::Opening));
        self.launch_queue.in_flight.insert(click.key.clone(), click.clone());
        NextStep::Open(Box::new(ReadyLaunch {
            click,
            url,
            session: active.session().cloned(),
            account: active.account.clone(),
        }))
    }

    /// What is in the way, if anything. A browser has a session of its own, so only a dead network is in
    /// its way, as far as somebody asks whether it is back.
    fn find_blocker(active: &Active, app: &catalog::App, target: &Target) -> Option<BlockedOn> {
        if active.session().is_none() {
            return (*target == Target::Window).then_some(BlockedOn::Condition(WaitReason::SignIn));
        }
        if active.list.freshness.problem.as_ref().is_some_and(|error| error.code.is_network()) {
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
        active: &Active,
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
        let is_current_session = launch.session.as_ref().is_some_and(|session| !session.token.is_cancelled());
        if active.account != launch.account && !is_current_session {
            // Another account is active now.
            events.push(click.view(LaunchPhase::Canceled));
            return Err(LaunchOutcome::Canceled);
        }
        Ok(())
    }

    /// The tenant could not be asked. The newest click waits for what may mend that, once.
    pub(super) fn handle_start_failure(
        &mut self,
        active: &Active,
        click: &Click,
        error: &Error,
        events: &mut Vec<LaunchView>,
    ) -> NextStep {
        let is_newest = click.id == self.launch_queue.last_click_id;
        let condition = match error.code {
            Code::SessionEnded => Some(WaitReason::SignIn),
            _ if error.code.is_network() && !click.is_retry => Some(WaitReason::Network),
            _ => None,
        };
        match condition.filter(|_| is_newest) {
            Some(condition) => self.wait_for(
                active,
                Click { is_retry: true, ..click.clone() },
                BlockedOn::Condition(condition),
                None,
                events,
            ),
            None => fail_click(click, error.clone(), events),
        }
    }
}

impl Active {
    /// The address of an app.
    pub(super) fn launch_url(&self, key: &str) -> Result<Url> {
        let (Some(registration), Some(_)) = (&self.registration, self.list.catalog.find_app(key)) else {
            return Err(Code::LaunchGone.into());
        };
        Ok(request::launch_url(&registration.tenant, key, self.list.identity.tenant_id.as_deref()))
    }
}
