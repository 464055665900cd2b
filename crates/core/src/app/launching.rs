//! What was clicked and is not open yet, and what comes next of it. State only: nothing here asks the
//! tenant, opens a window or waits. Each change says what is to be shown of it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::{Stage, State};
use crate::account::AccountId;
use crate::catalogue;
use crate::clock::Millis;
use crate::launch;
use crate::ports::Beside;
use crate::problem::{Code, Problem, Result};
use crate::session::Session;
use crate::view::{CredentialsView, LaunchPhase, LaunchView, Place, Restriction, WaitsFor};

/// A second click, or a held Enter, within this is the same click.
const SAME_CLICK: Duration = Duration::from_secs(1);
/// Unless it failed, and can have been read. Nobody reads sooner than this after the click; no double click and
/// no pause before a held key repeats (660 ms at most by default) takes longer. A key that repeats is faster
/// than anybody who tries again, so it never gets past the second one.
const READ: Duration = Duration::from_millis(700);
const REPEATS: Duration = Duration::from_millis(200);
/// Nobody expects a window from a click that is longer ago.
pub(super) const STILL_MEANT: Duration = Duration::from_mins(10);

#[derive(Default)]
pub(super) struct Launching {
    /// The one app that waits for something.
    pub(super) intent: Option<Intent>,
    /// Apps for which the tenant is being asked, by key.
    pub(super) opening: HashMap<String, Click>,
    /// How many clicks there were.
    pub(super) clicks: u64,
    recent: HashMap<String, Recent>,
    /// To be shown with the next change.
    pub(super) untold: Vec<LaunchView>,
}

/// One click on an app.
#[derive(Clone)]
pub(super) struct Click {
    pub(super) number: u64,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) since: Millis,
    /// The tenant was asked for this app once, and the question was lost.
    lost: bool,
}

pub(super) struct Intent {
    pub(super) click: Click,
    pub(super) waits: Waits,
}

#[derive(PartialEq)]
pub(super) enum Waits {
    For(WaitsFor),
    /// For user name and password, of which the tenant has the first at most.
    Credentials(CredentialsView),
}

struct Recent {
    first: Millis,
    last: Millis,
    /// What was told of it last.
    told: Option<LaunchView>,
}

/// What came of a click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Launched {
    Opened,
    /// Something has to be done in the window, or the network to come back; or it is about to open.
    Waiting,
    Cancelled,
    Failed(Problem),
}

/// What is to be done next.
pub(super) enum Step {
    Nothing(Launched),
    /// It waits; for a sign-in that has to be begun, if `signs_in`.
    Wait {
        number: u64,
        since: Millis,
        signs_in: bool,
    },
    Open(Box<Going>),
}

/// A click whose way is free, and whose it is.
pub(super) struct Going {
    pub(super) click: Click,
    pub(super) url: Url,
    pub(super) session: Option<Arc<Session>>,
    pub(super) seat: Option<AccountId>,
}

impl From<&LaunchView> for Launched {
    fn from(view: &LaunchView) -> Self {
        match view.phase {
            LaunchPhase::Waiting | LaunchPhase::Asking | LaunchPhase::Opening => Self::Waiting,
            LaunchPhase::Opened => Self::Opened,
            LaunchPhase::Cancelled => Self::Cancelled,
            LaunchPhase::Failed => Self::Failed(view.problem.clone().unwrap_or(Code::Internal.into())),
        }
    }
}

impl Click {
    pub(super) fn view(&self, phase: LaunchPhase) -> LaunchView {
        let (key, name, place) = (self.key.clone(), self.name.clone(), self.place.clone());
        LaunchView { key, name, phase, place, waits_for: None, asks: None, problem: None }
    }

    pub(super) fn failed(&self, problem: Problem) -> LaunchView {
        LaunchView { problem: Some(problem), ..self.view(LaunchPhase::Failed) }
    }
}

impl Intent {
    /// `problem`: why what was entered was not taken.
    pub(super) fn view(&self, problem: Option<Problem>) -> LaunchView {
        let (phase, waits_for, asks) = match &self.waits {
            Waits::For(what) => (LaunchPhase::Waiting, Some(*what), None),
            Waits::Credentials(view) => (LaunchPhase::Asking, None, Some(view.clone())),
        };
        LaunchView { waits_for, asks, problem, ..self.click.view(phase) }
    }

    /// Opens without another word from the person.
    const fn opens_by_itself(&self) -> bool {
        matches!(self.waits, Waits::For(_))
    }
}

impl Launching {
    /// Calls off what waits, and what is about to open.
    pub(super) fn call_off(&mut self) {
        let waiting = self.intent.take().map(|intent| intent.click);
        let clicks = waiting.into_iter().chain(std::mem::take(&mut self.opening).into_values());
        self.untold.extend(clicks.map(|click| click.view(LaunchPhase::Cancelled)));
    }

    /// Somebody else sits at the list: what is asked for an app is not theirs to answer.
    pub(super) fn ask_no_more(&mut self) {
        let asking = self.intent.take_if(|intent| !intent.opens_by_itself());
        self.untold.extend(asking.map(|intent| intent.click.view(LaunchPhase::Cancelled)));
    }

    /// The sign-in that an app waits for came to nothing: by a problem, or by the person.
    pub(super) fn give_up(&mut self, problem: Option<&Problem>) {
        let Some(Intent { click, .. }) = self.intent.take_if(|intent| intent.opens_by_itself()) else { return };
        let view = problem.map_or_else(|| click.view(LaunchPhase::Cancelled), |problem| click.failed(problem.clone()));
        self.untold.push(view);
    }

    /// Calls a click off that waits too long.
    pub(super) fn give_up_late(&mut self, number: u64) {
        if self.intent.as_ref().is_some_and(|intent| intent.click.number == number) {
            self.give_up(None);
        }
    }

    /// A click in a window whose person is not on screen: it waits for nothing, and takes no other click's place.
    /// Err: it is the same click as one before it.
    pub(super) fn click_beside(&mut self, beside: &Beside, now: Millis) -> Result<Click, Launched> {
        if let Some(before) = self.same_click(&beside.key, true, now) {
            return Err(before.as_ref().map_or(Launched::Waiting, Into::into));
        }
        self.clicks += 1;
        let Beside { key, name, .. } = beside.clone();
        Ok(Click { number: self.clicks, key, name, place: Place::Browser, since: now, lost: false })
    }

    /// Notes what became of a click, for the next one on the same app.
    pub(super) fn note(&mut self, view: &LaunchView) {
        if view.phase == LaunchPhase::Cancelled {
            self.recent.remove(&view.key);
        } else if let Some(recent) = self.recent.get_mut(&view.key) {
            recent.told = Some(view.clone());
        }
    }

    /// What was told of the same click, if there was one just now. One that failed, and is followed by one that
    /// names a place, was understood: the person goes the other way.
    fn same_click(&mut self, key: &str, names_place: bool, now: Millis) -> Option<Option<LaunchView>> {
        self.recent.retain(|_, click| now.since(click.last) < SAME_CLICK && click.last <= now);
        let same = self.recent.get_mut(key);
        if let Some(click) = same.filter(|click| !click.has_failed() || !(names_place || click.is_read(now))) {
            click.last = now;
            return Some(click.told.clone());
        }
        self.recent.insert(key.to_owned(), Recent { first: now, last: now, told: None });
        None
    }
}

impl Recent {
    fn has_failed(&self) -> bool {
        self.told.as_ref().is_some_and(|view| view.phase == LaunchPhase::Failed)
    }

    fn is_read(&self, now: Millis) -> bool {
        now.since(self.first) >= READ && now.since(self.last) >= REPEATS
    }
}

impl State {
    /// A click on the app of that key. `place` overrides the settings; without either, the default browser.
    pub(super) fn click(&mut self, key: &str, place: Option<Place>, now: Millis, told: &mut Vec<LaunchView>) -> Step {
        // A click that comes as the list goes, to a lock or a sign-out, is about nothing on screen.
        if !self.list.freshness.loaded {
            return Step::Nothing(Launched::Cancelled);
        }
        if let Some(before) = self.launching.same_click(key, place.is_some(), now) {
            let launched = before.as_ref().map_or(Launched::Waiting, Into::into);
            // Whoever clicked twice has put away what was said of the first.
            told.extend(before.filter(|view| view.phase == LaunchPhase::Failed));
            return Step::Nothing(launched);
        }
        let app = self.list.catalogue.app(key).cloned();
        let place = place.or_else(|| self.settings.place_of(app.as_ref()?)).unwrap_or(Place::Browser);
        if self.launching.opening.get(key).is_some_and(|click| click.place == place) {
            return Step::Nothing(Launched::Waiting);
        }
        self.launching.clicks += 1;
        let name = app.as_ref().map_or(key, |app| &app.name).to_owned();
        let click = Click { number: self.launching.clicks, key: key.to_owned(), name, place, since: now, lost: false };
        // Another click on the same app takes this one's place; whoever clicks something else has moved on.
        let moved_on = |intent: &mut Intent| intent.click.key == click.key || intent.opens_by_itself();
        let before = self.launching.intent.take_if(moved_on);
        told.extend(before.filter(|it| it.click.key != click.key).map(|it| it.click.view(LaunchPhase::Cancelled)));
        self.launching.opening.remove(key);
        match app {
            Some(app) => self.go_on(click, &app, None, told),
            None => fails(&click, Code::LaunchGone.into(), told),
        }
    }

    /// Goes on with what waits by itself, if it is time.
    pub(super) fn pursue(&mut self, now: Millis, told: &mut Vec<LaunchView>) -> Step {
        let Some(intent) = self.launching.intent.take_if(|intent| intent.opens_by_itself()) else {
            return Step::Nothing(Launched::Waiting);
        };
        if now.since(intent.click.since) > STILL_MEANT {
            told.push(intent.click.view(LaunchPhase::Cancelled));
            return Step::Nothing(Launched::Cancelled);
        }
        let (waits, click) = (intent.waits, intent.click);
        if let Some(app) = self.list.catalogue.app(&click.key).cloned() {
            return self.go_on(click, &app, Some(&waits), told);
        }
        // Somebody else may have signed in, or an assignment ended.
        if self.session().is_some() && !self.list.freshness.refreshing && self.healing.is_none() {
            return fails(&click, Code::LaunchGone.into(), told);
        }
        self.launching.intent = Some(Intent { click, waits });
        Step::Nothing(Launched::Waiting)
    }

    /// Opens what waits, whatever it waits for.
    pub(super) fn open_anyway(&mut self, told: &mut Vec<LaunchView>) -> Step {
        match self.launching.intent.take() {
            Some(Intent { click, .. }) => self.opens(click, told),
            None => Step::Nothing(Launched::Waiting),
        }
    }

    /// Opens it, or lets it wait. `before` is what it waited for until now.
    pub(super) fn go_on(
        &mut self,
        click: Click,
        app: &catalogue::App,
        before: Option<&Waits>,
        told: &mut Vec<LaunchView>,
    ) -> Step {
        match self.way_to(app, &click.place) {
            None => self.opens(click, told),
            Some(waits) => self.waits(click, waits, before, told),
        }
    }

    fn waits(&mut self, click: Click, waits: Waits, before: Option<&Waits>, told: &mut Vec<LaunchView>) -> Step {
        let signs_in = waits == Waits::For(WaitsFor::SignIn) && matches!(self.stage, Stage::SignedOut { .. });
        let is_news = before != Some(&waits);
        let (number, since) = (click.number, click.since);
        let intent = Intent { click, waits };
        told.extend(is_news.then(|| intent.view(None)));
        let replaced = self.launching.intent.replace(intent);
        told.extend(replaced.map(|other| other.click.view(LaunchPhase::Cancelled)));
        Step::Wait { number, since, signs_in }
    }

    pub(super) fn opens(&mut self, click: Click, told: &mut Vec<LaunchView>) -> Step {
        let url = match self.launch_url(&click.key) {
            Ok(url) => url,
            Err(problem) => return fails(&click, problem, told),
        };
        told.push(click.view(LaunchPhase::Opening));
        self.launching.opening.insert(click.key.clone(), click.clone());
        Step::Open(Box::new(Going { click, url, session: self.session(), seat: self.seat.clone() }))
    }

    /// What is in the way, if anything. A browser has a session of its own, so only a dead network is in
    /// its way, as far as somebody asks whether it is back.
    fn way_to(&self, app: &catalogue::App, place: &Place) -> Option<Waits> {
        if self.session().is_none() {
            return (*place == Place::Window).then_some(Waits::For(WaitsFor::SignIn));
        }
        if self.list.freshness.problem.as_ref().is_some_and(Problem::is_no_network) {
            return Some(Waits::For(WaitsFor::Network));
        }
        app.restrictions.contains(&Restriction::NeedsPassword).then(|| {
            Waits::Credentials(CredentialsView {
                username: app.user_name.clone().unwrap_or_default(),
                username_is_fixed: app.user_name_is_fixed,
                saving: false,
            })
        })
    }

    /// The tenant was asked. Whether the app opens now; else what came of the click, which is told.
    pub(super) fn may_open(&mut self, going: &Going, told: &mut Vec<LaunchView>) -> Result<(), Launched> {
        let click = &going.click;
        let under_way = self.launching.opening.get(&click.key).map(|other| other.number);
        if under_way != Some(click.number) {
            // Called off, or taken over by another click on it.
            return Err(if under_way.is_some() { Launched::Waiting } else { Launched::Cancelled });
        }
        self.launching.opening.remove(&click.key);
        let is_session = going.session.as_ref().is_some_and(|session| self.is_session(session));
        if self.seat != going.seat && !is_session {
            // Somebody else has taken the seat.
            told.push(click.view(LaunchPhase::Cancelled));
            return Err(Launched::Cancelled);
        }
        Ok(())
    }

    /// The tenant could not be asked. The newest click waits for what may mend that, once.
    pub(super) fn not_begun(&mut self, click: &Click, problem: &Problem, told: &mut Vec<LaunchView>) -> Step {
        let newest = click.number == self.launching.clicks;
        let waits = match problem.code {
            Code::SessionEnded => Some(WaitsFor::SignIn),
            _ if problem.is_no_network() && !click.lost => Some(WaitsFor::Network),
            _ => None,
        };
        match waits.filter(|_| newest) {
            Some(waits) => self.waits(Click { lost: true, ..click.clone() }, Waits::For(waits), None, told),
            None => fails(click, problem.clone(), told),
        }
    }

    /// The address of an app.
    pub(super) fn launch_url(&self, key: &str) -> Result<Url> {
        let (Some(registration), Some(_)) = (&self.registration, self.list.catalogue.app(key)) else {
            return Err(Code::LaunchGone.into());
        };
        Ok(launch::launch_url(&registration.tenant, key, self.list.identity.tenant_id.as_deref()))
    }
}

pub(super) fn fails(click: &Click, problem: Problem, told: &mut Vec<LaunchView>) -> Step {
    told.push(click.failed(problem.clone()));
    Step::Nothing(Launched::Failed(problem))
}
