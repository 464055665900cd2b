//! An address that a page of an app window wanted and may not open: what it is called in the window's line, and when
//! that line comes. Nothing is handed to the system: there a page could start programs.
//!
//! WebKit does not say whether an address was meant for the page or for a frame in it. What a redirect leads to and
//! what was to be a window is the page's. Of the rest only what comes right after a person's key or click is told:
//! that is a dead click, and the others may be any frame's. A page that goes on by itself changes the line no more.

#![cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "app windows have a line on Linux only"))]

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use portico_core::text;
use tauri::{Runtime, Url, WebviewWindow};

/// A click may lead to a question at a server first.
const AFTER_GESTURE: Duration = Duration::from_secs(2);
/// The longest name, in graphemes. A host may be longer than a line.
const LONGEST: usize = 80;

/// How a page came to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The page itself was on its way there.
    Page,
    /// It was to be a window.
    Window,
    /// The page or a frame in it.
    Either,
}

/// Of one window.
#[derive(Clone, Default)]
pub(crate) struct Refusals(Arc<Mutex<Moments>>);

#[derive(Default)]
struct Moments {
    /// The person's last key or click in the page.
    gesture: Option<Instant>,
    told: Option<Instant>,
}

impl Refusals {
    #[cfg(target_os = "linux")]
    pub(crate) fn listen<R: Runtime>(&self, window: &WebviewWindow<R>) {
        let own = self.clone();
        // Err: the window is gone already.
        let _ = window.with_webview(move |platform| {
            crate::gesture::hear(&platform.inner(), move || own.hear(Instant::now()));
        });
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn listen<R: Runtime>(&self, _window: &WebviewWindow<R>) {}

    fn hear(&self, now: Instant) {
        self.moments().gesture = Some(now);
    }

    /// Whether it is to be told. `stands`: an earlier one still is.
    pub(crate) fn is_told(&self, way: Way, stands: bool, now: Instant) -> bool {
        let mut moments = self.moments();
        let is_answer = moments.gesture.is_some_and(|at| now.saturating_duration_since(at) <= AFTER_GESTURE);
        let is_new = moments.gesture > moments.told;
        let tells = (way != Way::Either || is_answer) && (!stands || is_new);
        if tells {
            moments.told = Some(now);
        }
        tells
    }

    fn moments(&self) -> MutexGuard<'_, Moments> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The scheme, and the host where there is one: whose it is, and never what is asked of it.
pub(crate) fn name(url: &Url) -> String {
    let name = match url.host_str() {
        Some(host) if url.scheme().starts_with("http") => format!("{}://{host}", url.scheme()),
        _ => format!("{}:", url.scheme()),
    };
    text::shown(&name, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_name_says_whose_it_is_and_no_more() {
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
            assert_eq!(name(&Url::parse(url).unwrap()), expected);
        }
        let long = format!("http://{}.test/", "a".repeat(900));
        assert!(name(&Url::parse(&long).unwrap()).chars().count() <= LONGEST + 1);
    }

    proptest::proptest! {
        #[test]
        fn no_name_holds_what_is_asked_for(rest in "[a-z]{0,20}", secret in "SECRET[A-Z0-9]{4,9}") {
            for url in [format!("x{rest}:{secret}"), format!("http://{rest}a/{secret}"), format!("y://{secret}/{rest}")] {
                proptest::prop_assert!(!name(&Url::parse(&url).unwrap()).contains(&secret));
            }
        }
    }

    #[test]
    fn a_page_that_goes_on_by_itself_gets_one_line() {
        let (refusals, start) = (Refusals::default(), Instant::now());
        assert!(!refusals.is_told(Way::Either, false, start), "it may be a frame's");
        assert!(refusals.is_told(Way::Page, false, start));
        for seconds in 1..100 {
            let now = start + SECOND * seconds;
            assert!(!refusals.is_told(Way::Page, true, now) && !refusals.is_told(Way::Window, true, now));
        }
        // The line was closed, or went with a page.
        assert!(refusals.is_told(Way::Window, false, start + SECOND * 100));
    }

    #[test]
    fn a_click_gets_one_line_in_its_time() {
        let (refusals, start) = (Refusals::default(), Instant::now());
        assert!(refusals.is_told(Way::Page, false, start));
        refusals.hear(start + SECOND);
        assert!(refusals.is_told(Way::Either, true, start + SECOND * 2), "in place of the one before");
        assert!(!refusals.is_told(Way::Either, true, start + SECOND * 2), "once");
        refusals.hear(start + SECOND * 10);
        assert!(!refusals.is_told(Way::Either, false, start + SECOND * 13), "too late to be its answer");
    }
}
