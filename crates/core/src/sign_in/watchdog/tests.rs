//! The watchdog against orders of events as windows make them, and against any order at all.

use proptest::prelude::*;

use super::Action::{ClearWarning, ShowWindow, Warn};
use super::PageObservation::{LoadFinished, LoadStarted, PopupBlocked};
use super::*;

const OPENED_AT: Timestamp = Timestamp(10_000_000);
const ORDINARY_PAGE: PageObservation = LoadStarted(PageKind::Ordinary);
const REDIRECT_PAGE: PageObservation = LoadStarted(PageKind::Redirect);
const PASSKEY_PAGE: PageObservation = LoadStarted(PageKind::Unsupported(Code::AuthPasskey));

/// What is said, and how many milliseconds after opening, while a caller sleeps as it should.
fn run_watchdog(sights: &[(u64, PageObservation)], until: u64) -> Vec<(u64, Action)> {
    let (mut watchdog, mut actions_by_time, mut observations) =
        (Watchdog::new(OPENED_AT), Vec::new(), sights.iter().peekable());
    loop {
        let deadline = watchdog.next_deadline().map(|at| at.since(OPENED_AT).as_millis() as u64);
        let (elapsed, actions) = match observations.peek() {
            Some((at, sight)) if deadline.is_none_or(|deadline| *at < deadline) => {
                observations.next();
                (*at, watchdog.observe(*sight, OPENED_AT.plus(Duration::from_millis(*at))))
            }
            _ => match deadline.filter(|deadline| *deadline <= until) {
                Some(deadline) => (deadline, watchdog.tick(OPENED_AT.plus(Duration::from_millis(deadline)))),
                None => return actions_by_time,
            },
        };
        actions_by_time.extend(actions.into_iter().map(|action| (elapsed, action)));
    }
}

#[test]
fn window_is_shown_and_warnings_follow_page_events() {
    const RUN_MILLIS: u64 = 60_000;
    for (observations, expected) in [
        // A page that stands still is shown once it has.
        (&[(100, ORDINARY_PAGE), (300, LoadFinished)][..], &[(700, ShowWindow)][..]),
        // Steps on the way are not, but patience has an end.
        (
            &[
                (100, ORDINARY_PAGE),
                (300, LoadFinished),
                (500, ORDINARY_PAGE),
                (800, LoadFinished),
                (1_000, ORDINARY_PAGE),
                (2_000, LoadFinished),
            ],
            &[(1_500, ShowWindow)],
        ),
        (&[(100, ORDINARY_PAGE), (1_400, LoadFinished)], &[(1_500, ShowWindow)]),
        (&[(2_000, ORDINARY_PAGE), (2_500, LoadFinished)], &[(2_000, ShowWindow)]),
        (&[(200, LoadFinished)], &[(600, ShowWindow)]),
        // Blank: nothing ever came, or it never got there.
        (&[], &[(8_000, ShowWindow), (8_000, Warn(Code::AuthBlank))]),
        (&[(1_000, ORDINARY_PAGE)], &[(1_500, ShowWindow), (9_000, Warn(Code::AuthBlank))]),
        (&[(1_000, ORDINARY_PAGE), (7_000, ORDINARY_PAGE)], &[(1_500, ShowWindow), (15_000, Warn(Code::AuthBlank))]),
        (
            &[(1_000, ORDINARY_PAGE), (12_000, ORDINARY_PAGE), (12_500, LoadFinished)],
            &[(1_500, ShowWindow), (9_000, Warn(Code::AuthBlank)), (12_500, ClearWarning)],
        ),
        // Once something was there, a slow page is just slow.
        (&[(100, ORDINARY_PAGE), (200, LoadFinished), (5_000, ORDINARY_PAGE)], &[(600, ShowWindow)]),
        // Stuck at the redirect, also if it reloads; and gone on from there.
        (&[(100, REDIRECT_PAGE), (200, LoadFinished)], &[(600, ShowWindow), (5_100, Warn(Code::AuthStuck))]),
        (
            &[
                (100, REDIRECT_PAGE),
                (200, LoadFinished),
                (3_000, REDIRECT_PAGE),
                (6_000, REDIRECT_PAGE),
                (7_000, LoadFinished),
            ],
            &[(600, ShowWindow), (5_100, Warn(Code::AuthStuck))],
        ),
        (
            &[(100, REDIRECT_PAGE), (200, LoadFinished), (3_000, ORDINARY_PAGE), (3_100, LoadFinished)],
            &[(600, ShowWindow)],
        ),
        (
            &[(100, REDIRECT_PAGE), (200, LoadFinished), (6_000, ORDINARY_PAGE)],
            &[(600, ShowWindow), (5_100, Warn(Code::AuthStuck)), (6_000, ClearWarning)],
        ),
        // Trouble shows the window at once, and goes with its page.
        (&[(100, PASSKEY_PAGE), (200, LoadFinished)], &[(100, ShowWindow), (100, Warn(Code::AuthPasskey))]),
        (
            &[
                (100, PASSKEY_PAGE),
                (200, LoadFinished),
                (900, PASSKEY_PAGE),
                (2_000, ORDINARY_PAGE),
                (2_100, LoadFinished),
            ],
            &[(100, ShowWindow), (100, Warn(Code::AuthPasskey)), (2_000, ClearWarning)],
        ),
        (
            &[(100, ORDINARY_PAGE), (200, LoadFinished), (250, PopupBlocked), (300, PopupBlocked), (900, PASSKEY_PAGE)],
            &[(250, ShowWindow), (250, Warn(Code::AuthPopup)), (900, Warn(Code::AuthPasskey))],
        ),
        (&[(0, LoadStarted(PageKind::Unsupported(Code::AuthAgent)))], &[(0, ShowWindow), (0, Warn(Code::AuthAgent))]),
        (
            &[(100, REDIRECT_PAGE), (200, LoadFinished), (6_000, PopupBlocked)],
            &[(600, ShowWindow), (5_100, Warn(Code::AuthStuck)), (6_000, Warn(Code::AuthPopup))],
        ),
    ] {
        assert_eq!(run_watchdog(observations, RUN_MILLIS), expected, "{observations:?}");
    }
}

#[test]
fn clock_set_back_does_not_delay_showing_the_window() {
    let mut watchdog = Watchdog::new(OPENED_AT);
    watchdog.observe(ORDINARY_PAGE, OPENED_AT.plus(Duration::from_millis(100)));
    let hour_ago = Timestamp(OPENED_AT.0 - 3_600_000);
    assert_eq!(watchdog.tick(hour_ago), []);
    // 1,400 ms of its patience are left.
    assert_eq!(watchdog.next_deadline(), Some(hour_ago.plus(Duration::from_millis(1_400))));
    assert_eq!(watchdog.tick(hour_ago.plus(Duration::from_millis(1_400))), [ShowWindow]);
}

#[test]
fn page_kind_is_classified_by_address() {
    let redirect = Url::parse("https://acme.my.idaptive.app/sysinfo/dummy").unwrap();
    for (address, expected) in [
        ("https://acme.my.idaptive.app/sysinfo/dummy/", PageKind::Redirect),
        ("https://ACME.my.idaptive.app//SysInfo/Dummy?code=a", PageKind::Redirect),
        ("https://acme.my.idaptive.app./sysinfo/dummy", PageKind::Redirect),
        ("https://acme.my.idaptive.app/sysinfo/dummy/more", PageKind::Ordinary),
        ("https://acme.my.idaptive.app/sysinfo", PageKind::Ordinary),
        ("https://idp.example/sysinfo/dummy", PageKind::Ordinary),
        ("https://idp.example/webauthn", PageKind::Unsupported(Code::AuthPasskey)),
        ("about:blank", PageKind::Ordinary),
    ] {
        assert_eq!(PageKind::classify(&Url::parse(address).unwrap(), Some(&redirect)), expected, "{address}");
    }
    assert_eq!(PageKind::classify(&redirect, None), PageKind::Ordinary);
}

fn observation_strategy() -> impl Strategy<Value = Option<PageObservation>> {
    prop_oneof![
        Just(None),
        Just(Some(ORDINARY_PAGE)),
        Just(Some(REDIRECT_PAGE)),
        Just(Some(PASSKEY_PAGE)),
        Just(Some(LoadFinished)),
        Just(Some(PopupBlocked)),
    ]
}

proptest! {
    #[test]
    fn arbitrary_events_show_the_window_exactly_once(steps in prop::collection::vec((observation_strategy(), -2_000_i64..9_000), 0..60)) {
        let (mut watchdog, mut now) = (Watchdog::new(OPENED_AT), OPENED_AT);
        let (mut times_shown, mut warning, mut has_content) = (0, None, false);
        for (sight, pause) in steps {
            now = Timestamp(now.0.saturating_add_signed(pause));
            has_content |= sight.is_some_and(|observation| observation != PopupBlocked);
            let actions = match sight {
                Some(observation) => watchdog.observe(observation, now),
                None => watchdog.tick(now),
            };
            for action in actions {
                match action {
                    ShowWindow => times_shown += 1,
                    Warn(code) => {
                        prop_assert!(times_shown == 1 && warning != Some(code));
                        warning = Some(code);
                    }
                    ClearWarning => prop_assert!(warning.take().is_some()),
                }
            }
            prop_assert_eq!(warning, watchdog.warning);
            // A caller that sleeps until then makes progress each time.
            prop_assert!(watchdog.next_deadline().is_none_or(|at| at > now));
        }
        let mut ticks = 0;
        while let Some(deadline) = watchdog.next_deadline() {
            ticks += 1;
            prop_assert!(ticks <= 3);
            times_shown += watchdog.tick(deadline).iter().filter(|action| **action == ShowWindow).count();
        }
        prop_assert_eq!(times_shown, 1, "began: {}", has_content);
    }
}
