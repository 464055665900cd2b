//! What was clicked and waits: it opens once when the way is free, and never after it was called off.

use std::sync::Arc;
use std::time::Duration;

use demo_tenant::FaultKind;
use portico_core::Launched;
use portico_core::problem::Code;
use portico_core::view::{LaunchPhase, Place, SessionView, WaitsFor};

use crate::person::{Manner, Person, TurnedClock};
use crate::opening::{EMPTY, USER, comes_to_rest, fail, goes_offline, key, last, opened, signs_in, told, turn, with_clock};

use LaunchPhase::{Cancelled, Failed, Opened, Opening, Waiting};

/// Signed in once, and now signed out with the list on screen: the tenant has ended the session.
async fn expired(manner: Manner) -> Person {
    expired_at(manner).await.0
}

async fn expired_at(manner: Manner) -> (Person, Arc<TurnedClock>) {
    let (person, clock) = with_clock().await;
    signs_in(&person).await;
    person.controls().revoke_tokens();
    person.app.refresh().await;
    person.desk.sees("the end", |screen| matches!(screen.session, Some(SessionView::SignedOut { .. }))).await;
    person.behaves(manner);
    (person, clock)
}

#[tokio::test]
async fn a_click_while_signed_out_signs_in_and_opens_once() {
    let person = expired(USER).await;
    let key = key(&person, "Zoom");
    assert_eq!(person.app.open_app_and_wait(&key, Some(Place::Window)).await, Launched::Opened);
    comes_to_rest(&person).await;
    person.desk.look(|screen| {
        assert_eq!(told(screen, &key), [Waiting, Opening, Opened]);
        assert_eq!(screen.launches[0].waits_for, Some(WaitsFor::SignIn));
        assert_eq!((opened(screen), screen.sign_ins), ((1, 0), 2));
        assert!(screen.app_windows[0].account.is_some());
    });
}

#[tokio::test]
async fn a_browser_has_a_session_of_its_own() {
    let person = expired(USER).await;
    assert_eq!(person.app.open_app(&key(&person, "Zoom"), Some(Place::Browser)).await, Launched::Opened);
    // Its user name and password are the tenant's page's to ask for.
    assert_eq!(person.app.open_app(&key(&person, "BambooHR"), Some(Place::Browser)).await, Launched::Opened);
    comes_to_rest(&person).await;
    person.desk.look(|screen| assert_eq!((opened(screen), screen.sign_ins), ((0, 2), 1)));
}

#[tokio::test]
async fn a_session_that_died_unnoticed_costs_no_second_click() {
    let (mut person, _) = with_clock().await;
    signs_in(&person).await;
    person.controls().revoke_tokens();
    person.restarts(USER);
    let key = key(&person, "Zoom");
    let (app, waking) = (person.app.clone(), person.app.clone());
    let waking = tokio::spawn(async move { waking.wake().await });
    let launched = app.open_app_and_wait(&key, Some(Place::Window)).await;
    waking.await.unwrap();
    assert_eq!(launched, Launched::Opened);
    person.desk.look(|screen| assert_eq!((opened(screen), screen.sign_ins), ((1, 0), 1)));
}

#[tokio::test]
async fn a_sign_in_that_comes_to_nothing_takes_the_click_with_it() {
    for (manner, phase, code) in
        [(Manner::ClosesTheWindow, Cancelled, None), (Manner::PageFails, Failed, Some(Code::AuthPage))]
    {
        let person = expired(manner).await;
        let key = key(&person, "Zoom");
        let launched = person.app.open_app_and_wait(&key, Some(Place::Window)).await;
        person.desk.look(|screen| {
            assert_eq!(told(screen, &key), [Waiting, phase]);
            let problem = last(screen).problem.map(|problem| problem.code);
            assert_eq!(problem, code);
        });
        assert_eq!(matches!(launched, Launched::Failed(_)), code.is_some());
        person.behaves(USER);
        person.signs_in().await;
        comes_to_rest(&person).await;
        person.desk.look(|screen| assert_eq!(opened(screen), (0, 0)));
    }
}

#[tokio::test]
async fn cancel_in_the_window_calls_the_click_off() {
    let person = expired(Manner::Waits).await;
    let key = key(&person, "Zoom");
    person.app.open_app(&key, Some(Place::Window)).await;
    person.desk.sees("the sign-in", |screen| screen.sign_ins == 2).await;
    person.app.cancel_sign_in();
    person.desk.sees("the end of it", |screen| last(screen).phase == Cancelled).await;
}

#[tokio::test]
async fn an_app_that_whoever_signed_in_does_not_have_is_gone() {
    let person = expired(EMPTY).await;
    let key = key(&person, "Zoom");
    let launched = person.app.open_app_and_wait(&key, Some(Place::Window)).await;
    assert!(matches!(launched, Launched::Failed(problem) if problem.code == Code::LaunchGone));
    person.desk.look(|screen| assert_eq!(opened(screen), (0, 0)));
}

#[tokio::test]
async fn a_click_that_comes_as_the_list_goes_is_no_fault_and_says_nothing() {
    let person = Person::new(USER).await;
    signs_in(&person).await;
    let key = key(&person, "Zoom");
    person.app.lock();
    let launched = person.app.open_app_and_wait(&key, Some(Place::Browser)).await;
    assert_eq!(launched, Launched::Cancelled);
    person.desk.look(|screen| {
        assert_eq!(opened(screen), (0, 0));
        assert!(told(screen, &key).is_empty(), "{:?}", screen.launches);
    });
}

#[tokio::test]
async fn offline_it_waits_for_the_network() {
    for (place, expected) in [(Place::Browser, (0, 1)), (Place::Window, (1, 0))] {
        let person = Person::new(USER).await;
        signs_in(&person).await;
        goes_offline(&person).await;
        let key = key(&person, "Zoom");
        assert_eq!(person.app.open_app(&key, Some(place.clone())).await, Launched::Waiting);
        person.desk.look(|screen| {
            assert_eq!(last(screen).waits_for, Some(WaitsFor::Network));
            assert_eq!(opened(screen), (0, 0));
        });
        person.controls().clear_faults();
        person.desk.sees("the app", |screen| last(screen).phase == Opened).await;
        comes_to_rest(&person).await;
        person.desk.look(|screen| {
            assert_eq!(told(screen, &key), [Waiting, Opening, Opened]);
            assert_eq!(opened(screen), expected);
        });
    }
}

#[tokio::test]
async fn the_session_may_end_while_the_network_is_away() {
    for (place, expected, sign_ins) in [(Place::Browser, (0, 1), 1), (Place::Window, (1, 0), 2)] {
        let person = Person::new(USER).await;
        signs_in(&person).await;
        goes_offline(&person).await;
        person.app.open_app(&key(&person, "Zoom"), Some(place)).await;
        person.controls().revoke_tokens();
        person.controls().clear_faults();
        person.desk.sees("the app", |screen| last(screen).phase == Opened).await;
        person.desk.look(|screen| assert_eq!((opened(screen), screen.sign_ins), (expected, sign_ins)));
    }
}

#[tokio::test]
async fn it_can_be_opened_all_the_same() {
    let person = Person::new(USER).await;
    signs_in(&person).await;
    goes_offline(&person).await;
    let key = key(&person, "Zoom");
    person.app.open_app(&key, None).await;
    person.app.open_anyway().await;
    person.app.open_anyway().await;
    person.controls().clear_faults();
    person.desk.sees("the list", |screen| screen.freshness.problem.is_none()).await;
    comes_to_rest(&person).await;
    person.desk.look(|screen| {
        assert_eq!(opened(screen), (0, 1));
        assert_eq!(told(screen, &key), [Waiting, Opening, Opened]);
    });
}

/// Each way of moving on. Afterwards the network is back, and somebody signs in.
#[tokio::test]
async fn whoever_moved_on_gets_no_window() {
    for moves in ["cancels", "clicks another", "signs out", "adds", "switches", "locks", "forgets"] {
        let person = Person::new(USER).await;
        signs_in(&person).await;
        let other = if moves == "switches" {
            let id = person.desk.look(|screen| screen.accounts.accounts[0].id.clone());
            person.app.add_account().await;
            person.behaves(EMPTY);
            person.app.enter_tenant(person.tenant.url()).await;
            let empty = person.desk.look(|screen| screen.accounts.accounts[0].id.clone());
            assert_ne!(id, empty);
            person.app.switch_account(&id).await;
            person.desk.sees("the list", |screen| screen.apps.apps.len() == 42 && !screen.freshness.refreshing).await;
            Some(empty)
        } else {
            None
        };
        goes_offline(&person).await;
        let (zoom, slack) = (key(&person, "Zoom"), key(&person, "Slack"));
        let (app, waited) = (person.app.clone(), zoom.clone());
        let waits = tokio::spawn(async move { app.open_app_and_wait(&waited, Some(Place::Window)).await });
        person.desk.sees("it wait", |screen| told(screen, &zoom) == [Waiting]).await;
        let own = person.desk.look(|screen| screen.accounts.accounts[0].id.clone());
        match moves {
            "cancels" => person.app.cancel_launch(),
            "clicks another" => assert_eq!(person.app.open_app(&slack, None).await, Launched::Waiting),
            "signs out" => person.app.sign_out(false).await,
            "adds" => person.app.add_account().await,
            "switches" => person.app.switch_account(&other.unwrap()).await,
            "locks" => person.app.lock(),
            _ => person.app.forget_account(&own).await,
        }
        assert_eq!(waits.await.unwrap(), Launched::Cancelled, "{moves}");
        person.controls().clear_faults();
        person.behaves(USER);
        match moves {
            "cancels" | "clicks another" => {
                person.desk.sees("the list", |screen| screen.freshness.problem.is_none()).await;
            }
            "signs out" => person.signs_in().await,
            "switches" => person.app.refresh().await,
            "locks" => person.app.unlock().await,
            _ => person.app.enter_tenant(person.tenant.url()).await,
        }
        comes_to_rest(&person).await;
        person.desk.look(|screen| {
            assert_eq!(told(screen, &zoom), [Waiting, Cancelled], "{moves}");
            assert_eq!(screen.app_windows.len(), 0, "{moves}");
            assert_eq!(screen.opened.len(), usize::from(moves == "clicks another"), "{moves}");
        });
    }
}

#[tokio::test]
async fn another_click_that_opens_at_once_is_moving_on_too() {
    let person = expired(Manner::Waits).await;
    let (zoom, slack) = (key(&person, "Zoom"), key(&person, "Slack"));
    person.app.open_app(&zoom, Some(Place::Window)).await;
    assert_eq!(person.app.open_app(&slack, Some(Place::Browser)).await, Launched::Opened);
    person.desk.look(|screen| assert_eq!(told(screen, &zoom), [Waiting, Cancelled]));
}

#[tokio::test]
async fn the_same_app_elsewhere_waits_there_instead() {
    let (person, clock) = with_clock().await;
    signs_in(&person).await;
    goes_offline(&person).await;
    let key = key(&person, "Zoom");
    person.app.open_app(&key, Some(Place::Window)).await;
    turn(&clock, Duration::from_secs(2));
    person.app.open_app(&key, Some(Place::Browser)).await;
    person.controls().clear_faults();
    person.desk.sees("the app", |screen| last(screen).phase == Opened).await;
    comes_to_rest(&person).await;
    person.desk.look(|screen| {
        assert_eq!(opened(screen), (0, 1));
        assert_eq!(told(screen, &key), [Waiting, Waiting, Opening, Opened]);
    });
}

#[tokio::test]
async fn after_ten_minutes_nobody_expects_it() {
    // By the runtime's time, and by the clock alone, as after a laptop's sleep.
    for asleep in [false, true] {
        let (person, clock) = with_clock().await;
        signs_in(&person).await;
        goes_offline(&person).await;
        let key = key(&person, "Zoom");
        person.app.open_app(&key, None).await;
        turn(&clock, Duration::from_mins(10) + Duration::from_secs(1));
        if !asleep {
            tokio::time::pause();
            tokio::time::advance(Duration::from_mins(10) + Duration::from_secs(1)).await;
            tokio::time::resume();
            person.desk.sees("the end of it", |screen| last(screen).phase == Cancelled).await;
        }
        person.controls().clear_faults();
        person.desk.sees("the list", |screen| screen.freshness.problem.is_none()).await;
        person.desk.sees("the end of it", |screen| last(screen).phase == Cancelled).await;
        comes_to_rest(&person).await;
        person.desk.look(|screen| assert_eq!((opened(screen), told(screen, &key)), ((0, 0), vec![Waiting, Cancelled])));
    }
}

/// Whenever it is clicked while the session comes back, it opens, and once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_moment_loses_a_click_or_doubles_it() {
    let (person, clock) = expired_at(USER).await;
    let key = key(&person, "Zoom");
    for moment in 0..40u32 {
        let before = person.desk.look(|screen| screen.app_windows.len());
        let clicks = {
            let (app, key) = (person.app.clone(), key.clone());
            tokio::spawn(async move {
                for _ in 0..moment * 40 {
                    tokio::task::yield_now().await;
                }
                tokio::join!(
                    app.open_app_and_wait(&key, Some(Place::Window)),
                    app.open_app_and_wait(&key, Some(Place::Window)),
                )
            })
        };
        person.app.sign_in(None).await;
        assert_eq!(clicks.await.unwrap(), (Launched::Opened, Launched::Opened), "{moment}");
        comes_to_rest(&person).await;
        let after = person.desk.look(|screen| screen.app_windows.len());
        assert_eq!(after, before + 1, "{moment}");
        person.controls().revoke_tokens();
        person.app.refresh().await;
        person.desk.sees("the end", |screen| matches!(screen.session, Some(SessionView::SignedOut { .. }))).await;
        // The next one is another click.
        turn(&clock, Duration::from_secs(2));
    }
}

#[tokio::test]
async fn a_list_that_fails_does_not_hold_an_app_back() {
    let person = expired(USER).await;
    fail(&person, "GetUPData", FaultKind::Forbidden);
    let key = key(&person, "Zoom");
    assert_eq!(person.app.open_app_and_wait(&key, Some(Place::Window)).await, Launched::Opened);
}
