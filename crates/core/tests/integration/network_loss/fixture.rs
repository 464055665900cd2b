//! A signed-in user behind a proxy that fails on demand, with a clock that follows the runtime.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Config, DemoTenant, Options};
use portico_core::clock::{Clock, SystemClock, Timestamp};
use portico_core::storage::keyring::KeyringClient;
use portico_core::view::{AppsView, FreshnessView, SessionView};
use tokio::time::{Instant, sleep};

use super::fault_proxy::{Exchange, FaultProxy};
use crate::support::{SignInBehavior, TestUser};

pub(super) const USER: SignInBehavior = SignInBehavior::SignIn("user@acme.test");
/// What must show 5 of the app list asks for.
pub(super) const RECOVERY_LIMIT: Duration = Duration::from_secs(30);
/// The same where a renewal was sent over a connection that falls silent: it is given 30 seconds, since a second one with
/// the same refresh token may end the session. The system gives up a dead connection sooner, but not this proxy's.
pub(super) const REFRESH_RECOVERY_LIMIT: Duration = Duration::from_secs(45);
pub(super) const YEAR: Duration = Duration::from_hours(365 * 24);

/// The runtime's time, turned ahead.
pub(super) struct RuntimeClock {
    started: (Timestamp, Instant),
    offset: Mutex<Duration>,
}

impl Clock for RuntimeClock {
    fn now(&self) -> Timestamp {
        self.started.0.plus(self.started.1.elapsed()).plus(*self.offset.lock().unwrap())
    }
}

pub(super) struct Fixture {
    pub(super) user: TestUser,
    pub(super) proxy: FaultProxy,
    pub(super) clock: Arc<RuntimeClock>,
    pub(super) apps: AppsView,
}

impl Fixture {
    /// Signed in, with the list on screen and on disk, and the time held from here on.
    pub(super) async fn new() -> Self {
        let mut config = Config::default();
        config.apps[0].access_lifetime = YEAR.as_secs();
        let tenant = DemoTenant::start(Options { config, ..Options::default() }).await;
        let proxy = FaultProxy::start(tenant.url().trim_start_matches("http://").parse().unwrap()).await;
        let started = (SystemClock.now(), Instant::now());
        let clock = Arc::new(RuntimeClock { started, offset: Mutex::default() });
        let user = TestUser::with_tenant_url(&proxy.url, tenant, KeyringClient::without_keyring(), USER, clock.clone());
        user.app.run_startup_tasks().await;
        user.sign_in().await;
        user.platform.wait_for("that there is no keyring", |recorded| recorded.keyring.problem.is_some()).await;
        user.app.refresh().await;
        let apps = user.platform.inspect(|recorded| recorded.apps.clone());
        assert_eq!(apps.apps.len(), 42);
        tokio::time::pause();
        Self { user, proxy, clock, apps }
    }

    pub(super) fn freshness(&self) -> FreshnessView {
        self.user.platform.inspect(|recorded| recorded.freshness.clone())
    }

    pub(super) fn cached_list(&self) -> serde_json::Value {
        let files = self.user.files();
        let file: Vec<&PathBuf> = files.iter().filter(|file| file.ends_with("apps.json")).collect();
        serde_json::from_slice(&std::fs::read(file[0]).unwrap()).unwrap()
    }

    /// The access token is at its end.
    pub(super) fn expire_token(&self) {
        *self.clock.offset.lock().unwrap() += YEAR;
        self.user.controls().expire_access_tokens();
    }

    /// What a refresh is on the wire, question by question.
    pub(super) async fn measure_exchanges(&self, is_expired: bool) -> Vec<Exchange> {
        if is_expired {
            self.expire_token();
        }
        self.proxy.schedule_failure(None);
        self.user.app.refresh().await;
        assert_eq!(self.freshness().problem, None);
        self.proxy.exchanges()
    }

    /// Nothing is lost, and nobody is signed out.
    pub(super) fn assert_list_kept(&self, row: &str) {
        self.user.platform.inspect(|recorded| {
            // Clocks are turned here, and a share may end by that.
            let names = |apps: &AppsView| apps.apps.iter().map(|app| app.name.clone()).collect::<Vec<_>>();
            assert_eq!(names(&recorded.apps), names(&self.apps), "{row}: the list");
            assert!(matches!(recorded.session, Some(SessionView::SignedIn { .. })), "{row}: signed out");
            assert!(recorded.freshness.loaded && !recorded.freshness.is_cached, "{row}");
        });
        assert_eq!(self.cached_list()["apps"].as_array().map(Vec::len), Some(42), "{row}: the copy");
    }

    /// The list is asked for by itself until it comes; how long that took.
    pub(super) async fn assert_recovers(&self, row: &str, before: &FreshnessView, limit: Duration) {
        let started = Instant::now();
        let is_recovered = |recorded: &crate::support::Recorded| {
            let freshness = &recorded.freshness;
            freshness.problem.is_none() && !freshness.refreshing && freshness.updated_at > before.updated_at
        };
        self.user.platform.wait_for_within(10 * RECOVERY_LIMIT, "the list again", is_recovered).await;
        let elapsed = started.elapsed();
        assert!(elapsed <= limit, "{row}: {elapsed:?}");
        self.assert_list_kept(row);
        // Written behind it.
        while self.cached_list()["updated_at"].as_u64() != self.freshness().updated_at.map(|at| at.0) {
            sleep(Duration::from_millis(1)).await;
        }
        // The request for folders follows, and takes three seconds at most.
        sleep(Duration::from_secs(5)).await;
    }
}
