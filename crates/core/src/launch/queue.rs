//! The only place that knows which requested apps are not open yet: each opens once per app and target, waits for ten
//! minutes at most, and can be canceled.
//!
//! Window, palette, command line, links, tray and desktop search hand their requests to [`Queue`]. Its owner shows it the
//! [`Situation`] of the moment, publishes the views, and carries out each [`Effect`].

use std::collections::HashMap;

use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::click::{
    BlockedOn, Click, Effect, LaunchOutcome, LaunchRequest, LaunchTicket, LinkedApp, ReadyLaunch, Request, Waiting,
};
use super::repeat::RecentClicks;
use super::situation::Situation;
use super::window::BrowserHandoff;
use crate::apps::catalog::App;
use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};
use crate::view::{LaunchPhase, LaunchView, Target, WaitReason};

pub(crate) struct Queue {
    /// The one request that waits: the latest.
    pub(super) waiting: Option<Waiting>,
    /// Clicks for which the tenant is being asked, by the key of the app.
    pub(super) opening: HashMap<String, Click>,
    /// The latest click that is no repetition.
    pub(super) newest_click: u64,
    /// What has changed, to be published.
    pub(crate) views: Vec<LaunchView>,
    recent: RecentClicks,
    /// Who is notified of each request that is under way.
    tickets: HashMap<u64, Vec<mpsc::UnboundedSender<LaunchOutcome>>>,
    last_id: u64,
    effects: mpsc::UnboundedSender<Effect>,
}

impl Queue {
    /// Sends what has to be done to `effects`.
    pub(crate) fn new(effects: mpsc::UnboundedSender<Effect>) -> Self {
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

    pub(crate) fn submit(&mut self, situation: &Situation, wanted: LaunchRequest) -> LaunchTicket {
        let (request, ticket) = self.new_request(situation, !matches!(wanted, LaunchRequest::Click { .. }));
        let needs_person = matches!(wanted, LaunchRequest::Key { .. } | LaunchRequest::Name(_));
        if let Some(waiting) = self.serve(situation, request, wanted) {
            if needs_person {
                self.send(Effect::RaiseWindow);
            }
            self.send(waiting.request().expiry());
            self.tell(waiting.request().id, &LaunchOutcome::Waiting);
            self.replace_waiting(waiting);
        }
        ticket
    }

    /// Finds the app that a link names, once there is a list. `accept` limits how often links come; it is not asked about
    /// a link to nothing, or one that would replace a request of the person.
    pub(crate) fn find_linked(
        &mut self,
        situation: &Situation,
        app: String,
        accept: impl FnOnce() -> bool,
    ) -> oneshot::Receiver<Result<LinkedApp>> {
        let (reply, found) = oneshot::channel();
        let is_link = |waiting: &Waiting| matches!(waiting, Waiting::List(_, LaunchRequest::Link { .. }));
        let refusal = if situation.freshness.loaded && situation.find_exact(&app).is_none() {
            Some(Code::LaunchGone)
        } else {
            let is_free = situation.freshness.loaded || self.waiting.as_ref().is_none_or(is_link);
            (!is_free || !accept()).then_some(Code::LaunchBlocked)
        };
        match refusal {
            // Err: the caller is gone.
            Some(code) => drop(reply.send(Err(code.into()))),
            None => drop(self.submit(situation, LaunchRequest::Link { app, reply })),
        }
        found
    }

    /// A click in a window whose person is not on screen: it waits for nothing, and takes no other click's place. No click
    /// if it is the same as one before.
    pub(crate) fn submit_foreign(
        &mut self,
        situation: &Situation,
        handoff: &BrowserHandoff,
    ) -> (Option<Click>, LaunchTicket) {
        let (request, ticket) = self.new_request(situation, true);
        let BrowserHandoff { key, name, .. } = handoff.clone();
        let (target, activation) = (Target::Browser, CancellationToken::new());
        let click = Click { request, key, name, target, is_retry: false, activation };
        ((!self.is_repeat(&click, true, situation.now)).then_some(click), ticket)
    }

    fn new_request(&mut self, situation: &Situation, is_from_outside: bool) -> (Request, LaunchTicket) {
        self.last_id += 1;
        let request = Request::new(self.last_id, is_from_outside, situation.now, situation.account.clone());
        (request, self.join_ticket(self.last_id))
    }

    /// One more who is notified of that request.
    pub(super) fn join_ticket(&mut self, id: u64) -> LaunchTicket {
        let (sender, ticket) = LaunchTicket::new();
        self.tickets.entry(id).or_default().push(sender);
        ticket
    }

    /// Serves a request as soon as the list tells what it means; until then, gives it back.
    pub(super) fn serve(&mut self, situation: &Situation, request: Request, wanted: LaunchRequest) -> Option<Waiting> {
        use LaunchRequest::{Click, Key, Link, Name, Search};

        let found = match &wanted {
            Click { key, .. } | Key { key, .. } => situation.catalog.find_app(key).cloned(),
            Name(name) => situation.find_by_name(name),
            Link { app, .. } => situation.find_exact(app),
            Search(_) => None,
        };
        let is_decided = found.is_some() || situation.is_list_final() || matches!(wanted, Click { .. } | Search(_));
        match wanted {
            // A click that comes as the list goes, to a lock or a sign-out, is about nothing on screen.
            Click { .. } if !situation.freshness.loaded => self.tell(request.id, &LaunchOutcome::Canceled),
            wanted if !situation.freshness.loaded || !is_decided => return Some(Waiting::List(request, wanted)),
            Click { key, target } | Key { key, target } => self.click(situation, request, key, target),
            Name(name) => match found {
                Some(app) => self.click(situation, request, app.key, None),
                None => {
                    self.send(Effect::Search(name));
                    self.tell(request.id, &LaunchOutcome::Failed(Code::LaunchGone.into()));
                }
            },
            Link { reply, .. } => {
                let linked = |App { key, name, .. }| LinkedApp { key, name, account: situation.account.clone() };
                // Err: the caller is gone.
                let _ = reply.send(found.map(linked).ok_or_else(|| Code::LaunchGone.into()));
                self.tickets.remove(&request.id);
            }
            Search(words) => {
                self.send(Effect::Search(words));
                self.tickets.remove(&request.id);
            }
        }
        None
    }

    fn click(&mut self, situation: &Situation, request: Request, key: String, target: Option<Target>) {
        let app = situation.catalog.find_app(&key);
        let names_target = target.is_some();
        let target = target.or_else(|| situation.context.default_target(app?)).unwrap_or(Target::Browser);
        let name = app.map_or(&key, |app| &app.name).clone();
        let activation = situation.activation.clone();
        let click = Click { request, key, name, target, is_retry: false, activation };
        if self.is_repeat(&click, names_target, situation.now) {
            return;
        }
        let id = click.request.id;
        self.newest_click = id;
        // Another click on the same app takes the place of one that is not open yet; whoever clicks something else has moved on.
        let is_same_app = |waiting: &Waiting| matches!(waiting, Waiting::Click(other, _) if other.key == click.key);
        match self.waiting.take_if(|waiting| waiting.resumes_automatically() || is_same_app(waiting)) {
            Some(Waiting::Click(superseded, _)) if superseded.key == click.key => {
                self.recent.forget(&superseded.place());
                self.move_tickets(superseded.request.id, id);
            }
            Some(waiting) => self.cancel_request(waiting),
            None => {}
        }
        if let Some(superseded) = self.opening.remove(&click.key) {
            self.recent.forget(&superseded.place());
            self.tell(superseded.request.id, &LaunchOutcome::Canceled);
        }
        match app {
            Some(_) => self.open_or_wait(situation, click, None),
            None => self.fail(&click, Code::LaunchGone.into()),
        }
    }

    /// Whether the click is the same as one before it. Then its ticket tells of that one.
    fn is_repeat(&mut self, click: &Click, names_target: bool, now: Timestamp) -> bool {
        let Some(original) = self.recent.note(click.place(), click.request.id, names_target, now) else { return false };
        let outcome = original.last_view.as_ref().map_or(LaunchOutcome::Waiting, LaunchOutcome::from);
        self.tell(click.request.id, &outcome);
        self.move_tickets(click.request.id, original.id);
        // Whoever clicked twice has put away what was said of the first.
        self.views.extend(original.last_view.filter(|view| view.phase == LaunchPhase::Failed));
        true
    }

    fn move_tickets(&mut self, from: u64, to: u64) {
        if let Some(tickets) = self.tickets.remove(&from) {
            self.tickets.entry(to).or_default().extend(tickets);
        }
    }

    /// Opens it, or lets it wait. `previous` is what it waited for until now.
    pub(super) fn open_or_wait(&mut self, situation: &Situation, click: Click, previous: Option<&BlockedOn>) {
        let app = situation.catalog.find_app(&click.key);
        match app.and_then(|app| situation.find_blocker(app, &click.target)) {
            None => self.open(situation, click),
            Some(blocked_on) => self.wait_for(situation, click, blocked_on, previous),
        }
    }

    pub(super) fn wait_for(
        &mut self,
        situation: &Situation,
        click: Click,
        blocked_on: BlockedOn,
        previous: Option<&BlockedOn>,
    ) {
        if previous != Some(&blocked_on) {
            self.show(&click, click.waiting_view(&blocked_on, None));
            self.send(click.request.expiry());
        }
        let needs_sign_in = blocked_on == BlockedOn::Condition(WaitReason::SignIn) && situation.is_signed_out;
        self.replace_waiting(Waiting::Click(click, blocked_on));
        if needs_sign_in {
            self.send(Effect::SignIn);
        }
    }

    fn replace_waiting(&mut self, waiting: Waiting) {
        if let Some(superseded) = self.waiting.replace(waiting) {
            self.cancel_request(superseded);
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

    pub(super) fn cancel_request(&mut self, waiting: Waiting) {
        match waiting {
            Waiting::List(request, _) => self.tell(request.id, &LaunchOutcome::Canceled),
            Waiting::Click(click, _) => self.show(&click, click.view(LaunchPhase::Canceled)),
        }
    }

    /// Publishes what became of a click, and tells who requested it.
    pub(super) fn show(&mut self, click: &Click, view: LaunchView) {
        use LaunchPhase::{Failed, Opening, PromptingCredentials, Waiting};

        if view.phase != Opening {
            self.tell(click.request.id, &(&view).into());
        }
        if click.request.is_from_outside && matches!(view.phase, Waiting | PromptingCredentials | Failed) {
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
        for ticket in self.tickets.get(&id).into_iter().flatten() {
            // Err: the caller is gone.
            let _ = ticket.send(outcome.clone());
        }
        if *outcome != LaunchOutcome::Waiting {
            self.tickets.remove(&id);
        }
    }

    pub(super) fn send(&self, effect: Effect) {
        // Err: the application ends.
        let _ = self.effects.send(effect);
    }
}

#[cfg(test)]
mod tests;
