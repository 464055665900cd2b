//! Stores issued codes, access tokens and refresh tokens. Tokens of one sign-in form a family, so that a replayed code
//! or refresh token revokes all of them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;

use crate::config::account::Account;
use crate::config::scope::Scope;
use crate::oauth::pkce::Challenge;
use crate::random;

/// Whom a family of tokens speaks for, and with which scope.
#[derive(Clone)]
pub(crate) struct Subject {
    pub(crate) app_id: String,
    pub(crate) client_id: String,
    pub(crate) account: Arc<Account>,
    pub(crate) scope: String,
    pub(crate) auth_time: u64,
    pub(crate) nonce: Option<String>,
}

pub(crate) struct AuthorizationCode {
    pub(crate) subject: Subject,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) issued_at: u64,
    pub(crate) family: String,
    is_used: bool,
}

struct AccessToken {
    subject: Subject,
    scopes: Vec<Scope>,
    family: String,
    issued_at: u64,
    expires_at: u64,
}

struct RefreshToken {
    subject: Subject,
    family: String,
    expires_at: u64,
    is_used: bool,
}

#[derive(Default)]
pub(crate) struct Grants {
    codes: HashMap<String, AuthorizationCode>,
    access_tokens: HashMap<String, AccessToken>,
    refresh_tokens: HashMap<String, RefreshToken>,
    revoked_families: HashSet<String>,
    replays: u64,
}

/// The grants with which somebody can act for a person, and what went wrong with them.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct GrantLedger {
    /// Neither used up, nor expired, nor revoked.
    pub live_refresh_tokens: Vec<String>,
    pub live_access_tokens: Vec<String>,
    /// How often a code or refresh token was presented once more.
    pub replays: u64,
}

/// The result of presenting a code or a refresh token.
pub(crate) enum Redemption<T> {
    Valid(T),
    Unknown,
    Expired,
    /// A second use: the whole family is revoked by it.
    Replayed,
}

/// An access token as introspection shows it.
pub(crate) struct TokenInfo {
    pub(crate) subject: Subject,
    pub(crate) issued_at: u64,
    pub(crate) expires_at: u64,
}

impl Grants {
    pub(crate) fn issue_code(
        &mut self,
        subject: Subject,
        redirect_uri: &str,
        challenge: Option<Challenge>,
        now: u64,
    ) -> String {
        let code = random::token();
        let family = random::token();
        self.codes.insert(
            code.clone(),
            AuthorizationCode {
                subject,
                redirect_uri: redirect_uri.to_owned(),
                challenge,
                issued_at: now,
                family,
                is_used: false,
            },
        );
        code
    }

    /// Uses the code up, whether or not the rest of the request then fits.
    pub(crate) fn redeem_code(&mut self, value: &str, now: u64, lifetime: u64) -> Redemption<&AuthorizationCode> {
        let Some(code) = self.codes.get_mut(value) else {
            return Redemption::Unknown;
        };
        if code.is_used {
            self.replays += 1;
            self.revoked_families.insert(code.family.clone());
            return Redemption::Replayed;
        }
        code.is_used = true;
        if now >= code.issued_at + lifetime { Redemption::Expired } else { Redemption::Valid(code) }
    }

    pub(crate) fn issue_access_token(
        &mut self,
        value: String,
        subject: Subject,
        scopes: Vec<Scope>,
        family: &str,
        now: u64,
        lifetime: u64,
    ) {
        self.access_tokens.insert(
            value,
            AccessToken { subject, scopes, family: family.to_owned(), issued_at: now, expires_at: now + lifetime },
        );
    }

    pub(crate) fn issue_refresh_token(&mut self, subject: Subject, family: &str, expires_at: u64) -> String {
        let value = random::token();
        self.refresh_tokens
            .insert(value.clone(), RefreshToken { subject, family: family.to_owned(), expires_at, is_used: false });
        value
    }

    /// Finds whom a refresh token speaks for; with `rotation` it is used up.
    pub(crate) fn redeem_refresh_token(
        &mut self,
        value: &str,
        app_id: &str,
        now: u64,
        rotation: bool,
    ) -> Redemption<(Subject, String, u64)> {
        let revoked = &self.revoked_families;
        let Some(refresh) = self.refresh_tokens.get_mut(value).filter(|refresh| refresh.subject.app_id == app_id)
        else {
            return Redemption::Unknown;
        };
        if revoked.contains(&refresh.family) {
            return Redemption::Unknown;
        }
        if refresh.is_used {
            let family = refresh.family.clone();
            self.replays += 1;
            self.revoke_family(&family);
            return Redemption::Replayed;
        }
        if now >= refresh.expires_at {
            return Redemption::Expired;
        }
        refresh.is_used = rotation;
        Redemption::Valid((refresh.subject.clone(), refresh.family.clone(), refresh.expires_at))
    }

    /// Whose refresh token this is, without using it.
    pub(crate) fn refresh_token_client(&self, value: &str) -> Option<&str> {
        self.refresh_tokens.get(value).map(|refresh| refresh.subject.client_id.as_str())
    }

    pub(crate) fn access_token_account(&self, value: &str, now: u64) -> Option<Arc<Account>> {
        self.live_access_token(value, now).map(|access| Arc::clone(&access.subject.account))
    }

    pub(crate) fn access_token_allows(&self, value: &str, path: &str) -> bool {
        self.access_tokens.get(value).is_some_and(|access| access.scopes.iter().any(|scope| scope.allows(path)))
    }

    pub(crate) fn access_token_info(&self, value: &str, now: u64) -> Option<TokenInfo> {
        let access = self.live_access_token(value, now)?;
        Some(TokenInfo { subject: access.subject.clone(), issued_at: access.issued_at, expires_at: access.expires_at })
    }

    pub(crate) fn refresh_token_info(&self, value: &str, now: u64) -> Option<TokenInfo> {
        let refresh = self.refresh_tokens.get(value)?;
        let is_live = !refresh.is_used && refresh.expires_at > now && !self.revoked_families.contains(&refresh.family);
        is_live.then(|| TokenInfo {
            subject: refresh.subject.clone(),
            issued_at: refresh.subject.auth_time,
            expires_at: refresh.expires_at,
        })
    }

    /// Revokes an access token alone, or a refresh token with its family. `client`: only if it is that client's.
    pub(crate) fn revoke(&mut self, value: &str, client: Option<&str>) {
        let is_own = |subject: &Subject| client.is_none_or(|client| client == subject.client_id);
        if self.access_tokens.get(value).is_some_and(|access| is_own(&access.subject)) {
            self.access_tokens.remove(value);
        }
        if let Some(family) = self
            .refresh_tokens
            .get(value)
            .filter(|refresh| is_own(&refresh.subject))
            .map(|refresh| refresh.family.clone())
        {
            self.revoke_family(&family);
        }
    }

    pub(crate) fn ledger(&self, now: u64) -> GrantLedger {
        let is_live = |value: &&String| self.refresh_token_info(value, now).is_some();
        let mut ledger = GrantLedger {
            live_refresh_tokens: self.refresh_tokens.keys().filter(is_live).cloned().collect(),
            live_access_tokens: self
                .access_tokens
                .keys()
                .filter(|value| self.live_access_token(value, now).is_some())
                .cloned()
                .collect(),
            replays: self.replays,
        };
        ledger.live_refresh_tokens.sort();
        ledger.live_access_tokens.sort();
        ledger
    }

    pub(crate) fn revoke_all(&mut self) {
        *self = Self::default();
    }

    /// Access tokens only: what an expiry looks like to a client that still has its refresh token.
    pub(crate) fn expire_access_tokens(&mut self) {
        self.access_tokens.clear();
    }

    fn live_access_token(&self, value: &str, now: u64) -> Option<&AccessToken> {
        self.access_tokens
            .get(value)
            .filter(|access| access.expires_at > now && !self.revoked_families.contains(&access.family))
    }

    fn revoke_family(&mut self, family: &str) {
        self.revoked_families.insert(family.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject() -> Subject {
        Subject {
            app_id: "Portico".into(),
            client_id: "c".into(),
            account: Arc::new(Account::new("a@b", "")),
            scope: "all".into(),
            auth_time: 0,
            nonce: None,
        }
    }

    #[test]
    fn replayed_refresh_token_revokes_its_family() {
        let mut grants = Grants::default();
        let first = grants.issue_refresh_token(subject(), "f", 100);
        assert!(matches!(grants.redeem_refresh_token(&first, "Portico", 1, true), Redemption::Valid(_)));
        let second = grants.issue_refresh_token(subject(), "f", 100);
        grants.issue_access_token("t".into(), subject(), Vec::new(), "f", 1, 50);
        assert!(grants.access_token_account("t", 2).is_some());
        assert_eq!(grants.ledger(2).live_refresh_tokens, std::slice::from_ref(&second));
        assert!(matches!(grants.redeem_refresh_token(&first, "Portico", 2, true), Redemption::Replayed));
        let ledger = grants.ledger(2);
        assert_eq!((ledger.live_refresh_tokens.len(), ledger.live_access_tokens.len(), ledger.replays), (0, 0, 1));
        assert!(matches!(grants.redeem_refresh_token(&second, "Portico", 3, true), Redemption::Unknown));
        assert!(grants.access_token_account("t", 3).is_none());
    }

    #[test]
    fn code_expires_and_is_redeemed_once() {
        let mut grants = Grants::default();
        let old = grants.issue_code(subject(), "r", None, 0);
        assert!(matches!(grants.redeem_code(&old, 60, 60), Redemption::Expired));
        let code = grants.issue_code(subject(), "r", None, 0);
        assert!(matches!(grants.redeem_code(&code, 59, 60), Redemption::Valid(_)));
        assert!(matches!(grants.redeem_code(&code, 59, 60), Redemption::Replayed));
    }

    #[test]
    fn revocation_by_another_client_is_ignored() {
        let mut grants = Grants::default();
        grants.issue_access_token("t".into(), subject(), Vec::new(), "f", 0, 50);
        grants.revoke("t", Some("other"));
        assert!(grants.access_token_account("t", 1).is_some());
        grants.revoke("t", Some("c"));
        assert!(grants.access_token_account("t", 1).is_none());
    }
}
