//! Requests XDG activation tokens, with which a browser that already runs may raise its window after a click in
//! Portico.
//!
//! A token is requested for the window that has the keyboard focus, and only on Wayland: on X11 browsers raise
//! themselves, and the desktop would show a busy cursor for those that ignore the token. An app opens without a token
//! too, so the wait is short.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tauri::{AppHandle, Manager, Runtime};

use crate::os;

/// The desktop forgets its tokens after a while.
const TOKEN_TTL: Duration = Duration::from_secs(10);

/// A token that was requested for a window that is hidden before the browser starts.
#[derive(Default)]
pub(crate) struct StoredToken(Mutex<Option<(Instant, String)>>);

impl StoredToken {
    fn store(&self, now: Instant, token: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = token.map(|token| (now, token));
    }

    /// A token is valid for one launch.
    fn take_valid(&self, now: Instant) -> Option<String> {
        let stored_token = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        stored_token.filter(|(since, _)| now.saturating_duration_since(*since) < TOKEN_TTL).map(|(_, token)| token)
    }
}

/// Requests a token for a window that has the keyboard focus and is about to be hidden. Must not be called on the main
/// thread, like [`os::request_activation_token`].
pub(crate) fn store_from_desktop<R: Runtime>(app: &AppHandle<R>) {
    app.state::<StoredToken>().store(Instant::now(), os::request_activation_token(app));
}

/// Returns a token for a browser that is about to start.
pub(crate) fn take_or_request<R: Runtime>(app: &AppHandle<R>) -> Option<String> {
    app.state::<StoredToken>().take_valid(Instant::now()).or_else(|| os::request_activation_token(app))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_token_is_used_once_and_expires() {
        let (stored_token, now) = (StoredToken::default(), Instant::now());
        assert_eq!(stored_token.take_valid(now), None);
        stored_token.store(now, Some("t-1".into()));
        stored_token.store(now, Some("t-2".into()));
        assert_eq!(stored_token.take_valid(now + TOKEN_TTL / 2).as_deref(), Some("t-2"));
        assert_eq!(stored_token.take_valid(now), None);
        stored_token.store(now, Some("t-3".into()));
        assert_eq!(stored_token.take_valid(now + TOKEN_TTL), None);
        stored_token.store(now, Some("t-4".into()));
        stored_token.store(now, None);
        assert_eq!(stored_token.take_valid(now), None, "of a window before");
    }
}
