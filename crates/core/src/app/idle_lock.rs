//! When the user last did something, and the wait until nobody has for as long as the setting says.

use std::time::Duration;

use tokio::sync::watch;

use crate::clock::Timestamp;
use crate::state_lock::StateLock;

pub(super) struct IdleLock {
    last_activity: StateLock<Timestamp>,
    limit_changed: watch::Sender<()>,
}

impl IdleLock {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { last_activity: StateLock::new(now), limit_changed: watch::Sender::new(()) }
    }

    pub(super) fn record_activity(&self, now: Timestamp) {
        self.last_activity.with(|last_activity| *last_activity = now);
    }

    /// The setting may have changed.
    pub(super) fn on_limit_changed(&self) {
        self.limit_changed.send_replace(());
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<()> {
        self.limit_changed.subscribe()
    }

    /// How long until `limit` has passed without activity. After a clock that went back it counts anew.
    pub(super) fn remaining(&self, limit: Duration, now: Timestamp) -> Duration {
        self.last_activity.with(|last_activity| {
            *last_activity = (*last_activity).min(now);
            last_activity.plus(limit).since(now)
        })
    }
}
