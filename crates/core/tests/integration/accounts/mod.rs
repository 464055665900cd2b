//! Sessions of one account over restarts, keyring failures, sign-out and lock.

mod multiple;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Fault, FaultKind};
use portico_core::error::Code;
use portico_core::storage::keyring::KeyringError as KeyringFault;
use portico_core::view::{AccountView, SessionView, SettingsChange};

use crate::support::{OffsetClock, SignInBehavior, TestUser};

const USER: SignInBehavior = SignInBehavior::SignIn("user@acme.test");
const USER_WITHOUT_APPS: SignInBehavior = SignInBehavior::SignIn("empty@acme.test");

async fn wait_for_signed_in(user: &TestUser) {
    let is_signed_in =
        |view: &Option<SessionView>| matches!(view, Some(SessionView::SignedIn { replacing: false, .. }));
    user.platform
        .wait_for("the signed-in state", |recorded| is_signed_in(&recorded.session) && !recorded.freshness.refreshing)
        .await;
}

async fn wait_for_stored_credential(user: &TestUser) {
    let keyring = user.keyring.clone();
    user.platform.wait_for("the account", |recorded| !recorded.accounts.accounts.is_empty()).await;
    let id = accounts(user)[0].id.clone();
    while keyring.client().read(&id).await.unwrap().is_none() {
        tokio::task::yield_now().await;
    }
}

fn accounts(user: &TestUser) -> Vec<AccountView> {
    user.platform.inspect(|recorded| recorded.accounts.accounts.clone())
}

#[tokio::test]
async fn restart_with_live_token_restores_session_without_sign_in() {
    let mut user = TestUser::new(USER).await;
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    user.restart(SignInBehavior::NeverLoad);
    user.platform.inspect(|recorded| assert_eq!(recorded.apps.apps.len(), 42, "from the copy, before anything else"));
    user.controls().forget_requests();
    user.app.run_startup_tasks().await;
    wait_for_signed_in(&user).await;
    assert_eq!(user.controls().count("/UPRest/GetUPData"), 1);
    assert_eq!(user.controls().count("/oauth2/token/Portico"), 0, "the token still lives");
    user.platform.inspect(|recorded| {
        assert_eq!((recorded.sign_ins_opened, recorded.freshness.is_cached), (0, false));
        assert!(recorded.session_history.iter().any(|view| matches!(view, SessionView::Restoring { .. })));
    });
}

#[tokio::test]
async fn restart_after_token_expiry_refreshes_once() {
    let mut user = TestUser::with_oauth_app(USER, |app| app.rotation = true).await;
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    user.controls().advance(Duration::from_secs(6 * 3600));
    user.restart_with_clock(
        Arc::new(OffsetClock(Mutex::new(Duration::from_secs(6 * 3600)))),
        SignInBehavior::NeverLoad,
    );
    user.controls().forget_requests();
    user.app.run_startup_tasks().await;
    wait_for_signed_in(&user).await;
    assert_eq!(user.controls().count("/oauth2/token/Portico"), 1);
}

#[tokio::test]
async fn offline_restart_keeps_session_and_recovers() {
    let mut user = TestUser::new(USER).await;
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    user.restart(SignInBehavior::NeverLoad);
    user.controls().fail(Fault::always("GetUPData", FaultKind::Drop)).unwrap();
    user.app.run_startup_tasks().await;
    user.platform.wait_for("the problem", |recorded| recorded.freshness.problem.is_some()).await;
    user.platform.inspect(|recorded| {
        assert!(matches!(recorded.session, Some(SessionView::SignedIn { .. })));
        assert_eq!(recorded.apps.apps.len(), 42);
    });
    user.controls().clear_faults();
    user.platform
        .wait_for("it heal", |recorded| recorded.freshness.problem.is_none() && !recorded.freshness.is_cached)
        .await;
}

#[tokio::test]
async fn missing_keyring_keeps_session_and_retry_persists_it() {
    let mut user = TestUser::new(USER).await;
    user.app.run_startup_tasks().await;
    user.keyring.set_error(Some(KeyringFault::Absent));
    user.sign_in().await;
    user.platform
        .wait_for("the banner", |recorded| error_code(&recorded.keyring.problem) == Some(Code::KeyringAbsent))
        .await;
    user.app.refresh().await;
    user.platform.inspect(|recorded| assert_eq!(recorded.freshness.problem, None));
    // It comes, and Retry keeps what could not be kept.
    user.keyring.set_error(None);
    user.app.retry_keyring().await;
    user.platform
        .inspect(|recorded| assert_eq!((recorded.keyring.problem.clone(), recorded.keyring.busy), (None, false)));
    wait_for_stored_credential(&user).await;
    user.restart(SignInBehavior::NeverLoad);
    user.app.run_startup_tasks().await;
    wait_for_signed_in(&user).await;
}

fn error_code(problem: &Option<portico_core::error::Error>) -> Option<Code> {
    problem.as_ref().map(|problem| problem.code)
}

#[tokio::test]
async fn restart_without_keyring_restores_session_on_retry() {
    for fault in [KeyringFault::Absent, KeyringFault::Locked, KeyringFault::Denied] {
        let mut user = TestUser::new(USER).await;
        user.sign_in().await;
        wait_for_stored_credential(&user).await;
        user.keyring.set_error(Some(fault));
        user.restart(SignInBehavior::NeverLoad);
        user.app.run_startup_tasks().await;
        user.platform.wait_for("the banner", |recorded| recorded.keyring.problem.is_some()).await;
        user.platform.inspect(|recorded| {
            assert!(matches!(recorded.session, Some(SessionView::SignedOut { problem: None, .. })));
            assert_eq!(recorded.apps.apps.len(), 42);
        });
        user.keyring.set_error(None);
        user.app.retry_keyring().await;
        wait_for_signed_in(&user).await;
        user.platform
            .inspect(|recorded| assert_eq!((recorded.keyring.problem.clone(), recorded.sign_ins_opened), (None, 0)));
    }
}

#[tokio::test]
async fn corrupt_keyring_entry_signs_out_and_keeps_list() {
    let corruptions: [fn(&str, &mut Vec<u8>); 4] = [
        |_, value| value.clear(),
        |_, value| *value = vec![0xff; value.len()],
        |entry, value| {
            if !entry.ends_with("/m") {
                value.truncate(value.len() / 2);
            }
        },
        |entry, value| {
            if !entry.ends_with("/m") {
                *value = b"bm8=".to_vec();
            }
        },
    ];
    for corrupt in corruptions {
        let mut user = TestUser::new(USER).await;
        user.sign_in().await;
        wait_for_stored_credential(&user).await;
        user.keyring.corrupt_entries(corrupt);
        user.restart(USER);
        user.app.run_startup_tasks().await;
        let is_signed_out_with_list = |recorded: &crate::support::Recorded| {
            matches!(recorded.session, Some(SessionView::SignedOut { problem: None, .. }))
                && (recorded.keyring.problem.clone(), recorded.apps.apps.len()) == (None, 42)
        };
        user.platform.wait_for("the list without a session", is_signed_out_with_list).await;
        user.sign_in().await;
    }
}

#[tokio::test]
async fn sign_out_clears_keyring_and_restart_stays_signed_out() {
    let mut user = TestUser::new(USER).await;
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    user.app.sign_out(false).await;
    assert_eq!(user.keyring.entry_names(), Vec::<String>::new());
    user.restart(SignInBehavior::NeverLoad);
    user.app.run_startup_tasks().await;
    user.platform.inspect(|recorded| assert!(matches!(recorded.session, Some(SessionView::SignedOut { .. }))));
    assert_eq!(accounts(&user).len(), 1, "the account is still in the menu");
}

#[tokio::test]
async fn sign_out_with_locked_keyring_holds_and_is_completed_after_restart() {
    let mut user = TestUser::new(USER).await;
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    user.keyring.set_error(Some(KeyringFault::Locked));
    user.app.sign_out(false).await;
    user.keyring.set_error(None);
    user.restart(SignInBehavior::NeverLoad);
    user.app.run_startup_tasks().await;
    user.platform.inspect(|recorded| assert!(matches!(recorded.session, Some(SessionView::SignedOut { .. }))));
    while !user.keyring.entry_names().is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn offline_sign_out_clears_data_and_reports_tokens_not_revoked() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    user.controls().fail(Fault::always("revoke", FaultKind::Drop)).unwrap();
    user.app.sign_out(false).await;
    assert_eq!(user.session_error_code(), Some(Code::SessionNotRevoked));
    assert_eq!(user.keyring.entry_names(), Vec::<String>::new());
    assert!(!user.files().iter().any(|file| file.ends_with("apps.json")));
    user.controls().clear_faults();
    user.sign_in().await;
}

#[tokio::test]
async fn forgotten_account_leaves_no_trace_in_files_or_keyring() {
    let mut user = TestUser::new(USER).await;
    user.restart_with_minimal_settings(USER);
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    let id = accounts(&user)[0].id.clone();
    user.app.forget_account(&id).await;
    user.platform.inspect(|recorded| {
        assert!(recorded.accounts.accounts.is_empty() && recorded.apps.apps.is_empty());
        assert!(matches!(recorded.session, Some(SessionView::FirstRun { can_go_back: false, .. })));
    });
    assert_eq!(user.keyring.entry_names(), Vec::<String>::new());
    for file in user.files() {
        let text = std::fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&text);
        assert!(!text.contains("acme.test") && !text.contains(user.tenant.url()), "{}: {text}", file.display());
        assert!(!file.to_string_lossy().contains(&id), "{}", file.display());
    }
}

#[tokio::test]
async fn lock_clears_memory_and_unlock_restores_session() {
    let user = TestUser::new(USER).await;
    user.app.run_startup_tasks().await;
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    user.app.lock();
    user.platform.inspect(|recorded| {
        assert!(matches!(recorded.session, Some(SessionView::Locked { .. })));
        assert!(recorded.apps.apps.is_empty() && !recorded.freshness.loaded);
        assert_eq!(recorded.closed_app_windows.last(), Some(&None));
    });
    assert_eq!(user.app.search("a").total, 0);
    user.controls().forget_requests();
    user.app.refresh().await;
    user.app.sign_in(None).await;
    assert_eq!(user.controls().requests().len(), 0, "nothing is sent while it is locked");
    user.app.unlock().await;
    wait_for_signed_in(&user).await;
    user.platform.inspect(|recorded| assert_eq!((recorded.apps.apps.len(), recorded.sign_ins_opened), (42, 1)));
}

#[tokio::test]
async fn idle_user_is_locked_and_can_unlock() {
    let mut user = TestUser::new(USER).await;
    let clock = Arc::new(OffsetClock(Mutex::default()));
    user.restart_with_clock(clock.clone(), USER);
    user.app.run_startup_tasks().await;
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    *clock.0.lock().unwrap() = Duration::from_secs(6 * 60);
    user.app.save_settings(&SettingsChange::IdleLock(5)).await.unwrap();
    user.platform.wait_for("the lock", |recorded| matches!(recorded.session, Some(SessionView::Locked { .. }))).await;
    user.app.unlock().await;
    wait_for_signed_in(&user).await;
}
