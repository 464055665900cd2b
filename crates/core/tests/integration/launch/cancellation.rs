//! A pending launch that is canceled: by its user, by a failed sign-in, or because ten minutes have passed.

use std::time::Duration;

use portico_core::LaunchOutcome;
use portico_core::error::Code;
use portico_core::view::{LaunchPhase, Target};

use super::{
    USER, USER_WITHOUT_APPS, advance, app_key, go_offline, last_launch, launch_phases, opened_counts, settle,
    sign_in_and_wait, user_with_clock, user_with_ended_session,
};
use crate::support::{SignInBehavior, TestUser};

use LaunchPhase::{Canceled, Failed, Waiting};

#[tokio::test]
async fn failed_sign_in_ends_pending_launch() {
    for (behavior, phase, code) in
        [(SignInBehavior::CloseWindow, Canceled, None), (SignInBehavior::FailToLoad, Failed, Some(Code::AuthPage))]
    {
        let user = user_with_ended_session(behavior).await;
        let key = app_key(&user, "Zoom");
        let launched = user.app.open_app_and_wait(&key, Some(Target::Window)).await;
        user.platform.inspect(|recorded| {
            assert_eq!(launch_phases(recorded, &key), [Waiting, phase]);
            let problem = last_launch(recorded).problem.map(|problem| problem.code);
            assert_eq!(problem, code);
        });
        assert_eq!(matches!(launched, LaunchOutcome::Failed(_)), code.is_some());
        user.set_behavior(USER);
        user.sign_in().await;
        settle(&user).await;
        user.platform.inspect(|recorded| assert_eq!(opened_counts(recorded), (0, 0)));
    }
}

#[tokio::test]
async fn canceled_sign_in_cancels_pending_launch() {
    let user = user_with_ended_session(SignInBehavior::NeverLoad).await;
    let key = app_key(&user, "Zoom");
    user.app.open_app(&key, Some(Target::Window)).await;
    user.platform.wait_for("the sign-in", |recorded| recorded.sign_ins_opened == 2).await;
    user.app.cancel_sign_in();
    user.platform.wait_for("the end of it", |recorded| last_launch(recorded).phase == Canceled).await;
}

#[tokio::test]
async fn click_while_locked_is_canceled_silently() {
    let user = TestUser::new(USER).await;
    sign_in_and_wait(&user).await;
    let key = app_key(&user, "Zoom");
    user.app.lock();
    let launched = user.app.open_app_and_wait(&key, Some(Target::Browser)).await;
    assert_eq!(launched, LaunchOutcome::Canceled);
    user.platform.inspect(|recorded| {
        assert_eq!(opened_counts(recorded), (0, 0));
        assert!(launch_phases(recorded, &key).is_empty(), "{:?}", recorded.launches);
    });
}

/// The lock comes when the tenant has been asked, and before the window is there for it to close.
#[tokio::test]
async fn window_that_opens_during_lock_is_closed() {
    let user = TestUser::new(USER).await;
    sign_in_and_wait(&user).await;
    let (app, key) = (user.app.clone(), app_key(&user, "Zoom"));
    user.platform.run_before_app_window(move || app.lock());
    assert_eq!(user.app.open_app_and_wait(&key, Some(Target::Window)).await, LaunchOutcome::Canceled);
    user.platform.inspect(|recorded| {
        let account = &recorded.app_windows[0].account;
        assert!(account.is_some());
        assert_eq!(recorded.closed_app_windows.last(), Some(account));
        assert_eq!(last_launch(recorded).phase, Canceled);
    });
}

/// Each way of moving on. Afterwards the network is back, and somebody signs in.
#[tokio::test]
async fn canceled_launch_opens_no_window() {
    for action in ["cancels", "clicks another", "signs out", "adds", "switches", "locks", "forgets"] {
        let user = TestUser::new(USER).await;
        sign_in_and_wait(&user).await;
        let other_account = if action == "switches" {
            let first_account = user.platform.inspect(|recorded| recorded.accounts.accounts[0].id.clone());
            user.app.add_account().await;
            user.set_behavior(USER_WITHOUT_APPS);
            user.app.enter_tenant(user.tenant.url()).await;
            let second_account = user.platform.inspect(|recorded| recorded.accounts.accounts[0].id.clone());
            assert_ne!(first_account, second_account);
            user.app.switch_account(&first_account).await;
            user.platform
                .wait_for("the list", |recorded| recorded.apps.apps.len() == 42 && !recorded.freshness.refreshing)
                .await;
            Some(second_account)
        } else {
            None
        };
        go_offline(&user).await;
        let (zoom, slack) = (app_key(&user, "Zoom"), app_key(&user, "Slack"));
        let (app, clicked) = (user.app.clone(), zoom.clone());
        let launch = tokio::spawn(async move { app.open_app_and_wait(&clicked, Some(Target::Window)).await });
        user.platform.wait_for("it wait", |recorded| launch_phases(recorded, &zoom) == [Waiting]).await;
        let own_account = user.platform.inspect(|recorded| recorded.accounts.accounts[0].id.clone());
        match action {
            "cancels" => user.app.cancel_launch(),
            "clicks another" => assert_eq!(user.app.open_app(&slack, None).await, LaunchOutcome::Waiting),
            "signs out" => user.app.sign_out(false).await,
            "adds" => user.app.add_account().await,
            "switches" => user.app.switch_account(&other_account.unwrap()).await,
            "locks" => user.app.lock(),
            _ => user.app.forget_account(&own_account).await,
        }
        assert_eq!(launch.await.unwrap(), LaunchOutcome::Canceled, "{action}");
        user.controls().clear_faults();
        user.set_behavior(USER);
        match action {
            "cancels" | "clicks another" => {
                user.platform.wait_for("the list", |recorded| recorded.freshness.problem.is_none()).await;
            }
            "signs out" => user.sign_in().await,
            "switches" => user.app.refresh().await,
            "locks" => user.app.unlock().await,
            _ => user.app.enter_tenant(user.tenant.url()).await,
        }
        settle(&user).await;
        user.platform.inspect(|recorded| {
            assert_eq!(launch_phases(recorded, &zoom), [Waiting, Canceled], "{action}");
            assert_eq!(recorded.app_windows.len(), 0, "{action}");
            assert_eq!(recorded.opened_urls.len(), usize::from(action == "clicks another"), "{action}");
        });
    }
}

#[tokio::test]
async fn immediate_launch_of_other_app_cancels_pending_launch() {
    let user = user_with_ended_session(SignInBehavior::NeverLoad).await;
    let (zoom, slack) = (app_key(&user, "Zoom"), app_key(&user, "Slack"));
    user.app.open_app(&zoom, Some(Target::Window)).await;
    assert_eq!(user.app.open_app(&slack, Some(Target::Browser)).await, LaunchOutcome::Opened);
    user.platform.inspect(|recorded| assert_eq!(launch_phases(recorded, &zoom), [Waiting, Canceled]));
}

#[tokio::test]
async fn pending_launch_is_canceled_after_ten_minutes() {
    // By the runtime's time, and by the clock alone, as after a laptop's sleep.
    for is_asleep in [false, true] {
        let (user, clock) = user_with_clock().await;
        sign_in_and_wait(&user).await;
        go_offline(&user).await;
        let key = app_key(&user, "Zoom");
        user.app.open_app(&key, None).await;
        advance(&clock, Duration::from_mins(10) + Duration::from_secs(1));
        if !is_asleep {
            tokio::time::pause();
            tokio::time::advance(Duration::from_mins(10) + Duration::from_secs(1)).await;
            tokio::time::resume();
            user.platform.wait_for("the end of it", |recorded| last_launch(recorded).phase == Canceled).await;
        }
        user.controls().clear_faults();
        user.platform.wait_for("the list", |recorded| recorded.freshness.problem.is_none()).await;
        user.platform.wait_for("the end of it", |recorded| last_launch(recorded).phase == Canceled).await;
        settle(&user).await;
        user.platform.inspect(|recorded| {
            assert_eq!((opened_counts(recorded), launch_phases(recorded, &key)), ((0, 0), vec![Waiting, Canceled]))
        });
    }
}
