//! What the services on the session bus share.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;
use zbus::connection::Builder;

/// The timeout of one D-Bus call. A service may have to start first; no user action waits for it.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// A connection to the bus at `address`, or else to the session bus.
pub(crate) fn builder(address: Option<&str>) -> zbus::Result<Builder<'_>> {
    address.map_or_else(Builder::session, Builder::address)
}

/// `None` if the call failed or timed out.
pub(crate) async fn with_timeout<T>(call: impl Future<Output = zbus::Result<T>>) -> Option<T> {
    timeout(CALL_TIMEOUT, call).await.ok()?.ok()
}

/// Subscribers are notified of a change only.
pub(crate) fn set_state<T: PartialEq>(sender: &watch::Sender<T>, state: T) {
    sender.send_if_modified(|current| {
        let is_changed = *current != state;
        *current = state;
        is_changed
    });
}
