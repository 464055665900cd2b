//! Which addresses a window with outside pages may open: the rule about schemes and hosts, and the
//! guard against redirect loops.
//!
//! It knows no protocol and recognises no answer; each way to sign in looks for its own end first and
//! leaves the rest to its [`Guard`], so that one rule holds for all of them.

use std::collections::VecDeque;
use std::time::Duration;

use url::Url;

use crate::clock::Millis;
use crate::tenant::{TenantUrl, is_loopback};

/// More page loads than this in [`LOOP_SPAN`] are a redirect loop.
pub(crate) const LOOP_LOADS: usize = 30;
const LOOP_SPAN: Duration = Duration::from_secs(10);

/// Hosts under which webviews serve the application itself on some systems. No page goes there.
const BRIDGE_HOSTS: &[&str] =
    &["tauri.localhost", "ipc.localhost", "asset.localhost", "icon.localhost", "launch.localhost"];

/// What to do with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Follow,
    /// Not opened; the page stays.
    Refuse(Refused),
    /// Not opened either: the pages send each other round in circles. Said once.
    Loop,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Plain http to another machine.
    Insecure,
    /// A scheme that has no business in a sign-in.
    Scheme,
    /// After the attempt has ended.
    Late,
}

/// Judges the addresses of one attempt to sign in.
pub struct Guard {
    tenant: TenantUrl,
    loads: VecDeque<Millis>,
    looped: bool,
}

impl Guard {
    pub const fn new(tenant: TenantUrl) -> Self {
        Self { tenant, loads: VecDeque::new(), looped: false }
    }

    pub const fn tenant(&self) -> &TenantUrl {
        &self.tenant
    }

    pub fn judge(&mut self, url: &Url, now: Millis) -> Verdict {
        if let Some(refused) = refusal(url, &self.tenant) {
            return Verdict::Refuse(refused);
        }
        if self.looped {
            return Verdict::Refuse(Refused::Late);
        }
        self.looped = url.scheme() != "about" && self.is_loop(now);
        if self.looped { Verdict::Loop } else { Verdict::Follow }
    }

    fn is_loop(&mut self, now: Millis) -> bool {
        self.loads.push_back(now);
        while self.loads.front().is_some_and(|first| now.since(*first) > LOOP_SPAN) {
            self.loads.pop_front();
        }
        self.loads.len() > LOOP_LOADS
    }
}

/// Whether a page of this tenant's sign-in may open `url`; the identity provider may live on any
/// https host. Also the rule for application windows.
pub fn refusal(url: &Url, tenant: &TenantUrl) -> Option<Refused> {
    let bridge = url.host_str().is_some_and(|host| BRIDGE_HOSTS.contains(&host));
    match url.scheme() {
        _ if bridge => Some(Refused::Scheme),
        "https" => None,
        "http" if is_loopback(url) && tenant.is_loopback() => None,
        "http" => Some(Refused::Insecure),
        "about" if matches!(url.path(), "blank" | "srcdoc") => None,
        _ => Some(Refused::Scheme),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn guard() -> Guard {
        Guard::new(TenantUrl::parse("https://acme.my.idaptive.app").unwrap())
    }

    #[test]
    fn a_loop_is_said_once_and_ends_it() {
        let (mut guard, page) = (guard(), Url::parse("https://idp.example/again").unwrap());
        let blank = Url::parse("about:blank").unwrap();
        for _ in 0..LOOP_LOADS {
            assert_eq!(guard.judge(&page, Millis(0)), Verdict::Follow);
            assert_eq!(guard.judge(&blank, Millis(0)), Verdict::Follow);
        }
        assert_eq!(guard.judge(&page, Millis(0)), Verdict::Loop);
        assert_eq!(guard.judge(&page, Millis(0)), Verdict::Refuse(Refused::Late));
        assert_eq!(guard.judge(&page, Millis(3_600_000)), Verdict::Refuse(Refused::Late));
    }

    proptest! {
        #[test]
        fn only_encrypted_pages_are_followed(text in "(https?|ftp|file|data|about|x-y):(//)?[a-z0-9.:@/?#\\[\\]-]{0,30}") {
            if let Ok(url) = Url::parse(&text)
                && guard().judge(&url, Millis(0)) == Verdict::Follow
            {
                prop_assert!(matches!(url.scheme(), "https" | "about"), "{url}");
            }
        }
    }
}
