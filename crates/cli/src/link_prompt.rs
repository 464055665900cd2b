//! Decides which deep links are followed, which need the user's consent, and holds the one open prompt.
//!
//! This module neither opens nor shows anything; the caller does, with the result.

use std::time::{Duration, Instant};

use crate::deep_link::LinkPermissions;
use portico_core::LinkedApp;
use portico_core::accounts::account::AccountId;
use portico_core::remote_control::{LinkSource, OpenOutcome};
use portico_core::text;
use portico_core::view::{LinkAnswer, LinkPromptView, PendingLink};
use tokio::sync::oneshot;

/// Limits how often a page can send links.
const MIN_LINK_INTERVAL: Duration = Duration::from_secs(2);
/// A prompt that replaced another one ignores answers for this long, since they may be meant for the other.
const PROMPT_READ_TIME: Duration = Duration::from_secs(1);

pub struct LinkPrompts {
    permissions: LinkPermissions,
    prompt: Option<LinkPrompt>,
    last_accepted_at: Option<Instant>,
}

struct LinkPrompt {
    link: PendingLink,
    source: LinkSource,
    /// The account that was active when the link arrived.
    account: Option<AccountId>,
    /// When this prompt replaced another one.
    replaced_at: Option<Instant>,
    reply: oneshot::Sender<OpenOutcome>,
}

/// What to do with a link.
pub enum FollowDecision {
    /// The user chose "always" for this app and source before: open the app with this key.
    Allowed(String),
    /// The user is prompted; the receiver gets the outcome.
    Prompted(oneshot::Receiver<OpenOutcome>),
}

/// What to do after an answer.
pub enum AnswerResult {
    /// There is no prompt, or the user cannot have read it yet.
    Ignored,
    Denied,
    /// Open the app with this key and send the outcome.
    Open(String, oneshot::Sender<OpenOutcome>),
}

impl LinkPrompts {
    pub const fn new(permissions: LinkPermissions) -> Self {
        Self { permissions, prompt: None, last_accepted_at: None }
    }

    /// Accepts a link unless another one was accepted within [`MIN_LINK_INTERVAL`].
    pub fn try_accept(&mut self, now: Instant) -> bool {
        let is_accepted = self.last_accepted_at.is_none_or(|last| now.duration_since(last) >= MIN_LINK_INTERVAL);
        if is_accepted {
            self.last_accepted_at = Some(now);
        }
        is_accepted
    }

    /// Decides about an accepted link to `app`.
    pub fn decide(&mut self, app: LinkedApp, source: LinkSource, now: Instant) -> FollowDecision {
        if !self.permissions.needs_confirmation(&source, &app.key) {
            return FollowDecision::Allowed(app.key);
        }
        let program = match &source {
            // The name comes from the other process.
            LinkSource::Program(name) => Some(text::sanitize_display(name, text::MAX_NAME_GRAPHEMES)),
            LinkSource::Unknown => None,
        };
        let LinkedApp { key, name, account } = app;
        let link = PendingLink { key, name, program };
        let (reply, outcome) = oneshot::channel();
        let replaced_at = self.prompt.as_ref().filter(|current| current.link != link).map(|_| now);
        self.prompt = Some(LinkPrompt { link, source, account, replaced_at, reply });
        FollowDecision::Prompted(outcome)
    }

    /// Answers the open prompt.
    pub fn answer(&mut self, answer: LinkAnswer, now: Instant) -> AnswerResult {
        let is_unread =
            |prompt: &LinkPrompt| prompt.replaced_at.is_some_and(|since| now.duration_since(since) < PROMPT_READ_TIME);
        let Some(prompt) = self.prompt.take_if(|prompt| answer == LinkAnswer::No || !is_unread(prompt)) else {
            return AnswerResult::Ignored;
        };
        match answer {
            LinkAnswer::No => {
                // Err: the caller is gone.
                let _ = prompt.reply.send(OpenOutcome::Canceled);
                return AnswerResult::Denied;
            }
            LinkAnswer::Once => {}
            LinkAnswer::Always => {
                if let Err(problem) = self.permissions.allow(&prompt.source, &prompt.link.key) {
                    tracing::warn!(code = problem.code.as_str(), "the answer holds for this run alone");
                }
            }
        }
        AnswerResult::Open(prompt.link.key, prompt.reply)
    }

    /// Removes a prompt that is for another account; `None` removes it always. Returns whether a prompt was removed.
    pub fn retain_prompt_for(&mut self, account: Option<&Option<AccountId>>) -> bool {
        self.prompt.take_if(|prompt| account != Some(&prompt.account)).is_some()
    }

    pub fn view(&self) -> LinkPromptView {
        LinkPromptView { pending: self.prompt.as_ref().map(|prompt| prompt.link.clone()) }
    }
}

#[cfg(test)]
mod tests {
    use portico_core::storage::files::Dirs;

    use super::*;

    fn link_prompts(home: &tempfile::TempDir) -> LinkPrompts {
        let path = |name: &str| home.path().join(name);
        LinkPrompts::new(LinkPermissions::load(&Dirs {
            config: path("c"),
            state: path("s"),
            cache: path("k"),
            policy: path("p"),
            locks: path("l"),
        }))
    }

    fn app(key: &str) -> LinkedApp {
        LinkedApp { key: key.into(), name: format!("App {key}"), account: None }
    }

    fn prompted_outcome(decision: FollowDecision) -> oneshot::Receiver<OpenOutcome> {
        match decision {
            FollowDecision::Prompted(outcome) => outcome,
            FollowDecision::Allowed(_) => panic!("not prompted"),
        }
    }

    #[test]
    fn link_answer_once_prompts_again_and_always_does_not() {
        let home = tempfile::tempdir().unwrap();
        let mut link_prompts = link_prompts(&home);
        let mut now = Instant::now();
        for (answer, should_open) in [(LinkAnswer::No, false), (LinkAnswer::Once, true), (LinkAnswer::Always, true)] {
            now += MIN_LINK_INTERVAL;
            let mut outcome = prompted_outcome(link_prompts.decide(app("1"), LinkSource::Unknown, now));
            assert_eq!(link_prompts.view().pending.unwrap().name, "App 1");
            match link_prompts.answer(answer, now) {
                AnswerResult::Open(key, _) => assert!(should_open && key == "1"),
                AnswerResult::Denied => assert!(!should_open && outcome.try_recv() == Ok(OpenOutcome::Canceled)),
                AnswerResult::Ignored => panic!("ignored"),
            }
            assert_eq!(link_prompts.view(), LinkPromptView::default());
        }
        now += MIN_LINK_INTERVAL;
        assert!(matches!(link_prompts.decide(app("1"), LinkSource::Unknown, now), FollowDecision::Allowed(_)));
        now += MIN_LINK_INTERVAL;
        prompted_outcome(link_prompts.decide(app("2"), LinkSource::Unknown, now));
    }

    #[test]
    fn link_flood_leaves_one_prompt() {
        let home = tempfile::tempdir().unwrap();
        let mut link_prompts = link_prompts(&home);
        let start = Instant::now();
        let mut accepted_links = 0;
        for index in 0..500 {
            let now = start + index * MIN_LINK_INTERVAL / 100;
            if link_prompts.try_accept(now) {
                let _ = link_prompts.decide(app(&index.to_string()), LinkSource::Unknown, now);
                accepted_links += 1;
            }
        }
        assert_eq!(accepted_links, 5);
        assert_eq!(link_prompts.view().pending.unwrap().key, "400");
    }

    #[test]
    fn link_prompt_ignores_answers_within_1s_of_replacement() {
        let home = tempfile::tempdir().unwrap();
        let mut link_prompts = link_prompts(&home);
        let start = Instant::now();
        let mut first = prompted_outcome(link_prompts.decide(app("1"), LinkSource::Unknown, start));
        let second_at = start + MIN_LINK_INTERVAL;
        let _second = prompted_outcome(link_prompts.decide(app("2"), LinkSource::Unknown, second_at));
        assert!(first.try_recv().is_err(), "the first caller is told that it was canceled");
        assert!(matches!(
            link_prompts.answer(LinkAnswer::Always, second_at + PROMPT_READ_TIME / 2),
            AnswerResult::Ignored
        ));
        assert_eq!(link_prompts.view().pending.unwrap().key, "2");
        assert!(
            matches!(link_prompts.answer(LinkAnswer::Once, second_at + PROMPT_READ_TIME), AnswerResult::Open(key, _) if key == "2")
        );
        assert!(matches!(link_prompts.answer(LinkAnswer::Once, second_at + PROMPT_READ_TIME), AnswerResult::Ignored));
    }

    #[test]
    fn link_prompt_is_removed_when_account_leaves() {
        let home = tempfile::tempdir().unwrap();
        let mut link_prompts = link_prompts(&home);
        let program = LinkSource::Program("a.\u{202e}mail\n".into());
        let mut outcome = prompted_outcome(link_prompts.decide(app("1"), program, Instant::now()));
        assert_eq!(link_prompts.view().pending.unwrap().program.as_deref(), Some("a.mail"), "sanitized");
        assert!(!link_prompts.retain_prompt_for(Some(&None)), "the same account");
        assert!(link_prompts.retain_prompt_for(None) && !link_prompts.retain_prompt_for(None));
        assert!(outcome.try_recv().is_err());
        assert!(matches!(link_prompts.answer(LinkAnswer::Always, Instant::now()), AnswerResult::Ignored));
    }
}
