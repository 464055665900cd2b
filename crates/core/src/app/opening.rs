//! Opening an app: one click, one window. What cannot open yet waits, visibly, and opens once the way is
//! free, unless the person called it off or moved on. What is clicked and waits is in `launching`.

use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;

use super::launching::{Click, Going, Launched, STILL_MEANT, Step, fails};
use super::{App, Stage, State};
use crate::account::AccountId;
use crate::clock::Millis;
use crate::launch::{self, Start};
use crate::ports::{AppWindow, Beside, Cookie, Outside, Soon};
use crate::problem::{Code, Problem, Result};
use crate::view::{LaunchPhase, LaunchView, Place, Update};

/// With what a window begins.
type Begins = (Start, Vec<Cookie>);

enum Target {
    Window(Box<AppWindow>),
    Outside(Outside),
}

enum Handed {
    To(Target),
    Not(Step),
}

impl App {
    /// Opens the app of that key. `place` overrides the settings; without either, the default browser.
    pub async fn open_app(self: &Arc<Self>, key: &str, place: Option<Place>) -> Launched {
        let now = self.ports.clock.now();
        let step = self.launch(|state, told| state.click(key, place, now, told));
        self.follow(step).await
    }

    /// Opens the app of that key and waits, through a sign-in if one is needed, until it is open or will
    /// not be.
    pub async fn open_app_and_wait(self: &Arc<Self>, key: &str, place: Option<Place>) -> Launched {
        let mut launches = self.launches.subscribe();
        let mut launched = self.open_app(key, place).await;
        while launched == Launched::Waiting {
            launched = match launches.recv().await {
                Ok(view) if view.key == key => (&view).into(),
                Ok(_) | Err(RecvError::Lagged(_)) => Launched::Waiting,
                Err(RecvError::Closed) => Launched::Cancelled,
            };
        }
        launched
    }

    /// Opens in the default browser what has a window. While that window's person is on screen, it is a click on the
    /// app; the list of anybody else knows nothing of it, and its address opens as it is.
    pub async fn open_beside(self: &Arc<Self>, beside: &Beside) -> Launched {
        let now = self.ports.clock.now();
        let step = self.launch(|state, told| {
            let is_theirs = state.list.freshness.loaded && state.whose_window() == beside.account;
            if is_theirs { Ok(state.click(&beside.key, Some(Place::Browser), now, told)) } else { Err(()) }
        });
        match step {
            Ok(step) => self.follow(step).await,
            Err(()) => match self.launch(|state, _| state.launching.click_beside(beside, now)) {
                Ok(click) => {
                    let opened = self.ports.windows.open_outside(&beside.address, Outside::Default).await;
                    self.tell_of(&click, opened)
                }
                Err(launched) => launched,
            },
        }
    }

    /// Calls off what waits, and what is about to open.
    pub fn cancel_launch(&self) {
        self.launch(|state, _| state.launching.call_off());
    }

    /// Opens what waits, whatever it waits for.
    pub async fn open_anyway(self: &Arc<Self>) {
        let step = self.launch(State::open_anyway);
        self.follow(step).await;
    }

    /// The commands of the settings in which apps can open: names, programs and arguments.
    pub fn commands(&self) -> Vec<(String, Vec<String>)> {
        let owned = |(name, words): (&str, &[String])| (name.to_owned(), words.to_vec());
        self.state().settings.commands().map(owned).collect()
    }

    /// The address of an app, for "Copy link". It opens for whoever is signed in.
    pub fn app_link(&self, key: &str) -> Result<String> {
        self.state().launch_url(key).map(String::from)
    }

    /// Opens what was clicked before, if the way is free now; begins the sign-in that it waits for.
    pub(super) async fn open_intended(self: &Arc<Self>) {
        let now = self.ports.clock.now();
        let step = self.launch(|state, told| state.pursue(now, told));
        self.follow(step).await;
    }

    /// [`Self::open_intended`] behind whatever goes on, and of a type that does not name itself.
    pub(super) fn open_intended_aside(self: &Arc<Self>) {
        let app = self.clone();
        let opens: Soon<()> = Box::pin(async move { app.open_intended().await });
        tokio::spawn(opens);
    }

    /// Changes what is clicked and waits, and tells of it before anything that changes later.
    pub(super) fn launch<T>(&self, change: impl FnOnce(&mut State, &mut Vec<LaunchView>) -> T) -> T {
        let _turn = self.turn();
        let (result, told) = {
            let mut state = self.state();
            let mut told = std::mem::take(&mut state.launching.untold);
            let result = change(&mut state, &mut told);
            told.append(&mut state.launching.untold);
            told.iter().for_each(|view| state.launching.note(view));
            (result, told)
        };
        for view in told {
            // Err: nobody waits for any.
            let _ = self.launches.send(view.clone());
            self.ports.windows.publish(Update::Launch(view));
        }
        result
    }

    /// Says what was called off by something else.
    pub(super) fn tell_of_launches(&self) {
        self.launch(|_, _| ());
    }

    pub(super) async fn follow(self: &Arc<Self>, step: Step) -> Launched {
        match step {
            Step::Nothing(launched) => launched,
            Step::Wait { number, since, signs_in } => {
                self.wait(number, since, signs_in);
                Launched::Waiting
            }
            Step::Open(going) => self.hand_over(*going).await,
        }
    }

    fn wait(self: &Arc<Self>, number: u64, since: Millis, signs_in: bool) {
        let app = Arc::downgrade(self);
        let left = STILL_MEANT.saturating_sub(self.ports.clock.now().since(since));
        let late = tokio::time::sleep(left);
        tokio::spawn(async move {
            late.await;
            if let Some(app) = app.upgrade() {
                app.launch(|state, _| state.launching.give_up_late(number));
            }
        });
        if signs_in {
            tokio::spawn(self.clone().sign_in_for_it());
        }
    }

    /// Signs in, unless that has begun meanwhile: of a type that does not name itself.
    pub(super) fn sign_in_for_it(self: Arc<Self>) -> Soon<()> {
        Box::pin(async move {
            if matches!(self.state().stage, Stage::SignedOut { .. }) {
                self.sign_in(None).await;
            }
        })
    }

    async fn hand_over(self: &Arc<Self>, going: Going) -> Launched {
        let begins = self.begins(&going).await;
        let problem = begins.as_ref().err().cloned();
        let handed = self.launch(|state, told| match (state.may_open(&going, told), begins) {
            (Err(launched), _) => Handed::Not(Step::Nothing(launched)),
            (Ok(()), Err(problem)) => Handed::Not(state.not_begun(&going.click, &problem, told)),
            (Ok(()), Ok(begins)) => match state.target(&going, begins) {
                Ok(target) => Handed::To(target),
                Err(problem) => Handed::Not(fails(&going.click, problem, told)),
            },
        });
        let target = match handed {
            Handed::To(target) => target,
            Handed::Not(step) => return self.not_handed_over(&going, step, problem),
        };
        let opened = match target {
            Target::Window(window) => self.ports.windows.open_app(*window),
            Target::Outside(program) => self.ports.windows.open_outside(&going.url, program).await,
        };
        let launched = self.tell_of(&going.click, opened);
        if launched == Launched::Opened {
            self.was_opened(&going.click.key, going.seat).await;
        }
        launched
    }

    fn tell_of(&self, click: &Click, opened: Result<()>) -> Launched {
        let view = match opened {
            Ok(()) => click.view(LaunchPhase::Opened),
            Err(problem) => click.failed(problem),
        };
        let launched = (&view).into();
        self.launch(|_, told| told.push(view));
        launched
    }

    /// What a window has to show; nothing is asked for a program outside.
    async fn begins(&self, Going { click, url, session, .. }: &Going) -> Result<Option<Begins>> {
        match (&click.place, session) {
            (Place::Window, Some(session)) => {
                launch::start(session, &click.key, url.clone(), click.since).await.map(Some)
            }
            (Place::Window, None) => Ok(Some((Start::Address(url.clone()), Vec::new()))),
            _ => Ok(None),
        }
    }

    /// It did not open; `problem` is what the tenant's answer was. What that says of the session or of the
    /// network holds for more than this click.
    fn not_handed_over(self: &Arc<Self>, going: &Going, step: Step, problem: Option<Problem>) -> Launched {
        if let (Some(problem), Some(session)) = (problem, &going.session) {
            if problem.code == Code::SessionEnded {
                self.ended(session, problem);
            } else if matches!(step, Step::Wait { .. }) {
                self.lost(session, problem);
            }
        }
        match step {
            Step::Wait { number, since, .. } => {
                self.wait(number, since, false);
                // Begins the sign-in; and the way may be free again.
                self.open_intended_aside();
                Launched::Waiting
            }
            Step::Nothing(launched) => launched,
            Step::Open(_) => Launched::Waiting,
        }
    }
}

impl State {
    /// Whose the windows are that open now; nobody's in a demo, and until the tenant has named the person.
    fn whose_window(&self) -> Option<AccountId> {
        self.seat.clone().filter(|_| !self.fleeting)
    }

    /// Whose window it is, or which program.
    fn target(&self, going: &Going, begins: Option<Begins>) -> Result<Target> {
        let click = &going.click;
        let outside = match (&click.place, begins) {
            (Place::Window, Some((start, cookies))) => {
                let Some(registration) = &self.registration else { return Err(Code::SessionEnded.into()) };
                return Ok(Target::Window(Box::new(AppWindow {
                    account: self.whose_window(),
                    key: click.key.clone(),
                    name: click.name.clone(),
                    start,
                    address: going.url.clone(),
                    tenant: registration.tenant.clone(),
                    cookies: cookies.into(),
                })));
            }
            (Place::Browser | Place::Window, _) => Outside::Default,
            (Place::Chosen(chosen), _) => Outside::Browser(chosen.clone()),
            (Place::Command(name), _) => {
                let words = self.settings.command(name).map(<[String]>::to_vec);
                Outside::Command(words.ok_or_else(|| Problem::new(Code::LaunchPlace).because(name.clone()))?)
            }
        };
        Ok(Target::Outside(outside))
    }
}
