//! The credential in hand, and the times that go with it. Pure: it is told the time.

use std::time::Duration;

use secrecy::SecretString;

use crate::clock::Timestamp;
use crate::error::Error;
use crate::session::credential::Credential;
use crate::sign_in::oauth::token::TokenResponse;

/// A clock that went back further than this makes every expiry doubtful.
const MAX_CLOCK_REGRESSION: Duration = Duration::from_mins(1);
const MAX_LEEWAY: Duration = Duration::from_mins(5);
const MIN_LEEWAY: Duration = Duration::from_secs(10);
/// How long a failed renewal is not tried again; the last one repeats.
const BACKOFF: [Duration; 5] = [
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
    Duration::from_secs(16),
    Duration::from_secs(30),
];

/// As long when it was the network: nobody is burdened by a try.
pub(crate) const MAX_NETWORK_BACKOFF: Duration = BACKOFF[2];

pub(super) struct TokenState {
    pub(super) credential: Credential,
    /// The keyring holds this very credential, or held it until another Portico renewed it.
    pub(super) is_persisted: bool,
    /// How many answers in a row gave a token that was dead on arrival.
    zero_lifetime_responses: u32,
    /// How many renewals in a row failed, and what the last one said.
    failed_refreshes: usize,
    backoff: Option<(Timestamp, Error)>,
}

impl TokenState {
    pub(super) fn new(credential: Credential) -> Self {
        let zero_lifetime_responses = match &credential {
            Credential::Tokens { tokens, .. } => u32::from(tokens.lifetime.is_zero()),
            Credential::PortalCookie(_) => 0,
        };
        Self { credential, is_persisted: false, zero_lifetime_responses, failed_refreshes: 0, backoff: None }
    }

    pub(super) const fn bearer_token(&self) -> &SecretString {
        self.credential.bearer_token()
    }

    pub(super) fn refresh_token(&self) -> Option<SecretString> {
        self.credential.refresh_token().cloned()
    }

    /// Takes the place of what was held.
    pub(super) fn replace(&mut self, tokens: TokenResponse, obtained_at: Timestamp) {
        let zero_lifetime_responses = if tokens.lifetime.is_zero() { self.zero_lifetime_responses + 1 } else { 0 };
        *self = Self { zero_lifetime_responses, ..Self::new(Credential::Tokens { tokens, obtained_at }) };
    }

    /// Remembers a renewal that failed, so that not every caller tries again at once.
    pub(super) fn record_failure(&mut self, now: Timestamp, error: &Error) {
        let delay = BACKOFF[self.failed_refreshes.min(BACKOFF.len() - 1)];
        let delay = if error.code.is_network() { delay.min(MAX_NETWORK_BACKOFF) } else { delay };
        let until = error.retry_after.map_or(now.plus(delay), |until| until.max(now.plus(delay)));
        self.failed_refreshes += 1;
        self.backoff = Some((until, error.clone()));
    }

    pub(super) fn backoff_error(&self, now: Timestamp) -> Option<Error> {
        let (until, error) = self.backoff.as_ref()?;
        // A clock that went back would make it rest for long.
        let is_plausible = until.since(now) <= Duration::from_mins(3);
        (now < *until && is_plausible).then(|| error.clone())
    }

    /// When to renew: a while before the end, since clocks differ and requests take time.
    pub(super) fn is_refresh_due(&self, now: Timestamp) -> bool {
        match (&self.credential, self.refresh_at()) {
            (Credential::Tokens { obtained_at, .. }, Some(refresh_at)) => {
                *obtained_at > now.plus(MAX_CLOCK_REGRESSION) || now >= refresh_at
            }
            _ => false,
        }
    }

    /// How long until then; `None` where there is nothing to renew with.
    pub(super) fn time_until_refresh(&self, now: Timestamp) -> Option<Duration> {
        self.credential.refresh_token()?;
        let refresh_at = self.refresh_at()?;
        let backoff = self.backoff.as_ref().map_or(Duration::ZERO, |(until, _)| until.since(now));
        Some(refresh_at.since(now).max(backoff))
    }

    fn refresh_at(&self) -> Option<Timestamp> {
        let Credential::Tokens { tokens, obtained_at } = &self.credential else { return None };
        // The tenant's lifetimes mean nothing: only its refusals are believed.
        if tokens.lifetime.is_zero() && self.zero_lifetime_responses > 1 {
            return None;
        }
        let leeway = (tokens.lifetime / 10).clamp(MIN_LEEWAY, MAX_LEEWAY).min(tokens.lifetime / 2);
        Some(obtained_at.plus(tokens.lifetime.saturating_sub(leeway)))
    }

    /// Whether the tenant itself said that it ends by now.
    pub(super) fn is_expired(&self, now: Timestamp) -> bool {
        match &self.credential {
            // A lifetime that the tenant did not tell is for the tenant to judge.
            Credential::Tokens { tokens, obtained_at } => {
                tokens.has_stated_lifetime() && now >= obtained_at.plus(tokens.lifetime)
            }
            Credential::PortalCookie(_) => false,
        }
    }

    pub(super) fn session_ends_at(&self) -> Option<Timestamp> {
        match &self.credential {
            Credential::Tokens { tokens, obtained_at: obtained }
                if tokens.refresh_token.is_none() && tokens.has_stated_lifetime() =>
            {
                Some(obtained.plus(tokens.lifetime))
            }
            _ => None,
        }
    }
}
