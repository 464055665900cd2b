//! What the portal is asked to bind, how a session may end, and the timeout and state update that all parts share.

use std::future::Future;
use std::time::Duration;

use portico_core::view::ShortcutView;
use tokio::sync::watch;
use tokio::time::timeout;

/// Called when the key is pressed, with the activation token for a window, if the desktop sent one.
pub type PressHandler = Box<dyn Fn(Option<String>) + Send + Sync>;

/// The timeout of one D-Bus call. The portal may have to start first; no user action waits for it.
pub(super) const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// What the portal is asked to bind.
pub(super) struct ShortcutRequest {
    pub(super) trigger: String,
    pub(super) description: String,
    pub(super) on_pressed: PressHandler,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SessionEnd {
    /// The portal's process ended.
    PortalGone,
    /// The desktop closed it.
    Closed,
    /// There was no session: this desktop has no such portal, or the portal does not work.
    Unavailable,
}

/// `None` if the call failed or timed out.
pub(super) async fn with_timeout<T>(call: impl Future<Output = zbus::Result<T>>) -> Option<T> {
    timeout(CALL_TIMEOUT, call).await.ok()?.ok()
}

pub(super) fn set_state(state_sender: &watch::Sender<ShortcutView>, state: ShortcutView) {
    state_sender.send_if_modified(|current| {
        let is_changed = *current != state;
        *current = state;
        is_changed
    });
}
