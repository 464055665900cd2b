//! L: clocks that jump, and computers that sleep. What is due is decided by the wall clock at each use.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use portico_core::clock::{Clock, Millis, SystemClock};

use super::oracles::{Bench, thrice};
use crate::person::TurnedClock;

/// The real time, or any other.
#[derive(Default)]
struct SetClock(Mutex<Option<Millis>>);

impl SetClock {
    fn set(&self, time: Option<u64>) {
        *self.0.lock().unwrap() = time.map(Millis);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Millis {
        self.0.lock().unwrap().unwrap_or_else(|| SystemClock.now())
    }
}

const DAY: u64 = 24 * 3600 * 1000;

fn times() -> Vec<(&'static str, u64)> {
    let now = SystemClock.now().0;
    vec![
        ("L-01 a day ahead", now + DAY),
        ("L-01 ten years ahead", now + 3652 * DAY),
        ("L-01 a day back", now - DAY),
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
async fn a_clock_that_jumps() {
    thrice(async || {
        let mut outcomes = Vec::new();
        for (row, time) in times() {
            let clock = Arc::new(SetClock::default());
            let mut bench = Bench::with(|config| config.apps[0].rotation = true, clock.clone()).await;
            bench.tries_to_sign_in(row).await;
            for time in [Some(time), None] {
                bench.begins();
                clock.set(time);
                for _ in 0..5 {
                    bench.person.app.refresh().await;
                    assert_eq!((bench.is_signed_in(), bench.code(), bench.apps()), (true, None, 42), "{row}");
                }
                let renewals = bench.count("/oauth2/token");
                assert!(renewals <= 1, "{row}: U5: {renewals} renewals");
                assert_eq!(bench.count("/uprest"), 5, "{row}");
                bench.holds(row);
                outcomes.push((row, renewals));
            }
        }
        outcomes
    })
    .await;
}

/// L-01: signing in by a wrong clock.
#[tokio::test]
async fn a_clock_that_was_always_wrong() {
    thrice(async || {
        for (row, time) in times() {
            let clock = Arc::new(SetClock::default());
            clock.set(Some(time));
            let mut bench = Bench::with(|_| {}, clock.clone()).await;
            bench.tries_to_sign_in(row).await;
            assert_eq!((bench.is_signed_in(), bench.code(), bench.apps()), (true, None, 42), "{row}");
            assert!(bench.count("/oauth2/token") <= 2, "{row}");
            bench.holds(row);
            bench.restarts(super::oracles::USER);
            bench.person.app.wake().await;
            assert_eq!(bench.apps(), 42, "{row}");
            bench.next_try_works(row).await;
        }
    })
    .await;
}

/// L-02: eight hours of sleep, in which no timer runs; then a click.
#[tokio::test]
async fn a_computer_that_slept() {
    thrice(async || {
        let clock = Arc::new(TurnedClock(Mutex::default()));
        let mut bench = Bench::with(|_| {}, clock.clone()).await;
        bench.tries_to_sign_in("L-02").await;
        bench.begins();
        let night = Duration::from_hours(8);
        *clock.0.lock().unwrap() = night;
        bench.person.controls().advance(night);
        bench.person.app.refresh().await;
        let exchanges = bench.wire.since(0);
        let ours: Vec<_> = exchanges.iter().filter(|exchange| exchange.is_ours()).collect();
        let last: Vec<_> = ours[ours.len() - 3..].iter().map(|exchange| exchange.path().to_ascii_lowercase()).collect();
        let expected = ["/oauth2/token/portico", "/uprest/getupdata", "/folder/getfolders"];
        assert_eq!(last, expected, "L-02: renewed first");
        assert_eq!(bench.requests(), 3, "L-02");
        let refused = exchanges.iter().filter(|exchange| exchange.answer.starts_with(b"HTTP/1.1 401")).count();
        assert_eq!((refused, bench.code(), bench.apps()), (0, None, 42), "L-02");
        bench.holds("L-02");
    })
    .await;
}
