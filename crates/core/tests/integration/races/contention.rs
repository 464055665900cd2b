//! Account switches, sign-outs, locks and sign-ins that run into each other at random moments. Whatever the order, account,
//! session and list belong together in each published set of views and in each snapshot.
//!
//! The delays come from a seeded generator. A short form of each test runs always, and 1,000 rounds with
//! `cargo xtask prove contention`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use demo_tenant::{Fault, FaultKind};
use portico_core::App;
use portico_core::view::{SessionView, Target};

use super::{USER, USER_WITHOUT_APPS, sign_in_and_wait, sign_in_two_users, wait_for_signed_in};
use crate::support::{Recorded, SignInBehavior, TestUser};

const SHORT: u64 = 20;
const LONG: u64 = 1000;
const APP_COUNT: usize = 42;

/// Random delays of up to three milliseconds: as long as a request to the demo tenant takes.
struct Delays(u64);

impl Delays {
    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn next_delay(&mut self) -> Duration {
        Duration::from_micros(self.next() % 3000)
    }
}

/// Whose list it is, by the names of the demo tenant's users: `user@` has apps, `empty@` has none.
fn contradiction(user: &str, app_count: usize) -> Option<String> {
    let is_possible = app_count == 0 || (user == "user@acme.test" && app_count == APP_COUNT);
    (!is_possible).then(|| format!("{app_count} apps beside the name {user:?}"))
}

fn user_of(session: &SessionView) -> Option<&str> {
    match session {
        SessionView::Restoring { user, .. } | SessionView::SignedIn { user, .. } | SessionView::Locked { user, .. } => {
            Some(&user.name)
        }
        SessionView::SignedOut { user, .. } | SessionView::SigningIn { user, .. } => {
            user.as_ref().map(|user| user.name.as_str())
        }
        SessionView::FirstRun { .. } | SessionView::ConfirmTenant { .. } => None,
    }
}

fn inspect_views(recorded: &Recorded) -> Option<String> {
    let session = recorded.session.as_ref()?;
    let user = user_of(session);
    let account = recorded.accounts.accounts.iter().find(|account| account.current);
    if let (Some(user), Some(account)) = (user, account)
        && user != account.user.name
    {
        return Some(format!("session of {user}, account of {}", account.user.name));
    }
    let is_foreign_icon = |icon: &String| account.is_none_or(|account| !icon.starts_with(&account.id[..8]));
    if recorded.apps.apps.iter().filter_map(|app| app.icon.as_ref()).any(is_foreign_icon) {
        return Some(format!("icons of another account than {account:?}"));
    }
    contradiction(user.unwrap_or_default(), recorded.apps.apps.len())
}

/// Compares snapshots until it is dropped.
struct SnapshotChecks {
    is_done: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl SnapshotChecks {
    fn start(app: Arc<App>, user_id: String) -> Self {
        let is_done = Arc::new(AtomicBool::new(false));
        let done = is_done.clone();
        let thread = std::thread::spawn(move || {
            while !done.load(Ordering::Acquire) {
                let snapshot = app.snapshot();
                let user = user_of(&snapshot.session).unwrap_or_default().to_owned();
                assert_eq!(contradiction(&user, snapshot.catalog.apps.len()), None);
                if !snapshot.catalog.apps.is_empty() {
                    assert_eq!(snapshot.account.map(|id| id.to_string()), Some(user_id.clone()));
                }
                std::thread::sleep(Duration::from_micros(50));
            }
        });
        Self { is_done, thread: Some(thread) }
    }

    fn finish(mut self) {
        self.is_done.store(true, Ordering::Release);
        self.thread.take().unwrap().join().unwrap();
    }
}

fn assert_consistent(user: &TestUser, round: u64) {
    user.platform.inspect(|recorded| assert_eq!(recorded.inconsistencies, Vec::<String>::new(), "round {round}"));
}

/// Two users are signed in; the ids of the one with apps and of the other.
async fn two_users() -> (TestUser, String, String) {
    let user = TestUser::new(USER).await;
    let (user_id, other_id) = sign_in_two_users(&user).await;
    user.platform.record(|recorded| recorded.inspect_views = Some(inspect_views));
    (user, user_id, other_id)
}

/// Calls `action` after a delay, in a task of its own.
macro_rules! after {
    ($delays:expr, $user:expr, |$app:ident| $action:expr) => {{
        let ($app, delay) = ($user.app.clone(), $delays.next_delay());
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            $action
        })
    }};
}

async fn switch_back_and_forth(rounds: u64) {
    let (user, user_id, other_id) = two_users().await;
    let checks = SnapshotChecks::start(user.app.clone(), user_id.clone());
    let mut delays = Delays(1);
    for round in 0..rounds {
        let (first, second) = if round % 2 == 0 { (&user_id, &other_id) } else { (&other_id, &user_id) };
        let mut switches = Vec::new();
        for id in [first, second, first] {
            let id = id.clone();
            switches.push(after!(delays, user, |app| app.switch_account(&id).await));
        }
        for switch in switches {
            switch.await.unwrap();
        }
        user.app.switch_account(first).await;
        wait_for_signed_in(&user).await;
        let current = user.app.snapshot();
        assert_eq!(current.account.map(|id| id.to_string()).as_ref(), Some(first), "round {round}");
        assert_consistent(&user, round);
    }
    checks.finish();
}

async fn sign_out_during_refresh(rounds: u64) {
    let (user, user_id, _) = two_users().await;
    let checks = SnapshotChecks::start(user.app.clone(), user_id.clone());
    let mut delays = Delays(2);
    for round in 0..rounds {
        user.app.switch_account(&user_id).await;
        if !matches!(user.app.snapshot().session, SessionView::SignedIn { .. }) {
            user.set_behavior(USER);
            user.sign_in().await;
        }
        wait_for_signed_in(&user).await;
        let refresh = after!(delays, user, |app| app.refresh().await);
        let sign_out = after!(delays, user, |app| app.sign_out(false).await);
        refresh.await.unwrap();
        sign_out.await.unwrap();
        let current = user.app.snapshot();
        assert!(matches!(current.session, SessionView::SignedOut { .. }), "round {round}: {:?}", current.session);
        assert!(current.catalog.apps.is_empty() && !current.freshness.loaded, "round {round}");
        assert_consistent(&user, round);
    }
    checks.finish();
}

async fn lock_during_launch(rounds: u64) {
    let user = TestUser::new(USER).await;
    let user_id = sign_in_and_wait(&user).await;
    user.platform.record(|recorded| recorded.inspect_views = Some(inspect_views));
    let checks = SnapshotChecks::start(user.app.clone(), user_id);
    let key = user.platform.inspect(|recorded| recorded.apps.apps[0].key.clone());
    let mut delays = Delays(3);
    for round in 0..rounds {
        let key = key.clone();
        let launch = after!(delays, user, |app| drop(app.open_app(&key, Some(Target::Window)).await));
        let lock = after!(delays, user, |app| app.lock());
        launch.await.unwrap();
        lock.await.unwrap();
        let current = user.app.snapshot();
        assert!(matches!(current.session, SessionView::Locked { .. }), "round {round}: {:?}", current.session);
        assert!(current.catalog.apps.is_empty(), "round {round}");
        user.app.unlock().await;
        wait_for_signed_in(&user).await;
        assert_consistent(&user, round);
        user.app.cancel_launch();
    }
    checks.finish();
}

async fn list_before_identity(rounds: u64) {
    let (user, user_id, _) = two_users().await;
    user.app.sign_out(true).await;
    let checks = SnapshotChecks::start(user.app.clone(), user_id.clone());
    let mut delays = Delays(4);
    for round in 0..rounds {
        let behavior = if delays.next().is_multiple_of(2) { USER } else { USER_WITHOUT_APPS };
        user.set_behavior(behavior);
        user.controls().end_sessions();
        let slower = if delays.next().is_multiple_of(4) { "GetUPData" } else { "whoami" };
        let millis = delays.next() % 5;
        user.controls().fail(Fault::once(slower, FaultKind::Slow { millis })).unwrap();
        user.app.sign_in(None).await;
        wait_for_signed_in(&user).await;
        let SignInBehavior::SignIn(name) = behavior else { unreachable!("both sign in") };
        let current = user.app.snapshot();
        assert_eq!(user_of(&current.session), Some(name), "round {round}");
        assert_eq!(current.catalog.apps.len(), if behavior == USER { APP_COUNT } else { 0 }, "round {round}");
        assert_consistent(&user, round);
        user.app.sign_out(false).await;
        user.controls().clear_faults();
    }
    checks.finish();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn switching_back_and_forth_never_mixes_accounts() {
    switch_back_and_forth(SHORT).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a minute: cargo xtask prove contention"]
async fn switching_back_and_forth_1000_times_never_mixes_accounts() {
    switch_back_and_forth(LONG).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sign_out_during_refresh_leaves_no_list() {
    sign_out_during_refresh(SHORT).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes: cargo xtask prove contention"]
async fn sign_out_during_refresh_1000_times_leaves_no_list() {
    sign_out_during_refresh(LONG).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lock_during_launch_leaves_no_list() {
    lock_during_launch(SHORT).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a minute: cargo xtask prove contention"]
async fn lock_during_launch_1000_times_leaves_no_list() {
    lock_during_launch(LONG).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn list_before_identity_is_shown_to_nobody_else() {
    list_before_identity(SHORT).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes: cargo xtask prove contention"]
async fn list_before_identity_1000_times_is_shown_to_nobody_else() {
    list_before_identity(LONG).await;
}
