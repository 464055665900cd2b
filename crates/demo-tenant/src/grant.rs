//! What OAuth has handed out: codes, access tokens, refresh tokens. Tokens that came from one sign-in form a family,
//! so that a replayed code or a replayed refresh token can take all of them down.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::account::Account;
use crate::pkce::Challenge;
use crate::random;
use crate::scope::Scope;

/// What a family of tokens may do, and for whom.
#[derive(Clone)]
pub(crate) struct Subject {
    pub(crate) app_id: String,
    pub(crate) client_id: String,
    pub(crate) account: Arc<Account>,
    pub(crate) scope: String,
    pub(crate) auth_time: u64,
    pub(crate) nonce: Option<String>,
}

pub(crate) struct Code {
    pub(crate) subject: Subject,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) issued: u64,
    pub(crate) family: String,
    used: bool,
}

struct Access {
    subject: Subject,
    scopes: Vec<Scope>,
    family: String,
    issued: u64,
    expires: u64,
}

struct Refresh {
    subject: Subject,
    family: String,
    expires: u64,
    used: bool,
}

#[derive(Default)]
pub(crate) struct Grants {
    codes: HashMap<String, Code>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, Refresh>,
    dead_families: HashSet<String>,
}

/// The result of presenting a code or a refresh token.
pub(crate) enum Redeemed<T> {
    Good(T),
    Unknown,
    Expired,
    /// A second use: the whole family is revoked by it.
    Replayed,
}

/// An access token as introspection shows it.
pub(crate) struct AccessFacts {
    pub(crate) subject: Subject,
    pub(crate) issued: u64,
    pub(crate) expires: u64,
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
            Code { subject, redirect_uri: redirect_uri.to_owned(), challenge, issued: now, family, used: false },
        );
        code
    }

    /// Uses the code up, whether or not the rest of the request then fits.
    pub(crate) fn redeem_code(&mut self, value: &str, now: u64, lifetime: u64) -> Redeemed<&Code> {
        let Some(code) = self.codes.get_mut(value) else {
            return Redeemed::Unknown;
        };
        if code.used {
            self.dead_families.insert(code.family.clone());
            return Redeemed::Replayed;
        }
        code.used = true;
        if now >= code.issued + lifetime { Redeemed::Expired } else { Redeemed::Good(code) }
    }

    pub(crate) fn issue_access(
        &mut self,
        value: String,
        subject: Subject,
        scopes: Vec<Scope>,
        family: &str,
        now: u64,
        lifetime: u64,
    ) {
        self.access
            .insert(value, Access { subject, scopes, family: family.to_owned(), issued: now, expires: now + lifetime });
    }

    pub(crate) fn issue_refresh(&mut self, subject: Subject, family: &str, expires: u64) -> String {
        let value = random::token();
        self.refresh.insert(value.clone(), Refresh { subject, family: family.to_owned(), expires, used: false });
        value
    }

    /// Finds whom a refresh token speaks for; with `rotation` it is used up.
    pub(crate) fn redeem_refresh(
        &mut self,
        value: &str,
        app_id: &str,
        now: u64,
        rotation: bool,
    ) -> Redeemed<(Subject, String, u64)> {
        let dead = &self.dead_families;
        let Some(refresh) = self.refresh.get_mut(value).filter(|refresh| refresh.subject.app_id == app_id) else {
            return Redeemed::Unknown;
        };
        if dead.contains(&refresh.family) {
            return Redeemed::Unknown;
        }
        if refresh.used {
            let family = refresh.family.clone();
            self.end_family(&family);
            return Redeemed::Replayed;
        }
        if now >= refresh.expires {
            return Redeemed::Expired;
        }
        refresh.used = rotation;
        Redeemed::Good((refresh.subject.clone(), refresh.family.clone(), refresh.expires))
    }

    /// Whose refresh token this is, without using it.
    pub(crate) fn refresh_client(&self, value: &str) -> Option<&str> {
        self.refresh.get(value).map(|refresh| refresh.subject.client_id.as_str())
    }

    pub(crate) fn access_account(&self, value: &str, now: u64) -> Option<Arc<Account>> {
        self.live_access(value, now).map(|access| Arc::clone(&access.subject.account))
    }

    pub(crate) fn access_allows(&self, value: &str, path: &str) -> bool {
        self.access.get(value).is_some_and(|access| access.scopes.iter().any(|scope| scope.allows(path)))
    }

    pub(crate) fn access_facts(&self, value: &str, now: u64) -> Option<AccessFacts> {
        let access = self.live_access(value, now)?;
        Some(AccessFacts { subject: access.subject.clone(), issued: access.issued, expires: access.expires })
    }

    pub(crate) fn refresh_facts(&self, value: &str, now: u64) -> Option<AccessFacts> {
        let refresh = self.refresh.get(value)?;
        let live = !refresh.used && refresh.expires > now && !self.dead_families.contains(&refresh.family);
        live.then(|| AccessFacts {
            subject: refresh.subject.clone(),
            issued: refresh.subject.auth_time,
            expires: refresh.expires,
        })
    }

    /// Revokes an access token alone, or a refresh token with its family. `client`: only if it is that client's.
    pub(crate) fn revoke(&mut self, value: &str, client: Option<&str>) {
        let is_own = |subject: &Subject| client.is_none_or(|client| client == subject.client_id);
        if self.access.get(value).is_some_and(|access| is_own(&access.subject)) {
            self.access.remove(value);
        }
        if let Some(family) =
            self.refresh.get(value).filter(|refresh| is_own(&refresh.subject)).map(|refresh| refresh.family.clone())
        {
            self.end_family(&family);
        }
    }

    pub(crate) fn revoke_all(&mut self) {
        *self = Self::default();
    }

    /// Access tokens only: what an expiry looks like to a client that still has its refresh token.
    pub(crate) fn expire_access(&mut self) {
        self.access.clear();
    }

    fn live_access(&self, value: &str, now: u64) -> Option<&Access> {
        self.access.get(value).filter(|access| access.expires > now && !self.dead_families.contains(&access.family))
    }

    fn end_family(&mut self, family: &str) {
        self.dead_families.insert(family.to_owned());
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
    fn a_replayed_refresh_token_ends_its_family() {
        let mut grants = Grants::default();
        let first = grants.issue_refresh(subject(), "f", 100);
        assert!(matches!(grants.redeem_refresh(&first, "Portico", 1, true), Redeemed::Good(_)));
        let second = grants.issue_refresh(subject(), "f", 100);
        grants.issue_access("t".into(), subject(), Vec::new(), "f", 1, 50);
        assert!(grants.access_account("t", 2).is_some());
        assert!(matches!(grants.redeem_refresh(&first, "Portico", 2, true), Redeemed::Replayed));
        assert!(matches!(grants.redeem_refresh(&second, "Portico", 3, true), Redeemed::Unknown));
        assert!(grants.access_account("t", 3).is_none());
    }

    #[test]
    fn codes_die_of_age_and_of_use() {
        let mut grants = Grants::default();
        let old = grants.issue_code(subject(), "r", None, 0);
        assert!(matches!(grants.redeem_code(&old, 60, 60), Redeemed::Expired));
        let code = grants.issue_code(subject(), "r", None, 0);
        assert!(matches!(grants.redeem_code(&code, 59, 60), Redeemed::Good(_)));
        assert!(matches!(grants.redeem_code(&code, 59, 60), Redeemed::Replayed));
    }

    #[test]
    fn revocation_heeds_the_client() {
        let mut grants = Grants::default();
        grants.issue_access("t".into(), subject(), Vec::new(), "f", 0, 50);
        grants.revoke("t", Some("other"));
        assert!(grants.access_account("t", 1).is_some());
        grants.revoke("t", Some("c"));
        assert!(grants.access_account("t", 1).is_none());
    }
}
