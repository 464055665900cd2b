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
/// A token that lives shorter is used until it is refused, so that no tenant has Portico renew in a loop.
const MIN_TIMED_LIFETIME: Duration = Duration::from_mins(1);
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
    /// How many renewals in a row failed, and what the last one said.
    failed_refreshes: usize,
    backoff: Option<(Timestamp, Error)>,
}

impl TokenState {
    pub(super) const fn new(credential: Credential) -> Self {
        Self { credential, is_persisted: false, failed_refreshes: 0, backoff: None }
    }

    pub(super) const fn bearer_token(&self) -> &SecretString {
        self.credential.bearer_token()
    }

    pub(super) fn refresh_token(&self) -> Option<SecretString> {
        self.credential.refresh_token().cloned()
    }

    /// Takes the place of what was held.
    pub(super) fn replace(&mut self, tokens: TokenResponse, obtained_at: Timestamp) {
        *self = Self::new(Credential::Tokens { tokens, obtained_at });
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

    /// Whether to renew; or, without anything to renew with, whether this is the end.
    pub(super) fn is_refresh_due(&self, now: Timestamp) -> bool {
        match (&self.credential, self.refresh_at()) {
            (Credential::Tokens { obtained_at, .. }, Some(refresh_at)) => {
                *obtained_at > now.plus(MAX_CLOCK_REGRESSION) || now >= refresh_at
            }
            _ => false,
        }
    }

    /// How long until then; `None` where nobody knows.
    pub(super) fn time_until_refresh(&self, now: Timestamp) -> Option<Duration> {
        let refresh_at = self.refresh_at()?;
        let backoff = self.backoff.as_ref().map_or(Duration::ZERO, |(until, _)| until.since(now));
        Some(refresh_at.since(now).max(backoff))
    }

    fn refresh_at(&self) -> Option<Timestamp> {
        let Credential::Tokens { tokens, obtained_at } = &self.credential else { return None };
        if tokens.refresh_token.is_none() {
            return self.session_ends_at();
        }
        if tokens.lifetime < MIN_TIMED_LIFETIME {
            return None;
        }
        // A while before the end, since clocks differ and requests take time.
        let leeway = (tokens.lifetime / 10).clamp(MIN_LEEWAY, MAX_LEEWAY);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign_in::oauth::token::parse_token_response;

    fn state(expires_in: &str, refresh_token: &str) -> TokenState {
        let body = format!(r#"{{"access_token":"a","token_type":"Bearer","expires_in":{expires_in}{refresh_token}}}"#);
        let tokens = parse_token_response(body.as_bytes()).unwrap();
        TokenState::new(Credential::Tokens { tokens, obtained_at: Timestamp::default() })
    }

    /// At a tenant whose tokens live that long.
    fn refreshes_within(expires_in: &str, time: Duration) -> usize {
        let mut state = state(expires_in, r#","refresh_token":"r""#);
        let mut refreshes = 0;
        let mut elapsed = Duration::ZERO;
        while elapsed < time {
            let now = Timestamp::default().plus(elapsed);
            if state.is_refresh_due(now) {
                refreshes += 1;
                let Credential::Tokens { tokens, .. } = state.credential.clone() else { unreachable!() };
                state.replace(tokens, now);
            }
            elapsed += Duration::from_millis(50);
        }
        refreshes
    }

    #[test]
    fn short_lived_token_is_used_until_it_is_refused() {
        for expires_in in ["0", "0.2", "1", "5", "59"] {
            assert_eq!(refreshes_within(expires_in, Duration::from_mins(3)), 0, "{expires_in}");
            assert_eq!(state(expires_in, r#","refresh_token":"r""#).time_until_refresh(Timestamp::default()), None);
        }
    }

    #[test]
    fn refreshes_are_at_least_30_seconds_apart() {
        let time = Duration::from_mins(10);
        for expires_in in ["60", "70", "120", "300"] {
            let refreshes = refreshes_within(expires_in, time);
            assert!((1..=20).contains(&refreshes), "{expires_in}: {refreshes}");
        }
    }

    #[test]
    fn session_without_refresh_token_is_due_at_its_end_and_not_before() {
        let state = state("70", "");
        let at = |seconds| Timestamp::default().plus(Duration::from_secs(seconds));
        assert_eq!(state.time_until_refresh(at(0)), Some(Duration::from_secs(70)));
        assert!(!state.is_refresh_due(at(69)) && state.is_refresh_due(at(70)) && state.is_expired(at(70)));
    }
}
