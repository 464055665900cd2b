//! Portal sessions: the `.ASPXAUTH` value, the one-time `Auth` that comes with it, and the platform tokens bound to it.
//! `oauth::grants` stores OAuth tokens.

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::account::Account;
use crate::http::reply::Reply;
use crate::random;

pub(crate) struct Session {
    pub(crate) account: Arc<Account>,
    expires_at: u64,
    pub(crate) elevated_until: u64,
}

#[derive(Default)]
pub(crate) struct Sessions {
    by_value: HashMap<String, Session>,
    /// One-time `Auth` → session value.
    one_time: HashMap<String, String>,
    /// Platform token → (session value, expiry).
    platform_tokens: HashMap<String, (String, u64)>,
    /// Platform refresh token → session value.
    platform_refresh_tokens: HashMap<String, String>,
}

pub(crate) const SESSION_COOKIE: &str = ".ASPXAUTH";

impl Sessions {
    pub(crate) fn create(&mut self, account: Arc<Account>, now: u64, lifetime: u64) -> String {
        let value = random::session_value();
        self.by_value.insert(value.clone(), Session { account, expires_at: now + lifetime, elevated_until: 0 });
        value
    }

    pub(crate) fn find(&self, value: &str, now: u64) -> Option<&Session> {
        self.by_value.get(value).filter(|session| session.expires_at > now)
    }

    /// Marks a session as signed in with an additional factor.
    pub(crate) fn elevate(&mut self, value: &str, until: u64) {
        if let Some(session) = self.by_value.get_mut(value) {
            session.elevated_until = until;
        }
    }

    pub(crate) fn issue_one_time(&mut self, value: &str) -> String {
        let auth = random::session_value();
        self.one_time.insert(auth.clone(), value.to_owned());
        auth
    }

    /// The session value behind an `Auth`; it is used up by this if `single_use`.
    pub(crate) fn redeem_one_time(&mut self, auth: &str, single_use: bool) -> Option<String> {
        if single_use { self.one_time.remove(auth) } else { self.one_time.get(auth).cloned() }
    }

    pub(crate) fn bind_platform_tokens(&mut self, value: &str, token: &str, expires: u64) -> String {
        let refresh = random::token();
        self.platform_tokens.insert(token.to_owned(), (value.to_owned(), expires));
        self.platform_refresh_tokens.insert(refresh.clone(), value.to_owned());
        refresh
    }

    pub(crate) fn find_by_platform_token(&self, token: &str, now: u64) -> Option<String> {
        self.platform_tokens.get(token).filter(|(_, expires)| *expires > now).map(|(value, _)| value.clone())
    }

    pub(crate) fn redeem_platform_refresh(&mut self, refresh: &str) -> Option<String> {
        self.platform_refresh_tokens.remove(refresh)
    }

    pub(crate) fn close(&mut self, value: &str) {
        self.by_value.remove(value);
        self.one_time.retain(|_, session| session != value);
        self.platform_tokens.retain(|_, (session, _)| session != value);
        self.platform_refresh_tokens.retain(|_, session| session != value);
    }

    pub(crate) fn close_all(&mut self) {
        *self = Self::default();
    }
}

pub(crate) fn set_session_cookies(reply: Reply, value: &str, secure: bool) -> Reply {
    reply
        .with_cookie(SESSION_COOKIE, value, secure, "; HttpOnly")
        .with_cookie("antixss", &random::token(), secure, "")
        .with_cookie("podloc", "Pod0", secure, "; HttpOnly")
}

pub(crate) fn clear_session_cookies(mut reply: Reply, secure: bool) -> Reply {
    for name in [SESSION_COOKIE, "antixss", "sessdata"] {
        reply = reply.with_cookie(name, "", secure, "; expires=Thu, 01-Jan-1970 00:00:00 GMT");
    }
    reply
}
