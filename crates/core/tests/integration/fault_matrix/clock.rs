//! L: clocks that jump, and computers that sleep. Expiry is decided by the wall clock at each use.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use portico_core::clock::{Clock, SystemClock, Timestamp};

use super::harness::{Harness, assert_repeatable};
use crate::support::OffsetClock;

/// The real time, or any other.
#[derive(Default)]
struct SettableClock(Mutex<Option<Timestamp>>);

impl SettableClock {
    fn set(&self, time: Option<u64>) {
        *self.0.lock().unwrap() = time.map(Timestamp);
    }
}

impl Clock for SettableClock {
    fn now(&self) -> Timestamp {
        self.0.lock().unwrap().unwrap_or_else(|| SystemClock.now())
    }
}

const DAY_MILLIS: u64 = 24 * 3600 * 1000;

fn clock_values() -> Vec<(&'static str, u64)> {
    let now = SystemClock.now().0;
    vec![
        ("L-01 a day ahead", now + DAY_MILLIS),
        ("L-01 ten years ahead", now + 3652 * DAY_MILLIS),
        ("L-01 a day back", now - DAY_MILLIS),
        ("L-01 five minutes back", now - 300_000),
        ("L-01 half a minute back", now - 30_000),
        ("L-01 1970", 0),
        ("L-01 a second into 1970", 1_000),
        ("L-01 2038", (1 << 31) * 1000 + 1),
        ("L-01 2106", (1 << 32) * 1000 + 1),
    ]
}

/// L-01: at most one renewal for a jump, there and back, and no loop.
#[tokio::test]
async fn clock_jump_refreshes_at_most_once_and_keeps_session() {
    assert_repeatable(async || {
        let mut outcomes = Vec::new();
        for (row, time) in clock_values() {
            let clock = Arc::new(SettableClock::default());
            let mut harness = Harness::with_config(|config| config.apps[0].rotation = true, clock.clone()).await;
            harness.attempt_sign_in(row).await;
            for time in [Some(time), None] {
                harness.start_row();
                clock.set(time);
                for _ in 0..5 {
                    harness.user.app.refresh().await;
                    assert_eq!(
                        (harness.is_signed_in(), harness.error_code(), harness.app_count()),
                        (true, None, 42),
                        "{row}"
                    );
                }
                let refreshes = harness.count_own_requests("/oauth2/token");
                assert!(refreshes <= 1, "{row}: U5: {refreshes} renewals");
                assert_eq!(harness.count_own_requests("/uprest"), 5, "{row}");
                harness.assert_invariants(row);
                outcomes.push((row, refreshes));
            }
        }
        outcomes
    })
    .await;
}

/// L-01: signing in by a wrong clock.
#[tokio::test]
async fn session_signed_in_by_wrong_clock_stays_usable() {
    assert_repeatable(async || {
        for (row, time) in clock_values() {
            let clock = Arc::new(SettableClock::default());
            clock.set(Some(time));
            let mut harness = Harness::with_config(|_| {}, clock.clone()).await;
            harness.attempt_sign_in(row).await;
            assert_eq!((harness.is_signed_in(), harness.error_code(), harness.app_count()), (true, None, 42), "{row}");
            assert!(harness.count_own_requests("/oauth2/token") <= 2, "{row}");
            harness.assert_invariants(row);
            harness.restart(super::harness::USER);
            harness.user.app.run_startup_tasks().await;
            assert_eq!(harness.app_count(), 42, "{row}");
            harness.assert_next_attempt_succeeds(row).await;
        }
    })
    .await;
}

/// L-02: eight hours of sleep, in which no timer runs; then a click.
#[tokio::test]
async fn token_expired_during_sleep_is_refreshed_before_list_request() {
    assert_repeatable(async || {
        let clock = Arc::new(OffsetClock(Mutex::default()));
        let mut harness = Harness::with_config(|_| {}, clock.clone()).await;
        harness.attempt_sign_in("L-02").await;
        harness.start_row();
        let sleep = Duration::from_hours(8);
        *clock.0.lock().unwrap() = sleep;
        harness.user.controls().advance(sleep);
        harness.user.app.refresh().await;
        let exchanges = harness.proxy.exchanges_since(0);
        let own_exchanges: Vec<_> = exchanges.iter().filter(|exchange| exchange.is_from_portico()).collect();
        let last_paths: Vec<_> = own_exchanges[own_exchanges.len() - 3..]
            .iter()
            .map(|exchange| exchange.path().to_ascii_lowercase())
            .collect();
        let expected = ["/oauth2/token/portico", "/uprest/getupdata", "/folder/getfolders"];
        assert_eq!(last_paths, expected, "L-02: renewed first");
        assert_eq!(harness.own_request_count(), 3, "L-02");
        let unauthorized = exchanges.iter().filter(|exchange| exchange.response.starts_with(b"HTTP/1.1 401")).count();
        assert_eq!((unauthorized, harness.error_code(), harness.app_count()), (0, None, 42), "L-02");
        harness.assert_invariants("L-02");
    })
    .await;
}
