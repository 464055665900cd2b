//! A sign-out while a token refresh, another sign-in or a missing keyring is in its way.

use demo_tenant::FaultKind;
use portico_core::error::Code;
use portico_core::storage::keyring::KeyringError as KeyringFault;
use portico_core::view::ViewUpdate;

use super::{
    REVOKE_PATH, USER, USER_WITHOUT_APPS, add_account, hold_next_request, inject_fault, sign_in_and_wait,
    sign_in_two_users, spawn_with_app, start_held_refresh, stored_credential, user_with_clock, wait_for_new_credential,
    wait_for_requests, wait_for_signed_in, wait_until,
};
use crate::support::{SignInBehavior, TestUser};

#[tokio::test]
async fn refresh_pending_at_sign_out_stores_nothing_and_is_revoked() {
    let (user, clock) = user_with_clock().await;
    sign_in_and_wait(&user).await;
    let refresh = start_held_refresh(&user, &clock).await;
    let sign_out = spawn_with_app(&user, |app| async move { app.sign_out(false).await });
    wait_until("an empty keyring", || user.keyring.entry_names().is_empty()).await;
    user.controls().clear_faults();
    refresh.await.unwrap();
    sign_out.await.unwrap();
    assert_eq!(user.keyring.entry_names(), Vec::<String>::new());
    assert_eq!(user.controls().count(REVOKE_PATH), 2, "what it brought was given back");
}

#[tokio::test]
async fn slow_sign_out_of_all_keeps_next_session() {
    let mut user = TestUser::new(USER).await;
    let (_, other_id) = sign_in_two_users(&user).await;
    inject_fault(&user, "revoke", FaultKind::UntilCleared);
    let sign_out = spawn_with_app(&user, |app| async move { app.sign_out(true).await });
    wait_for_requests(&user, REVOKE_PATH, 2).await;
    user.sign_in().await;
    wait_for_new_credential(&user, &other_id, None).await;
    user.controls().clear_faults();
    sign_out.await.unwrap();
    user.restart(SignInBehavior::NeverLoad);
    user.app.run_startup_tasks().await;
    wait_for_signed_in(&user).await;
}

#[tokio::test]
async fn sign_out_without_keyring_reports_it_and_revokes_after_restart() {
    let mut user = TestUser::new(USER).await;
    sign_in_and_wait(&user).await;
    user.keyring.set_error(Some(KeyringFault::Absent));
    user.restart(SignInBehavior::NeverLoad);
    user.app.run_startup_tasks().await;
    user.app.sign_out(false).await;
    assert_eq!(user.session_error_code(), Some(Code::SessionNotRevoked));
    user.keyring.set_error(None);
    user.restart(SignInBehavior::NeverLoad);
    user.app.run_startup_tasks().await;
    wait_until("an empty keyring", || user.keyring.entry_names().is_empty()).await;
    wait_for_requests(&user, REVOKE_PATH, 2).await;
}

#[tokio::test]
async fn sign_out_with_failed_revocation_reports_tokens_not_revoked() {
    let user = TestUser::new(USER).await;
    sign_in_and_wait(&user).await;
    inject_fault(&user, "revoke", FaultKind::ServerError { status: 503 });
    user.app.sign_out(false).await;
    assert_eq!(user.session_error_code(), Some(Code::SessionNotRevoked));
}

#[tokio::test]
async fn sign_out_waiting_for_refresh_keeps_next_credential() {
    let (user, clock) = user_with_clock().await;
    let id = sign_in_and_wait(&user).await;
    let refresh = start_held_refresh(&user, &clock).await;
    let sign_out = spawn_with_app(&user, |app| async move { app.sign_out(false).await });
    wait_until("an empty keyring", || user.keyring.entry_names().is_empty()).await;
    user.sign_in().await;
    wait_for_new_credential(&user, &id, None).await;
    user.controls().clear_faults();
    refresh.await.unwrap();
    sign_out.await.unwrap();
    assert!(stored_credential(&user, &id).await.is_some());
}

#[tokio::test]
async fn session_rejected_by_tenant_is_removed_from_keyring() {
    let user = TestUser::new(USER).await;
    sign_in_and_wait(&user).await;
    user.controls().revoke_tokens();
    user.app.refresh().await;
    assert_eq!(user.session_error_code(), Some(Code::SessionEnded));
    assert_eq!(user.keyring.entry_names(), Vec::<String>::new());
}

#[tokio::test]
async fn keyring_retry_removes_signed_out_credentials() {
    let user = TestUser::new(USER).await;
    sign_in_two_users(&user).await;
    user.keyring.set_error(Some(KeyringFault::Locked));
    user.app.sign_out(true).await;
    user.keyring.set_error(None);
    user.app.retry_keyring().await;
    wait_until("an empty keyring", || user.keyring.entry_names().is_empty()).await;
}

#[tokio::test]
async fn session_without_identity_is_revoked_on_account_switch() {
    let user = TestUser::new(USER).await;
    let user_id = sign_in_and_wait(&user).await;
    inject_fault(&user, "whoami", FaultKind::ServerError { status: 503 });
    add_account(&user, USER_WITHOUT_APPS).await;
    user.controls().forget_requests();
    user.app.switch_account(&user_id).await;
    wait_for_requests(&user, REVOKE_PATH, 2).await;
}

#[tokio::test]
async fn pending_sign_out_does_not_revoke_newer_session() {
    let mut user = TestUser::new(USER).await;
    let (user_id, _) = sign_in_two_users(&user).await;
    user.keyring.set_error(Some(KeyringFault::Locked));
    user.app.sign_out(true).await;
    user.keyring.set_error(None);
    user.restart(USER);
    user.controls().forget_requests();
    hold_next_request(&user, "revoke");
    // Of the two sign-outs that the keyring did not hear of, the first takes long.
    user.app.run_startup_tasks().await;
    wait_for_requests(&user, REVOKE_PATH, 1).await;
    let before = stored_credential(&user, &user_id).await;
    user.app.switch_account(&user_id).await;
    user.sign_in().await;
    wait_for_new_credential(&user, &user_id, before).await;
    user.controls().clear_faults();
    wait_for_requests(&user, REVOKE_PATH, 2).await;
    // Each is a way there and back, in which the second would have been finished.
    for _ in 0..10 {
        user.app.refresh().await;
    }
    assert_eq!((user.controls().count(REVOKE_PATH), user.session_error_code()), (2, None));
}

#[tokio::test]
async fn oversized_token_does_not_prevent_sign_out_of_all() {
    let mut user = TestUser::new(USER).await;
    sign_in_and_wait(&user).await;
    user.restart(SignInBehavior::NeverLoad);
    user.keyring.set_error(Some(KeyringFault::TooBig));
    add_account(&user, USER_WITHOUT_APPS).await;
    let has_keyring_problem = |updates: Vec<ViewUpdate>| {
        updates.iter().any(|update| matches!(update, ViewUpdate::Keyring(it) if it.problem.is_some()))
    };
    wait_until("the keyring's trouble", || {
        let mut seen = false;
        user.app.subscribe(|updates| seen = has_keyring_problem(updates));
        seen
    })
    .await;
    user.keyring.set_error(None);
    user.controls().forget_requests();
    user.app.sign_out(true).await;
    assert_eq!((user.session_error_code(), user.controls().count(REVOKE_PATH)), (None, 4));
    assert_eq!(user.keyring.entry_names(), Vec::<String>::new());
}
