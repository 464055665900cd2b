//! Carries out what the launch queue decides: asks the tenant for the first page, opens windows and programs, publishes
//! what became of each click.

use std::sync::{Arc, Weak};

use tokio::sync::{mpsc, oneshot};

use super::session_state::SessionState;
use super::state::App;
use crate::apps::catalog;
use crate::error::{Code, Error, Result};
use crate::launch::click::{Effect, LaunchOutcome, LaunchRequest, LaunchTicket, LinkedApp, ReadyLaunch};
use crate::launch::events::Claim;
use crate::launch::queue::Queue;
use crate::launch::request::{self, InitialContent};
use crate::launch::situation::{LaunchContext, Situation};
use crate::launch::window::{AppWindow, BrowserHandoff};
use crate::platform::ExternalOpener;
use crate::task;
use crate::view::{Target, ViewUpdate};

enum Destination {
    Window(Box<AppWindow>),
    External(ExternalOpener),
}

impl LaunchContext for App {
    fn default_target(&self, app: &catalog::App) -> Option<Target> {
        self.settings.snapshot().target_for_app(app)
    }

    fn search(&self, words: &str) -> Vec<String> {
        self.search(words).hits.into_iter().map(|hit| hit.key).collect()
    }
}

impl App {
    /// Hands a request to the launch queue.
    pub fn request_launch(&self, request: LaunchRequest) -> LaunchTicket {
        self.update_launches(|queue, situation| queue.submit(situation, request))
    }

    /// A click on the app of that key in the list on screen. `target` overrides the settings; without either, the default
    /// browser.
    pub async fn open_app(&self, key: &str, target: Option<Target>) -> LaunchOutcome {
        self.request_launch(LaunchRequest::Click { key: key.to_owned(), target }).accepted().await
    }

    /// The same, and waits until the app is open or will not be.
    pub async fn open_app_and_wait(&self, key: &str, target: Option<Target>) -> LaunchOutcome {
        self.request_launch(LaunchRequest::Click { key: key.to_owned(), target }).finished().await
    }

    /// Finds the app that a link names, by its key or whole name, once there is a list. `accept` limits how often links
    /// come; it is not asked about a link to nothing, or one that would replace a request of the person.
    pub fn find_linked_app(&self, app: String, accept: impl FnOnce() -> bool) -> oneshot::Receiver<Result<LinkedApp>> {
        self.update_launches(|queue, situation| queue.find_linked(situation, app, accept))
    }

    /// Opens in the default browser what has a window. While that window's person is on screen, it is a click on the
    /// app; the list of anybody else knows nothing of it, and its address opens as it is.
    pub async fn open_in_browser(&self, handoff: &BrowserHandoff) -> LaunchOutcome {
        let active = self.active.snapshot();
        if active.list.freshness.loaded && active.persistent_account() == handoff.account.as_ref() {
            let (key, target) = (handoff.key.clone(), Some(Target::Browser));
            return self.request_launch(LaunchRequest::Key { key, target }).accepted().await;
        }
        let (click, ticket) = self.update_launches(|queue, situation| queue.submit_foreign(situation, handoff));
        if let Some(click) = click {
            let result = self.deps.platform.open_external(&handoff.url, ExternalOpener::Default).await;
            self.update_launches(|queue, _| {
                queue.finish(&click, &result);
                if result.is_ok() {
                    queue.confirm(&click);
                }
            });
        }
        ticket.accepted().await
    }

    /// Calls off what waits, and what is about to open.
    pub fn cancel_launch(&self) {
        self.update_launches(|queue, _| queue.cancel());
    }

    /// Opens what waits, whatever it waits for.
    pub async fn open_anyway(&self) {
        if let Some(ticket) = self.update_launches(Queue::open_anyway) {
            ticket.accepted().await;
        }
    }

    /// The commands of the settings in which apps can open: names, programs and arguments.
    pub fn commands(&self) -> Vec<(String, Vec<String>)> {
        let owned = |(name, arguments): (&str, &[String])| (name.to_owned(), arguments.to_vec());
        self.settings.snapshot().commands().map(owned).collect()
    }

    /// The address of an app, for "Copy link". It opens for whoever is signed in.
    pub fn app_link(&self, key: &str) -> Result<String> {
        self.situation().launch_url(key).map(String::from)
    }

    /// Goes on with what was requested before, if its time has come.
    pub(super) fn resume_launches(&self) {
        self.update_launches(Queue::resume);
    }

    /// Changes the launch queue, and publishes what became of clicks before anything that changes later.
    pub(super) fn update_launches<T>(&self, change: impl FnOnce(&mut Queue, &Situation) -> T) -> T {
        let _guard = self.lock_publish();
        let (result, views) = self.launches.with(|queue| {
            let result = change(queue, &self.situation());
            (result, std::mem::take(&mut queue.views))
        });
        self.deps.platform.publish(views.into_iter().map(ViewUpdate::Launch).collect());
        result
    }

    fn situation(&self) -> Situation<'_> {
        let active = self.active.snapshot();
        Situation {
            context: self,
            now: self.deps.clock.now(),
            activation: active.activation().clone(),
            account: active.account.clone(),
            session: active.session().cloned(),
            is_signed_out: matches!(active.session_state(), SessionState::SignedOut { .. }),
            tenant: active.registration.as_ref().map(|registration| registration.tenant.clone()),
            customer_id: active.list.identity.tenant_id.clone(),
            catalog: active.list.catalog.clone(),
            freshness: active.list.freshness.clone(),
            is_retrying: active.list.is_retrying(),
        }
    }

    /// Publishes what an account switch, a lock or a sign-out has canceled.
    pub(super) fn publish_launches(&self) {
        self.update_launches(Queue::cancel_stale);
    }

    /// Opens the app, unless that was called off while the tenant was asked.
    async fn dispatch(self: Arc<Self>, launch: ReadyLaunch) {
        let destination = self.prepare(&launch).await;
        let claim =
            self.update_launches(|queue, situation| queue.claim(situation, &launch, destination.as_ref().err()));
        let destination = match (claim, destination) {
            (Claim::Open, Ok(destination)) => destination,
            (claim, destination) => return self.handle_failed_request(&launch, &claim, destination.err()),
        };
        let result = match destination {
            Destination::Window(window) => {
                let account = window.account.clone();
                let result = self.deps.platform.open_app_window(*window);
                // A lock or a sign-out that came meanwhile has closed the windows that there were.
                if launch.click.is_called_off() && launch.session.is_some_and(|active| active.session.is_retired()) {
                    self.deps.platform.close_app_windows(account.as_ref());
                    return self.update_launches(|queue, _| queue.cancel_opened(&launch.click));
                }
                result
            }
            Destination::External(opener) => self.deps.platform.open_external(&launch.url, opener).await,
        };
        self.update_launches(|queue, _| queue.finish(&launch.click, &result));
        if result.is_ok() {
            self.record_launch(&launch.click.key, launch.account.as_ref());
            self.update_launches(|queue, _| queue.confirm(&launch.click));
        }
    }

    pub(super) fn spawn_launch_effects(self: &Arc<Self>, effects: mpsc::UnboundedReceiver<Effect>) {
        self.spawn(run_launch_effects(Arc::downgrade(self), effects));
    }

    fn run_launch_effect(self: &Arc<Self>, effect: Effect) {
        let app = self.clone();
        match effect {
            Effect::Open(launch) => {
                let click = launch.click.clone();
                self.spawn(async move {
                    if let Err(error) = task::catch_panic(app.clone().dispatch(*launch)).await {
                        app.update_launches(|queue, _| queue.finish(&click, &Err(error)));
                    }
                });
            }
            Effect::SignIn => {
                self.spawn(async move {
                    if matches!(app.active.snapshot().session_state(), SessionState::SignedOut { .. }) {
                        app.sign_in(None).await;
                    }
                });
            }
            Effect::Expire(at) => {
                let app = Arc::downgrade(self);
                self.spawn(async move {
                    tokio::time::sleep_until(at).await;
                    if let Some(app) = app.upgrade() {
                        app.update_launches(Queue::expire);
                    }
                });
            }
            Effect::RaiseWindow => self.deps.platform.raise_main_window(),
            Effect::Search(words) => self.deps.platform.show_search(words),
        }
    }

    /// What the tenant's answer says of the session or of the network holds for more than this click.
    fn handle_failed_request(self: &Arc<Self>, launch: &ReadyLaunch, claim: &Claim, error: Option<Error>) {
        let waits = matches!(claim, Claim::Wait);
        if let (Some(error), Some(session)) = (error, &launch.session) {
            if error.code == Code::SessionEnded {
                self.handle_session_end(session, error);
            } else if waits {
                self.handle_connection_loss(session, error);
            }
        }
        if waits {
            // Begins the sign-in; and the way may be free again.
            self.resume_launches();
        }
    }

    /// Whose window it is and what it shows first, for which the tenant is asked; or which program.
    async fn prepare(&self, ReadyLaunch { click, url, session, .. }: &ReadyLaunch) -> Result<Destination> {
        let opener = match &click.target {
            Target::Window => {
                let (url, clicked_at) = (url.clone(), click.request.requested_at);
                let (content, cookies) = match session {
                    Some(active) => {
                        request::load_initial_page(&active.session, &click.key, url.clone(), clicked_at).await?
                    }
                    None => (InitialContent::Address(url.clone()), Vec::new()),
                };
                let active = self.active.snapshot();
                let tenant = active.registration.as_ref().ok_or(Code::SessionEnded)?.tenant.clone();
                let (account, cookies) = (active.persistent_account().cloned(), cookies.into());
                let (key, name) = (click.key.clone(), click.name.clone());
                let window = AppWindow { account, key, name, content, url, tenant, cookies };
                return Ok(Destination::Window(Box::new(window)));
            }
            Target::Browser => ExternalOpener::Default,
            Target::SpecificBrowser(browser) => ExternalOpener::Browser(browser.clone()),
            Target::Command { name } => match self.settings.snapshot().command(name) {
                Some(arguments) => ExternalOpener::Command(arguments.to_vec()),
                None => return Err(Error::new(Code::LaunchPlace).with_reason(name.clone())),
            },
        };
        Ok(Destination::External(opener))
    }
}

/// Carries out what the queue asks for, until the application ends.
async fn run_launch_effects(app: Weak<App>, mut effects: mpsc::UnboundedReceiver<Effect>) {
    while let Some(effect) = effects.recv().await {
        let Some(app) = app.upgrade() else { return };
        // No other loop takes the effects.
        if task::catch(|| app.run_launch_effect(effect)).is_err() {
            app.show_panic();
        }
    }
}
