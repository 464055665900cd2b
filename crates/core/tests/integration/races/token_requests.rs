//! Whatever comes between a token request and its answer, at a tenant that rotates refresh tokens and revokes a family whose
//! token comes twice: each grant ends kept in the keyring or revoked, and nobody is signed out who did not ask for it.
//!
//! The moments lie between the request and a while after its answer, three milliseconds apart.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Fault, FaultKind};
use portico_core::error::Code;
use portico_core::view::SessionView;

use super::{
    TICK_INTERVAL, TOKEN_PATH, USER, accounts, advance_past_token_expiry, sign_in_and_wait, sign_in_two_users,
    spawn_with_app, stored_credential, user_with_clock, wait_for_requests, wait_for_signed_in, wait_until,
};
use crate::support::{OffsetClock, SignInBehavior, TestUser};

const MOMENTS: u32 = 20;
const INTERVAL: Duration = Duration::from_millis(3);
/// How long the answer takes, after the tenant has carried out the request.
const ANSWER_MILLIS: u64 = 40;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Cancel,
    Lock,
    SignOut,
    Switch,
    Quit,
}

fn delay_next_token_response(user: &TestUser) {
    user.controls().forget_requests();
    user.controls().fail(Fault::once("^/oauth2/token", FaultKind::Slow { millis: ANSWER_MILLIS })).unwrap();
}

/// The live refresh tokens that the keyring does not hold, and how many it holds.
async fn unknown_and_kept_tokens(user: &TestUser) -> (Vec<String>, usize) {
    let mut stored = String::new();
    for account in accounts(user) {
        let credential = stored_credential(user, &account.id).await.unwrap_or_default();
        stored.push_str(&String::from_utf8_lossy(&credential));
    }
    let live = user.controls().grants().live_refresh_tokens;
    let (kept, unknown): (Vec<_>, Vec<_>) = live.into_iter().partition(|token| stored.contains(token));
    (unknown, kept.len())
}

/// Waits until each live grant is kept.
async fn wait_until_kept_or_revoked(user: &TestUser, row: &str) {
    let wait = async {
        while !unknown_and_kept_tokens(user).await.0.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), wait).await.is_ok(), "{row}: a token lives on unknown");
    assert_eq!(user.controls().grants().replays, 0, "{row}: a token was sent twice");
}

fn is_signed_in(user: &TestUser) -> bool {
    user.platform.inspect(|recorded| matches!(recorded.session, Some(SessionView::SignedIn { replacing: false, .. })))
}

/// Ends the program as the shell does, and starts it again.
async fn quit_and_restart(user: &mut TestUser, clock: &Arc<OffsetClock>, row: &str) {
    user.app.shut_down().await;
    let (unknown, _) = unknown_and_kept_tokens(user).await;
    assert_eq!(unknown, Vec::<String>::new(), "{row}: live after the end");
    user.restart_with_clock(clock.clone(), SignInBehavior::NeverLoad);
    user.app.run_startup_tasks().await;
}

#[tokio::test]
async fn code_exchange_interrupted_at_any_moment_keeps_or_revokes_its_tokens() {
    for event in [Event::Cancel, Event::Lock, Event::SignOut, Event::Quit] {
        let (mut user, clock) = user_with_clock().await;
        for moment in 0..MOMENTS {
            let row = format!("{event:?} at {moment}");
            user.set_behavior(USER);
            delay_next_token_response(&user);
            let sign_in = spawn_with_app(&user, |app| async move { app.sign_in(None).await });
            wait_for_requests(&user, TOKEN_PATH, 1).await;
            tokio::time::sleep(INTERVAL * moment).await;
            match event {
                Event::Cancel => user.app.cancel_sign_in(),
                Event::Lock => user.app.lock(),
                Event::SignOut => user.app.sign_out(false).await,
                Event::Quit => quit_and_restart(&mut user, &clock, &row).await,
                Event::Switch => unreachable!(),
            }
            sign_in.await.unwrap();
            wait_until_kept_or_revoked(&user, &row).await;
            user.app.unlock().await;
            let is_signed_in = is_signed_in(&user);
            assert_eq!(unknown_and_kept_tokens(&user).await.1, usize::from(is_signed_in), "{row}");
            assert!(!is_signed_in || event != Event::SignOut, "{row}");
            user.app.sign_out(false).await;
            wait_until("no live grant", || user.controls().grants().live_access_tokens.is_empty()).await;
        }
    }
}

#[tokio::test]
async fn refresh_interrupted_at_any_moment_keeps_the_session() {
    for event in [Event::Lock, Event::Switch, Event::Quit] {
        let (mut user, clock) = user_with_clock().await;
        let (id, other) = sign_in_two_users(&user).await;
        user.app.switch_account(&id).await;
        for moment in 0..MOMENTS {
            let row = format!("{event:?} at {moment}");
            wait_for_signed_in(&user).await;
            advance_past_token_expiry(&user, &clock);
            delay_next_token_response(&user);
            let refresh = spawn_with_app(&user, |app| async move { app.refresh().await });
            wait_for_requests(&user, TOKEN_PATH, 1).await;
            tokio::time::sleep(INTERVAL * moment).await;
            match event {
                Event::Lock => user.app.lock(),
                Event::Switch => user.app.switch_account(&other).await,
                Event::Quit => quit_and_restart(&mut user, &clock, &row).await,
                Event::Cancel | Event::SignOut => unreachable!(),
            }
            refresh.await.unwrap();
            wait_until_kept_or_revoked(&user, &row).await;
            match event {
                Event::Lock => user.app.unlock().await,
                Event::Switch => user.app.switch_account(&id).await,
                _ => {}
            }
            assert!(is_signed_in(&user), "{row}: signed out");
            user.app.refresh().await;
            assert_eq!(user.controls().grants().replays, 0, "{row}: a token was sent twice");
            assert_eq!(unknown_and_kept_tokens(&user).await, (Vec::new(), 2), "{row}");
        }
    }
}

#[tokio::test]
async fn sign_out_at_any_moment_of_a_refresh_revokes_what_it_brings() {
    let (user, clock) = user_with_clock().await;
    for moment in 0..MOMENTS {
        sign_in_and_wait(&user).await;
        advance_past_token_expiry(&user, &clock);
        delay_next_token_response(&user);
        let refresh = spawn_with_app(&user, |app| async move { app.refresh().await });
        wait_for_requests(&user, TOKEN_PATH, 1).await;
        tokio::time::sleep(INTERVAL * moment).await;
        user.app.sign_out(false).await;
        refresh.await.unwrap();
        let ledger = user.controls().grants();
        assert_eq!((ledger.live_refresh_tokens.len(), ledger.live_access_tokens.len()), (0, 0), "at {moment}");
        assert_eq!((ledger.replays, user.keyring.entry_names()), (0, Vec::new()), "at {moment}");
    }
}

/// The banner of a refused client goes with the first renewal that succeeds, and the list is asked for.
#[tokio::test]
async fn list_that_had_no_token_is_asked_for_after_the_next_refresh() {
    let (user, clock) = user_with_clock().await;
    sign_in_and_wait(&user).await;
    advance_past_token_expiry(&user, &clock);
    user.controls().fail(Fault::always("^/oauth2/token", FaultKind::UnauthorizedJson)).unwrap();
    user.app.refresh().await;
    user.platform.inspect(|recorded| assert!(recorded.freshness.problem.is_some()));
    user.controls().clear_faults();
    *clock.0.lock().unwrap() += TICK_INTERVAL;
    super::advance_timers(TICK_INTERVAL).await;
    user.platform
        .wait_for("the list", |recorded| recorded.freshness.problem.is_none() && !recorded.freshness.refreshing)
        .await;
    assert!(is_signed_in(&user));
}

/// Nothing to renew with: its end is said when it is there, and the list stays.
#[tokio::test]
async fn end_of_session_without_refresh_token_is_noticed() {
    let mut user = TestUser::with_oauth_app(USER, |app| (app.refresh, app.access_lifetime) = (false, 70)).await;
    let clock = Arc::new(OffsetClock(Mutex::default()));
    user.restart_with_clock(clock.clone(), USER);
    user.sign_in().await;
    *clock.0.lock().unwrap() += Duration::from_secs(71);
    super::advance_timers(TICK_INTERVAL).await;
    super::wait_for_signed_out(&user).await;
    assert_eq!(user.session_error_code(), Some(Code::SessionEnded));
    assert_eq!(user.platform.inspect(|recorded| recorded.apps.apps.len()), 42);
}

/// However short its tokens live, a tenant is asked for another only where it refuses one.
#[tokio::test]
async fn token_of_one_second_costs_one_refresh_for_each_refusal() {
    let mut user = TestUser::with_oauth_app(USER, |app| app.access_lifetime = 1).await;
    let clock = Arc::new(OffsetClock(Mutex::default()));
    user.restart_with_clock(clock.clone(), USER);
    user.sign_in().await;
    user.controls().forget_requests();
    for _ in 0..15 {
        *clock.0.lock().unwrap() += Duration::from_secs(1);
        super::advance_timers(Duration::from_secs(1)).await;
    }
    assert_eq!(user.controls().count(TOKEN_PATH), 0);
    user.controls().advance(Duration::from_secs(15));
    user.app.refresh().await;
    assert_eq!((user.controls().count(TOKEN_PATH), is_signed_in(&user)), (1, true));
}

/// A renewal whose caller does not wait is stored all the same, and others with a good token do not wait for it.
#[tokio::test]
async fn caller_with_good_token_does_not_wait_for_another_refresh() {
    let (user, clock) = user_with_clock().await;
    sign_in_and_wait(&user).await;
    // Four of its five hours and nearly the fifth: due, and good.
    let almost = Duration::from_secs(5 * 3600 - 60);
    *clock.0.lock().unwrap() += almost;
    user.controls().advance(almost);
    user.controls().forget_requests();
    super::hold_next_request(&user, "^/oauth2/token");
    let refresh = spawn_with_app(&user, |app| async move { app.refresh().await });
    wait_for_requests(&user, TOKEN_PATH, 1).await;
    refresh.abort();
    let key = user.platform.inspect(|recorded| recorded.apps.apps[0].key.clone());
    user.app.open_app(&key, Some(portico_core::view::Target::Window)).await;
    user.platform.wait_for("the app", |recorded| recorded.app_windows.len() == 1).await;
    user.controls().clear_faults();
    wait_until_kept_or_revoked(&user, "an aborted caller").await;
    assert_eq!(user.controls().count(TOKEN_PATH), 1);
}
