//! The state of the launch queue: what waits, what is being opened, and who is told of it.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::click::{BlockedOn, Click, Effect, LaunchOutcome, LaunchTicket, ReadyLaunch};
use super::repeat::RecentClicks;
use super::situation::{LaunchContext, Situation};
use super::waiting::{ListedRequest, PENDING_TTL, Subject, Waiting, WaitingRequest};
use crate::clock::Timestamp;
use crate::error::{Code, Error};
use crate::view::{LaunchPhase, LaunchView, Target, WaitReason};

pub(super) struct Requests {
    /// The one request that waits: the latest.
    pub(super) waiting: Option<Waiting>,
    /// Clicks for which the tenant is being asked, by the key of the app.
    pub(super) opening: HashMap<String, Click>,
    /// The latest click that is no repetition.
    pub(super) newest_click: u64,
    /// To be published.
    pub(super) views: Vec<LaunchView>,
    recent: RecentClicks,
    /// Who is told of each request that is under way.
    tickets: HashMap<u64, Vec<mpsc::UnboundedSender<LaunchOutcome>>>,
    last_id: u64,
    effects: mpsc::UnboundedSender<Effect>,
}

/// A click before it is known what it opens.
pub(super) struct NewClick {
    pub(super) id: u64,
    pub(super) key: String,
    pub(super) target: Option<Target>,
    pub(super) clicked_at: Timestamp,
    pub(super) is_from_outside: bool,
}

impl Requests {
    pub(super) fn new(effects: mpsc::UnboundedSender<Effect>) -> Self {
        Self {
            waiting: None,
            opening: HashMap::new(),
            newest_click: 0,
            views: Vec::new(),
            recent: RecentClicks::default(),
            tickets: HashMap::new(),
            last_id: 0,
            effects,
        }
    }

    pub(super) fn add_ticket(&mut self) -> (u64, LaunchTicket) {
        self.last_id += 1;
        (self.last_id, self.join_ticket(self.last_id))
    }

    /// One more who is told of that request.
    pub(super) fn join_ticket(&mut self, id: u64) -> LaunchTicket {
        let (sender, ticket) = LaunchTicket::new();
        self.tickets.entry(id).or_default().push(sender);
        ticket
    }

    pub(super) fn click(&mut self, context: &impl LaunchContext, situation: &Situation, new: NewClick) {
        let NewClick { id, key, target, clicked_at, is_from_outside } = new;
        let app = situation.catalog.find_app(&key);
        let names_target = target.is_some();
        let target = target.or_else(|| context.default_target(app?)).unwrap_or(Target::Browser);
        let name = app.map_or(&key, |app| &app.name).clone();
        let (activation, account) = (situation.activation.clone(), situation.account.clone());
        let click = Click { id, key, name, target, clicked_at, is_retry: false, is_from_outside, activation, account };
        if self.is_repeat(&click, names_target, situation.now) {
            return;
        }
        self.newest_click = id;
        // Another click on the same app takes the place of one that is not open yet; whoever clicks something else has moved on.
        let is_superseded = |waiting: &mut Waiting| waiting.resumes_automatically() || waiting.is_for(&click.key);
        match self.waiting.take_if(is_superseded).map(|waiting| waiting.request) {
            Some(WaitingRequest::Click { click: superseded, .. }) if superseded.key == click.key => {
                self.recent.forget(&superseded.place());
                let tickets = self.tickets.remove(&superseded.id);
                self.tickets.entry(id).or_default().extend(tickets.into_iter().flatten());
            }
            Some(request) => self.cancel(request),
            None => {}
        }
        if let Some(superseded) = self.opening.remove(&click.key) {
            self.recent.forget(&superseded.place());
            self.tell(superseded.id, &LaunchOutcome::Canceled);
        }
        match app {
            Some(_) => self.open_or_wait(situation, click, None),
            None => self.fail(&click, Code::LaunchGone.into()),
        }
    }

    /// Whether the click is the same as one before it. Then its ticket tells of that one.
    pub(super) fn is_repeat(&mut self, click: &Click, names_target: bool, now: Timestamp) -> bool {
        let place = click.place();
        let opening = self.opening.get(&click.key).filter(|other| other.target == click.target).map(|other| other.id);
        let repeated = self.recent.note(place, opening.unwrap_or(click.id), names_target, now);
        let Some(original) = repeated.as_ref().map(|recent| recent.id).or(opening) else { return false };
        let view = repeated.and_then(|recent| recent.last_view);
        let outcome = view.as_ref().map_or(LaunchOutcome::Waiting, LaunchOutcome::from);
        let joining = self.tickets.remove(&click.id).unwrap_or_default();
        for ticket in &joining {
            // Err: the caller is gone.
            let _ = ticket.send(outcome.clone());
        }
        if let Some(tickets) = self.tickets.get_mut(&original) {
            tickets.extend(joining);
        }
        // Whoever clicked twice has put away what was said of the first.
        self.views.extend(view.filter(|view| view.phase == LaunchPhase::Failed));
        true
    }

    /// Serves a request from outside, or lets it wait for the list.
    pub(super) fn serve_or_wait(
        &mut self,
        context: &impl LaunchContext,
        situation: &Situation,
        id: u64,
        subject: Subject,
    ) {
        let account = situation.account.clone();
        let request = ListedRequest { id, requested_at: situation.now, account, subject };
        let Some(request) = self.serve(context, situation, request) else { return };
        if matches!(request.subject, Subject::Key { .. } | Subject::Name(_)) {
            self.send(Effect::RaiseWindow);
        }
        let timer = Some(self.start_timer(id, PENDING_TTL));
        let superseded = self.waiting.replace(Waiting { request: WaitingRequest::Listed(request), timer });
        if let Some(superseded) = superseded {
            self.cancel(superseded.request);
        }
        self.tell(id, &LaunchOutcome::Waiting);
    }

    /// Serves a request as soon as the list tells what it means; until then, gives it back.
    pub(super) fn serve(
        &mut self,
        context: &impl LaunchContext,
        situation: &Situation,
        request: ListedRequest,
    ) -> Option<ListedRequest> {
        if !situation.freshness.loaded {
            return Some(request);
        }
        let ListedRequest { id, requested_at, account, subject } = request;
        let is_final = situation.is_list_final();
        let (key, target) = match subject {
            Subject::Key { key, target } if is_final || situation.catalog.find_app(&key).is_some() => (key, target),
            Subject::Name(name) => match situation.find_by_name(&name, |words| context.search(words)) {
                Some(app) => (app.key, None),
                None if is_final => {
                    self.send(Effect::Search(name));
                    self.tell(id, &LaunchOutcome::Failed(Code::LaunchGone.into()));
                    return None;
                }
                None => return Some(ListedRequest { id, requested_at, account, subject: Subject::Name(name) }),
            },
            Subject::Link { app, reply } => {
                let linked = situation.find_linked(&app);
                if linked.is_none() && !is_final {
                    return Some(ListedRequest { id, requested_at, account, subject: Subject::Link { app, reply } });
                }
                // Err: the caller is gone.
                let _ = reply.send(linked.ok_or_else(|| Code::LaunchGone.into()));
                self.tickets.remove(&id);
                return None;
            }
            Subject::Search(words) => {
                self.send(Effect::Search(words));
                self.tickets.remove(&id);
                return None;
            }
            subject @ Subject::Key { .. } => return Some(ListedRequest { id, requested_at, account, subject }),
        };
        self.click(context, situation, NewClick { id, key, target, clicked_at: requested_at, is_from_outside: true });
        None
    }

    /// Opens it, or lets it wait. `previous` is what it waited for until now, with its timer.
    pub(super) fn open_or_wait(
        &mut self,
        situation: &Situation,
        click: Click,
        previous: Option<(BlockedOn, Option<DropGuard>)>,
    ) {
        let blocked_on =
            situation.catalog.find_app(&click.key).and_then(|app| situation.find_blocker(app, &click.target));
        match blocked_on {
            None => self.open(situation, click),
            Some(blocked_on) => self.wait_for(situation, click, blocked_on, previous),
        }
    }

    pub(super) fn wait_for(
        &mut self,
        situation: &Situation,
        click: Click,
        blocked_on: BlockedOn,
        previous: Option<(BlockedOn, Option<DropGuard>)>,
    ) {
        let needs_sign_in = blocked_on == BlockedOn::Condition(WaitReason::SignIn) && situation.is_signed_out;
        let (previous, timer) = previous.unzip();
        if previous.as_ref() != Some(&blocked_on) {
            self.show(&click, click.waiting_view(&blocked_on, None));
        }
        let timer = matches!(blocked_on, BlockedOn::Condition(_)).then(|| {
            let remaining = PENDING_TTL.saturating_sub(situation.now.since(click.clicked_at));
            timer.flatten().unwrap_or_else(|| self.start_timer(click.id, remaining))
        });
        let waiting = Waiting { request: WaitingRequest::Click { click, blocked_on }, timer };
        if let Some(superseded) = self.waiting.replace(waiting) {
            self.cancel(superseded.request);
        }
        if needs_sign_in {
            self.send(Effect::SignIn);
        }
    }

    pub(super) fn open(&mut self, situation: &Situation, click: Click) {
        match situation.launch_url(&click.key) {
            Ok(url) => {
                self.show(&click, click.view(LaunchPhase::Opening));
                self.opening.insert(click.key.clone(), click.clone());
                let (session, account) = (situation.session.clone(), situation.account.clone());
                self.send(Effect::Open(Box::new(ReadyLaunch { click, url, session, account })));
            }
            Err(error) => self.fail(&click, error),
        }
    }

    pub(super) fn fail(&mut self, click: &Click, error: Error) {
        self.show(click, LaunchView { problem: Some(error), ..click.view(LaunchPhase::Failed) });
    }

    pub(super) fn cancel(&mut self, request: WaitingRequest) {
        match request {
            WaitingRequest::Listed(request) => self.tell(request.id, &LaunchOutcome::Canceled),
            WaitingRequest::Click { click, .. } => self.show(&click, click.view(LaunchPhase::Canceled)),
        }
    }

    pub(super) fn cancel_waiting_if(&mut self, condition: impl FnOnce(&mut Waiting) -> bool) {
        if let Some(waiting) = self.waiting.take_if(condition) {
            self.cancel(waiting.request);
        }
    }

    /// Publishes what became of a click, and tells who requested it.
    pub(super) fn show(&mut self, click: &Click, view: LaunchView) {
        use LaunchPhase::{Failed, Opening, PromptingCredentials, Waiting};

        if view.phase != Opening {
            self.tell(click.id, &(&view).into());
        }
        if click.is_from_outside && matches!(view.phase, Waiting | PromptingCredentials | Failed) {
            self.send(Effect::RaiseWindow);
        }
        self.record(click, view);
    }

    /// Publishes what became of a click.
    pub(super) fn record(&mut self, click: &Click, view: LaunchView) {
        self.recent.record(&click.place(), &view);
        self.views.push(view);
    }

    pub(super) fn tell(&mut self, id: u64, outcome: &LaunchOutcome) {
        let is_final = *outcome != LaunchOutcome::Waiting;
        for ticket in self.tickets.get(&id).into_iter().flatten() {
            // Err: the caller is gone.
            let _ = ticket.send(outcome.clone());
        }
        if is_final {
            self.tickets.remove(&id);
        }
    }

    fn start_timer(&self, id: u64, after: Duration) -> DropGuard {
        let canceled = CancellationToken::new();
        self.send(Effect::Expire { id, at: Instant::now() + after, canceled: canceled.clone() });
        canceled.drop_guard()
    }

    pub(super) fn send(&self, effect: Effect) {
        // Err: the application ends.
        let _ = self.effects.send(effect);
    }
}
