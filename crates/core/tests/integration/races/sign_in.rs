//! A sign-in that is canceled, replaced or late, and clicks that wait for it.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use demo_tenant::FaultKind;
use portico_core::view::{SessionView, SettingsChange, SignInMethod, Target, Theme};
use tokio::task::JoinHandle;

use super::{
    REVOKE_PATH, TICK_INTERVAL, TOKEN_PATH, USER, USER_WITHOUT_APPS, accounts, active_account_and_app_count,
    advance_timers, hold_next_request, inject_fault, sign_in_and_wait, spawn_with_app, stored_credential,
    user_with_clock, wait_for_new_credential, wait_for_requests, wait_for_signed_in, wait_for_signed_out,
};
use crate::support::{OffsetClock, SignInBehavior, TestUser};

#[tokio::test]
async fn cancel_works_while_earlier_list_request_is_pending() {
    let user = TestUser::new(USER).await;
    inject_fault(&user, "GetUPData", FaultKind::UntilCleared);
    drop(spawn_with_app(&user, |app| async move { app.sign_in(None).await }));
    wait_for_requests(&user, "/UPRest/GetUPData", 1).await;
    user.platform
        .wait_for("the session", |recorded| matches!(recorded.session, Some(SessionView::SignedIn { .. })))
        .await;
    user.app.sign_out(false).await;
    user.set_behavior(SignInBehavior::LoadAndIdle);
    drop(spawn_with_app(&user, |app| async move { app.sign_in(None).await }));
    user.platform.wait_for("the second window", |recorded| recorded.sign_ins_opened == 2).await;
    user.app.cancel_sign_in();
    wait_for_signed_out(&user).await;
}

#[tokio::test]
async fn idle_lock_works_after_canceled_reauthentication() {
    let (user, clock) = user_with_clock().await;
    user.app.run_startup_tasks().await;
    sign_in_and_wait(&user).await;
    user.set_behavior(SignInBehavior::NeverLoad);
    let reauthentication = spawn_with_app(&user, |app| async move { app.sign_in(None).await });
    user.platform.wait_for("the window", |recorded| recorded.sign_ins_opened == 2).await;
    // It is looked whether somebody is there, while the renewal is under way.
    user.app.save_settings(&SettingsChange::IdleLock(5)).await.unwrap();
    tokio::task::yield_now().await;
    user.app.cancel_sign_in();
    reauthentication.await.unwrap();
    wait_for_signed_in(&user).await;
    *clock.0.lock().unwrap() += Duration::from_hours(1);
    advance_timers(TICK_INTERVAL).await;
    user.platform.wait_for("the lock", |recorded| matches!(recorded.session, Some(SessionView::Locked { .. }))).await;
}

#[tokio::test]
async fn saved_settings_keep_comments_and_handwritten_values() {
    let mut user = TestUser::new(USER).await;
    let text = format!(
        "# head\ntheme = \"dark\" # my eyes\n\n# acme, ask Bob\n[[tenant]]\nurl = \"{}\"\nsign_in = \"webview\" # IT said so\n",
        user.tenant.url()
    );
    std::fs::write(user.home_dir.path().join("config/settings.toml"), &text).unwrap();
    user.restart(USER);
    user.app.save_settings(&SettingsChange::Theme(Theme::Light)).await.unwrap();
    user.app.sign_in(Some(SignInMethod::Portal)).await;
    wait_for_signed_in(&user).await;
    assert_eq!(user.read_settings(), text.replace("dark", "light"));
}

#[tokio::test]
async fn browser_sign_in_closes_open_sign_in_window() {
    // One that nothing holds now.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let redirect = format!("http://127.0.0.1:{port}/signed-in");
    let mut user =
        TestUser::with_oauth_app(SignInBehavior::LoadAndIdle, |app| app.redirects.push(redirect.clone())).await;
    user.restart_with_tenant_settings(
        &format!("redirect_uri = \"{redirect}\"\nsign_in = \"browser\"\n"),
        SignInBehavior::LoadAndIdle,
    );
    drop(spawn_with_app(&user, |app| async move { app.sign_in(Some(SignInMethod::Portal)).await }));
    user.platform.wait_for("the window", |recorded| recorded.sign_ins_opened == 1).await;
    assert_eq!(user.platform.inspect(|recorded| recorded.sign_ins_closed), 0);
    user.set_behavior(SignInBehavior::NeverLoad);
    drop(spawn_with_app(&user, |app| async move { app.sign_in(None).await }));
    user.platform.wait_for("the browser", |recorded| recorded.opened_urls.len() == 1).await;
    assert_eq!(user.platform.inspect(|recorded| recorded.sign_ins_closed), 1);
}

#[tokio::test]
async fn sign_in_canceled_after_token_response_revokes_tokens() {
    let user = TestUser::new(USER).await;
    hold_next_request(&user, "whoami");
    let sign_in = spawn_with_app(&user, |app| async move { app.sign_in(None).await });
    wait_for_requests(&user, "/security/whoami", 1).await;
    user.app.cancel_sign_in();
    sign_in.await.unwrap();
    wait_for_signed_out(&user).await;
    wait_for_requests(&user, REVOKE_PATH, 2).await;
}

/// Signs in again at a tenant that cannot say who that is.
async fn sign_in_again_without_identity(user: &TestUser) {
    inject_fault(user, "whoami", FaultKind::ServerError { status: 503 });
    user.app.sign_in(None).await;
    wait_for_signed_in(user).await;
    user.controls().clear_faults();
    assert_eq!(active_account_and_app_count(user).0, "");
}

#[tokio::test]
async fn missing_identity_is_fetched_on_next_refresh() {
    let mut user = TestUser::new(USER).await;
    let id = sign_in_and_wait(&user).await;
    let first = stored_credential(&user, &id).await;
    sign_in_again_without_identity(&user).await;
    user.app.refresh().await;
    wait_for_new_credential(&user, &id, first).await;
    user.restart(SignInBehavior::NeverLoad);
    user.app.run_startup_tasks().await;
    wait_for_signed_in(&user).await;
    assert_eq!(active_account_and_app_count(&user), ("user@acme.test".to_owned(), 42));
    assert!(accounts(&user).iter().all(|account| account.has_session));
}

#[tokio::test]
async fn reauthentication_as_other_user_keeps_first_account() {
    let user = TestUser::with_oauth_app(USER, |app| app.refresh = false).await;
    let user_id = sign_in_and_wait(&user).await;
    // The page asks who it is, and somebody else answers.
    user.controls().end_sessions();
    user.set_behavior(USER_WITHOUT_APPS);
    user.app.sign_in(None).await;
    wait_for_signed_in(&user).await;
    assert_eq!(active_account_and_app_count(&user), ("empty@acme.test".to_owned(), 0));
    assert!(accounts(&user).iter().all(|account| account.has_session));
    inject_fault(&user, "GetUPData", FaultKind::Drop);
    user.app.switch_account(&user_id).await;
    assert_eq!(active_account_and_app_count(&user), ("user@acme.test".to_owned(), 42), "from its copy");
}

#[tokio::test]
async fn identity_learned_during_reauthentication_keeps_session() {
    let user = TestUser::new(USER).await;
    inject_fault(&user, "whoami", FaultKind::ServerError { status: 503 });
    user.app.sign_in(None).await;
    wait_for_signed_in(&user).await;
    user.controls().clear_faults();
    user.controls().forget_requests();
    hold_next_request(&user, "whoami");
    let refresh = spawn_with_app(&user, |app| async move { app.refresh().await });
    wait_for_requests(&user, "/security/whoami", 1).await;
    user.set_behavior(SignInBehavior::NeverLoad);
    let reauthentication = spawn_with_app(&user, |app| async move { app.sign_in(None).await });
    user.platform.wait_for("the window", |recorded| recorded.sign_ins_opened == 2).await;
    user.controls().clear_faults();
    refresh.await.unwrap();
    user.app.cancel_sign_in();
    reauthentication.await.unwrap();
    wait_for_signed_in(&user).await;
    assert_eq!(active_account_and_app_count(&user), ("user@acme.test".to_owned(), 42));
}

#[tokio::test]
async fn sign_in_after_missing_identity_revokes_replaced_sessions() {
    let user = TestUser::new(USER).await;
    sign_in_and_wait(&user).await;
    sign_in_again_without_identity(&user).await;
    user.app.sign_in(None).await;
    wait_for_signed_in(&user).await;
    wait_for_requests(&user, REVOKE_PATH, 4).await;
}

#[tokio::test]
async fn tokens_of_sign_in_canceled_during_exchange_are_revoked() {
    let user = TestUser::new(USER).await;
    hold_next_request(&user, "oauth2/token");
    let sign_in = spawn_with_app(&user, |app| async move { app.sign_in(None).await });
    wait_for_requests(&user, TOKEN_PATH, 1).await;
    user.app.cancel_sign_in();
    sign_in.await.unwrap();
    wait_for_signed_out(&user).await;
    user.controls().clear_faults();
    wait_for_requests(&user, REVOKE_PATH, 2).await;
    assert_eq!(user.keyring.entry_names(), Vec::<String>::new());
}

#[tokio::test]
async fn late_canceled_reauthentication_keeps_portal_session() {
    let user = TestUser::new(USER).await;
    sign_in_and_wait(&user).await;
    user.controls().forget_requests();
    hold_next_request(&user, "whoami");
    let reauthentication = spawn_with_app(&user, |app| async move { app.sign_in(None).await });
    wait_for_requests(&user, "/security/whoami", 1).await;
    user.app.cancel_sign_in();
    reauthentication.await.unwrap();
    wait_for_signed_in(&user).await;
    wait_for_requests(&user, REVOKE_PATH, 2).await;
    user.app.refresh().await;
    user.app.refresh().await;
    assert_eq!(user.controls().count("/Security/Logout"), 0, "the portal's session is the same");
}

/// Restarts while the keyring waits for its password, and clicks an app meanwhile; its key.
async fn restart_and_click_before_unlock(user: &mut TestUser, clock: Arc<OffsetClock>) -> (String, JoinHandle<()>) {
    user.restart_with_clock(clock, USER);
    user.keyring.set_blocked(true);
    let start = spawn_with_app(user, |app| async move { app.run_startup_tasks().await });
    user.platform.wait_for("it wait", |recorded| matches!(recorded.session, Some(SessionView::Restoring { .. }))).await;
    let key = user.platform.inspect(|recorded| recorded.apps.apps[0].key.clone());
    user.app.open_app(&key, Some(Target::Window)).await;
    (key, start)
}

#[tokio::test]
async fn app_clicked_before_revocation_is_noticed_opens_after_sign_in() {
    let (mut user, clock) = user_with_clock().await;
    sign_in_and_wait(&user).await;
    user.controls().revoke_tokens();
    let (_, start) = restart_and_click_before_unlock(&mut user, clock).await;
    user.keyring.set_blocked(false);
    start.await.unwrap();
    user.platform.wait_for("the app", |recorded| recorded.app_windows.len() == 1).await;
    assert_eq!(user.platform.inspect(|recorded| recorded.sign_ins_opened), 1);
}

#[tokio::test]
async fn app_clicked_again_while_pending_opens_once() {
    let (mut user, clock) = user_with_clock().await;
    sign_in_and_wait(&user).await;
    let (key, start) = restart_and_click_before_unlock(&mut user, clock.clone()).await;
    hold_next_request(&user, "GetUPData");
    user.keyring.set_blocked(false);
    user.platform
        .wait_for("the session", |recorded| matches!(recorded.session, Some(SessionView::SignedIn { .. })))
        .await;
    *clock.0.lock().unwrap() += Duration::from_mins(1);
    user.app.open_app(&key, Some(Target::Window)).await;
    *clock.0.lock().unwrap() += Duration::from_mins(1);
    user.controls().clear_faults();
    start.await.unwrap();
    assert_eq!(user.platform.inspect(|recorded| recorded.app_windows.len()), 1);
}
