//! A fault in the program ends what it happens in, and nothing else: it is shown, and what is asked next is done.

use std::sync::atomic::Ordering;

use portico_core::error::Code;
use portico_core::view::{LaunchPhase, SessionView, Target};

use crate::support::{SignInBehavior, TestUser};

const USER: SignInBehavior = SignInBehavior::SignIn("user@acme.test");

#[tokio::test]
async fn panic_in_a_refresh_is_shown_and_the_next_refresh_succeeds() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    user.platform.panics_on_publish.store(true, Ordering::Release);
    user.app.refresh().await;
    user.platform.inspect(|recorded| {
        assert_eq!(recorded.freshness.problem.as_ref().map(|problem| problem.code), Some(Code::Internal));
        assert!(!recorded.freshness.refreshing);
    });
    user.app.refresh().await;
    user.platform.inspect(|recorded| assert_eq!(recorded.freshness.problem, None));
}

#[tokio::test]
async fn panic_in_a_sign_in_is_shown_and_the_next_sign_in_succeeds() {
    let user = TestUser::new(SignInBehavior::LoadAndIdle).await;
    let app = user.app.clone();
    let attempt = tokio::spawn(async move { app.sign_in(None).await });
    user.platform.wait_for("the page", |recorded| recorded.sign_in_page.is_some()).await;
    user.platform.panics_on_publish.store(true, Ordering::Release);
    let page = user.platform.inspect(|recorded| recorded.sign_in_page.clone().unwrap());
    page.emit(portico_core::sign_in::page::PageEvent::LoadStarted(page.url().clone()));
    page.emit(portico_core::sign_in::page::PageEvent::LoadFinished);
    attempt.await.unwrap();
    assert_eq!(user.session_error_code(), Some(Code::Internal));
    user.set_behavior(USER);
    user.sign_in().await;
    user.platform.inspect(|recorded| assert!(matches!(recorded.session, Some(SessionView::SignedIn { .. }))));
}

#[tokio::test]
async fn panic_in_a_launch_fails_it_and_the_next_one_opens() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    let key = user.platform.inspect(|recorded| recorded.apps.apps[0].key.clone());
    user.platform.run_before_app_window(|| panic!("a fault"));
    user.app.open_app(&key, Some(Target::Window)).await;
    let has_failed = |recorded: &crate::support::Recorded| {
        let launch = recorded.launches.last();
        let code = launch.and_then(|launch| launch.problem.as_ref()).map(|problem| problem.code);
        launch.is_some_and(|launch| launch.phase == LaunchPhase::Failed) && code == Some(Code::Internal)
    };
    user.platform.wait_for("the failed launch", has_failed).await;
    user.app.open_app(&key, Some(Target::Window)).await;
    user.platform.wait_for("the window", |recorded| recorded.app_windows.len() == 1).await;
}
