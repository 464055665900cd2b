//! A user with a demo tenant, an app on a fake platform, and a keyring in memory.

mod fake_platform;
mod keyring;
pub(crate) mod log_capture;
mod login_browser;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Config, Controls, DemoTenant, OAuthApp, Options};
use portico_core::clock::{Clock, SystemClock, Timestamp};
use portico_core::error::Code;
use portico_core::platform::Platform;
use portico_core::storage::files::Dirs;
use portico_core::storage::keyring::KeyringClient;
use portico_core::view::SessionView;
use portico_core::{App, Dependencies};
use tempfile::TempDir;

pub(crate) use fake_platform::{FakePlatform, Recorded, SignInBehavior};
pub(crate) use keyring::{DirectoryKeyring, MemoryKeyring};

pub(crate) struct TestUser {
    pub(crate) tenant: DemoTenant,
    pub(crate) app: Arc<App>,
    pub(crate) platform: Arc<FakePlatform>,
    pub(crate) home_dir: TempDir,
    pub(crate) keyring: MemoryKeyring,
}

/// Held by a test whose browser sign-in listens at the default redirect, which has a fixed port. Others choose a port.
pub(crate) static DEFAULT_LOOPBACK_PORT: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A clock that tests turn.
pub(crate) struct OffsetClock(pub(crate) Mutex<Duration>);

/// A clock that stands still between two turns, for tests in which the machine's own pace must not count.
pub(crate) struct ManualClock(Mutex<Timestamp>);

impl ManualClock {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(SystemClock.now()))
    }

    pub(crate) fn advance(&self, duration: Duration) {
        let mut now = self.0.lock().unwrap();
        *now = now.plus(duration);
    }

    pub(crate) fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap() = now;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

impl Clock for OffsetClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus(*self.0.lock().unwrap())
    }
}

impl TestUser {
    pub(crate) async fn new(behavior: SignInBehavior) -> Self {
        Self::with_oauth_app(behavior, |_| {}).await
    }

    /// At a tenant whose OAuth app was changed.
    pub(crate) async fn with_oauth_app(behavior: SignInBehavior, change: impl FnOnce(&mut OAuthApp)) -> Self {
        let mut config = Config::default();
        change(&mut config.apps[0]);
        Self::with_tenant_options(Options { config, ..Options::default() }, behavior).await
    }

    pub(crate) async fn with_tenant_options(options: Options, behavior: SignInBehavior) -> Self {
        let keyring = MemoryKeyring::default();
        let mut user = Self::with_keyring(DemoTenant::start(options).await, keyring.client(), behavior);
        user.keyring = keyring;
        user
    }

    pub(crate) fn with_keyring(tenant: DemoTenant, keyring: KeyringClient, behavior: SignInBehavior) -> Self {
        let url = tenant.url().to_owned();
        Self::with_tenant_url(&url, tenant, keyring, behavior, Arc::new(SystemClock))
    }

    /// At a tenant that is reached by another address than its own.
    pub(crate) fn with_tenant_url(
        url: &str,
        tenant: DemoTenant,
        keyring: KeyringClient,
        behavior: SignInBehavior,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let home_dir = tempfile::tempdir().unwrap();
        let dirs = dirs(&home_dir);
        std::fs::create_dir_all(&dirs.config).unwrap();
        let settings = format!("[[tenant]]\nurl = \"{url}\"\nname = \"Acme\"\n");
        std::fs::write(dirs.config.join("settings.toml"), settings).unwrap();
        let (app, platform) = start(&home_dir, keyring, behavior, clock);
        Self { tenant, app, platform, home_dir, keyring: MemoryKeyring::default() }
    }

    /// Closes Portico and starts it again.
    pub(crate) fn restart(&mut self, behavior: SignInBehavior) {
        self.restart_with(Arc::new(SystemClock), self.keyring.client(), behavior);
    }

    /// As [`Self::restart`], with a clock that the test turns.
    pub(crate) fn restart_with_clock(&mut self, clock: Arc<dyn Clock>, behavior: SignInBehavior) {
        self.restart_with(clock, self.keyring.client(), behavior);
    }

    /// The same with another keyring and another clock.
    pub(crate) fn restart_with(&mut self, clock: Arc<dyn Clock>, keyring: KeyringClient, behavior: SignInBehavior) {
        self.app.flush();
        (self.app, self.platform) = start(&self.home_dir, keyring, behavior, clock);
        let platform = self.platform.clone();
        self.app.subscribe(|updates| platform.publish(updates));
    }

    /// Closes Portico, adds these lines to the tenant's table, and starts it again.
    pub(crate) fn restart_with_tenant_settings(&mut self, lines: &str, behavior: SignInBehavior) {
        self.write_settings(&format!("[[tenant]]\nurl = \"{}\"\nname = \"Acme\"\n{lines}", self.tenant.url()));
        self.restart(behavior);
    }

    /// As [`Self::restart_with_tenant_settings`], with what Portico itself would have written.
    pub(crate) fn restart_with_minimal_settings(&mut self, behavior: SignInBehavior) {
        self.write_settings(&format!("[[tenant]]\nurl = \"{}\"\n", self.tenant.url()));
        self.restart(behavior);
    }

    /// Closes Portico, replaces the settings, and starts it again.
    pub(crate) fn restart_with_settings(&mut self, text: &str, behavior: SignInBehavior) {
        self.write_settings(text);
        self.restart(behavior);
    }

    fn write_settings(&self, text: &str) {
        self.app.flush();
        std::fs::write(dirs(&self.home_dir).config.join("settings.toml"), text).unwrap();
    }

    pub(crate) fn read_settings(&self) -> String {
        self.app.flush();
        std::fs::read_to_string(dirs(&self.home_dir).config.join("settings.toml")).unwrap()
    }

    pub(crate) fn set_behavior(&self, behavior: SignInBehavior) {
        self.platform.set_behavior(behavior);
    }

    pub(crate) fn controls(&self) -> Controls {
        self.tenant.controls()
    }

    pub(crate) async fn sign_in(&self) {
        self.app.sign_in(None).await;
        self.platform
            .wait_for("the signed-in state", |recorded| matches!(recorded.session, Some(SessionView::SignedIn { .. })))
            .await;
    }

    pub(crate) fn session_error_code(&self) -> Option<Code> {
        self.platform.inspect(|recorded| match &recorded.session {
            Some(SessionView::SignedOut { problem, .. }) => problem.as_ref().map(|problem| problem.code),
            _ => None,
        })
    }

    pub(crate) fn files(&self) -> Vec<std::path::PathBuf> {
        self.app.flush();
        let mut folders = vec![self.home_dir.path().to_path_buf()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files
    }
}

pub(crate) fn dirs(home_dir: &TempDir) -> Dirs {
    let path = |name: &str| home_dir.path().join(name);
    Dirs {
        config: path("config"),
        state: path("state"),
        cache: path("cache"),
        policy: path("policy.toml"),
        locks: path("locks"),
    }
}

/// Starts Portico on the files in `home_dir`.
pub(crate) fn start(
    home_dir: &TempDir,
    keyring: KeyringClient,
    behavior: SignInBehavior,
    clock: Arc<dyn Clock>,
) -> (Arc<App>, Arc<FakePlatform>) {
    let platform = Arc::new(FakePlatform::new(behavior));
    let app = App::start(Dependencies {
        platform: platform.clone(),
        clock,
        dirs: dirs(home_dir),
        keyring,
        runtime: tokio::runtime::Handle::current(),
        offers_demo: false,
    });
    (app, platform)
}
