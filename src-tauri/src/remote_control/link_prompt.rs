//! LinkPrompts from outside: which are followed, which are asked about, and the one question that is open.
//!
//! It neither opens nor shows anything; [`door`](crate::remote_control) does.

use std::time::{Duration, Instant};

use portico_cli::deep_link::LinkPermissions;
use portico_core::accounts::account::AccountId;
use portico_core::remote_control::LinkSource;
use portico_core::remote_control::{AppSummary, OpenOutcome};
use portico_core::text;
use portico_core::view::{LinkAnswer, LinkPromptView, PendingLink};
use tokio::sync::oneshot;

/// A page may send as many links as it likes.
const MIN_LINK_INTERVAL: Duration = Duration::from_secs(2);
/// Whoever was about to answer one question does not answer the one that took its place.
const PROMPT_READ_TIME: Duration = Duration::from_secs(1);

pub(crate) struct LinkPrompts {
    permissions: LinkPermissions,
    prompt: Option<LinkPrompt>,
    last_accepted_at: Option<Instant>,
}

struct LinkPrompt {
    link: PendingLink,
    source: LinkSource,
    /// Who is asked.
    account: Option<AccountId>,
    /// It took the place of another one, at that moment.
    replaced_at: Option<Instant>,
    reply: oneshot::Sender<OpenOutcome>,
}

/// What a link comes to.
pub(crate) enum FollowDecision {
    /// The person said "always".
    Allowed,
    /// The person is asked; this is what becomes of it.
    Prompted(oneshot::Receiver<OpenOutcome>),
}

/// What an answer comes to.
pub(crate) enum AnswerResult {
    /// There is no question, or it was not read yet.
    Ignored,
    Denied,
    /// The app of that key opens, and somebody waits to hear of it.
    Open(String, oneshot::Sender<OpenOutcome>),
}

impl LinkPrompts {
    pub(crate) const fn new(permissions: LinkPermissions) -> Self {
        Self { permissions, prompt: None, last_accepted_at: None }
    }

    /// Whether a link is taken that arrives now: the last one was not a moment ago.
    pub(crate) fn try_accept(&mut self, now: Instant) -> bool {
        let is_accepted = self.last_accepted_at.is_none_or(|last| now.duration_since(last) >= MIN_LINK_INTERVAL);
        if is_accepted {
            self.last_accepted_at = Some(now);
        }
        is_accepted
    }

    /// Follows one that was taken, to that app, for whom the window is.
    pub(crate) fn decide(
        &mut self,
        app: &AppSummary,
        source: LinkSource,
        account: Option<AccountId>,
        now: Instant,
    ) -> FollowDecision {
        if !self.permissions.needs_confirmation(&source, &app.key) {
            return FollowDecision::Allowed;
        }
        let program = match &source {
            // Whoever is at the socket says so.
            LinkSource::Program(name) => Some(text::sanitize_display(name, text::MAX_NAME_GRAPHEMES)),
            LinkSource::Unknown => None,
        };
        let link = PendingLink { key: app.key.clone(), name: app.name.clone(), program };
        let (reply, outcome) = oneshot::channel();
        let replaced_at = self.prompt.as_ref().filter(|current| current.link != link).map(|_| now);
        self.prompt = Some(LinkPrompt { link, source, account, replaced_at, reply });
        FollowDecision::Prompted(outcome)
    }

    pub(crate) fn answer(&mut self, answer: LinkAnswer, now: Instant) -> AnswerResult {
        let is_unread =
            |prompt: &LinkPrompt| prompt.replaced_at.is_some_and(|since| now.duration_since(since) < PROMPT_READ_TIME);
        let Some(prompt) = self.prompt.take_if(|question| answer == LinkAnswer::No || !is_unread(question)) else {
            return AnswerResult::Ignored;
        };
        match answer {
            LinkAnswer::No => {
                // Err: nobody waits for it any more.
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

    /// Asks only whoever is there now, if anybody. False: nothing changed.
    pub(crate) fn retain_prompt_for(&mut self, account: Option<&Option<AccountId>>) -> bool {
        self.prompt.take_if(|question| account != Some(&question.account)).is_some()
    }

    pub(crate) fn view(&self) -> LinkPromptView {
        LinkPromptView { pending: self.prompt.as_ref().map(|question| question.link.clone()) }
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

    fn app(key: &str) -> AppSummary {
        AppSummary { key: key.into(), name: format!("App {key}"), ..AppSummary::default() }
    }

    fn prompted_outcome(decision: FollowDecision) -> oneshot::Receiver<OpenOutcome> {
        match decision {
            FollowDecision::Prompted(outcome) => outcome,
            FollowDecision::Allowed => panic!("not asked about"),
        }
    }

    #[test]
    fn link_answer_once_prompts_again_and_always_does_not() {
        let home = tempfile::tempdir().unwrap();
        let mut link_prompts = link_prompts(&home);
        let mut now = Instant::now();
        for (answer, should_open) in [(LinkAnswer::No, false), (LinkAnswer::Once, true), (LinkAnswer::Always, true)] {
            now += MIN_LINK_INTERVAL;
            let mut outcome = prompted_outcome(link_prompts.decide(&app("1"), LinkSource::Unknown, None, now));
            assert_eq!(link_prompts.view().pending.unwrap().name, "App 1");
            match link_prompts.answer(answer, now) {
                AnswerResult::Open(key, _) => assert!(should_open && key == "1"),
                AnswerResult::Denied => assert!(!should_open && outcome.try_recv() == Ok(OpenOutcome::Canceled)),
                AnswerResult::Ignored => panic!("not taken"),
            }
            assert_eq!(link_prompts.view(), LinkPromptView::default());
        }
        now += MIN_LINK_INTERVAL;
        assert!(matches!(link_prompts.decide(&app("1"), LinkSource::Unknown, None, now), FollowDecision::Allowed));
        now += MIN_LINK_INTERVAL;
        prompted_outcome(link_prompts.decide(&app("2"), LinkSource::Unknown, None, now));
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
                let _ = link_prompts.decide(&app(&index.to_string()), LinkSource::Unknown, None, now);
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
        let mut first = prompted_outcome(link_prompts.decide(&app("1"), LinkSource::Unknown, None, start));
        let second_at = start + MIN_LINK_INTERVAL;
        let _second = prompted_outcome(link_prompts.decide(&app("2"), LinkSource::Unknown, None, second_at));
        assert!(first.try_recv().is_err(), "its caller hears that it was called off");
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
        let mut outcome = prompted_outcome(link_prompts.decide(&app("1"), program, None, Instant::now()));
        assert_eq!(link_prompts.view().pending.unwrap().program.as_deref(), Some("a.mail"), "fit to be shown");
        assert!(!link_prompts.retain_prompt_for(Some(&None)), "the same person is there");
        assert!(link_prompts.retain_prompt_for(None) && !link_prompts.retain_prompt_for(None));
        assert!(outcome.try_recv().is_err());
        assert!(matches!(link_prompts.answer(LinkAnswer::Always, Instant::now()), AnswerResult::Ignored));
    }
}
