//! Opening an app: one click, one window. What cannot open yet waits, visibly, and opens once the way is
//! free, unless the person called it off or moved on.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::broadcast::error::RecvError;
use url::Url;

use super::{App, Stage, State};
use crate::api;
use crate::catalogue;
use crate::clock::Millis;
use crate::launch;
use crate::ports::{AppWindow, Outside};
use crate::problem::{Code, Problem, Result};
use crate::session::Session;
use crate::view::{CredentialsView, LaunchPhase, LaunchView, Place, Restriction, Update, WaitsFor};

/// A second click, or a held Enter, within this is the same click.
const SAME_CLICK: Duration = Duration::from_secs(1);
/// Nobody expects a window from a click that is longer ago.
const STILL_MEANT: Duration = Duration::from_mins(10);

/// An app that was clicked and is not open yet.
pub(super) struct Intent {
    key: String,
    name: String,
    place: Place,
    waits: Waits,
    since: Millis,
}

enum Waits {
    For(WaitsFor),
    /// For user name and password, of which the tenant has the first at most.
    Credentials(CredentialsView),
}

/// What came of a click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Launched {
    Opened,
    /// Something has to be done in the window, or the network to come back.
    Waiting,
    Cancelled,
    Failed(Problem),
}

/// What is in the way of an app, if anything.
enum Way {
    Free,
    Waits(Waits),
}

impl App {
    /// Opens the app of that key. `place` overrides the settings; without either, the default browser.
    pub async fn open_app(self: &Arc<Self>, key: &str, place: Option<Place>) -> Launched {
        if self.is_same_click(key) {
            return Launched::Opened;
        }
        let found = {
            let state = self.state();
            let app = state.list.catalogue.app(key);
            app.map(|app| {
                let place = place.clone().or_else(|| state.settings.place_of(app)).unwrap_or(Place::Browser);
                (app.clone(), place)
            })
        };
        let Some((app, place)) = found else {
            let place = place.unwrap_or(Place::Browser);
            return self.failed(key, key, &place, Code::LaunchGone.into());
        };
        match self.way_to(&app, &place) {
            Way::Free => self.open_now(&app, &place).await,
            Way::Waits(waits) => self.let_wait(&app, place, waits).await,
        }
    }

    /// Opens the app of that key and waits, through a sign-in if one is needed, until it is open or will
    /// not be.
    pub async fn open_app_and_wait(self: &Arc<Self>, key: &str, place: Option<Place>) -> Launched {
        let mut launches = self.launches.subscribe();
        let mut launched = self.open_app(key, place).await;
        while launched == Launched::Waiting {
            launched = match launches.recv().await {
                Ok(view) if view.key == key => match view.phase {
                    LaunchPhase::Opened => Launched::Opened,
                    LaunchPhase::Cancelled => Launched::Cancelled,
                    LaunchPhase::Failed => Launched::Failed(view.problem.unwrap_or(Code::Internal.into())),
                    _ => Launched::Waiting,
                },
                Ok(_) | Err(RecvError::Lagged(_)) => Launched::Waiting,
                Err(RecvError::Closed) => Launched::Cancelled,
            };
        }
        launched
    }

    /// Calls off what waits, and what is about to open.
    pub fn cancel_launch(&self) {
        let (intent, opening) = {
            let mut state = self.state();
            (state.intent.take(), std::mem::take(&mut state.opening))
        };
        if let Some(intent) = intent {
            self.cancelled(&intent);
        }
        // Each says so itself once it notices.
        drop(opening);
    }

    /// Opens what waits, whatever it waits for.
    pub async fn open_anyway(self: &Arc<Self>) {
        let Some(intent) = self.take_intent() else { return };
        let app = self.state().list.catalogue.app(&intent.key).cloned();
        if let Some(app) = app {
            self.open_now(&app, &intent.place).await;
        } else {
            self.failed(&intent.key, &intent.name, &intent.place, Code::LaunchGone.into());
        }
    }

    /// Gives the tenant user name and password of the app that asks for them, and opens it. They are not
    /// kept here.
    pub async fn save_app_credentials(self: &Arc<Self>, username: &str, password: SecretString) {
        let Some((key, session)) = self.begin_saving(username) else { return };
        let saved = api::set_user_creds(&session, &key, username, &password, &*self.ports.clock).await;
        drop(password);
        let still_meant = {
            let mut state = self.state();
            let asking = state.intent.as_mut().filter(|intent| intent.key == key);
            let still_meant = asking.is_some();
            if let Some(Intent { waits: Waits::Credentials(view), .. }) = asking {
                view.saving = false;
            }
            if saved.is_ok() {
                state.has_credentials(&key, username);
            }
            still_meant
        };
        match saved {
            Ok(()) => {
                self.publish_apps();
                if still_meant {
                    self.open_anyway().await;
                }
            }
            Err(problem) if still_meant => self.tell_of_intent(Some(problem)),
            Err(_) => {}
        }
    }

    /// The commands of the settings in which apps can open: names, programs and arguments.
    pub fn commands(&self) -> Vec<(String, Vec<String>)> {
        let owned = |(name, words): (&str, &[String])| (name.to_owned(), words.to_vec());
        self.state().settings.commands().map(owned).collect()
    }

    /// The address of an app, for "Copy link". It opens for whoever is signed in.
    pub fn app_link(&self, key: &str) -> Result<String> {
        self.launch_url(key).map(String::from)
    }

    /// Opens what was clicked before, if the way is free now.
    pub(super) async fn open_intended(self: &Arc<Self>) {
        let Some(app) = self.intended_app() else { return };
        let Some(intent) = self.take_intent() else { return };
        Box::pin(self.open_now(&app, &intent.place)).await;
    }

    /// Says that what was clicked does not open after all.
    pub(super) fn gave_up(&self, intent: &Intent) {
        self.failed(&intent.key, &intent.name, &intent.place, Code::SessionEnded.into());
    }

    /// The app that waits for a sign-in or the network, once it needs to wait no more. Too late is
    /// called off.
    fn intended_app(&self) -> Option<catalogue::App> {
        let now = self.ports.clock.now();
        let (app, place) = {
            let mut state = self.state();
            let intent = state.intent.as_ref()?;
            if now.since(intent.since) > STILL_MEANT {
                let late = state.intent.take();
                drop(state);
                late.iter().for_each(|intent| self.cancelled(intent));
                return None;
            }
            if !matches!(intent.waits, Waits::For(_)) {
                return None;
            }
            (state.list.catalogue.app(&intent.key).cloned()?, intent.place.clone())
        };
        match self.way_to(&app, &place) {
            Way::Free => Some(app),
            Way::Waits(waits) => {
                // It waits for something else now.
                let mut state = self.state();
                let intent = state.intent.as_mut()?;
                intent.waits = waits;
                drop(state);
                self.tell_of_intent(None);
                None
            }
        }
    }

    fn take_intent(&self) -> Option<Intent> {
        self.state().intent.take()
    }

    /// What is in the way. A browser has a session of its own, so only a dead network is in its way.
    fn way_to(&self, app: &catalogue::App, place: &Place) -> Way {
        let state = self.state();
        let unreachable = state.list.freshness.problem.as_ref().is_some_and(Problem::is_no_network);
        if *place == Place::Window && state.session().is_none() {
            return Way::Waits(Waits::For(WaitsFor::SignIn));
        }
        if unreachable {
            return Way::Waits(Waits::For(WaitsFor::Network));
        }
        if app.restrictions.contains(&Restriction::NeedsPassword) && state.session().is_some() {
            return Way::Waits(Waits::Credentials(CredentialsView {
                username: app.user_name.clone().unwrap_or_default(),
                username_is_fixed: app.user_name_is_fixed,
                saving: false,
            }));
        }
        Way::Free
    }

    async fn let_wait(self: &Arc<Self>, app: &catalogue::App, place: Place, waits: Waits) -> Launched {
        let signs_in = matches!(waits, Waits::For(WaitsFor::SignIn));
        let since = self.ports.clock.now();
        let intent = Intent { key: app.key.clone(), name: app.name.clone(), place, waits, since };
        let (before, signed_out) = {
            let mut state = self.state();
            let signed_out = matches!(state.stage, Stage::SignedOut { .. });
            (state.intent.replace(intent), signed_out)
        };
        // Whoever clicks something else has moved on.
        if let Some(before) = before.filter(|before| before.key != app.key) {
            self.cancelled(&before);
        }
        self.tell_of_intent(None);
        if signs_in && signed_out {
            let app = self.clone();
            tokio::spawn(async move { app.sign_in(None).await });
        }
        Launched::Waiting
    }

    async fn open_now(self: &Arc<Self>, app: &catalogue::App, place: &Place) -> Launched {
        let (turn, seat) = {
            let mut state = self.state();
            // It was clicked before as well, and waits no more.
            state.intent.take_if(|intent| intent.key == app.key);
            state.clicks += 1;
            let turn = state.clicks;
            state.opening.insert(app.key.clone(), turn);
            (turn, state.seat.clone())
        };
        self.tell(&app.key, &app.name, place, LaunchPhase::Opening);
        match self.hand_over(app, place, turn).await {
            Ok(true) => {
                self.tell(&app.key, &app.name, place, LaunchPhase::Opened);
                self.was_opened(&app.key, seat).await;
                Launched::Opened
            }
            Ok(false) => {
                self.tell(&app.key, &app.name, place, LaunchPhase::Cancelled);
                Launched::Cancelled
            }
            Err(problem) => self.failed(&app.key, &app.name, place, problem),
        }
    }

    /// `false`: it was called off meanwhile.
    async fn hand_over(&self, app: &catalogue::App, place: &Place, turn: u64) -> Result<bool> {
        let url = self.launch_url(&app.key)?;
        let still_meant = |app: &catalogue::App| {
            let mut state = self.state();
            let meant = state.opening.get(&app.key) == Some(&turn);
            if meant {
                state.opening.remove(&app.key);
            }
            meant
        };
        let outside = match place {
            Place::Window => {
                let session = self.state().session();
                let (start, cookies) = match &session {
                    Some(session) => launch::start(session, &app.key, url).await?,
                    None => (launch::Start::Address(url), Vec::new()),
                };
                if !still_meant(app) {
                    return Ok(false);
                }
                let window = {
                    let state = self.state();
                    let Some(registration) = &state.registration else { return Err(Code::SessionEnded.into()) };
                    AppWindow {
                        account: state.seat.clone().filter(|_| !state.fleeting),
                        key: app.key.clone(),
                        name: app.name.clone(),
                        start,
                        tenant: registration.tenant.clone(),
                        cookies: cookies.into(),
                    }
                };
                return self.ports.windows.open_app(window).map(|()| true);
            }
            Place::Browser => Outside::Default,
            Place::Chosen(chosen) => Outside::Browser(chosen.clone()),
            Place::Command(name) => {
                let words = self.state().settings.command(name).map(<[String]>::to_vec);
                Outside::Command(words.ok_or_else(|| Problem::new(Code::LaunchPlace).because(name.clone()))?)
            }
        };
        if !still_meant(app) {
            return Ok(false);
        }
        self.ports.windows.open_outside(&url, outside).await.map(|()| true)
    }

    fn launch_url(&self, key: &str) -> Result<Url> {
        let state = self.state();
        let (Some(registration), Some(_)) = (&state.registration, state.list.catalogue.app(key)) else {
            return Err(Code::LaunchGone.into());
        };
        Ok(launch::launch_url(&registration.tenant, key, state.list.identity.tenant_id.as_deref()))
    }

    fn is_same_click(&self, key: &str) -> bool {
        let now = self.ports.clock.now();
        let mut state = self.state();
        state.opened.retain(|_, at| now.since(*at) < SAME_CLICK && *at <= now);
        state.opened.insert(key.to_owned(), now).is_some()
    }

    /// The key of the app that asks, and the session to tell the tenant with. `None` if it asks no more.
    fn begin_saving(&self, username: &str) -> Option<(String, Arc<Session>)> {
        let found = {
            let mut state = self.state();
            let session = state.session();
            let intent = state.intent.as_mut()?;
            let Waits::Credentials(view) = &mut intent.waits else { return None };
            if view.saving {
                return None;
            }
            view.saving = session.is_some();
            if !view.username_is_fixed {
                username.clone_into(&mut view.username);
            }
            session.map(|session| (intent.key.clone(), session))
        };
        let problem = found.is_none().then(|| Code::SessionEnded.into());
        self.tell_of_intent(problem);
        found
    }

    fn tell_of_intent(&self, problem: Option<Problem>) {
        let view = {
            let state = self.state();
            let Some(intent) = &state.intent else { return };
            let (phase, waits_for, asks) = match &intent.waits {
                Waits::For(what) => (LaunchPhase::Waiting, Some(*what), None),
                Waits::Credentials(view) => (LaunchPhase::Asking, None, Some(view.clone())),
            };
            let (key, name, place) = (intent.key.clone(), intent.name.clone(), intent.place.clone());
            LaunchView { key, name, phase, place, waits_for, asks, problem }
        };
        self.publish_launch(view);
    }

    fn cancelled(&self, intent: &Intent) {
        self.tell(&intent.key, &intent.name, &intent.place, LaunchPhase::Cancelled);
    }

    fn failed(&self, key: &str, name: &str, place: &Place, problem: Problem) -> Launched {
        let view = LaunchView { problem: Some(problem.clone()), ..view(key, name, place, LaunchPhase::Failed) };
        self.publish_launch(view);
        Launched::Failed(problem)
    }

    fn tell(&self, key: &str, name: &str, place: &Place, phase: LaunchPhase) {
        self.publish_launch(view(key, name, place, phase));
    }

    fn publish_launch(&self, view: LaunchView) {
        // Err: nobody waits for any.
        let _ = self.launches.send(view.clone());
        self.ports.windows.publish(Update::Launch(view));
    }
}

fn view(key: &str, name: &str, place: &Place, phase: LaunchPhase) -> LaunchView {
    let (key, name, place) = (key.to_owned(), name.to_owned(), place.clone());
    LaunchView { key, name, phase, place, waits_for: None, asks: None, problem: None }
}

impl State {
    /// The tenant has user name and password of an app now; its next list says so too.
    fn has_credentials(&mut self, key: &str, username: &str) {
        let catalogue = Arc::make_mut(&mut self.list.catalogue);
        if let Some(app) = catalogue.apps.iter_mut().find(|app| app.key == key) {
            app.restrictions.retain(|restriction| *restriction != Restriction::NeedsPassword);
            app.user_name = Some(username.to_owned()).filter(|name| !name.is_empty());
        }
    }
}
