//! Operations on one account that overlap with others: an operation that finishes late changes nothing that has passed to
//! another session.

mod accounts;
mod contention;
mod sign_in;
mod sign_out;
mod token_requests;

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Fault, FaultKind};
use portico_core::App;
use portico_core::view::{AccountView, SessionView};
use secrecy::ExposeSecret;
use tokio::task::JoinHandle;

use crate::support::{OffsetClock, SignInBehavior, TestUser};

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

/// Lets the timers of so long a time go off.
async fn advance_timers(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}
