//! The credential in hand, and the times that go with it. Pure: it is told the time.

use std::time::Duration;

use secrecy::SecretString;

use crate::clock::Millis;
use crate::credential::Credential;
use crate::oauth::token::Tokens;
use crate::problem::{Code, Problem};

/// A clock that went back further than this makes every expiry doubtful.
const CLOCK_WENT_BACK: Duration = Duration::from_mins(1);
const LONGEST_LEEWAY: Duration = Duration::from_mins(5);
const SHORTEST_LEEWAY: Duration = Duration::from_secs(10);
/// How long a failed renewal is not tried again; the last one repeats.
const RESTS: [Duration; 5] = [
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
    Duration::from_secs(16),
    Duration::from_secs(30),
];

/// As long when it was the network: nobody is burdened by a try.
pub(crate) const LONGEST_REST: Duration = RESTS[2];

pub(super) struct Held {
    pub(super) credential: Credential,
    /// The keyring holds this very credential, or held it until another Portico renewed it.
    pub(super) is_kept: bool,
    /// How many answers in a row gave a token that was dead on arrival.
    stillborn: u32,
    /// How many renewals in a row failed, and what the last one said.
    failed: usize,
    rests: Option<(Millis, Problem)>,
}

impl Held {
    pub(super) fn new(credential: Credential) -> Self {
        let stillborn = match &credential {
            Credential::Tokens { tokens, .. } => u32::from(tokens.life.is_zero()),
            Credential::Cookie(_) => 0,
        };
        Self { credential, is_kept: false, stillborn, failed: 0, rests: None }
    }

    pub(super) const fn bearer(&self) -> &SecretString {
        self.credential.bearer()
    }

    pub(super) fn refresh(&self) -> Option<SecretString> {
        self.credential.refresh().cloned()
    }

    /// Takes the place of what was held.
    pub(super) fn take(&mut self, tokens: Tokens, obtained: Millis) {
        let stillborn = if tokens.life.is_zero() { self.stillborn + 1 } else { 0 };
        *self = Self { stillborn, ..Self::new(Credential::Tokens { tokens, obtained }) };
    }

    /// Remembers a renewal that failed, so that not every caller tries again at once.
    pub(super) fn rest(&mut self, now: Millis, problem: &Problem) {
        let wait = RESTS[self.failed.min(RESTS.len() - 1)];
        let network = matches!(
            problem.code,
            Code::NetOffline | Code::NetDns | Code::NetRefused | Code::NetTimeout | Code::NetCut
        );
        let wait = if network { wait.min(LONGEST_REST) } else { wait };
        let until = problem.until.map_or(now.plus(wait), |until| until.max(now.plus(wait)));
        self.failed += 1;
        self.rests = Some((until, problem.clone()));
    }

    pub(super) fn resting(&self, now: Millis) -> Option<Problem> {
        let (until, problem) = self.rests.as_ref()?;
        // A clock that went back would make it rest for long.
        let sane = until.since(now) <= Duration::from_mins(3);
        (now < *until && sane).then(|| problem.clone())
    }

    /// When to renew: a while before the end, since clocks differ and requests take time.
    pub(super) fn is_due(&self, now: Millis) -> bool {
        match (&self.credential, self.due_at()) {
            (Credential::Tokens { obtained, .. }, Some(due)) => *obtained > now.plus(CLOCK_WENT_BACK) || now >= due,
            _ => false,
        }
    }

    /// How long until then; `None` where there is nothing to renew with.
    pub(super) fn due_in(&self, now: Millis) -> Option<Duration> {
        self.credential.refresh()?;
        let due = self.due_at()?;
        let rests = self.rests.as_ref().map_or(Duration::ZERO, |(until, _)| until.since(now));
        Some(due.since(now).max(rests))
    }

    fn due_at(&self) -> Option<Millis> {
        let Credential::Tokens { tokens, obtained } = &self.credential else { return None };
        // The tenant's lifetimes mean nothing: only its refusals are believed.
        if tokens.life.is_zero() && self.stillborn > 1 {
            return None;
        }
        let leeway = (tokens.life / 10).clamp(SHORTEST_LEEWAY, LONGEST_LEEWAY).min(tokens.life / 2);
        Some(obtained.plus(tokens.life.saturating_sub(leeway)))
    }

    /// Whether the tenant itself said that it ends by now.
    pub(super) fn is_over(&self, now: Millis) -> bool {
        match &self.credential {
            // A lifetime that the tenant did not tell is for the tenant to judge.
            Credential::Tokens { tokens, obtained } => tokens.life_is_told() && now >= obtained.plus(tokens.life),
            Credential::Cookie(_) => false,
        }
    }

    pub(super) fn ends_at(&self) -> Option<Millis> {
        match &self.credential {
            Credential::Tokens { tokens, obtained } if tokens.refresh.is_none() && tokens.life_is_told() => {
                Some(obtained.plus(tokens.life))
            }
            _ => None,
        }
    }
}
