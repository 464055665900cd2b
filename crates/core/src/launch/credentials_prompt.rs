//! The prompt for an app's user name and password, while the queue holds the click that needs them.

use super::click::{BlockedOn, Click, LaunchTicket, Waiting};
use super::queue::Queue;
use super::situation::Situation;
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
    /// `None`: a sign-in has to come first.
    pub(crate) session: Option<ActiveSession>,
    pub(crate) account: Option<AccountId>,
}

impl Queue {
    /// The person has answered the prompt. `None` if nothing prompts any more, or they are being saved already.
    pub(crate) fn begin_saving(&mut self, situation: &Situation, username: &str) -> Option<CredentialsSave> {
        let (click, prompt) = self.prompt().filter(|(_, prompt)| !prompt.saving)?;
        if !prompt.username_is_fixed {
            username.clone_into(&mut prompt.username);
        }
        prompt.saving = situation.session.is_some();
        let save = CredentialsSave {
            click_id: click.request.id,
            key: click.key.clone(),
            username: prompt.username.clone(),
            session: situation.session.clone(),
            account: situation.account.clone(),
        };
        self.show_prompt(save.session.is_none().then(|| Code::SessionEnded.into()));
        Some(save)
    }

    /// The credentials were not saved: the prompt shows why. Returns whether that click still prompts.
    pub(crate) fn fail_saving(&mut self, click_id: u64, error: &Error) -> bool {
        let is_prompting = self.stop_saving(click_id);
        if is_prompting {
            self.show_prompt(Some(error.clone()));
        }
        is_prompting
    }

    /// The tenant has them: the click goes on, if it still prompts.
    pub(crate) fn open_saved(&mut self, situation: &Situation, save: &CredentialsSave) -> Option<LaunchTicket> {
        if situation.account != save.account || !self.stop_saving(save.click_id) {
            return None;
        }
        let Waiting::Click(click, _) = self.waiting.take()? else { return None };
        let ticket = self.join_ticket(click.request.id);
        self.open_or_wait(situation, click, None);
        Some(ticket)
    }

    fn stop_saving(&mut self, click_id: u64) -> bool {
        let prompt = self.prompt().filter(|(click, _)| click.request.id == click_id);
        prompt.map(|(_, prompt)| prompt.saving = false).is_some()
    }

    /// Publishes the prompt as it is now.
    fn show_prompt(&mut self, problem: Option<Error>) {
        if let Some(Waiting::Click(click, blocked_on)) = &self.waiting {
            let view = click.waiting_view(blocked_on, problem);
            self.show(&click.clone(), view);
        }
    }

    fn prompt(&mut self) -> Option<(&Click, &mut CredentialsPromptView)> {
        match &mut self.waiting {
            Some(Waiting::Click(click, BlockedOn::Credentials(prompt))) => Some((click, prompt)),
            _ => None,
        }
    }
}
