//! Launches: where an app opens, what a launch waits for, and that one click opens an app once or not at all.

mod app_credentials;
mod bearer_pages;
mod cancellation;
mod pending;
mod portal_sessions;
mod targets;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Fault, FaultKind};
use portico_core::LaunchOutcome;
use portico_core::launch::request::InitialContent;
use portico_core::view::{LaunchPhase, LaunchView, SessionView, Target};

use crate::support::{OffsetClock, Recorded, SignInBehavior, TestUser};

const USER: SignInBehavior = SignInBehavior::SignIn("user@acme.test");
const USER_WITHOUT_APPS: SignInBehavior = SignInBehavior::SignIn("empty@acme.test");
const CLICK_INTERVAL: Duration = Duration::from_secs(2);
const APP_CLICK_PATH: &str = "/uprest/handleappclick";

/// Somebody whose clock the test turns, not signed in yet.
async fn user_with_clock() -> (TestUser, Arc<OffsetClock>) {
    let mut user = TestUser::new(USER).await;
    let clock = Arc::new(OffsetClock(Mutex::default()));
    user.restart_with_clock(clock.clone(), USER);
    (user, clock)
}

fn advance(clock: &OffsetClock, duration: Duration) {
    *clock.0.lock().unwrap() += duration;
}

/// Signs in, with the list on screen and the credential in the keyring.
async fn sign_in_and_wait(user: &TestUser) {
    user.sign_in().await;
    user.platform.wait_for("the list", |recorded| recorded.freshness.loaded && !recorded.freshness.refreshing).await;
    wait_until("a credential in the keyring", || user.keyring.entry_names().iter().any(|entry| entry.ends_with("/m")))
        .await;
}

/// The same, and then Portico starts anew: it has the tokens, and no cookie.
async fn restarted_user() -> (TestUser, Arc<OffsetClock>) {
    let (mut user, clock) = user_with_clock().await;
    sign_in_and_wait(&user).await;
    user.restart_with_clock(clock.clone(), USER);
    user.app.run_startup_tasks().await;
    user.platform
        .wait_for("the session", |recorded| matches!(recorded.session, Some(SessionView::SignedIn { .. })))
        .await;
    user.controls().forget_requests();
    (user, clock)
}

async fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), wait).await.is_ok(), "never: {what}");
}

fn app_key(user: &TestUser, name: &str) -> String {
    user.platform.inspect(|recorded| recorded.apps.apps.iter().find(|app| app.name == name).unwrap().key.clone())
}

/// What was told of an app, one after the other.
fn launch_phases(recorded: &Recorded, key: &str) -> Vec<LaunchPhase> {
    recorded.launches.iter().filter(|view| view.key == key).map(|view| view.phase).collect()
}

fn last_launch(recorded: &Recorded) -> LaunchView {
    recorded.launches.last().unwrap().clone()
}

/// How many windows and addresses were opened.
fn opened_counts(recorded: &Recorded) -> (usize, usize) {
    (recorded.app_windows.len(), recorded.opened_urls.len())
}

fn inject_fault(user: &TestUser, path: &str, kind: FaultKind) {
    user.controls().fail(Fault::always(path, kind)).unwrap();
}

/// Nothing of the tenant's arrives until the faults are cleared, and the list says so.
async fn go_offline(user: &TestUser) {
    inject_fault(user, ".", FaultKind::Drop);
    user.app.refresh().await;
    user.platform
        .wait_for("that it is offline", |recorded| {
            recorded.freshness.problem.as_ref().is_some_and(|error| error.code.is_network())
        })
        .await;
}

/// Everything that was begun has had its turn.
async fn settle(user: &TestUser) {
    user.app.refresh().await;
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
}

/// With what the newest window begins, in short.
fn initial_page(user: &TestUser) -> String {
    user.platform.inspect(|recorded| match &recorded.app_windows.last().unwrap().content {
        InitialContent::Address(url) => format!("address {}", &url[url::Position::BeforePath..]),
        InitialContent::Page { html, base } => format!("page {} {html}", base.path()),
    })
}

async fn open_in_window(user: &TestUser, name: &str) -> LaunchOutcome {
    user.app.open_app(&app_key(user, name), Some(Target::Window)).await
}

/// Signed in once, and now signed out with the list on screen: the tenant has ended the session.
async fn user_with_ended_session(behavior: SignInBehavior) -> TestUser {
    user_with_ended_session_and_clock(behavior).await.0
}

async fn user_with_ended_session_and_clock(behavior: SignInBehavior) -> (TestUser, Arc<OffsetClock>) {
    let (user, clock) = user_with_clock().await;
    sign_in_and_wait(&user).await;
    user.controls().revoke_tokens();
    user.app.refresh().await;
    user.platform.wait_for("the end", |recorded| matches!(recorded.session, Some(SessionView::SignedOut { .. }))).await;
    user.set_behavior(behavior);
    (user, clock)
}
