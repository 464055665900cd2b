//! What is under way for one account while something else happens to it or to another: whoever comes
//! late changes nothing that is not theirs any more.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;

use std::future::Future;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{ClientIdType, Fault, FaultKind};
use person::{OffsetClock, SignInBehavior, TestUser};
use portico_core::App;
use portico_core::error::Code;
use portico_core::storage::keyring::KeyringError as KeyringFault;
use portico_core::tenant::url::TenantUrl;
use portico_core::view::{AccountView, SessionView, SettingsChange, SignInMethod, Target, Theme, ViewUpdate};
use secrecy::ExposeSecret;
use tokio::task::JoinHandle;

const USER: SignInBehavior = SignInBehavior::SignIn("user@acme.test");
const USER_WITHOUT_APPS: SignInBehavior = SignInBehavior::SignIn("empty@acme.test");
const TOKEN_PATH: &str = "/oauth2/token/Portico";
const REVOKE_PATH: &str = "/oauth2/revoke/Portico";
/// After it each token has ended.
const PAST_TOKEN_EXPIRY: Duration = Duration::from_hours(6);
/// How often the core looks at the clock by itself.
const TICK_INTERVAL: Duration = Duration::from_secs(30);

/// Waits for what no view tells.
async fn wait_until(description: &str, condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), wait).await.is_ok(), "never: {description}");
}

async fn wait_for_signed_in(user: &TestUser) {
    let is_signed_in =
        |view: &Option<SessionView>| matches!(view, Some(SessionView::SignedIn { replacing: false, .. }));
    user.platform
        .wait_for("the signed-in state", |recorded| is_signed_in(&recorded.session) && !recorded.freshness.refreshing)
        .await;
}

async fn wait_for_signed_out(user: &TestUser) {
    user.platform
        .wait_for("the way in", |recorded| matches!(recorded.session, Some(SessionView::SignedOut { .. })))
        .await;
}

fn accounts(user: &TestUser) -> Vec<AccountView> {
    user.platform.inspect(|recorded| recorded.accounts.accounts.clone())
}

/// Who is on screen, and how many apps.
fn active_account_and_app_count(user: &TestUser) -> (String, usize) {
    let name = accounts(user).into_iter().find(|account| account.current).map(|account| account.user.name);
    (name.unwrap_or_default(), user.platform.inspect(|recorded| recorded.apps.apps.len()))
}

async fn stored_credential(user: &TestUser, id: &str) -> Option<Vec<u8>> {
    user.keyring.client().read(id).await.unwrap().map(|bytes| bytes.expose_secret().to_vec())
}

/// Waits until the keyring holds another credential of that account than `before`.
async fn wait_for_new_credential(user: &TestUser, id: &str, before: Option<Vec<u8>>) {
    let wait = async {
        loop {
            let current = stored_credential(user, id).await;
            if current.is_some() && current != before {
                return;
            }
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), wait).await.is_ok(), "never kept");
}

/// Signs in; the account's id.
async fn sign_in_and_wait(user: &TestUser) -> String {
    user.sign_in().await;
    let id = accounts(user)[0].id.clone();
    wait_for_new_credential(user, &id, None).await;
    id
}

/// Signs in as user@ and then as empty@, who is on screen; their ids.
async fn sign_in_two_users(user: &TestUser) -> (String, String) {
    let user_id = sign_in_and_wait(user).await;
    add_account(user, USER_WITHOUT_APPS).await;
    let other_id = accounts(user)[0].id.clone();
    wait_for_new_credential(user, &other_id, None).await;
    (user_id, other_id)
}

async fn add_account(user: &TestUser, behavior: SignInBehavior) {
    user.app.add_account().await;
    user.set_behavior(behavior);
    user.app.enter_tenant(user.tenant.url()).await;
    wait_for_signed_in(user).await;
}

fn spawn_with_app<F: Future<Output = ()> + Send + 'static>(
    user: &TestUser,
    task: impl FnOnce(Arc<App>) -> F,
) -> JoinHandle<()> {
    tokio::spawn(task(user.app.clone()))
}

/// A person whose clock the test turns.
async fn user_with_clock() -> (TestUser, Arc<OffsetClock>) {
    let mut user = TestUser::with_oauth_app(USER, |app| app.rotation = true).await;
    let clock = Arc::new(OffsetClock(Mutex::default()));
    user.restart_with_clock(clock.clone(), USER);
    (user, clock)
}

fn advance_past_token_expiry(user: &TestUser, clock: &OffsetClock) {
    *clock.0.lock().unwrap() += PAST_TOKEN_EXPIRY;
    user.controls().advance(PAST_TOKEN_EXPIRY);
}

/// The next request there gets no answer before `clear_faults`.
fn hold_next_request(user: &TestUser, path: &str) {
    user.controls().fail(Fault::once(path, FaultKind::UntilCleared)).unwrap();
}

fn inject_fault(user: &TestUser, path: &str, kind: FaultKind) {
    user.controls().fail(Fault::always(path, kind)).unwrap();
}

async fn wait_for_requests(user: &TestUser, path: &str, times: u64) {
    wait_until(path, || user.controls().count(path) >= times).await;
}

/// A renewal that began, and that the tenant does not answer yet.
async fn start_held_refresh(user: &TestUser, clock: &OffsetClock) -> JoinHandle<()> {
    advance_past_token_expiry(user, clock);
    user.controls().forget_requests();
    hold_next_request(user, "^/oauth2/token");
    let refresh = spawn_with_app(user, |app| async move { app.refresh().await });
    wait_for_requests(user, TOKEN_PATH, 1).await;
    refresh
}

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
async fn idle_lock_works_after_canceled_reauthentication() {
    let (user, clock) = user_with_clock().await;
    user.app.run_startup_tasks().await;
    sign_in_and_wait(&user).await;
    user.set_behavior(SignInBehavior::NeverLoad);
    let reauthentication = spawn_with_app(&user, |app| async move { app.sign_in(None).await });
    user.platform.wait_for("the window", |recorded| recorded.sign_ins_opened == 2).await;
    // It is looked whether somebody is there, while the renewal is under way.
    user.app.save_settings(&SettingsChange::IdleLock(5)).unwrap();
    tokio::task::yield_now().await;
    user.app.cancel_sign_in();
    reauthentication.await.unwrap();
    wait_for_signed_in(&user).await;
    *clock.0.lock().unwrap() += Duration::from_hours(1);
    advance_timers(TICK_INTERVAL).await;
    user.platform.wait_for("the lock", |recorded| matches!(recorded.session, Some(SessionView::Locked { .. }))).await;
}

/// Lets the timers of so long a time go off.
async fn advance_timers(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
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
    user.app.save_settings(&SettingsChange::Theme(Theme::Light)).unwrap();
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
async fn demo_writes_no_settings_and_no_cache() {
    let user = TestUser::new(USER).await;
    user.app.try_demo(TenantUrl::parse(user.tenant.url()).unwrap()).await;
    wait_for_signed_in(&user).await;
    let before = user.read_settings();
    user.app.save_settings(&SettingsChange::SignIn(SignInMethod::Browser)).unwrap();
    let icon = user.platform.inspect(|recorded| recorded.apps.apps.iter().find_map(|app| app.icon.clone())).unwrap();
    assert!(user.app.icon(&icon).await.is_some());
    assert_eq!(user.read_settings(), before);
    let cache = user.home_dir.path().join("cache");
    assert!(!user.files().iter().any(|file| file.starts_with(&cache)), "{:?}", user.files());
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
    inject_fault(&user, "GetUPData", FaultKind::UnauthorizedJson);
    user.app.refresh().await;
    assert_eq!(user.session_error_code(), Some(Code::SessionEnded));
    assert_eq!(user.keyring.entry_names(), Vec::<String>::new());
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
async fn keyring_retry_removes_signed_out_credentials() {
    let user = TestUser::new(USER).await;
    sign_in_two_users(&user).await;
    user.keyring.set_error(Some(KeyringFault::Locked));
    user.app.sign_out(true).await;
    user.keyring.set_error(None);
    user.app.retry_keyring().await;
    wait_until("an empty keyring", || user.keyring.entry_names().is_empty()).await;
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
async fn forgetting_account_of_confidential_client_revokes_its_tokens() {
    let mut user = TestUser::with_oauth_app(USER, |app| {
        (app.client_id_type, app.clients) = (ClientIdType::Confidential, vec!["portico".into()]);
        app.secret = "s3cret".into();
    })
    .await;
    user.restart_with_minimal_settings(USER);
    user.app.save_client_secret("s3cret".into()).await;
    let id = sign_in_and_wait(&user).await;
    // From here on it is in the keyring only.
    user.restart(SignInBehavior::NeverLoad);
    user.controls().forget_requests();
    user.app.forget_account(&id).await;
    let revoked = user.controls().requests().into_iter().filter(|request| request.path == REVOKE_PATH);
    assert_eq!(revoked.map(|request| request.status).collect::<Vec<_>>(), [200, 200]);
    assert_eq!(user.keyring.entry_names(), Vec::<String>::new());
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
