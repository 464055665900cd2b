//! Links from outside: which are followed, which are asked about, and the one question that is open.
//!
//! It neither opens nor shows anything; [`door`](crate::door) does.

use std::time::{Duration, Instant};

use portico_core::account::AccountId;
use portico_core::text;
use portico_core::view::{AskedLink, LinkAnswer, LinkView};
use portico_outside::link::{Allowed, Source};
use portico_outside::{Listed, Outcome};
use tokio::sync::oneshot;

/// A page may send as many links as it likes.
const APART: Duration = Duration::from_secs(2);
/// Whoever was about to answer one question does not answer the one that took its place.
const TO_READ: Duration = Duration::from_secs(1);

pub(crate) struct Links {
    allowed: Allowed,
    question: Option<Question>,
    last: Option<Instant>,
}

struct Question {
    asked: AskedLink,
    source: Source,
    /// Who is asked.
    account: Option<AccountId>,
    /// It took the place of another one, at that moment.
    instead: Option<Instant>,
    done: oneshot::Sender<Outcome>,
}

/// What a link comes to.
pub(crate) enum Followed {
    /// The person said "always".
    Unasked,
    /// The person is asked; this is what becomes of it.
    Asked(oneshot::Receiver<Outcome>),
}

/// What an answer comes to.
pub(crate) enum Answered {
    /// There is no question, or it was not read yet.
    Nothing,
    No,
    /// The app of that key opens, and somebody waits to hear of it.
    Open(String, oneshot::Sender<Outcome>),
}

impl Links {
    pub(crate) const fn new(allowed: Allowed) -> Self {
        Self { allowed, question: None, last: None }
    }

    /// Whether a link is taken that arrives now: the last one was not a moment ago.
    pub(crate) fn arrives(&mut self, now: Instant) -> bool {
        let taken = self.last.is_none_or(|last| now.duration_since(last) >= APART);
        if taken {
            self.last = Some(now);
        }
        taken
    }

    /// Follows one that was taken, to that app, for whom the window is.
    pub(crate) fn follow(
        &mut self,
        app: &Listed,
        source: Source,
        account: Option<AccountId>,
        now: Instant,
    ) -> Followed {
        if !self.allowed.asks(&source, &app.key) {
            return Followed::Unasked;
        }
        let program = match &source {
            // Whoever is at the socket says so.
            Source::Program(name) => Some(text::shown(name, text::NAME)),
            Source::Unknown => None,
        };
        let asked = AskedLink { key: app.key.clone(), name: app.name.clone(), program };
        let (done, outcome) = oneshot::channel();
        let instead = self.question.as_ref().filter(|before| before.asked != asked).map(|_| now);
        self.question = Some(Question { asked, source, account, instead, done });
        Followed::Asked(outcome)
    }

    pub(crate) fn answer(&mut self, answer: LinkAnswer, now: Instant) -> Answered {
        let unread = |question: &Question| question.instead.is_some_and(|since| now.duration_since(since) < TO_READ);
        let Some(question) = self.question.take_if(|question| answer == LinkAnswer::No || !unread(question)) else {
            return Answered::Nothing;
        };
        match answer {
            LinkAnswer::No => {
                // Err: nobody waits for it any more.
                let _ = question.done.send(Outcome::Cancelled);
                return Answered::No;
            }
            LinkAnswer::Once => {}
            LinkAnswer::Always => {
                if let Err(problem) = self.allowed.allow(&question.source, &question.asked.key) {
                    tracing::warn!(code = problem.code.as_str(), "the answer holds for this run alone");
                }
            }
        }
        Answered::Open(question.asked.key, question.done)
    }

    /// Asks only whoever is there now, if anybody. False: nothing changed.
    pub(crate) fn ask_only(&mut self, account: Option<&Option<AccountId>>) -> bool {
        self.question.take_if(|question| account != Some(&question.account)).is_some()
    }

    pub(crate) fn view(&self) -> LinkView {
        LinkView { asked: self.question.as_ref().map(|question| question.asked.clone()) }
    }
}

#[cfg(test)]
mod tests {
    use portico_core::store::Dirs;

    use super::*;

    fn links(home: &tempfile::TempDir) -> Links {
        let at = |name: &str| home.path().join(name);
        Links::new(Allowed::load(&Dirs {
            config: at("c"),
            state: at("s"),
            cache: at("k"),
            policy: at("p"),
            locks: at("l"),
        }))
    }

    fn app(key: &str) -> Listed {
        Listed { key: key.into(), name: format!("App {key}"), ..Listed::default() }
    }

    fn asked(followed: Followed) -> oneshot::Receiver<Outcome> {
        match followed {
            Followed::Asked(outcome) => outcome,
            Followed::Unasked => panic!("not asked about"),
        }
    }

    #[test]
    fn once_opens_and_asks_again_and_always_does_not() {
        let home = tempfile::tempdir().unwrap();
        let mut links = links(&home);
        let mut now = Instant::now();
        for (answer, opens) in [(LinkAnswer::No, false), (LinkAnswer::Once, true), (LinkAnswer::Always, true)] {
            now += APART;
            let mut outcome = asked(links.follow(&app("1"), Source::Unknown, None, now));
            assert_eq!(links.view().asked.unwrap().name, "App 1");
            match links.answer(answer, now) {
                Answered::Open(key, _) => assert!(opens && key == "1"),
                Answered::No => assert!(!opens && outcome.try_recv() == Ok(Outcome::Cancelled)),
                Answered::Nothing => panic!("not taken"),
            }
            assert_eq!(links.view(), LinkView::default());
        }
        now += APART;
        assert!(matches!(links.follow(&app("1"), Source::Unknown, None, now), Followed::Unasked));
        now += APART;
        asked(links.follow(&app("2"), Source::Unknown, None, now));
    }

    #[test]
    fn a_flood_of_links_is_one_question() {
        let home = tempfile::tempdir().unwrap();
        let mut links = links(&home);
        let begin = Instant::now();
        let mut taken = 0;
        for turn in 0..500 {
            let now = begin + turn * APART / 100;
            if links.arrives(now) {
                let _ = links.follow(&app(&turn.to_string()), Source::Unknown, None, now);
                taken += 1;
            }
        }
        assert_eq!(taken, 5);
        assert_eq!(links.view().asked.unwrap().key, "400");
    }

    #[test]
    fn who_answers_one_question_does_not_answer_the_next() {
        let home = tempfile::tempdir().unwrap();
        let mut links = links(&home);
        let begin = Instant::now();
        let mut first = asked(links.follow(&app("1"), Source::Unknown, None, begin));
        let then = begin + APART;
        let _second = asked(links.follow(&app("2"), Source::Unknown, None, then));
        assert!(first.try_recv().is_err(), "its caller hears that it was called off");
        assert!(matches!(links.answer(LinkAnswer::Always, then + TO_READ / 2), Answered::Nothing));
        assert_eq!(links.view().asked.unwrap().key, "2");
        assert!(matches!(links.answer(LinkAnswer::Once, then + TO_READ), Answered::Open(key, _) if key == "2"));
        assert!(matches!(links.answer(LinkAnswer::Once, then + TO_READ), Answered::Nothing));
    }

    #[test]
    fn a_question_ends() {
        let home = tempfile::tempdir().unwrap();
        let mut links = links(&home);
        let program = Source::Program("a.\u{202e}mail\n".into());
        let mut outcome = asked(links.follow(&app("1"), program, None, Instant::now()));
        assert_eq!(links.view().asked.unwrap().program.as_deref(), Some("a.mail"), "fit to be shown");
        assert!(!links.ask_only(Some(&None)), "the same person is there");
        assert!(links.ask_only(None) && !links.ask_only(None));
        assert!(outcome.try_recv().is_err());
        assert!(matches!(links.answer(LinkAnswer::Always, Instant::now()), Answered::Nothing));
    }
}
