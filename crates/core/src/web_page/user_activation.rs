//! Limits what the page of an app window may do without the user: print, ask where to save a file, and have a notice
//! about a blocked navigation shown. User activation (HTML standard), a key, click or touch in the page, allows each
//! again.
//!
//! WebKit does not tell whether a blocked navigation was for the page or for a frame in it. Redirects and popups count as
//! the page's. Other navigations are reported only right after user activation, as the result of a click; without it they
//! may be any frame's. A page that continues by itself does not change a notice that is shown.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use url::Url;

use crate::text;

/// A click may trigger a request before the navigation.
const ACTIVATION_WINDOW: Duration = Duration::from_secs(2);
/// After a denied download a page may prompt again after this time, in which the user can leave it.
const DENIAL_COOLDOWN: Duration = Duration::from_secs(5);
/// Limit of a displayed URL, in graphemes, so that it fits into the info bar.
const MAX_NAME_LENGTH: usize = 80;

/// What was blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockedKind {
    /// A navigation of the page.
    Page,
    /// A popup.
    Window,
    /// A navigation of the page or of a frame in it.
    PageOrFrame,
}

/// The state of one window; clones share it.
#[derive(Clone, Default)]
pub struct UserActivation(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    last_activation: Option<Instant>,
    last_notice: Option<Instant>,
    /// A print dialog was opened since the last activation.
    has_printed: bool,
    /// When the user denied a download, unless an activation followed.
    denied_download: Option<Instant>,
}

impl UserActivation {
    pub fn record(&self, now: Instant) {
        let mut state = self.state();
        (state.last_activation, state.has_printed, state.denied_download) = (Some(now), false, None);
    }

    /// Whether to tell the user that a navigation was blocked. `is_notice_visible`: an earlier notice is still shown.
    pub fn allows_blocked_notice(&self, kind: BlockedKind, is_notice_visible: bool, now: Instant) -> bool {
        let mut state = self.state();
        let follows_activation =
            state.last_activation.is_some_and(|at| now.saturating_duration_since(at) <= ACTIVATION_WINDOW);
        let is_new_activation = state.last_activation > state.last_notice;
        let is_allowed =
            (kind != BlockedKind::PageOrFrame || follows_activation) && (!is_notice_visible || is_new_activation);
        if is_allowed {
            state.last_notice = Some(now);
        }
        is_allowed
    }

    /// Whether the page may open a print dialog; the answer holds for one.
    pub fn consume_print(&self) -> bool {
        !std::mem::replace(&mut self.state().has_printed, true)
    }

    /// Whether the page may ask where to save a file.
    pub fn allows_download(&self, now: Instant) -> bool {
        self.state().denied_download.is_none_or(|at| now.saturating_duration_since(at) >= DENIAL_COOLDOWN)
    }

    pub fn record_denied_download(&self, now: Instant) {
        self.state().denied_download = Some(now);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a notice names a blocked URL: by its scheme, and the host of an HTTP URL; never its path or query.
pub fn blocked_url_name(url: &Url) -> String {
    let name = match url.host_str() {
        Some(host) if url.scheme().starts_with("http") => format!("{}://{host}", url.scheme()),
        _ => format!("{}:", url.scheme()),
    };
    text::sanitize_display(&name, MAX_NAME_LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn blocked_url_name_is_scheme_and_host_only() {
        for (url, expected) in [
            ("http://intranet/path?token=1#x", "http://intranet"),
            ("http://user:word@INTRANET.test:8080/", "http://intranet.test"),
            ("https://tauri.localhost/x", "https://tauri.localhost"),
            ("http://[::1]/", "http://[::1]"),
            ("mailto:somebody@acme.test?subject=x", "mailto:"),
            ("tel:+1234", "tel:"),
            ("zoommtg://zoom.us/join?confno=1&pwd=2", "zoommtg:"),
            ("file:///etc/passwd", "file:"),
        ] {
            assert_eq!(blocked_url_name(&Url::parse(url).unwrap()), expected);
        }
        let long = format!("http://{}.test/", "a".repeat(900));
        assert!(blocked_url_name(&Url::parse(&long).unwrap()).chars().count() <= MAX_NAME_LENGTH + 1);
    }

    proptest::proptest! {
        #[test]
        fn blocked_url_name_never_contains_path_or_query(rest in "[a-z]{0,20}", secret in "SECRET[A-Z0-9]{4,9}") {
            for url in [format!("x{rest}:{secret}"), format!("http://{rest}a/{secret}"), format!("y://{secret}/{rest}")] {
                proptest::prop_assert!(!blocked_url_name(&Url::parse(&url).unwrap()).contains(&secret));
            }
        }
    }

    #[test]
    fn repeated_blocks_without_activation_notify_once() {
        let (activation, start) = (UserActivation::default(), Instant::now());
        assert!(!activation.allows_blocked_notice(BlockedKind::PageOrFrame, false, start), "it may be a frame");
        assert!(activation.allows_blocked_notice(BlockedKind::Page, false, start));
        for seconds in 1..100 {
            let now = start + SECOND * seconds;
            assert!(
                !activation.allows_blocked_notice(BlockedKind::Page, true, now)
                    && !activation.allows_blocked_notice(BlockedKind::Window, true, now)
            );
        }
        // The info bar was closed, or a page has loaded.
        assert!(activation.allows_blocked_notice(BlockedKind::Window, false, start + SECOND * 100));
    }

    #[test]
    fn block_after_activation_notifies_once_within_two_seconds() {
        let (activation, start) = (UserActivation::default(), Instant::now());
        assert!(activation.allows_blocked_notice(BlockedKind::Page, false, start));
        activation.record(start + SECOND);
        assert!(
            activation.allows_blocked_notice(BlockedKind::PageOrFrame, true, start + SECOND * 2),
            "replaces the earlier notice"
        );
        assert!(!activation.allows_blocked_notice(BlockedKind::PageOrFrame, true, start + SECOND * 2), "once");
        activation.record(start + SECOND * 10);
        assert!(
            !activation.allows_blocked_notice(BlockedKind::PageOrFrame, false, start + SECOND * 13),
            "too late to be caused by it"
        );
    }

    #[test]
    fn page_prints_once_between_activations() {
        let (activation, start) = (UserActivation::default(), Instant::now());
        assert!(activation.consume_print() && !activation.consume_print());
        activation.record(start);
        assert!(activation.consume_print() && !activation.consume_print());
    }

    #[test]
    fn denied_download_prompts_again_after_activation_or_cooldown() {
        let (activation, start) = (UserActivation::default(), Instant::now());
        assert!(activation.allows_download(start));
        activation.record_denied_download(start);
        assert!(!activation.allows_download(start + SECOND * 4) && activation.allows_download(start + SECOND * 5));
        activation.record(start + SECOND);
        assert!(activation.allows_download(start + SECOND));
    }
}
