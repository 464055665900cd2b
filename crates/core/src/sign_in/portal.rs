//! Signs in at the tenant's portal, for tenants without an OAuth app: one attempt, as a pure state machine.
//!
//! The person signs in at `/my` as in any browser. The attempt ends with the tenant's own session cookie, whose value is
//! also a bearer token. [`PortalSignIn`] says which cookie value is worth verifying, each value once; it sends no
//! request, opens no window and keeps no value.

use std::collections::HashSet;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use url::Url;

use crate::clock::Timestamp;
use crate::cookie::{Cookie, SESSION_COOKIE};
use crate::sign_in::navigation_policy::{NavigationDecision, NavigationPolicy};
use crate::tenant::url::TenantUrl;

const PORTAL_PATH: &str = "/my";
/// What is longer fits into no header.
const MAX_COOKIE_BYTES: usize = 4096;
/// A page that sets a new cookie with every load does not make Portico ask for ever.
const MAX_COOKIE_CHECKS: usize = 20;

/// One attempt to sign in at the portal.
pub struct PortalSignIn {
    navigation_policy: NavigationPolicy,
    /// Digests of the values that were handed out: what the tenant refused once, it refuses again.
    checked_digests: HashSet<[u8; 32]>,
}

/// What the cookies mean.
#[derive(Debug)]
pub enum CookieCheck {
    /// Ask `whoami` with this value. If the tenant names somebody, it is the session.
    Verify(SecretString),
    /// Nobody has signed in yet.
    Wait,
}

impl PortalSignIn {
    pub fn start(tenant: TenantUrl) -> Self {
        Self { navigation_policy: NavigationPolicy::new(tenant), checked_digests: HashSet::new() }
    }

    /// Where the window starts.
    pub fn start_url(&self) -> Url {
        self.navigation_policy.tenant().join(PORTAL_PATH)
    }

    /// Judges one address of the window, as [`crate::sign_in::oauth::flow::Flow::on_navigation`] does.
    pub fn on_navigation(&mut self, url: &Url, now: Timestamp) -> NavigationDecision {
        self.navigation_policy.decide(url, now)
    }

    /// Looks through the window's `cookies` while a page of `host` (with its port, if it has one of its
    /// own) is on screen. While that is an identity provider's, nobody has come back yet.
    pub fn check_cookies(&mut self, host: &str, cookies: &[Cookie]) -> CookieCheck {
        let tenant_host = self.navigation_policy.tenant().host();
        if !tenant_host.eq_ignore_ascii_case(host) {
            return CookieCheck::Wait;
        }
        let session_cookies =
            cookies.iter().filter(|cookie| cookie.name == SESSION_COOKIE && cookie.is_scoped_to(&tenant_host));
        for value in
            session_cookies.map(|cookie| &cookie.value).filter(|value| is_valid_cookie_value(value.expose_secret()))
        {
            if self.checked_digests.len() < MAX_COOKIE_CHECKS
                && self.checked_digests.insert(Sha256::digest(value.expose_secret()).into())
            {
                return CookieCheck::Verify(value.clone());
            }
        }
        CookieCheck::Wait
    }
}

/// Whether it can stand in a header as it is.
fn is_valid_cookie_value(value: &str) -> bool {
    (1..=MAX_COOKIE_BYTES).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sign_in::navigation_policy::{BlockReason, MAX_PAGE_LOADS};

    const HOST: &str = "acme.my.idaptive.app";

    fn new_sign_in() -> PortalSignIn {
        PortalSignIn::start(TenantUrl::parse("https://acme.my.idaptive.app").unwrap())
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

    fn value_to_verify(sign_in: &mut PortalSignIn, host: &str, cookies: &[Cookie]) -> Option<String> {
        match sign_in.check_cookies(host, cookies) {
            CookieCheck::Verify(value) => Some(value.expose_secret().to_owned()),
            CookieCheck::Wait => None,
        }
    }

    #[test]
    fn portal_sign_in_starts_below_the_base_path() {
        assert_eq!(new_sign_in().start_url().as_str(), "https://acme.my.idaptive.app/my");
        let delinea = PortalSignIn::start(TenantUrl::parse("https://x.delinea.app/identity").unwrap());
        assert_eq!(delinea.start_url().as_str(), "https://x.delinea.app/identity/my");
    }

    #[test]
    fn only_valid_tenant_session_cookies_are_verified() {
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
            let value = value_to_verify(&mut new_sign_in(), host, std::slice::from_ref(&cookie));
            assert_eq!(value.as_deref(), expected, "{host} {} {}", cookie.name, cookie.domain);
        }
    }

    #[test]
    fn rejected_cookie_value_is_not_verified_again() {
        let mut sign_in = new_sign_in();
        let old = cookie(".ASPXAUTH", "old", HOST);
        let new = cookie(".ASPXAUTH", "new", HOST);
        assert_eq!(value_to_verify(&mut sign_in, HOST, &[]), None);
        assert_eq!(value_to_verify(&mut sign_in, HOST, std::slice::from_ref(&old)).as_deref(), Some("old"));
        assert_eq!(value_to_verify(&mut sign_in, HOST, std::slice::from_ref(&old)), None);
        assert_eq!(value_to_verify(&mut sign_in, HOST, &[old.clone(), new.clone()]).as_deref(), Some("new"));
        assert_eq!(value_to_verify(&mut sign_in, HOST, &[old, new]), None);
    }

    #[test]
    fn portal_sign_in_applies_the_navigation_policy() {
        let mut sign_in = new_sign_in();
        let navigate =
            |sign_in: &mut PortalSignIn, url: &str| sign_in.on_navigation(&Url::parse(url).unwrap(), Timestamp(0));
        assert_eq!(
            navigate(&mut sign_in, "http://acme.my.idaptive.app/my"),
            NavigationDecision::Block(BlockReason::InsecureHttp)
        );
        assert_eq!(
            navigate(&mut sign_in, "file:///etc/passwd"),
            NavigationDecision::Block(BlockReason::DisallowedScheme)
        );
        for _ in 0..MAX_PAGE_LOADS {
            assert_eq!(navigate(&mut sign_in, "https://idp.example/again"), NavigationDecision::Allow);
        }
        assert_eq!(navigate(&mut sign_in, "https://idp.example/again"), NavigationDecision::RedirectLoop);
        assert_eq!(
            navigate(&mut sign_in, "https://idp.example/again"),
            NavigationDecision::Block(BlockReason::AttemptEnded)
        );
    }

    proptest! {
        #[test]
        fn each_cookie_value_is_verified_at_most_once(
            cookie_jars in prop::collection::vec(prop::collection::vec(("[a-c ]{0,3}", any::<bool>()), 0..4), 0..120),
        ) {
            let (mut sign_in, mut seen) = (new_sign_in(), HashSet::new());
            for jar_entries in cookie_jars {
                let jar: Vec<_> = jar_entries.iter()
                    .map(|(value, own)| cookie(".ASPXAUTH", value, if *own { HOST } else { "idp.example" }))
                    .collect();
                if let Some(value) = value_to_verify(&mut sign_in, HOST, &jar) {
                    prop_assert!(jar_entries.contains(&(value.clone(), true)));
                    prop_assert!(!value.is_empty() && seen.insert(value));
                }
            }
            prop_assert!(seen.len() <= MAX_COOKIE_CHECKS);
        }
    }
}
