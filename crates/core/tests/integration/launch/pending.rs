//! A pending launch opens its app once, when the session, the network or the list is there.

use std::time::Duration;

use demo_tenant::FaultKind;
use portico_core::LaunchOutcome;
use portico_core::error::Code;
use portico_core::view::{LaunchPhase, SessionView, Target, WaitReason};

use super::{
    USER, USER_WITHOUT_APPS, advance, app_key, go_offline, inject_fault, last_launch, launch_phases, opened_counts,
    settle, sign_in_and_wait, user_with_clock, user_with_ended_session, user_with_ended_session_and_clock,
};
use crate::support::TestUser;

use LaunchPhase::{Opened, Opening, Waiting};

#[tokio::test]
async fn click_while_signed_out_signs_in_and_opens_once() {
    let user = user_with_ended_session(USER).await;
    let key = app_key(&user, "Zoom");
    assert_eq!(user.app.open_app_and_wait(&key, Some(Target::Window)).await, LaunchOutcome::Opened);
    settle(&user).await;
    user.platform.inspect(|recorded| {
        assert_eq!(launch_phases(recorded, &key), [Waiting, Opening, Opened]);
        assert_eq!(recorded.launches[0].wait_reason, Some(WaitReason::SignIn));
        assert_eq!((opened_counts(recorded), recorded.sign_ins_opened), ((1, 0), 2));
        assert!(recorded.app_windows[0].account.is_some());
    });
}

#[tokio::test]
async fn browser_launch_while_signed_out_needs_no_sign_in() {
    let user = user_with_ended_session(USER).await;
    assert_eq!(user.app.open_app(&app_key(&user, "Zoom"), Some(Target::Browser)).await, LaunchOutcome::Opened);
    // Its user name and password are the tenant's page's to ask for.
    assert_eq!(user.app.open_app(&app_key(&user, "BambooHR"), Some(Target::Browser)).await, LaunchOutcome::Opened);
    settle(&user).await;
    user.platform.inspect(|recorded| assert_eq!((opened_counts(recorded), recorded.sign_ins_opened), ((0, 2), 1)));
}

#[tokio::test]
async fn click_before_revocation_is_noticed_opens_after_sign_in() {
    let (mut user, _) = user_with_clock().await;
    sign_in_and_wait(&user).await;
    user.controls().revoke_tokens();
    user.restart(USER);
    let key = app_key(&user, "Zoom");
    let (app, waking) = (user.app.clone(), user.app.clone());
    let start = tokio::spawn(async move { waking.run_startup_tasks().await });
    let launched = app.open_app_and_wait(&key, Some(Target::Window)).await;
    start.await.unwrap();
    assert_eq!(launched, LaunchOutcome::Opened);
    user.platform.inspect(|recorded| assert_eq!((opened_counts(recorded), recorded.sign_ins_opened), ((1, 0), 1)));
}

#[tokio::test]
async fn pending_launch_fails_if_signed_in_user_lacks_the_app() {
    let user = user_with_ended_session(USER_WITHOUT_APPS).await;
    let key = app_key(&user, "Zoom");
    let launched = user.app.open_app_and_wait(&key, Some(Target::Window)).await;
    assert!(matches!(launched, LaunchOutcome::Failed(problem) if problem.code == Code::LaunchGone));
    user.platform.inspect(|recorded| assert_eq!(opened_counts(recorded), (0, 0)));
}

#[tokio::test]
async fn offline_launch_waits_for_network_and_opens_once() {
    for (place, expected) in [(Target::Browser, (0, 1)), (Target::Window, (1, 0))] {
        let user = TestUser::new(USER).await;
        sign_in_and_wait(&user).await;
        go_offline(&user).await;
        let key = app_key(&user, "Zoom");
        assert_eq!(user.app.open_app(&key, Some(place.clone())).await, LaunchOutcome::Waiting);
        user.platform.inspect(|recorded| {
            assert_eq!(last_launch(recorded).wait_reason, Some(WaitReason::Network));
            assert_eq!(opened_counts(recorded), (0, 0));
        });
        user.controls().clear_faults();
        user.platform.wait_for("the app", |recorded| last_launch(recorded).phase == Opened).await;
        settle(&user).await;
        user.platform.inspect(|recorded| {
            assert_eq!(launch_phases(recorded, &key), [Waiting, Opening, Opened]);
            assert_eq!(opened_counts(recorded), expected);
        });
    }
}

#[tokio::test]
async fn offline_launch_opens_even_if_session_ended_meanwhile() {
    for (place, expected, sign_ins) in [(Target::Browser, (0, 1), 1), (Target::Window, (1, 0), 2)] {
        let user = TestUser::new(USER).await;
        sign_in_and_wait(&user).await;
        go_offline(&user).await;
        user.app.open_app(&app_key(&user, "Zoom"), Some(place)).await;
        user.controls().revoke_tokens();
        user.controls().clear_faults();
        user.platform.wait_for("the app", |recorded| last_launch(recorded).phase == Opened).await;
        user.platform
            .inspect(|recorded| assert_eq!((opened_counts(recorded), recorded.sign_ins_opened), (expected, sign_ins)));
    }
}

#[tokio::test]
async fn offline_launch_opened_anyway_opens_once() {
    let user = TestUser::new(USER).await;
    sign_in_and_wait(&user).await;
    go_offline(&user).await;
    let key = app_key(&user, "Zoom");
    user.app.open_app(&key, None).await;
    user.app.open_anyway().await;
    user.app.open_anyway().await;
    user.controls().clear_faults();
    user.platform.wait_for("the list", |recorded| recorded.freshness.problem.is_none()).await;
    settle(&user).await;
    user.platform.inspect(|recorded| {
        assert_eq!(opened_counts(recorded), (0, 1));
        assert_eq!(launch_phases(recorded, &key), [Waiting, Opening, Opened]);
    });
}

#[tokio::test]
async fn same_app_with_other_target_replaces_pending_target() {
    let (user, clock) = user_with_clock().await;
    sign_in_and_wait(&user).await;
    go_offline(&user).await;
    let key = app_key(&user, "Zoom");
    user.app.open_app(&key, Some(Target::Window)).await;
    advance(&clock, Duration::from_secs(2));
    user.app.open_app(&key, Some(Target::Browser)).await;
    user.controls().clear_faults();
    user.platform.wait_for("the app", |recorded| last_launch(recorded).phase == Opened).await;
    settle(&user).await;
    user.platform.inspect(|recorded| {
        assert_eq!(opened_counts(recorded), (0, 1));
        assert_eq!(launch_phases(recorded, &key), [Waiting, Waiting, Opening, Opened]);
    });
}

/// Whenever it is clicked while the session comes back, it opens, and once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn click_at_any_moment_of_sign_in_opens_exactly_once() {
    let (user, clock) = user_with_ended_session_and_clock(USER).await;
    let key = app_key(&user, "Zoom");
    for moment in 0..40u32 {
        let before = user.platform.inspect(|recorded| recorded.app_windows.len());
        let clicks = {
            let (app, key) = (user.app.clone(), key.clone());
            tokio::spawn(async move {
                for _ in 0..moment * 40 {
                    tokio::task::yield_now().await;
                }
                tokio::join!(
                    app.open_app_and_wait(&key, Some(Target::Window)),
                    app.open_app_and_wait(&key, Some(Target::Window)),
                )
            })
        };
        user.app.sign_in(None).await;
        assert_eq!(clicks.await.unwrap(), (LaunchOutcome::Opened, LaunchOutcome::Opened), "{moment}");
        settle(&user).await;
        let after = user.platform.inspect(|recorded| recorded.app_windows.len());
        assert_eq!(after, before + 1, "{moment}");
        user.controls().revoke_tokens();
        user.app.refresh().await;
        user.platform
            .wait_for("the end", |recorded| matches!(recorded.session, Some(SessionView::SignedOut { .. })))
            .await;
        // The next one is another click.
        advance(&clock, Duration::from_secs(2));
    }
}

#[tokio::test]
async fn failed_list_request_does_not_block_launch() {
    let user = user_with_ended_session(USER).await;
    inject_fault(&user, "GetUPData", FaultKind::Forbidden);
    let key = app_key(&user, "Zoom");
    assert_eq!(user.app.open_app_and_wait(&key, Some(Target::Window)).await, LaunchOutcome::Opened);
}
