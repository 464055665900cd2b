//! Decides which addresses a window with pages of others may open: the rule about schemes and hosts, and the guard
//! against redirect loops.
//!
//! The policy knows no protocol. Each sign-in method looks for its own redirect first and leaves every other address to
//! its [`NavigationPolicy`], so that one rule holds for all of them.

use std::collections::VecDeque;
use std::time::Duration;

use url::Url;

use crate::clock::Timestamp;
use crate::tenant::url::{TenantUrl, is_loopback};

/// More page loads than this in [`PAGE_LOAD_WINDOW`] are a redirect loop.
pub(crate) const MAX_PAGE_LOADS: usize = 30;
const PAGE_LOAD_WINDOW: Duration = Duration::from_secs(10);

/// Hosts under which webviews serve the application itself on some systems. No page goes there.
const BRIDGE_HOSTS: &[&str] =
    &["tauri.localhost", "ipc.localhost", "asset.localhost", "icon.localhost", "launch.localhost"];

/// What to do with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NavigationDecision {
    Allow,
    /// Not opened; the page stays.
    Block(BlockReason),
    /// Not opened either: the pages send each other round in circles. Said once.
    RedirectLoop,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockReason {
    /// Plain http to another machine.
    InsecureHttp,
    /// A scheme that has no business in a sign-in.
    DisallowedScheme,
    /// After the attempt has ended.
    AttemptEnded,
}

/// Judges the addresses of one attempt to sign in.
pub struct NavigationPolicy {
    tenant: TenantUrl,
    load_times: VecDeque<Timestamp>,
    has_looped: bool,
}

impl NavigationPolicy {
    pub const fn new(tenant: TenantUrl) -> Self {
        Self { tenant, load_times: VecDeque::new(), has_looped: false }
    }

    pub const fn tenant(&self) -> &TenantUrl {
        &self.tenant
    }

    pub fn decide(&mut self, url: &Url, now: Timestamp) -> NavigationDecision {
        if let Some(reason) = block_reason(url, &self.tenant) {
            return NavigationDecision::Block(reason);
        }
        if self.has_looped {
            return NavigationDecision::Block(BlockReason::AttemptEnded);
        }
        self.has_looped = url.scheme() != "about" && self.is_loop(now);
        if self.has_looped { NavigationDecision::RedirectLoop } else { NavigationDecision::Allow }
    }

    fn is_loop(&mut self, now: Timestamp) -> bool {
        self.load_times.push_back(now);
        while self.load_times.front().is_some_and(|oldest| now.since(*oldest) > PAGE_LOAD_WINDOW) {
            self.load_times.pop_front();
        }
        self.load_times.len() > MAX_PAGE_LOADS
    }
}

/// Whether a page of this tenant's sign-in may open `url`; the identity provider may live on any
/// https host.
pub fn block_reason(url: &Url, tenant: &TenantUrl) -> Option<BlockReason> {
    let is_bridge_host = url.host_str().is_some_and(|host| BRIDGE_HOSTS.contains(&host));
    match url.scheme() {
        _ if is_bridge_host => Some(BlockReason::DisallowedScheme),
        "https" => None,
        "http" if is_loopback(url) && tenant.is_loopback() => None,
        "http" => Some(BlockReason::InsecureHttp),
        "about" if matches!(url.path(), "blank" | "srcdoc") => None,
        _ => Some(BlockReason::DisallowedScheme),
    }
}

/// Whether an application window, or a frame in it, may open `url`, or make a file of it: beside pages, what a page
/// made itself. A `blob:` is of the origin that it names, and held to the same rule; only a page of that origin can open it.
pub(crate) fn app_block_reason(url: &Url, tenant: &TenantUrl) -> Option<BlockReason> {
    match url.scheme() {
        "data" => None,
        "blob" => match Url::parse(url.path()) {
            Ok(creator) if matches!(creator.scheme(), "https" | "http") => block_reason(&creator, tenant),
            _ => Some(BlockReason::DisallowedScheme),
        },
        _ => block_reason(url, tenant),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn new_policy() -> NavigationPolicy {
        NavigationPolicy::new(TenantUrl::parse("https://acme.my.idaptive.app").unwrap())
    }

    #[test]
    fn redirect_loop_is_reported_once_and_blocks_later_loads() {
        let (mut policy, page) = (new_policy(), Url::parse("https://idp.example/again").unwrap());
        let blank = Url::parse("about:blank").unwrap();
        for _ in 0..MAX_PAGE_LOADS {
            assert_eq!(policy.decide(&page, Timestamp(0)), NavigationDecision::Allow);
            assert_eq!(policy.decide(&blank, Timestamp(0)), NavigationDecision::Allow);
        }
        assert_eq!(policy.decide(&page, Timestamp(0)), NavigationDecision::RedirectLoop);
        assert_eq!(policy.decide(&page, Timestamp(0)), NavigationDecision::Block(BlockReason::AttemptEnded));
        assert_eq!(policy.decide(&page, Timestamp(3_600_000)), NavigationDecision::Block(BlockReason::AttemptEnded));
    }

    #[test]
    fn blob_follows_the_rule_of_its_origin() {
        let block_reason_for =
            |tenant: &str, url: &str| app_block_reason(&Url::parse(url).unwrap(), &TenantUrl::parse(tenant).unwrap());
        let (tenant, demo) = ("https://acme.my.idaptive.app", "http://127.0.0.1:3000");
        for url in [
            "blob:https://app.example/1-2",
            "data:text/csv,a",
            "data:text/html,x",
            "https://app.example/",
            "about:blank",
        ] {
            assert_eq!(block_reason_for(tenant, url), None, "{url}");
        }
        for (url, reason) in [
            ("blob:http://app.example/1", BlockReason::InsecureHttp),
            ("blob:http://127.0.0.1:3000/1", BlockReason::InsecureHttp),
            ("blob:null/1", BlockReason::DisallowedScheme),
            ("blob:https://tauri.localhost/1", BlockReason::DisallowedScheme),
            ("blob:tauri://localhost/1", BlockReason::DisallowedScheme),
            ("blob:file:///etc/passwd", BlockReason::DisallowedScheme),
            ("blob:about:blank", BlockReason::DisallowedScheme),
            ("blob:data:text/html,x", BlockReason::DisallowedScheme),
            ("blob:blob:https://app.example/1", BlockReason::DisallowedScheme),
            ("mailto:a@b.test", BlockReason::DisallowedScheme),
        ] {
            assert_eq!(block_reason_for(tenant, url), Some(reason), "{url}");
        }
        assert_eq!(block_reason_for(demo, "blob:http://localhost:3001/1"), None);
        assert_eq!(block_reason_for(demo, "blob:http://app.example/1"), Some(BlockReason::InsecureHttp));
    }

    proptest! {
        #[test]
        fn sign_in_window_blocks_blob_and_data_urls(text in "(blob|data):(https?://|text/)?[a-z0-9.:@/,;?#-]{0,30}") {
            if let Ok(url) = Url::parse(&text) {
                prop_assert_eq!(new_policy().decide(&url, Timestamp(0)), NavigationDecision::Block(BlockReason::DisallowedScheme), "{}", url);
            }
        }

        #[test]
        fn app_window_opens_blob_only_if_its_origin_is_allowed(
            creator in "(https?|ftp|file|blob|data|about|tauri|x-y):(//)?[a-z0-9.:@/?#\\[\\]-]{0,30}",
            is_loopback_tenant in any::<bool>(),
        ) {
            let tenant = TenantUrl::parse(if is_loopback_tenant { "http://127.0.0.1:3000" } else { "https://acme.my.idaptive.app" }).unwrap();
            let blob = Url::parse(&format!("blob:{creator}")).unwrap();
            if app_block_reason(&blob, &tenant).is_none() {
                let origin = blob.origin();
                prop_assert!(origin.is_tuple(), "{blob}");
                let page = Url::parse(&origin.ascii_serialization()).unwrap();
                prop_assert_eq!(block_reason(&page, &tenant), None, "{}", blob);
            }
        }

        #[test]
        fn sign_in_window_allows_only_https_and_about(text in "(https?|ftp|file|data|about|x-y):(//)?[a-z0-9.:@/?#\\[\\]-]{0,30}") {
            if let Ok(url) = Url::parse(&text)
                && new_policy().decide(&url, Timestamp(0)) == NavigationDecision::Allow
            {
                prop_assert!(matches!(url.scheme(), "https" | "about"), "{url}");
            }
        }
    }
}
