//! Opening an app: one click, one window. What cannot open yet waits, visibly, and opens once the way is
//! free, unless the person called it off or moved on. The next steps are decided in `launch_steps`.

use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;

use super::active::Active;
use super::session_state::SessionState;
use super::state::{App, State};
use crate::clock::Timestamp;
use crate::cookie::Cookie;
use crate::error::{Code, Error, Result};
use crate::launch::queue::{Click, LaunchOutcome, NextStep, PENDING_TTL, ReadyLaunch, fail_click};
use crate::launch::request::{self, InitialContent};
use crate::launch::window::{AppWindow, BrowserHandoff};
use crate::platform::{BoxFuture, ExternalOpener};
use crate::settings::Settings;
use crate::view::{LaunchPhase, LaunchView, Target, ViewUpdate};

/// What an app window begins with.
type InitialPage = (InitialContent, Vec<Cookie>);

enum Destination {
    Window(Box<AppWindow>),
    External(ExternalOpener),
}

enum Dispatch {
    Open(Destination),
    Skip(NextStep),
}

impl App {
    /// Opens the app of that key. `target` overrides the settings; without either, the default browser.
    pub async fn open_app(self: &Arc<Self>, key: &str, target: Option<Target>) -> LaunchOutcome {
        let now = self.deps.clock.now();
        let step = self.update_launches(|active, state, events| {
            state.handle_click(active, key, target, &self.settings.snapshot(), now, events)
        });
        self.execute_step(step).await
    }

    /// Opens the app of that key and waits, through a sign-in if one is needed, until it is open or will
    /// not be.
    pub async fn open_app_and_wait(self: &Arc<Self>, key: &str, target: Option<Target>) -> LaunchOutcome {
        let mut events = self.launch_events.subscribe();
        let mut outcome = self.open_app(key, target).await;
        while outcome == LaunchOutcome::Waiting {
            outcome = match events.recv().await {
                Ok(view) if view.key == key => (&view).into(),
                Ok(_) | Err(RecvError::Lagged(_)) => LaunchOutcome::Waiting,
                Err(RecvError::Closed) => LaunchOutcome::Canceled,
            };
        }
        outcome
    }

    /// Opens in the default browser what has a window. While that window's person is on screen, it is a click on the
    /// app; the list of anybody else knows nothing of it, and its address opens as it is.
    pub async fn open_in_browser(self: &Arc<Self>, handoff: &BrowserHandoff) -> LaunchOutcome {
        let now = self.deps.clock.now();
        let step = self.update_launches(|active, state, events| {
            let is_active_account =
                active.list.freshness.loaded && active.persistent_account() == handoff.account.as_ref();
            if is_active_account {
                Ok(state.handle_click(
                    active,
                    &handoff.key,
                    Some(Target::Browser),
                    &self.settings.snapshot(),
                    now,
                    events,
                ))
            } else {
                Err(())
            }
        });
        match step {
            Ok(step) => self.execute_step(step).await,
            Err(()) => {
                match self.update_launches(|_, state, _| state.launch_queue.register_handoff_click(handoff, now)) {
                    Ok(click) => {
                        let result = self.deps.platform.open_external(&handoff.url, ExternalOpener::Default).await;
                        self.report_outcome(&click, result)
                    }
                    Err(outcome) => outcome,
                }
            }
        }
    }

    /// Calls off what waits, and what is about to open.
    pub fn cancel_launch(&self) {
        self.update_launches(|_, state, _| state.launch_queue.cancel());
    }

    /// Opens what waits, whatever it waits for.
    pub async fn open_anyway(self: &Arc<Self>) {
        let step = self.update_launches(|active, state, events| state.open_anyway(active, events));
        self.execute_step(step).await;
    }

    /// The commands of the settings in which apps can open: names, programs and arguments.
    pub fn commands(&self) -> Vec<(String, Vec<String>)> {
        let owned = |(name, arguments): (&str, &[String])| (name.to_owned(), arguments.to_vec());
        self.settings.snapshot().commands().map(owned).collect()
    }

    /// The address of an app, for "Copy link". It opens for whoever is signed in.
    pub fn app_link(&self, key: &str) -> Result<String> {
        self.active.snapshot().launch_url(key).map(String::from)
    }

    /// Opens what was clicked before, if the way is free now; begins the sign-in that it waits for.
    pub(super) async fn open_pending(self: &Arc<Self>) {
        let now = self.deps.clock.now();
        let step = self.update_launches(|active, state, events| state.resume_pending(active, now, events));
        self.execute_step(step).await;
    }

    /// [`Self::open_pending`] behind whatever goes on, and of a type that does not name itself.
    pub(super) fn spawn_open_pending(self: &Arc<Self>) {
        let app = self.clone();
        let future: BoxFuture<()> = Box::pin(async move { app.open_pending().await });
        tokio::spawn(future);
    }

    /// Changes what is clicked and waits, and tells of it before anything that changes later.
    pub(super) fn update_launches<T>(&self, change: impl FnOnce(&Active, &mut State, &mut Vec<LaunchView>) -> T) -> T {
        let _guard = self.lock_publish();
        let (result, events) = self.active.read(|active| {
            self.state.with(|state| {
                let mut events = std::mem::take(&mut state.launch_queue.outbox);
                let result = change(active, state, &mut events);
                events.append(&mut state.launch_queue.outbox);
                events.iter().for_each(|view| state.launch_queue.record_event(view));
                (result, events)
            })
        });
        for event in events {
            // Err: nobody waits for any.
            let _ = self.launch_events.send(event.clone());
            self.deps.platform.publish(ViewUpdate::Launch(event));
        }
        result
    }

    /// Says what was called off by something else.
    pub(super) fn publish_launches(&self) {
        self.update_launches(|_, _, _| ());
    }

    pub(super) async fn execute_step(self: &Arc<Self>, step: NextStep) -> LaunchOutcome {
        match step {
            NextStep::Done(outcome) => outcome,
            NextStep::Wait { click_id, clicked_at, needs_sign_in: signs_in } => {
                self.schedule_expiry(click_id, clicked_at, signs_in);
                LaunchOutcome::Waiting
            }
            NextStep::Open(launch) => self.dispatch(*launch).await,
        }
    }

    fn schedule_expiry(self: &Arc<Self>, click_id: u64, clicked_at: Timestamp, needs_sign_in: bool) {
        let app = Arc::downgrade(self);
        let remaining = PENDING_TTL.saturating_sub(self.deps.clock.now().since(clicked_at));
        let expiry = tokio::time::sleep(remaining);
        tokio::spawn(async move {
            expiry.await;
            if let Some(app) = app.upgrade() {
                app.update_launches(|_, state, _| state.launch_queue.expire_pending(click_id));
            }
        });
        if needs_sign_in {
            tokio::spawn(self.clone().sign_in_for_launch());
        }
    }

    /// Signs in, unless that has begun meanwhile: of a type that does not name itself.
    pub(super) fn sign_in_for_launch(self: Arc<Self>) -> BoxFuture<()> {
        Box::pin(async move {
            if matches!(self.active.snapshot().session_state(), SessionState::SignedOut { .. }) {
                self.sign_in(None).await;
            }
        })
    }

    async fn dispatch(self: &Arc<Self>, launch: ReadyLaunch) -> LaunchOutcome {
        let initial_page = self.load_initial_page(&launch).await;
        let error = initial_page.as_ref().err().cloned();
        let settings = self.settings.snapshot();
        let dispatch = self.update_launches(|active, state, events| {
            match (state.claim_launch(active, &launch, events), initial_page) {
                (Err(outcome), _) => Dispatch::Skip(NextStep::Done(outcome)),
                (Ok(()), Err(error)) => {
                    Dispatch::Skip(state.handle_start_failure(active, &launch.click, &error, events))
                }
                (Ok(()), Ok(initial_page)) => match resolve_destination(active, &settings, &launch, initial_page) {
                    Ok(destination) => Dispatch::Open(destination),
                    Err(error) => Dispatch::Skip(fail_click(&launch.click, error, events)),
                },
            }
        });
        let destination = match dispatch {
            Dispatch::Open(destination) => destination,
            Dispatch::Skip(step) => return self.handle_skipped(&launch, step, error),
        };
        let result = match destination {
            Destination::Window(window) => self.deps.platform.open_app_window(*window),
            Destination::External(opener) => self.deps.platform.open_external(&launch.url, opener).await,
        };
        let outcome = self.report_outcome(&launch.click, result);
        if outcome == LaunchOutcome::Opened {
            self.record_launch(&launch.click.key, launch.account).await;
        }
        outcome
    }

    fn report_outcome(&self, click: &Click, result: Result<()>) -> LaunchOutcome {
        let event = match result {
            Ok(()) => click.view(LaunchPhase::Opened),
            Err(error) => click.failure_view(error),
        };
        let outcome = (&event).into();
        self.update_launches(|_, _, events| events.push(event));
        outcome
    }

    /// What a window has to show; nothing is asked for a program outside.
    async fn load_initial_page(
        &self,
        ReadyLaunch { click, url, session, .. }: &ReadyLaunch,
    ) -> Result<Option<InitialPage>> {
        match (&click.target, session) {
            (Target::Window, Some(session)) => {
                request::load_initial_page(&session.session, &click.key, url.clone(), click.clicked_at).await.map(Some)
            }
            (Target::Window, None) => Ok(Some((InitialContent::Address(url.clone()), Vec::new()))),
            _ => Ok(None),
        }
    }

    /// It did not open; `error` is what the tenant's answer was. What that says of the session or of the
    /// network holds for more than this click.
    fn handle_skipped(self: &Arc<Self>, launch: &ReadyLaunch, step: NextStep, error: Option<Error>) -> LaunchOutcome {
        if let (Some(error), Some(session)) = (error, &launch.session) {
            if error.code == Code::SessionEnded {
                self.handle_session_end(session, error);
            } else if matches!(step, NextStep::Wait { .. }) {
                self.handle_connection_loss(session, error);
            }
        }
        match step {
            NextStep::Wait { click_id, clicked_at: since, .. } => {
                self.schedule_expiry(click_id, since, false);
                // Begins the sign-in; and the way may be free again.
                self.spawn_open_pending();
                LaunchOutcome::Waiting
            }
            NextStep::Done(outcome) => outcome,
            NextStep::Open(_) => LaunchOutcome::Waiting,
        }
    }
}

/// Whose window it is, or which program.
fn resolve_destination(
    active: &Active,
    settings: &Settings,
    launch: &ReadyLaunch,
    initial_page: Option<InitialPage>,
) -> Result<Destination> {
    let click = &launch.click;
    let opener = match (&click.target, initial_page) {
        (Target::Window, Some((content, cookies))) => {
            let Some(registration) = &active.registration else { return Err(Code::SessionEnded.into()) };
            return Ok(Destination::Window(Box::new(AppWindow {
                account: active.persistent_account().cloned(),
                key: click.key.clone(),
                name: click.name.clone(),
                content,
                url: launch.url.clone(),
                tenant: registration.tenant.clone(),
                cookies: cookies.into(),
            })));
        }
        (Target::Browser | Target::Window, _) => ExternalOpener::Default,
        (Target::SpecificBrowser(browser), _) => ExternalOpener::Browser(browser.clone()),
        (Target::Command(name), _) => {
            let arguments = settings.command(name).map(<[String]>::to_vec);
            ExternalOpener::Command(arguments.ok_or_else(|| Error::new(Code::LaunchPlace).with_reason(name.clone()))?)
        }
    };
    Ok(Destination::External(opener))
}
