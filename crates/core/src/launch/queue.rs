//! The only place that knows which requested apps are not open yet: each opens once per app and target, waits for ten
//! minutes at most, and can be canceled.
//!
//! Window, palette, command line, links, tray and desktop search hand their requests to [`Queue`]. It decides with a look
//! at its [`LaunchContext`]; its owner publishes the views and carries out each [`Effect`].

use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::click::{BlockedOn, Click, Effect, LaunchOutcome, LaunchRequest, LaunchTicket, LinkedApp, ReadyLaunch};
use super::requests::{NewClick, Requests};
use super::situation::LaunchContext;
use super::waiting::{Subject, Waiting, WaitingRequest};
use super::window::BrowserHandoff;
use crate::error::{Code, Error, Result};
use crate::state_lock::StateLock;
use crate::view::{LaunchPhase, LaunchView, Target, WaitReason};

pub(crate) struct Queue {
    pub(super) requests: StateLock<Requests>,
}

/// How a launch goes on after the tenant was asked.
pub(crate) enum Claim {
    Open,
    /// It waits for what may mend the failure.
    Wait,
    /// It was called off, or has failed.
    End,
}

impl Queue {
    /// Sends what has to be done to `effects`.
    pub(crate) fn new(effects: mpsc::UnboundedSender<Effect>) -> Self {
        Self { requests: StateLock::new(Requests::new(effects)) }
    }

    pub(crate) fn submit(&self, context: &impl LaunchContext, request: LaunchRequest) -> LaunchTicket {
        self.requests.with(|requests| {
            let situation = context.situation();
            let (id, ticket) = requests.add_ticket();
            let subject = match request {
                // A click that comes as the list goes, to a lock or a sign-out, is about nothing on screen.
                LaunchRequest::Click { .. } if !situation.freshness.loaded => {
                    requests.tell(id, &LaunchOutcome::Canceled);
                    return ticket;
                }
                LaunchRequest::Click { key, target } => {
                    let clicked_at = situation.now;
                    requests.click(
                        context,
                        &situation,
                        NewClick { id, key, target, clicked_at, is_from_outside: false },
                    );
                    return ticket;
                }
                LaunchRequest::Key { key, target } => Subject::Key { key, target },
                LaunchRequest::Name(name) => Subject::Name(name),
            };
            requests.serve_or_wait(context, &situation, id, subject);
            ticket
        })
    }

    /// Shows a search in the main window once there is a list.
    pub(crate) fn search(&self, context: &impl LaunchContext, words: String) {
        self.requests.with(|requests| {
            let (id, _) = requests.add_ticket();
            requests.serve_or_wait(context, &context.situation(), id, Subject::Search(words));
        })
    }

    /// Finds the app that a link names, once there is a list. `accept` limits how often links come; it is not asked about
    /// a link to nothing, or one that would replace a request of the person.
    pub(crate) fn find_linked(
        &self,
        context: &impl LaunchContext,
        app: String,
        accept: impl FnOnce() -> bool,
    ) -> oneshot::Receiver<Result<LinkedApp>> {
        self.requests.with(|requests| {
            let situation = context.situation();
            let (reply, found) = oneshot::channel();
            let result = if situation.freshness.loaded {
                let app = situation.find_linked(&app).ok_or(Code::LaunchGone);
                Some(app.and_then(|app| if accept() { Ok(app) } else { Err(Code::LaunchBlocked) }))
            } else if requests.waiting.as_ref().is_some_and(|waiting| !waiting.is_link()) || !accept() {
                Some(Err(Code::LaunchBlocked))
            } else {
                None
            };
            match result {
                Some(result) => {
                    // Err: the caller is gone.
                    let _ = reply.send(result.map_err(Error::from));
                }
                None => {
                    let (id, _) = requests.add_ticket();
                    requests.serve_or_wait(context, &situation, id, Subject::Link { app, reply });
                }
            }
            found
        })
    }

    /// A click in a window whose person is not on screen: it waits for nothing, and takes no other click's place.
    ///
    /// # Errors
    /// It is the same click as one before it.
    pub(crate) fn submit_foreign(
        &self,
        context: &impl LaunchContext,
        handoff: &BrowserHandoff,
    ) -> std::result::Result<(Click, LaunchTicket), LaunchTicket> {
        self.requests.with(|requests| {
            let situation = context.situation();
            let (id, ticket) = requests.add_ticket();
            let BrowserHandoff { key, name, .. } = handoff.clone();
            let click = Click {
                id,
                key,
                name,
                target: Target::Browser,
                clicked_at: situation.now,
                is_retry: false,
                is_from_outside: true,
                activation: CancellationToken::new(),
                account: None,
            };
            if requests.is_repeat(&click, true, situation.now) { Err(ticket) } else { Ok((click, ticket)) }
        })
    }

    /// Cancels what waits, and what is about to open.
    pub(crate) fn cancel(&self) {
        self.requests.with(|requests| {
            if let Some(waiting) = requests.waiting.take() {
                requests.cancel(waiting.request);
            }
            let opening: Vec<_> = requests.opening.drain().map(|(_, click)| click).collect();
            for click in opening {
                requests.show(&click, click.view(LaunchPhase::Canceled));
            }
        })
    }

    /// Another person has signed in: what the one before clicked is not theirs.
    pub(crate) fn end_for_other_person(&self) {
        self.requests.with(|requests| {
            requests.cancel_waiting_if(|waiting| !waiting.resumes_automatically());
            let is_stale = |click: &Click| click.activation.is_cancelled();
            match requests.waiting.take() {
                Some(Waiting { request: WaitingRequest::Click { click, .. }, .. }) if is_stale(&click) => {
                    requests.fail(&click, Code::LaunchGone.into());
                }
                waiting => requests.waiting = waiting,
            }
        });
    }

    /// Cancels what was requested in an activation that has ended.
    pub(crate) fn cancel_stale(&self, context: &impl LaunchContext) {
        self.requests.with(|requests| {
            let situation = context.situation();
            requests.cancel_waiting_if(|waiting| waiting.is_stale(&situation));
            let stale: Vec<_> = requests
                .opening
                .extract_if(|_, click| click.activation.is_cancelled())
                .map(|(_, click)| click)
                .collect();
            for click in stale {
                requests.show(&click, click.view(LaunchPhase::Canceled));
            }
        })
    }

    /// The sign-in came to nothing: by an error, or by the person. A request that waits for the list outlives an error,
    /// since the person may try again.
    pub(crate) fn end_for_sign_in(&self, error: Option<&Error>) {
        self.requests.with(|requests| {
            let ends = |waiting: &mut Waiting| {
                waiting.resumes_automatically()
                    && (error.is_none() || matches!(waiting.request, WaitingRequest::Click { .. }))
            };
            match (requests.waiting.take_if(ends).map(|waiting| waiting.request), error) {
                (Some(WaitingRequest::Click { click, .. }), Some(error)) => requests.fail(&click, error.clone()),
                (Some(request), _) => requests.cancel(request),
                (None, _) => {}
            }
        })
    }

    /// Cancels the request of that number if it still waits.
    pub(crate) fn expire(&self, id: u64) {
        self.requests.with(|requests| {
            requests.cancel_waiting_if(|waiting| waiting.id() == id && waiting.resumes_automatically());
        });
    }

    /// Goes on with what waits, if its time has come.
    pub(crate) fn resume(&self, context: &impl LaunchContext) {
        self.requests.with(|requests| {
            let Some(mut waiting) = requests.waiting.take_if(|waiting| waiting.resumes_automatically()) else { return };
            let situation = context.situation();
            if waiting.is_expired(situation.now) || waiting.is_stale(&situation) {
                return requests.cancel(waiting.request);
            }
            match waiting {
                Waiting { request: WaitingRequest::Listed(request), timer } => {
                    if let Some(request) = requests.serve(context, &situation, request) {
                        requests.waiting = Some(Waiting { request: WaitingRequest::Listed(request), timer });
                    }
                }
                Waiting { request: WaitingRequest::Click { click, blocked_on }, timer } => {
                    match situation.catalog.find_app(&click.key) {
                        Some(_) if click.is_of(situation.account.as_ref()) => {
                            requests.open_or_wait(&situation, click, Some((blocked_on, timer)));
                        }
                        Some(_) => requests.cancel(WaitingRequest::Click { click, blocked_on }),
                        None if situation.may_list_change() => {
                            requests.waiting =
                                Some(Waiting { request: WaitingRequest::Click { click, blocked_on }, timer });
                        }
                        None => requests.fail(&click, Code::LaunchGone.into()),
                    }
                }
            }
        })
    }

    /// Opens the click that waits, whatever it waits for.
    pub(crate) fn open_anyway(&self, context: &impl LaunchContext) -> Option<LaunchTicket> {
        self.requests.with(|requests| {
            let is_click = |waiting: &mut Waiting| matches!(waiting.request, WaitingRequest::Click { .. });
            let waiting = requests.waiting.take_if(is_click)?;
            let WaitingRequest::Click { click, .. } = waiting.request else { return None };
            let ticket = requests.join_ticket(click.id);
            requests.open(&context.situation(), click);
            Some(ticket)
        })
    }

    /// The tenant was asked, with this error if it could not be. The newest click waits for what may mend that, once.
    pub(crate) fn claim(&self, context: &impl LaunchContext, launch: &ReadyLaunch, error: Option<&Error>) -> Claim {
        self.requests.with(|requests| {
            let click = &launch.click;
            if requests.opening.get(&click.key).is_none_or(|other| other.id != click.id) {
                return Claim::End;
            }
            requests.opening.remove(&click.key);
            let situation = context.situation();
            let is_current_session = launch.session.as_ref().is_some_and(|session| !session.token.is_cancelled());
            let is_of_account = situation.account == launch.account || is_current_session;
            if click.activation.is_cancelled() || !is_of_account {
                requests.show(click, click.view(LaunchPhase::Canceled));
                return Claim::End;
            }
            let Some(error) = error else { return Claim::Open };
            let condition = match error.code {
                Code::SessionEnded => Some(WaitReason::SignIn),
                _ if error.code.is_network() && !click.is_retry => Some(WaitReason::Network),
                _ => None,
            };
            match condition.filter(|_| click.id == requests.newest_click) {
                Some(condition) => {
                    let click = Click { is_retry: true, ..click.clone() };
                    requests.wait_for(&situation, click, BlockedOn::Condition(condition), None);
                    Claim::Wait
                }
                None => {
                    requests.fail(click, error.clone());
                    Claim::End
                }
            }
        })
    }

    /// Shows that the app is open, or why it is not. Who requested it is told of an open app by
    /// [`confirm`](Self::confirm).
    pub(crate) fn finish(&self, click: &Click, result: &Result<()>) {
        self.requests.with(|requests| match result {
            Ok(()) => requests.record(click, click.view(LaunchPhase::Opened)),
            Err(error) => requests.fail(click, error.clone()),
        })
    }

    pub(crate) fn request_sign_in(&self) {
        self.requests.with(|requests| requests.send(Effect::SignIn));
    }

    /// The app is open, and all that follows from it is done.
    pub(crate) fn confirm(&self, click: &Click) {
        self.requests.with(|requests| requests.tell(click.id, &LaunchOutcome::Opened));
    }

    /// What has changed since the last call, in order.
    pub(crate) fn take_views(&self) -> Vec<LaunchView> {
        self.requests.with(|requests| std::mem::take(&mut requests.views))
    }
}

#[cfg(test)]
mod tests;
