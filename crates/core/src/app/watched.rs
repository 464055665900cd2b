//! The sign-in window of one attempt, as it is heard of: what happens in it, and what is wrong with it.

use std::time::Duration;

use tokio::sync::mpsc;
use url::Url;

use super::App;
use crate::oauth::{Grant, TIME_LIMIT};
use crate::ports::PageEvent;
use crate::problem::{Code, Problem, Result};
use crate::view::SignInStep;
use crate::watchdog::{Action, Page, Sight, Watchdog};

/// The sign-in window of one attempt, as it is heard of.
pub(super) struct Watched {
    pub(super) attempt: u64,
    pub(super) happened: mpsc::UnboundedReceiver<PageEvent>,
    pub(super) watchdog: Watchdog,
    /// Of the page that is there, or on its way.
    pub(super) host: Option<String>,
    /// Whose page is awaited.
    pub(super) tenant: String,
}

pub(super) enum Seen {
    Answer(Grant),
    /// A page is there.
    Page,
    Nothing,
}

impl Watched {
    /// Waits for what happens next, or for `pause`; shows the window and says what is wrong with it
    /// when the watchdog says so.
    pub(super) async fn next(&mut self, app: &App, redirect: Option<&Url>, pause: Option<Duration>) -> Result<Seen> {
        let now = app.ports.clock.now();
        let due = self.watchdog.next_deadline().map(|deadline| deadline.since(now));
        let wait = due.into_iter().chain(pause).min().unwrap_or(TIME_LIMIT);
        let event = match tokio::time::timeout(wait, self.happened.recv()).await {
            Err(_) => {
                let actions = self.watchdog.tick(app.ports.clock.now());
                self.act(app, actions);
                return Ok(Seen::Nothing);
            }
            Ok(None | Some(PageEvent::Closed)) => return Err(Code::AuthCancel.into()),
            Ok(Some(event)) => event,
        };
        let now = app.ports.clock.now();
        let (sight, seen) = match event {
            PageEvent::Answered(answer) => return answer.map(Seen::Answer),
            PageEvent::Failed(code) => return Err(code.into()),
            PageEvent::Closed | PageEvent::PopupRefused => (Sight::PopupRefused, Seen::Nothing),
            PageEvent::Began(url) => {
                self.host = host(&url);
                (Sight::Began(Page::at(&url, redirect)), Seen::Nothing)
            }
            PageEvent::Finished => (Sight::Finished, Seen::Page),
        };
        let actions = self.watchdog.see(sight, now);
        self.act(app, actions);
        let host = self.host.clone();
        app.under_way(self.attempt, |under_way| under_way.host = host);
        Ok(seen)
    }

    fn act(&self, app: &App, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::Reveal => {
                    app.ports.windows.show_sign_in();
                    app.step(self.attempt, SignInStep::Page);
                }
                Action::Trouble(code) => {
                    tracing::info!(code = code.as_str(), "the sign-in page does not get on");
                    let problem = Problem::new(code).at(self.host.as_ref().unwrap_or(&self.tenant));
                    app.under_way(self.attempt, |under_way| under_way.trouble = Some(problem));
                }
                Action::Clear => app.under_way(self.attempt, |under_way| under_way.trouble = None),
            }
        }
    }
}

fn host(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}
