//! The watchdog against orders of events as windows make them, and against any order at all.

use proptest::prelude::*;

use super::Action::{Clear, Reveal, Trouble};
use super::Sight::{Began, Finished, PopupRefused};
use super::*;

const OPENED: Millis = Millis(10_000_000);
const ORDINARY: Sight = Began(Page::Ordinary);
const REDIRECT: Sight = Began(Page::Redirect);
const PASSKEY: Sight = Began(Page::Obstacle(Code::AuthPasskey));

/// What is said, and how many milliseconds after opening, while a caller sleeps as it should.
fn said(sights: &[(u64, Sight)], until: u64) -> Vec<(u64, Action)> {
    let (mut dog, mut said, mut sights) = (Watchdog::new(OPENED), Vec::new(), sights.iter().peekable());
    loop {
        let deadline = dog.next_deadline().map(|at| at.since(OPENED).as_millis() as u64);
        let (at, actions) = match sights.peek() {
            Some((at, sight)) if deadline.is_none_or(|deadline| *at < deadline) => {
                sights.next();
                (*at, dog.see(*sight, OPENED.plus(Duration::from_millis(*at))))
            }
            _ => match deadline.filter(|deadline| *deadline <= until) {
                Some(deadline) => (deadline, dog.tick(OPENED.plus(Duration::from_millis(deadline)))),
                None => return said,
            },
        };
        said.extend(actions.into_iter().map(|action| (at, action)));
    }
}

#[test]
fn when_the_window_is_shown_and_what_is_said() {
    const LONG: u64 = 60_000;
    for (sights, expected) in [
        // A page that stands still is shown once it has.
        (&[(100, ORDINARY), (300, Finished)][..], &[(700, Reveal)][..]),
        // Steps on the way are not, but patience has an end.
        (
            &[(100, ORDINARY), (300, Finished), (500, ORDINARY), (800, Finished), (1_000, ORDINARY), (2_000, Finished)],
            &[(1_500, Reveal)],
        ),
        (&[(100, ORDINARY), (1_400, Finished)], &[(1_500, Reveal)]),
        (&[(2_000, ORDINARY), (2_500, Finished)], &[(2_000, Reveal)]),
        (&[(200, Finished)], &[(600, Reveal)]),
        // Blank: nothing ever came, or it never got there.
        (&[], &[(8_000, Reveal), (8_000, Trouble(Code::AuthBlank))]),
        (&[(1_000, ORDINARY)], &[(1_500, Reveal), (9_000, Trouble(Code::AuthBlank))]),
        (&[(1_000, ORDINARY), (7_000, ORDINARY)], &[(1_500, Reveal), (15_000, Trouble(Code::AuthBlank))]),
        (
            &[(1_000, ORDINARY), (12_000, ORDINARY), (12_500, Finished)],
            &[(1_500, Reveal), (9_000, Trouble(Code::AuthBlank)), (12_500, Clear)],
        ),
        // Once something was there, a slow page is just slow.
        (&[(100, ORDINARY), (200, Finished), (5_000, ORDINARY)], &[(600, Reveal)]),
        // Stuck at the redirect, also if it reloads; and gone on from there.
        (&[(100, REDIRECT), (200, Finished)], &[(600, Reveal), (5_100, Trouble(Code::AuthStuck))]),
        (
            &[(100, REDIRECT), (200, Finished), (3_000, REDIRECT), (6_000, REDIRECT), (7_000, Finished)],
            &[(600, Reveal), (5_100, Trouble(Code::AuthStuck))],
        ),
        (&[(100, REDIRECT), (200, Finished), (3_000, ORDINARY), (3_100, Finished)], &[(600, Reveal)]),
        (
            &[(100, REDIRECT), (200, Finished), (6_000, ORDINARY)],
            &[(600, Reveal), (5_100, Trouble(Code::AuthStuck)), (6_000, Clear)],
        ),
        // Trouble shows the window at once, and goes with its page.
        (&[(100, PASSKEY), (200, Finished)], &[(100, Reveal), (100, Trouble(Code::AuthPasskey))]),
        (
            &[(100, PASSKEY), (200, Finished), (900, PASSKEY), (2_000, ORDINARY), (2_100, Finished)],
            &[(100, Reveal), (100, Trouble(Code::AuthPasskey)), (2_000, Clear)],
        ),
        (
            &[(100, ORDINARY), (200, Finished), (250, PopupRefused), (300, PopupRefused), (900, PASSKEY)],
            &[(250, Reveal), (250, Trouble(Code::AuthPopup)), (900, Trouble(Code::AuthPasskey))],
        ),
        (&[(0, Began(Page::Obstacle(Code::AuthAgent)))], &[(0, Reveal), (0, Trouble(Code::AuthAgent))]),
        (
            &[(100, REDIRECT), (200, Finished), (6_000, PopupRefused)],
            &[(600, Reveal), (5_100, Trouble(Code::AuthStuck)), (6_000, Trouble(Code::AuthPopup))],
        ),
    ] {
        assert_eq!(said(sights, LONG), expected, "{sights:?}");
    }
}

#[test]
fn a_clock_that_was_set_back_hides_no_window() {
    let mut dog = Watchdog::new(OPENED);
    dog.see(ORDINARY, OPENED.plus(Duration::from_millis(100)));
    let hour_ago = Millis(OPENED.0 - 3_600_000);
    assert_eq!(dog.tick(hour_ago), []);
    // 1,400 ms of its patience are left.
    assert_eq!(dog.next_deadline(), Some(hour_ago.plus(Duration::from_millis(1_400))));
    assert_eq!(dog.tick(hour_ago.plus(Duration::from_millis(1_400))), [Reveal]);
}

#[test]
fn what_a_page_is() {
    let redirect = Url::parse("https://acme.my.idaptive.app/sysinfo/dummy").unwrap();
    for (address, expected) in [
        ("https://acme.my.idaptive.app/sysinfo/dummy/", Page::Redirect),
        ("https://ACME.my.idaptive.app//SysInfo/Dummy?code=a", Page::Redirect),
        ("https://acme.my.idaptive.app./sysinfo/dummy", Page::Redirect),
        ("https://acme.my.idaptive.app/sysinfo/dummy/more", Page::Ordinary),
        ("https://acme.my.idaptive.app/sysinfo", Page::Ordinary),
        ("https://idp.example/sysinfo/dummy", Page::Ordinary),
        ("https://idp.example/webauthn", Page::Obstacle(Code::AuthPasskey)),
        ("about:blank", Page::Ordinary),
    ] {
        assert_eq!(Page::at(&Url::parse(address).unwrap(), Some(&redirect)), expected, "{address}");
    }
    assert_eq!(Page::at(&redirect, None), Page::Ordinary);
}

fn sights() -> impl Strategy<Value = Option<Sight>> {
    prop_oneof![
        Just(None),
        Just(Some(ORDINARY)),
        Just(Some(REDIRECT)),
        Just(Some(PASSKEY)),
        Just(Some(Finished)),
        Just(Some(PopupRefused)),
    ]
}

proptest! {
    #[test]
    fn whatever_happens(steps in prop::collection::vec((sights(), -2_000_i64..9_000), 0..60)) {
        let (mut dog, mut now) = (Watchdog::new(OPENED), OPENED);
        let (mut reveals, mut trouble, mut began) = (0, None, false);
        for (sight, pause) in steps {
            now = Millis(now.0.saturating_add_signed(pause));
            began |= sight.is_some_and(|sight| sight != PopupRefused);
            let actions = match sight {
                Some(sight) => dog.see(sight, now),
                None => dog.tick(now),
            };
            for action in actions {
                match action {
                    Reveal => reveals += 1,
                    Trouble(code) => {
                        prop_assert!(reveals == 1 && trouble != Some(code));
                        trouble = Some(code);
                    }
                    Clear => prop_assert!(trouble.take().is_some()),
                }
            }
            prop_assert_eq!(trouble, dog.trouble);
            // A caller that sleeps until then makes progress each time.
            prop_assert!(dog.next_deadline().is_none_or(|at| at > now));
        }
        let mut wakes = 0;
        while let Some(at) = dog.next_deadline() {
            wakes += 1;
            prop_assert!(wakes <= 3);
            reveals += dog.tick(at).iter().filter(|action| **action == Reveal).count();
        }
        prop_assert_eq!(reveals, 1, "began: {}", began);
    }
}
