//! Decides when the user is told about a URL that a page of an app window may not open, and how the URL is displayed.
//! Blocked URLs are not passed to the system, where a page could start programs with them.
//!
//! WebKit does not tell whether a navigation was for the page or for a frame in it. Redirects and popups count as the
//! page's. Other navigations are reported only right after user activation, as the result of a click; without it they
//! may be any frame's. A page that continues by itself does not change a notice that is shown.

#![cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "app windows have an info bar on Linux only"))]

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use portico_core::text;
use tauri::{Runtime, Url, WebviewWindow};

/// A click may trigger a request before the navigation.
const ACTIVATION_WINDOW: Duration = Duration::from_secs(2);
/// Limit of a displayed URL, in graphemes, so that it fits into the info bar.
const MAX_NAME_LENGTH: usize = 80;

/// What was blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockedKind {
    /// A navigation of the page.
    Page,
    /// A popup.
    Window,
    /// A navigation of the page or of a frame in it.
    PageOrFrame,
}

/// The state of one window; clones share it.
#[derive(Clone, Default)]
pub(crate) struct BlockedNavigations(Arc<Mutex<NoticeState>>);

#[derive(Default)]
struct NoticeState {
    /// The last user activation in the page.
    last_activation: Option<Instant>,
    last_notice: Option<Instant>,
}

impl BlockedNavigations {
    #[cfg(target_os = "linux")]
    pub(crate) fn track_user_activation<R: Runtime>(&self, window: &WebviewWindow<R>) {
        let blocked_navigations = self.clone();
        // Err: the window is gone already.
        let _ = window.with_webview(move |platform| {
            crate::webview::linux::user_activation::on_user_activation(&platform.inner(), move || {
                blocked_navigations.record_activation(Instant::now())
            });
        });
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn track_user_activation<R: Runtime>(&self, _window: &WebviewWindow<R>) {}

    fn record_activation(&self, now: Instant) {
        self.state().last_activation = Some(now);
    }

    /// Whether to notify the user. `is_notice_visible`: an earlier notice is still shown.
    pub(crate) fn should_notify(&self, kind: BlockedKind, is_notice_visible: bool, now: Instant) -> bool {
        let mut state = self.state();
        let follows_activation =
            state.last_activation.is_some_and(|at| now.saturating_duration_since(at) <= ACTIVATION_WINDOW);
        let is_new_activation = state.last_activation > state.last_notice;
        let should_notify =
            (kind != BlockedKind::PageOrFrame || follows_activation) && (!is_notice_visible || is_new_activation);
        if should_notify {
            state.last_notice = Some(now);
        }
        should_notify
    }

    fn state(&self) -> MutexGuard<'_, NoticeState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the scheme, and the host of an HTTP URL; never its path or query.
pub(crate) fn display_name(url: &Url) -> String {
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
    fn display_name_is_scheme_and_host_only() {
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
            assert_eq!(display_name(&Url::parse(url).unwrap()), expected);
        }
        let long = format!("http://{}.test/", "a".repeat(900));
        assert!(display_name(&Url::parse(&long).unwrap()).chars().count() <= MAX_NAME_LENGTH + 1);
    }

    proptest::proptest! {
        #[test]
        fn display_name_never_contains_path_or_query(rest in "[a-z]{0,20}", secret in "SECRET[A-Z0-9]{4,9}") {
            for url in [format!("x{rest}:{secret}"), format!("http://{rest}a/{secret}"), format!("y://{secret}/{rest}")] {
                proptest::prop_assert!(!display_name(&Url::parse(&url).unwrap()).contains(&secret));
            }
        }
    }

    #[test]
    fn repeated_blocks_without_activation_notify_once() {
        let (blocked_navigations, start) = (BlockedNavigations::default(), Instant::now());
        assert!(!blocked_navigations.should_notify(BlockedKind::PageOrFrame, false, start), "it may be a frame");
        assert!(blocked_navigations.should_notify(BlockedKind::Page, false, start));
        for seconds in 1..100 {
            let now = start + SECOND * seconds;
            assert!(
                !blocked_navigations.should_notify(BlockedKind::Page, true, now)
                    && !blocked_navigations.should_notify(BlockedKind::Window, true, now)
            );
        }
        // The info bar was closed, or a page has loaded.
        assert!(blocked_navigations.should_notify(BlockedKind::Window, false, start + SECOND * 100));
    }

    #[test]
    fn block_after_activation_notifies_once_within_two_seconds() {
        let (blocked_navigations, start) = (BlockedNavigations::default(), Instant::now());
        assert!(blocked_navigations.should_notify(BlockedKind::Page, false, start));
        blocked_navigations.record_activation(start + SECOND);
        assert!(
            blocked_navigations.should_notify(BlockedKind::PageOrFrame, true, start + SECOND * 2),
            "replaces the earlier notice"
        );
        assert!(!blocked_navigations.should_notify(BlockedKind::PageOrFrame, true, start + SECOND * 2), "once");
        blocked_navigations.record_activation(start + SECOND * 10);
        assert!(
            !blocked_navigations.should_notify(BlockedKind::PageOrFrame, false, start + SECOND * 13),
            "too late to be caused by it"
        );
    }
}
