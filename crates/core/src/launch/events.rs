//! What happens elsewhere in the application, and what it means for the requests in the queue.

use super::click::{BlockedOn, Click, Effect, LaunchOutcome, LaunchTicket, ReadyLaunch, Waiting};
use super::queue::Queue;
use super::situation::Situation;
use crate::error::{Code, Error, Result};
use crate::view::{LaunchPhase, WaitReason};

/// How a launch goes on after the tenant was asked.
pub(crate) enum Claim {
    Open,
    /// It waits for what may mend the failure.
    Wait,
    /// It was called off, or has failed.
    End,
}

impl Queue {
    /// Cancels what waits, and what is about to open.
    pub(crate) fn cancel(&mut self) {
        self.cancel_waiting_if(|_| true);
        self.cancel_opening_if(|_| true);
    }

    /// Cancels what was requested in an activation that has ended.
    pub(crate) fn cancel_stale(&mut self, situation: &Situation) {
        self.cancel_waiting_if(|waiting| waiting.is_stale(situation.account.as_ref()));
        self.cancel_opening_if(|click| click.is_called_off());
    }

    /// Another person has signed in: what the one before clicked is not theirs.
    pub(crate) fn end_for_other_person(&mut self) {
        self.cancel_waiting_if(|waiting| !waiting.resumes_automatically());
        let is_stale = |waiting: &mut Waiting| matches!(waiting, Waiting::Click(click, _) if click.is_called_off());
        if let Some(Waiting::Click(click, _)) = self.waiting.take_if(is_stale) {
            self.fail(&click, Code::LaunchGone.into());
        }
    }

    /// The sign-in came to nothing: by an error, or by the person. A request that waits for the list outlives an error,
    /// since the person may try again.
    pub(crate) fn end_for_sign_in(&mut self, error: Option<&Error>) {
        let Some(error) = error else { return self.cancel_waiting_if(|waiting| waiting.resumes_automatically()) };
        let is_blocked = |waiting: &mut Waiting| matches!(waiting, Waiting::Click(_, BlockedOn::Condition(_)));
        if let Some(Waiting::Click(click, _)) = self.waiting.take_if(is_blocked) {
            self.fail(&click, error.clone());
        }
    }

    /// Cancels what has waited for too long. A prompt stays.
    pub(crate) fn expire(&mut self, situation: &Situation) {
        self.cancel_waiting_if(|waiting| {
            waiting.resumes_automatically() && waiting.request().is_expired(situation.now)
        });
    }

    /// Goes on with what waits, if its time has come.
    pub(crate) fn resume(&mut self, situation: &Situation) {
        self.expire(situation);
        let Some(mut waiting) = self.waiting.take_if(|waiting| waiting.resumes_automatically()) else { return };
        if waiting.is_stale(situation.account.as_ref()) {
            return self.cancel_request(waiting);
        }
        match waiting {
            Waiting::List(request, wanted) => {
                if let Some(waiting) = self.serve(situation, request, wanted) {
                    self.waiting = Some(waiting);
                }
            }
            Waiting::Click(click, blocked_on) if situation.catalog.find_app(&click.key).is_some() => {
                self.open_or_wait(situation, click, Some(&blocked_on));
            }
            waiting @ Waiting::Click(..) if situation.may_list_change() => self.waiting = Some(waiting),
            Waiting::Click(click, _) => self.fail(&click, Code::LaunchGone.into()),
        }
    }

    /// Opens the click that waits, whatever it waits for.
    pub(crate) fn open_anyway(&mut self, situation: &Situation) -> Option<LaunchTicket> {
        let Waiting::Click(click, _) = self.waiting.take_if(|waiting| matches!(waiting, Waiting::Click(..)))? else {
            return None;
        };
        let ticket = self.join_ticket(click.request.id);
        self.open(situation, click);
        Some(ticket)
    }

    /// The tenant was asked, with this error if it could not be. The newest click waits for what may mend that, once.
    pub(crate) fn claim(&mut self, situation: &Situation, launch: &ReadyLaunch, error: Option<&Error>) -> Claim {
        let click = &launch.click;
        if self.opening.get(&click.key).is_none_or(|other| other.request.id != click.request.id) {
            return Claim::End;
        }
        self.opening.remove(&click.key);
        let is_current_session = launch.session.as_ref().is_some_and(|session| !session.token.is_cancelled());
        if click.is_called_off() || !(situation.account == launch.account || is_current_session) {
            self.cancel_opened(click);
            return Claim::End;
        }
        let Some(error) = error else { return Claim::Open };
        let reason = match error.code {
            Code::SessionEnded => Some(WaitReason::SignIn),
            _ if error.code.is_network() && !click.is_retry => Some(WaitReason::Network),
            _ => None,
        };
        if let Some(reason) = reason.filter(|_| click.request.id == self.newest_click) {
            let click = Click { is_retry: true, ..click.clone() };
            self.wait_for(situation, click, BlockedOn::Condition(reason), None);
            return Claim::Wait;
        }
        self.fail(click, error.clone());
        Claim::End
    }

    /// Shows that the app is open, or why it is not. Who requested it is notified of an open app by
    /// [`confirm`](Self::confirm).
    pub(crate) fn finish(&mut self, click: &Click, result: &Result<()>) {
        match result {
            Ok(()) => self.record(click, click.view(LaunchPhase::Opened)),
            Err(error) => self.fail(click, error.clone()),
        }
    }

    /// The app is open, and all that follows from it is done.
    pub(crate) fn confirm(&mut self, click: &Click) {
        self.tell(click.request.id, &LaunchOutcome::Opened);
    }

    /// The click was called off, and nothing of it is open.
    pub(crate) fn cancel_opened(&mut self, click: &Click) {
        self.show(click, click.view(LaunchPhase::Canceled));
    }

    pub(crate) fn request_sign_in(&self) {
        self.send(Effect::SignIn);
    }

    fn cancel_waiting_if(&mut self, condition: impl FnOnce(&mut Waiting) -> bool) {
        if let Some(waiting) = self.waiting.take_if(condition) {
            self.cancel_request(waiting);
        }
    }

    fn cancel_opening_if(&mut self, condition: impl Fn(&Click) -> bool) {
        let canceled: Vec<_> = self.opening.extract_if(|_, click| condition(click)).map(|(_, click)| click).collect();
        canceled.iter().for_each(|click| self.cancel_opened(click));
    }
}
