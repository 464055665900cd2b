//! Polls for a state until it is there or a limit has passed.

use std::time::{Duration, Instant};

/// How long anything may take before it counts as missing. The machine may be building something else meanwhile.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// Pause between two probes, at least. A probe that takes longer is followed by a pause as long as itself, so that the
/// application has half the time for its own work.
pub const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Calls `probe` until it returns something, and returns that at once; `None` after `limit`.
pub fn wait_within<T>(limit: Duration, mut probe: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        let began = Instant::now();
        if let Some(found) = probe() {
            return Some(found);
        }
        let now = Instant::now();
        if now >= end {
            return None;
        }
        std::thread::sleep((now - began).max(POLL_INTERVAL).min(end - now));
    }
}
