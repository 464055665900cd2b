//! The prompt for an app's user name and password, while the queue holds the click that needs them.

use super::click::{BlockedOn, Click, LaunchTicket};
use super::queue::Queue;
use super::requests::Requests;
use super::situation::LaunchContext;
use super::waiting::{Waiting, WaitingRequest};
use crate::accounts::account::AccountId;
use crate::error::{Code, Error};
use crate::session::ActiveSession;
use crate::view::CredentialsPromptView;

/// What is being told to the tenant, but for the password.
pub(crate) struct CredentialsSave {
    /// The click that prompts.
    pub(crate) click_id: u64,
    pub(crate) key: String,
    pub(crate) username: String,
    pub(crate) session: ActiveSession,
    pub(crate) account: Option<AccountId>,
}

pub(crate) enum SaveDecision {
    Save(CredentialsSave),
    /// There is no session to save them with.
    SignIn,
    /// Nothing prompts any more, or they are being saved already.
    Ignore,
}

impl Queue {
    /// The person has answered the prompt.
    pub(crate) fn begin_saving(&self, context: &impl LaunchContext, username: &str) -> SaveDecision {
        self.requests.with(|requests| {
            let situation = context.situation();
            let Some((click, prompt)) = requests.waiting.as_mut().and_then(Waiting::prompt) else {
                return SaveDecision::Ignore;
            };
            if prompt.saving {
                return SaveDecision::Ignore;
            }
            if !prompt.username_is_fixed {
                username.clone_into(&mut prompt.username);
            }
            prompt.saving = situation.session.is_some();
            let (click_id, key, username) = (click.id, click.key.clone(), prompt.username.clone());
            let error = situation.session.is_none().then(|| Error::new(Code::SessionEnded));
            requests.show_prompt(error);
            situation.session.map_or(SaveDecision::SignIn, |session| {
                SaveDecision::Save(CredentialsSave { click_id, key, username, session, account: situation.account })
            })
        })
    }

    /// The credentials were not saved: the prompt shows why. Returns whether that click still prompts.
    pub(crate) fn fail_saving(&self, click_id: u64, error: &Error) -> bool {
        self.requests.with(|requests| {
            let is_prompting = requests.stop_saving(click_id);
            if is_prompting {
                requests.show_prompt(Some(error.clone()));
            }
            is_prompting
        })
    }

    /// The tenant has them: the click goes on, if it still prompts.
    pub(crate) fn open_saved(&self, context: &impl LaunchContext, save: &CredentialsSave) -> Option<LaunchTicket> {
        self.requests.with(|requests| {
            let situation = context.situation();
            if situation.account != save.account || !requests.stop_saving(save.click_id) {
                return None;
            }
            let WaitingRequest::Click { click, .. } = requests.waiting.take()?.request else { return None };
            let ticket = requests.join_ticket(click.id);
            requests.open_or_wait(&situation, click, None);
            Some(ticket)
        })
    }
}

impl Requests {
    fn stop_saving(&mut self, click_id: u64) -> bool {
        match self.waiting.as_mut().and_then(Waiting::prompt) {
            Some((click, prompt)) if click.id == click_id => {
                prompt.saving = false;
                true
            }
            _ => false,
        }
    }

    /// Publishes the prompt as it is now.
    fn show_prompt(&mut self, error: Option<Error>) {
        if let Some(Waiting { request: WaitingRequest::Click { click, blocked_on }, .. }) = &self.waiting {
            let view = click.waiting_view(blocked_on, error);
            self.show(&click.clone(), view);
        }
    }
}

impl Waiting {
    fn prompt(&mut self) -> Option<(&Click, &mut CredentialsPromptView)> {
        match &mut self.request {
            WaitingRequest::Click { click, blocked_on: BlockedOn::Credentials(prompt) } => Some((click, prompt)),
            _ => None,
        }
    }
}
