//! Signing in at the tenant's portal, for tenants without an OAuth app: one visit, as a pure machine.
//!
//! The person signs in at `/my` as in any browser. What ends a [`Visit`] is the tenant's own session
//! cookie (seed 000): its value is a token for the same calls. The machine says which value is worth
//! asking the tenant about, and once only; it asks nobody, opens no window and keeps no value.

use std::collections::HashSet;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use url::Url;

use crate::clock::Millis;
use crate::navigation::{Guard, Verdict};
use crate::ports::Cookie;
use crate::tenant::TenantUrl;

/// The tenant's own session (tenant-api §2.5).
pub const SESSION_COOKIE: &str = ".ASPXAUTH";
const START: &str = "/my";
/// What is longer fits into no header.
const LONGEST_VALUE: usize = 4096;
/// A page that sets a new cookie with every load does not make Portico ask for ever.
const MOST_ASKED: usize = 20;

/// One attempt to sign in at the portal.
pub struct Visit {
    guard: Guard,
    /// Digests of the values that were handed out: what the tenant refused once, it refuses again.
    asked: HashSet<[u8; 32]>,
}

/// What the cookies mean.
#[derive(Debug)]
pub enum Finding {
    /// Ask `whoami` with this value. If the tenant names somebody, it is the session.
    Ask(SecretString),
    /// Nobody has signed in yet.
    Wait,
}

impl Visit {
    pub fn start(tenant: TenantUrl) -> Self {
        Self { guard: Guard::new(tenant), asked: HashSet::new() }
    }

    /// Where the window starts.
    pub fn url(&self) -> Url {
        self.guard.tenant().join(START)
    }

    /// Judges one address of the window, as [`crate::oauth::Flow::on_navigation`] does.
    pub fn on_navigation(&mut self, url: &Url, now: Millis) -> Verdict {
        self.guard.judge(url, now)
    }

    /// Looks through the window's `cookies` while a page of `host` (with its port, if it has one of its
    /// own) is on screen. While that is an identity provider's, nobody has come back yet.
    pub fn on_cookies(&mut self, host: &str, cookies: &[Cookie]) -> Finding {
        let own = self.guard.tenant().host();
        if !own.eq_ignore_ascii_case(host) {
            return Finding::Wait;
        }
        let sessions = cookies.iter().filter(|cookie| cookie.name == SESSION_COOKIE && cookie.is_own_of(&own));
        for value in sessions.map(|cookie| &cookie.value).filter(|value| is_value(value.expose_secret())) {
            if self.asked.len() < MOST_ASKED && self.asked.insert(Sha256::digest(value.expose_secret()).into()) {
                return Finding::Ask(value.clone());
            }
        }
        Finding::Wait
    }
}

/// Whether it can stand in a header as it is.
fn is_value(value: &str) -> bool {
    (1..=LONGEST_VALUE).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::navigation::{LOOP_LOADS, Refused};

    const HOST: &str = "acme.my.idaptive.app";

    fn visit() -> Visit {
        Visit::start(TenantUrl::parse("https://acme.my.idaptive.app").unwrap())
    }

    fn cookie(name: &str, value: &str, domain: &str) -> Cookie {
        Cookie {
            name: name.into(),
            value: value.into(),
            domain: domain.into(),
            path: "/".into(),
            secure: true,
            http_only: true,
        }
    }

    fn asked(visit: &mut Visit, host: &str, cookies: &[Cookie]) -> Option<String> {
        match visit.on_cookies(host, cookies) {
            Finding::Ask(value) => Some(value.expose_secret().to_owned()),
            Finding::Wait => None,
        }
    }

    #[test]
    fn a_visit_starts_at_the_portal_below_the_base() {
        assert_eq!(visit().url().as_str(), "https://acme.my.idaptive.app/my");
        let delinea = Visit::start(TenantUrl::parse("https://x.delinea.app/identity").unwrap());
        assert_eq!(delinea.url().as_str(), "https://x.delinea.app/identity/my");
    }

    #[test]
    fn which_cookies_are_worth_asking_about() {
        for (host, cookie, expected) in [
            (HOST, cookie(".ASPXAUTH", "F00", HOST), Some("F00")),
            (HOST, cookie(".ASPXAUTH", "F00", ".ACME.my.idaptive.app"), Some("F00")),
            ("ACME.my.idaptive.app", cookie(".ASPXAUTH", "F00", HOST), Some("F00")),
            ("idp.example", cookie(".ASPXAUTH", "F00", HOST), None),
            ("acme.my.idaptive.app:444", cookie(".ASPXAUTH", "F00", HOST), None),
            ("", cookie(".ASPXAUTH", "F00", HOST), None),
            (HOST, cookie(".ASPXAUTH", "", HOST), None),
            (HOST, cookie(".ASPXAUTH", "F 0", HOST), None),
            (HOST, cookie(".ASPXAUTH", "F\r\n0", HOST), None),
            (HOST, cookie(".ASPXAUTH", "\u{e9}", HOST), None),
            (HOST, cookie(".ASPXAUTH", &"F".repeat(4097), HOST), None),
            (HOST, cookie(".ASPXAUTH", "F00", "other.my.idaptive.app"), None),
            (HOST, cookie(".ASPXAUTH", "F00", "my.idaptive.app"), None),
            (HOST, cookie(".ASPXAUTH", "F00", "idp.example"), None),
            (HOST, cookie(".ASPXAUTH", "F00", ""), None),
            (HOST, cookie(".aspxauth", "F00", HOST), None),
            (HOST, cookie("ASPXAUTH", "F00", HOST), None),
            (HOST, cookie("sessdata", "F00", HOST), None),
        ] {
            let found = asked(&mut visit(), host, std::slice::from_ref(&cookie));
            assert_eq!(found.as_deref(), expected, "{host} {} {}", cookie.name, cookie.domain);
        }
    }

    #[test]
    fn what_was_asked_is_not_asked_again() {
        let mut visit = visit();
        let old = cookie(".ASPXAUTH", "old", HOST);
        let new = cookie(".ASPXAUTH", "new", HOST);
        assert_eq!(asked(&mut visit, HOST, &[]), None);
        assert_eq!(asked(&mut visit, HOST, std::slice::from_ref(&old)).as_deref(), Some("old"));
        assert_eq!(asked(&mut visit, HOST, std::slice::from_ref(&old)), None);
        assert_eq!(asked(&mut visit, HOST, &[old.clone(), new.clone()]).as_deref(), Some("new"));
        assert_eq!(asked(&mut visit, HOST, &[old, new]), None);
    }

    #[test]
    fn the_rules_of_the_window_hold_here_too() {
        let mut visit = visit();
        let judge = |visit: &mut Visit, url: &str| visit.on_navigation(&Url::parse(url).unwrap(), Millis(0));
        assert_eq!(judge(&mut visit, "http://acme.my.idaptive.app/my"), Verdict::Refuse(Refused::Insecure));
        assert_eq!(judge(&mut visit, "file:///etc/passwd"), Verdict::Refuse(Refused::Scheme));
        for _ in 0..LOOP_LOADS {
            assert_eq!(judge(&mut visit, "https://idp.example/again"), Verdict::Follow);
        }
        assert_eq!(judge(&mut visit, "https://idp.example/again"), Verdict::Loop);
        assert_eq!(judge(&mut visit, "https://idp.example/again"), Verdict::Refuse(Refused::Late));
    }

    proptest! {
        #[test]
        fn each_value_is_asked_once_and_not_for_ever(
            looks in prop::collection::vec(prop::collection::vec(("[a-c ]{0,3}", any::<bool>()), 0..4), 0..120),
        ) {
            let (mut visit, mut seen) = (visit(), HashSet::new());
            for look in looks {
                let jar: Vec<_> = look.iter()
                    .map(|(value, own)| cookie(".ASPXAUTH", value, if *own { HOST } else { "idp.example" }))
                    .collect();
                if let Some(value) = asked(&mut visit, HOST, &jar) {
                    prop_assert!(look.contains(&(value.clone(), true)));
                    prop_assert!(!value.is_empty() && seen.insert(value));
                }
            }
            prop_assert!(seen.len() <= MOST_ASKED);
        }
    }
}
