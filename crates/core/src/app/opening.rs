//! Opening an app: one click, one window.

use std::sync::Arc;
use std::time::Duration;

use super::{App, Intent, Stage};
use crate::launch::launch_url;
use crate::ports::AppWindow;
use crate::problem::{Code, Problem, Result};
use crate::view::{LaunchPhase, LaunchView, Place, Update};

/// A second click, or a held Enter, within this is the same click.
const SAME_CLICK: Duration = Duration::from_secs(1);

impl App {
    /// Opens the app of that key. `place` overrides the setting; without either, the browser.
    pub async fn open_app(self: &Arc<Self>, key: &str, place: Option<Place>) {
        let place = place.or_else(|| self.state().settings.opens_in()).unwrap_or(Place::Browser);
        if self.is_same_click(key) {
            return;
        }
        let Some(name) = self.state().list.catalogue.app(key).map(|app| app.name.clone()) else {
            self.tell(key, key, place, LaunchPhase::Failed, Some(Code::LaunchGone.into()));
            return;
        };
        if place == Place::Window && self.state().session().is_none() {
            let signed_out = matches!(self.state().stage, Stage::SignedOut { .. });
            self.state().intent = Some(Intent { key: key.to_owned(), place });
            self.tell(key, &name, place, LaunchPhase::Waiting, None);
            if signed_out {
                Box::pin(self.sign_in(None)).await;
            }
            return;
        }
        // It was clicked before as well, and waits no more.
        self.state().intent.take_if(|intent| intent.key == key);
        let seat = self.state().seat.clone();
        self.tell(key, &name, place, LaunchPhase::Opening, None);
        match self.hand_over(key, &name, place) {
            Ok(()) => {
                self.tell(key, &name, place, LaunchPhase::Opened, None);
                self.was_opened(key, seat).await;
            }
            Err(problem) => self.tell(key, &name, place, LaunchPhase::Failed, Some(problem)),
        }
    }

    /// The address of an app, for "Copy link". It opens for whoever is signed in.
    pub fn app_link(&self, key: &str) -> Result<String> {
        self.launch_url(key).map(String::from)
    }

    /// Opens what was clicked before the sign-in.
    pub(super) async fn open_intended(self: &Arc<Self>) {
        let intent = {
            let mut state = self.state();
            if state.session().is_none() { None } else { state.intent.take() }
        };
        if let Some(Intent { key, place }) = intent {
            self.state().opened.remove(&key);
            Box::pin(self.open_app(&key, Some(place))).await;
        }
    }

    /// Says that what was clicked does not open after all.
    pub(super) fn gave_up(&self, intent: &Intent) {
        let name = self.state().list.catalogue.app(&intent.key).map(|app| app.name.clone()).unwrap_or_default();
        self.tell(&intent.key, &name, intent.place, LaunchPhase::Failed, Some(Code::SessionEnded.into()));
    }

    fn hand_over(&self, key: &str, name: &str, place: Place) -> Result<()> {
        let url = self.launch_url(key)?;
        match place {
            Place::Browser => self.ports.windows.open_in_browser(&url),
            Place::Window => {
                let window = {
                    let state = self.state();
                    let (Some(session), Some(registration)) = (state.session(), &state.registration) else {
                        return Err(Code::SessionEnded.into());
                    };
                    AppWindow {
                        account: state.seat.clone().filter(|_| !state.fleeting),
                        url,
                        name: name.to_owned(),
                        tenant: registration.tenant.clone(),
                        cookies: session.cookies(),
                    }
                };
                self.ports.windows.open_app(window)
            }
        }
    }

    fn launch_url(&self, key: &str) -> Result<url::Url> {
        let state = self.state();
        let (Some(registration), Some(_)) = (&state.registration, state.list.catalogue.app(key)) else {
            return Err(Code::LaunchGone.into());
        };
        Ok(launch_url(&registration.tenant, key, state.list.identity.tenant_id.as_deref()))
    }

    fn is_same_click(&self, key: &str) -> bool {
        let now = self.ports.clock.now();
        let mut state = self.state();
        state.opened.retain(|_, at| now.since(*at) < SAME_CLICK && *at <= now);
        state.opened.insert(key.to_owned(), now).is_some()
    }

    fn tell(&self, key: &str, name: &str, place: Place, phase: LaunchPhase, problem: Option<Problem>) {
        let view = LaunchView { key: key.to_owned(), name: name.to_owned(), phase, place, problem };
        self.ports.windows.publish(Update::Launch(view));
    }
}
