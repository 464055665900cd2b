//! A sign-in attempt: which challenge is open, and what an answer to it leads to. It knows no HTTP; `authentication`
//! serves it.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::config::account::Account;
use crate::sign_in::mechanism::{Factor, Mechanism};

/// An out-of-band proof must arrive within this many seconds.
const OUT_OF_BAND_TIMEOUT_SECONDS: u64 = 300;

pub(crate) struct SignInAttempt {
    /// As typed; the account may not exist, which must not show.
    pub(crate) user: String,
    pub(crate) account: Option<Arc<Account>>,
    pub(crate) wants_platform_token: bool,
    /// The step-up that this conversation satisfies, if it is one.
    pub(crate) step_up: Option<String>,
    challenges: Vec<Vec<Mechanism>>,
    position: usize,
    out_of_band: Option<OutOfBand>,
}

struct OutOfBand {
    mechanism: String,
    started_at: u64,
    is_confirmed: bool,
}

#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Progress {
    Pending {
        number: Option<&'static str>,
    },
    NextChallenge,
    NewPackage(Value),
    Completed,
    /// A wrong answer, counted towards the lock-out.
    WrongAnswer,
    /// A step that makes no sense here; not counted.
    InvalidStep,
}

pub(crate) struct Step<'a> {
    pub(crate) mechanism: &'a str,
    pub(crate) action: &'a str,
    pub(crate) answer: &'a Value,
}

impl SignInAttempt {
    pub(crate) fn new(user: &str, account: Option<Arc<Account>>, factors: &[String]) -> Self {
        let challenges = factors
            .iter()
            .map(|names| {
                names
                    .split('|')
                    .filter_map(Factor::parse)
                    .map(|factor| Mechanism::new(factor, account.as_deref()))
                    .collect()
            })
            .collect();
        Self {
            user: user.to_owned(),
            account,
            wants_platform_token: false,
            step_up: None,
            challenges,
            position: 0,
            out_of_band: None,
        }
    }

    pub(crate) fn challenges_json(&self) -> Value {
        let challenges = self.challenges.get(self.position..).unwrap_or_default();
        challenges
            .iter()
            .map(|mechanisms| json!({ "Mechanisms": mechanisms.iter().map(Mechanism::to_json).collect::<Vec<_>>() }))
            .collect()
    }

    pub(crate) fn advance(&mut self, step: &Step<'_>, now: u64) -> Progress {
        let open = self.challenges.get(self.position);
        let Some(mechanism) =
            open.and_then(|open| open.iter().find(|mechanism| mechanism.id == step.mechanism)).cloned()
        else {
            return Progress::InvalidStep;
        };
        match step.action.to_lowercase().as_str() {
            "answer" => {
                let is_correct = self.account.as_ref().is_some_and(|account| mechanism.accepts(step.answer, account));
                if is_correct { self.complete_challenge() } else { Progress::WrongAnswer }
            }
            "startoob" if mechanism.factor.is_out_of_band() => {
                self.out_of_band = Some(OutOfBand { mechanism: mechanism.id, started_at: now, is_confirmed: false });
                Progress::Pending { number: (mechanism.factor == Factor::Push).then_some("42") }
            }
            "poll" => match self.out_of_band.as_ref().filter(|pending| pending.mechanism == mechanism.id) {
                None => Progress::InvalidStep,
                Some(pending) if now > pending.started_at + OUT_OF_BAND_TIMEOUT_SECONDS => Progress::WrongAnswer,
                Some(pending) if pending.is_confirmed => self.complete_challenge(),
                Some(_) => Progress::Pending { number: None },
            },
            _ => Progress::InvalidStep,
        }
    }

    /// What clicking the link in the mail does.
    pub(crate) fn confirm_out_of_band(&mut self) -> bool {
        match &mut self.out_of_band {
            Some(pending) => {
                pending.is_confirmed = true;
                true
            }
            None => false,
        }
    }

    fn complete_challenge(&mut self) -> Progress {
        self.position += 1;
        self.out_of_band = None;
        if self.position >= self.challenges.len() {
            Progress::Completed
        } else if self.account.as_ref().is_some_and(|account| account.new_package) {
            Progress::NewPackage(self.challenges_json())
        } else {
            Progress::NextChallenge
        }
    }
}

/// The attempts that are under way, by session id.
#[derive(Default)]
pub(crate) struct SignInAttempts {
    by_id: HashMap<String, SignInAttempt>,
}

impl SignInAttempts {
    /// Confirms every mail, call or tap that this user is being waited for.
    pub(crate) fn confirm_out_of_band(&mut self, user: &str) -> bool {
        let mut is_confirmed = false;
        for attempt in self.by_id.values_mut().filter(|attempt| attempt.user.eq_ignore_ascii_case(user)) {
            is_confirmed |= attempt.confirm_out_of_band();
        }
        is_confirmed
    }

    pub(crate) fn insert(&mut self, id: String, attempt: SignInAttempt) {
        self.by_id.insert(id, attempt);
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<SignInAttempt> {
        self.by_id.remove(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(challenges: &Value, challenge: usize) -> String {
        challenges[challenge]["Mechanisms"][0]["MechanismId"].as_str().expect("id").to_owned()
    }

    #[test]
    fn mail_link_completes_attempt_after_password() {
        let account = Arc::new(Account::new("a@b", ""));
        let mut attempt = SignInAttempt::new("a@b", Some(account), &["password".into(), "email".into()]);
        let challenges = attempt.challenges_json();
        let (password, mail) = (id(&challenges, 0), id(&challenges, 1));
        let answer = json!("portico");
        let mut step =
            |mechanism: &str, action: &str, now| attempt.advance(&Step { mechanism, action, answer: &answer }, now);
        assert_eq!(step(&mail, "StartOOB", 0), Progress::InvalidStep);
        assert_eq!(step(&password, "Answer", 0), Progress::NextChallenge);
        assert_eq!(step(&mail, "Poll", 0), Progress::InvalidStep);
        assert_eq!(step(&mail, "StartOOB", 0), Progress::Pending { number: None });
        assert_eq!(step(&mail, "Poll", 299), Progress::Pending { number: None });
        assert!(attempt.confirm_out_of_band());
        assert_eq!(
            attempt.advance(&Step { mechanism: &mail, action: "Poll", answer: &Value::Null }, 300),
            Progress::Completed
        );
    }

    #[test]
    fn unknown_user_always_gets_wrong_answer() {
        let mut attempt = SignInAttempt::new("who@b", None, &["password".into()]);
        let password = id(&attempt.challenges_json(), 0);
        assert_eq!(
            attempt.advance(&Step { mechanism: &password, action: "Answer", answer: &json!("") }, 0),
            Progress::WrongAnswer
        );
    }
}
