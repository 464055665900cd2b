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
/// https host.
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

/// Whether an application window, or a frame in it, may open `url`, or make a file of it: beside pages, what a page
/// made itself. A `blob:` is of the origin that it names, and held to the same rule; only a page of that origin can open it.
pub(crate) fn app_refusal(url: &Url, tenant: &TenantUrl) -> Option<Refused> {
    match url.scheme() {
        "data" => None,
        "blob" => match Url::parse(url.path()) {
            Ok(maker) if matches!(maker.scheme(), "https" | "http") => refusal(&maker, tenant),
            _ => Some(Refused::Scheme),
        },
        _ => refusal(url, tenant),
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

    #[test]
    fn what_a_page_made_is_held_to_its_makers_rule() {
        let judge =
            |tenant: &str, url: &str| app_refusal(&Url::parse(url).unwrap(), &TenantUrl::parse(tenant).unwrap());
        let (tenant, demo) = ("https://acme.my.idaptive.app", "http://127.0.0.1:3000");
        for url in [
            "blob:https://app.example/1-2",
            "data:text/csv,a",
            "data:text/html,x",
            "https://app.example/",
            "about:blank",
        ] {
            assert_eq!(judge(tenant, url), None, "{url}");
        }
        for (url, refused) in [
            ("blob:http://app.example/1", Refused::Insecure),
            ("blob:http://127.0.0.1:3000/1", Refused::Insecure),
            ("blob:null/1", Refused::Scheme),
            ("blob:https://tauri.localhost/1", Refused::Scheme),
            ("blob:tauri://localhost/1", Refused::Scheme),
            ("blob:file:///etc/passwd", Refused::Scheme),
            ("blob:about:blank", Refused::Scheme),
            ("blob:data:text/html,x", Refused::Scheme),
            ("blob:blob:https://app.example/1", Refused::Scheme),
            ("mailto:a@b.test", Refused::Scheme),
        ] {
            assert_eq!(judge(tenant, url), Some(refused), "{url}");
        }
        assert_eq!(judge(demo, "blob:http://localhost:3001/1"), None);
        assert_eq!(judge(demo, "blob:http://app.example/1"), Some(Refused::Insecure));
    }

    proptest! {
        #[test]
        fn a_sign_in_opens_nothing_that_a_page_made(text in "(blob|data):(https?://|text/)?[a-z0-9.:@/,;?#-]{0,30}") {
            if let Ok(url) = Url::parse(&text) {
                prop_assert_eq!(guard().judge(&url, Millis(0)), Verdict::Refuse(Refused::Scheme), "{}", url);
            }
        }

        #[test]
        fn a_window_opens_what_a_page_made_where_it_opens_the_page(
            maker in "(https?|ftp|file|blob|data|about|tauri|x-y):(//)?[a-z0-9.:@/?#\\[\\]-]{0,30}",
            local in any::<bool>(),
        ) {
            let tenant = TenantUrl::parse(if local { "http://127.0.0.1:3000" } else { "https://acme.my.idaptive.app" }).unwrap();
            let blob = Url::parse(&format!("blob:{maker}")).unwrap();
            if app_refusal(&blob, &tenant).is_none() {
                let origin = blob.origin();
                prop_assert!(origin.is_tuple(), "{blob}");
                let page = Url::parse(&origin.ascii_serialization()).unwrap();
                prop_assert_eq!(refusal(&page, &tenant), None, "{}", blob);
            }
        }

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
