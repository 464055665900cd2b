//! Accounts that are switched, forgotten or replaced while requests of theirs are pending.

use demo_tenant::ClientIdType;
use portico_core::storage::keyring::KeyringError as KeyringFault;
use portico_core::tenant::url::TenantUrl;
use portico_core::view::{SessionView, SettingsChange, SignInMethod};

use super::{
    REVOKE_PATH, TICK_INTERVAL, TOKEN_PATH, USER, USER_WITHOUT_APPS, accounts, active_account_and_app_count,
    add_account, advance_past_token_expiry, advance_timers, sign_in_and_wait, sign_in_two_users, spawn_with_app,
    start_held_refresh, stored_credential, user_with_clock, wait_for_new_credential, wait_for_requests,
    wait_for_signed_in, wait_for_signed_out, wait_until,
};
use crate::support::{SignInBehavior, TestUser};

#[tokio::test]
async fn superseded_account_switch_does_not_change_active_account() {
    let (mut user, clock) = user_with_clock().await;
    let (user_id, other_id) = sign_in_two_users(&user).await;
    let _refresh = start_held_refresh(&user, &clock).await;
    user.app.switch_account(&user_id).await;
    wait_for_signed_in(&user).await;
    let late_switch = spawn_with_app(&user, |app| async move { app.switch_account(&other_id).await });
    user.platform.wait_for("empty@", |recorded| recorded.accounts.accounts[0].user.name == "empty@acme.test").await;
    user.app.switch_account(&user_id).await;
    wait_for_signed_in(&user).await;
    user.controls().clear_faults();
    late_switch.await.unwrap();
    wait_for_signed_in(&user).await;
    assert_eq!(active_account_and_app_count(&user), ("user@acme.test".to_owned(), 42));
    user.app.retry_keyring().await;
    user.restart_with_clock(clock, SignInBehavior::NeverLoad);
    user.app.run_startup_tasks().await;
    wait_for_signed_in(&user).await;
    assert_eq!(active_account_and_app_count(&user), ("user@acme.test".to_owned(), 42), "after a restart");
}

#[tokio::test]
async fn late_keyring_read_does_not_replace_new_session() {
    let (mut user, clock) = user_with_clock().await;
    sign_in_and_wait(&user).await;
    user.restart_with_clock(clock.clone(), USER);
    user.keyring.set_blocked(true);
    user.controls().revoke_tokens();
    tokio::time::pause();
    drop(spawn_with_app(&user, |app| async move { app.run_startup_tasks().await }));
    user.platform.wait_for("the keyring's trouble", |recorded| recorded.keyring.problem.is_some()).await;
    tokio::time::resume();
    wait_for_signed_out(&user).await;
    user.sign_in().await;
    user.keyring.set_blocked(false);
    user.platform.wait_for("the keyring well", |recorded| recorded.keyring.problem.is_none()).await;
    advance_past_token_expiry(&user, &clock);
    user.app.refresh().await;
    assert_eq!(user.session_error_code(), None, "a good session was given up for an old credential");
    wait_for_signed_in(&user).await;
}

#[tokio::test]
async fn account_forgotten_with_locked_keyring_is_erased_after_restart() {
    let mut user = TestUser::new(USER).await;
    let id = sign_in_and_wait(&user).await;
    user.keyring.set_error(Some(KeyringFault::Locked));
    user.app.forget_account(&id).await;
    assert!(accounts(&user).is_empty());
    user.keyring.set_error(None);
    user.restart(SignInBehavior::NeverLoad);
    user.app.run_startup_tasks().await;
    wait_until("an empty keyring", || user.keyring.entry_names().is_empty()).await;
}

#[tokio::test]
async fn forgetting_account_closes_its_windows() {
    let user = TestUser::new(USER).await;
    let (user_id, _) = sign_in_two_users(&user).await;
    user.app.forget_account(&user_id).await;
    let closed = user.platform.inspect(|recorded| recorded.closed_app_windows.last().cloned()).flatten();
    assert_eq!(closed.map(|id| id.to_string()), Some(user_id));
}

#[tokio::test]
async fn unusable_lock_folder_keeps_session_and_refreshes_once() {
    let (user, clock) = user_with_clock().await;
    sign_in_and_wait(&user).await;
    let locks = user.home_dir.path().join("locks");
    // There is none before the first renewal.
    let _ = std::fs::remove_dir_all(&locks);
    std::fs::write(&locks, "x").unwrap();
    user.controls().forget_requests();
    advance_past_token_expiry(&user, &clock);
    for _ in 0..5 {
        advance_timers(TICK_INTERVAL).await;
        user.app.refresh().await;
        user.platform.inspect(|recorded| assert_eq!(recorded.freshness.problem, None));
    }
    assert_eq!(user.controls().count(TOKEN_PATH), 1);
}

#[tokio::test]
async fn keyring_retry_persists_inactive_sessions_too() {
    let user = TestUser::new(USER).await;
    user.app.run_startup_tasks().await;
    user.keyring.set_error(Some(KeyringFault::Absent));
    user.sign_in().await;
    add_account(&user, USER_WITHOUT_APPS).await;
    user.keyring.set_error(None);
    user.app.retry_keyring().await;
    for account in accounts(&user) {
        assert!(stored_credential(&user, &account.id).await.is_some(), "{}", account.user.name);
    }
}

#[tokio::test]
async fn demo_writes_no_settings_and_no_cache() {
    let user = TestUser::new(USER).await;
    user.app.try_demo(TenantUrl::parse(user.tenant.url()).unwrap()).await;
    wait_for_signed_in(&user).await;
    let before = user.read_settings();
    user.app.save_settings(&SettingsChange::SignIn(SignInMethod::Browser)).await.unwrap();
    let icon = user.platform.inspect(|recorded| recorded.apps.apps.iter().find_map(|app| app.icon.clone())).unwrap();
    assert!(user.app.icon(&icon).await.is_some());
    assert_eq!(user.read_settings(), before);
    let cache = user.home_dir.path().join("cache");
    assert!(!user.files().iter().any(|file| file.starts_with(&cache)), "{:?}", user.files());
}

#[tokio::test]
async fn forgetting_other_account_keeps_running_sign_in() {
    let user = TestUser::new(USER).await;
    let (user_id, _) = sign_in_two_users(&user).await;
    user.app.add_account().await;
    user.set_behavior(SignInBehavior::LoadAndIdle);
    let url = user.tenant.url().to_owned();
    drop(spawn_with_app(&user, |app| async move { app.enter_tenant(&url).await }));
    user.platform.wait_for("the window", |recorded| recorded.sign_ins_opened == 3).await;
    let closed_count = |user: &TestUser| user.platform.inspect(|recorded| recorded.sign_ins_closed);
    let before = closed_count(&user);
    user.app.forget_account(&user_id).await;
    assert_eq!(closed_count(&user), before);
    user.platform.inspect(|recorded| assert!(matches!(recorded.session, Some(SessionView::SigningIn { .. }))));
}

#[tokio::test]
async fn failed_refresh_of_replaced_session_keeps_new_session() {
    let (user, clock) = user_with_clock().await;
    let id = sign_in_and_wait(&user).await;
    let first = stored_credential(&user, &id).await;
    let refresh = start_held_refresh(&user, &clock).await;
    user.controls().revoke_tokens();
    user.app.sign_in(None).await;
    wait_for_signed_in(&user).await;
    wait_for_new_credential(&user, &id, first).await;
    // The first one's renewal is refused, and another credential is in its place by now.
    user.controls().clear_faults();
    refresh.await.unwrap();
    wait_for_requests(&user, REVOKE_PATH, 2).await;
    user.app.refresh().await;
    wait_for_signed_in(&user).await;
    assert_eq!(user.session_error_code(), None);
}

#[tokio::test]
async fn account_switch_discards_running_setup_check() {
    let user = TestUser::new(USER).await;
    let (user_id, _) = sign_in_two_users(&user).await;
    let check = spawn_with_app(&user, |app| async move { app.check_tenant().await });
    user.platform.wait_for("the check", |recorded| recorded.setup_check.running).await;
    user.app.switch_account(&user_id).await;
    check.await.unwrap();
    user.platform.inspect(|recorded| assert!(!recorded.setup_check.running && recorded.setup_check.tenant.is_none()));
}

#[tokio::test]
async fn forgetting_account_of_confidential_client_revokes_its_tokens() {
    let mut user = TestUser::with_oauth_app(USER, |app| {
        (app.client_id_type, app.clients) = (ClientIdType::Confidential, vec!["portico".into()]);
        app.secret = "s3cret".into();
    })
    .await;
    user.restart_with_minimal_settings(USER);
    user.app.save_client_secret(&"s3cret".into()).await;
    let id = sign_in_and_wait(&user).await;
    // From here on it is in the keyring only.
    user.restart(SignInBehavior::NeverLoad);
    user.controls().forget_requests();
    user.app.forget_account(&id).await;
    let revoked = user.controls().requests().into_iter().filter(|request| request.path == REVOKE_PATH);
    assert_eq!(revoked.map(|request| request.status).collect::<Vec<_>>(), [200, 200]);
    assert_eq!(user.keyring.entry_names(), Vec::<String>::new());
}
