//! A person at a desk: the core's windows without windows. The sign-in window is a small browser
//! that walks the tenant's login page over HTTP and asks, as a real one does, before each hop.
#![allow(dead_code, unused_imports, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value, reason = "a failing step ends the test")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Config, Controls, DemoTenant, OAuthApp, Options};
use portico_core::accounts::account::AccountId;
use portico_core::clock::{Clock, SystemClock, Timestamp};
use portico_core::cookie::Cookie;
use portico_core::error::{Code, Result};
use portico_core::launch::window::AppWindow;
use portico_core::platform::{BoxFuture, ExternalOpener, Platform};
use portico_core::sign_in::page::{PageEvent, SignInPage};
use portico_core::storage::files::Dirs;
use portico_core::storage::keyring::KeyringClient;
use portico_core::tenant::url::TenantUrl;
use portico_core::view::{
    AccountsView, AppsView, FreshnessView, KeyringView, LaunchView, PreferencesView, SessionView, SettingsView,
    SetupCheckView, ViewUpdate,
};
use portico_core::{App, Dependencies};
use secrecy::ExposeSecret;
use tempfile::TempDir;

mod browser;
mod keyring;

use browser::{browse, navigate_each};
#[allow(unused_imports, reason = "each test file uses its own part")]
pub(crate) use keyring::{DirectoryKeyring, MemoryKeyring};
use tokio::sync::Notify;
use url::Url;

/// No step of a test takes this long; what waits longer, hangs.
const STEP_TIMEOUT: Duration = Duration::from_secs(20);

/// What the person does when the sign-in window opens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignInBehavior {
    /// The user, and after a space each the password and the code where they are not the usual ones.
    SignIn(&'static str),
    /// The same, but instead of to the answer the window is led to these addresses, one after the
    /// other; see [`browser::leads`].
    SignInThenNavigate(&'static str, &'static [&'static str]),
    CloseWindow,
    /// The page never gets anywhere.
    NeverLoad,
    /// A page is there, and nobody does anything with it.
    LoadAndIdle,
    FailToLoad,
}

pub(crate) struct TestUser {
    pub(crate) tenant: DemoTenant,
    pub(crate) app: Arc<App>,
    pub(crate) platform: Arc<FakePlatform>,
    pub(crate) home_dir: TempDir,
    pub(crate) keyring: MemoryKeyring,
}

#[derive(Default)]
pub(crate) struct Recorded {
    pub(crate) session: Option<SessionView>,
    pub(crate) session_history: Vec<SessionView>,
    pub(crate) apps: AppsView,
    pub(crate) preferences: PreferencesView,
    pub(crate) freshness: FreshnessView,
    pub(crate) settings: Option<SettingsView>,
    pub(crate) launches: Vec<LaunchView>,
    pub(crate) opened_urls: Vec<Url>,
    /// In which, one for each address.
    pub(crate) external_openers: Vec<ExternalOpener>,
    pub(crate) app_windows: Vec<AppWindow>,
    pub(crate) sign_ins_opened: usize,
    /// How often the sign-in window was shown.
    pub(crate) sign_ins_shown: usize,
    pub(crate) accounts: AccountsView,
    pub(crate) keyring: KeyringView,
    pub(crate) setup_check: SetupCheckView,
    pub(crate) closed_app_windows: Vec<Option<AccountId>>,
    pub(crate) authorize_url: Option<Url>,
    pub(crate) sign_ins_closed: usize,
    pub(crate) sign_in_page: Option<Arc<SignInPage>>,
    /// What the window was told of each address that it was led to.
    pub(crate) navigation_results: Vec<bool>,
    /// Everything that was ever on screen.
    pub(crate) published_updates: Vec<ViewUpdate>,
}

pub(crate) struct FakePlatform {
    behavior: Mutex<SignInBehavior>,
    recorded: Arc<Mutex<Recorded>>,
    changed: Notify,
    cookies: Arc<Mutex<Vec<(String, String)>>>,
    /// Why no program outside opens anything.
    open_external_error: Mutex<Option<Code>>,
}

/// A clock that tests turn.
pub(crate) struct OffsetClock(pub(crate) Mutex<Duration>);

impl Clock for OffsetClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus(*self.0.lock().unwrap())
    }
}

impl Platform for FakePlatform {
    fn open_sign_in_window(&self, page: Arc<SignInPage>) {
        self.record(|recorded| {
            recorded.sign_ins_opened += 1;
            recorded.authorize_url = Some(page.url().clone());
            recorded.sign_in_page = Some(page.clone());
        });
        let behavior = *self.behavior.lock().unwrap();
        let cookies = self.cookies.clone();
        *cookies.lock().unwrap() = page
            .cookies()
            .iter()
            .map(|cookie| (cookie.name.clone(), cookie.value.expose_secret().to_owned()))
            .collect();
        let recorded = self.recorded.clone();
        tokio::spawn(async move {
            match behavior {
                SignInBehavior::SignIn(user) | SignInBehavior::SignInThenNavigate(user, _) => {
                    let may_navigate = |url: &Url| match behavior {
                        SignInBehavior::SignInThenNavigate(_, addresses)
                            if url.query_pairs().any(|(key, _)| key == "code") =>
                        {
                            let results = navigate_each(&page, url, addresses);
                            recorded.lock().unwrap().navigation_results = results;
                            false
                        }
                        _ => page.allow_navigation(url),
                    };
                    let finished = browse(
                        page.url().clone(),
                        may_navigate,
                        |url| {
                            page.emit(PageEvent::LoadStarted(url.clone()));
                            page.emit(PageEvent::LoadFinished);
                        },
                        user,
                        &cookies,
                    );
                    if !finished.await {
                        page.emit(PageEvent::Failed(Code::AuthPage));
                    }
                    // The window stays until it is closed.
                    std::future::pending::<()>().await;
                }
                SignInBehavior::CloseWindow => page.emit(PageEvent::Closed),
                SignInBehavior::FailToLoad => page.emit(PageEvent::Failed(Code::AuthPage)),
                SignInBehavior::NeverLoad => std::future::pending().await,
                SignInBehavior::LoadAndIdle => {
                    page.emit(PageEvent::LoadStarted(page.url().clone()));
                    page.emit(PageEvent::LoadFinished);
                    std::future::pending().await
                }
            }
        });
    }

    fn show_sign_in_window(&self) {
        self.record(|recorded| recorded.sign_ins_shown += 1);
    }

    fn raise_main_window(&self) {}

    fn sign_in_cookies(&self, _tenant: &TenantUrl) -> BoxFuture<Vec<Cookie>> {
        let cookies = self.cookies.lock().unwrap().clone();
        let cookie = |(name, value): (String, String)| Cookie {
            name,
            value: value.into(),
            // As the web engines say it of a cookie that names its domain.
            domain: ".127.0.0.1".into(),
            path: "/".into(),
            secure: false,
            http_only: true,
        };
        Box::pin(async move { cookies.into_iter().map(cookie).collect() })
    }

    fn close_sign_in_window(&self) {
        self.record(|recorded| recorded.sign_ins_closed += 1);
    }

    fn open_app_window(&self, window: AppWindow) -> Result<()> {
        self.record(|recorded| recorded.app_windows.push(window));
        Ok(())
    }

    fn close_app_windows(&self, account: Option<&AccountId>) {
        self.record(|recorded| recorded.closed_app_windows.push(account.cloned()));
    }

    fn open_external(&self, url: &Url, program: ExternalOpener) -> BoxFuture<Result<()>> {
        self.record(|recorded| {
            recorded.opened_urls.push(url.clone());
            recorded.external_openers.push(program);
        });
        let behavior = *self.behavior.lock().unwrap();
        if let (SignInBehavior::SignIn(user), true) = (behavior, url.path().contains("/oauth2/authorize/")) {
            let (url, cookies) = (url.clone(), Arc::new(Mutex::default()));
            tokio::spawn(async move { browse(url, |_| true, |_| {}, user, &cookies).await });
        }
        let result = self.open_external_error.lock().unwrap().map_or(Ok(()), |code| Err(code.into()));
        Box::pin(std::future::ready(result))
    }

    fn publish(&self, update: ViewUpdate) {
        self.record(|recorded| recorded.published_updates.push(update.clone()));
        self.record(|recorded| match update {
            ViewUpdate::Session(view) => {
                recorded.session_history.push(view.clone());
                recorded.session = Some(view);
            }
            ViewUpdate::Apps(view) => recorded.apps = view,
            ViewUpdate::Preferences(view) => recorded.preferences = view,
            ViewUpdate::Freshness(view) => recorded.freshness = view,
            ViewUpdate::Settings(view) => recorded.settings = Some(view),
            ViewUpdate::Launch(view) => recorded.launches.push(view),
            ViewUpdate::Accounts(view) => recorded.accounts = view,
            ViewUpdate::Keyring(view) => recorded.keyring = view,
            ViewUpdate::SetupCheck(view) => recorded.setup_check = view,
            ViewUpdate::LinkPrompt(_) | ViewUpdate::SearchRequest(_) | ViewUpdate::DesktopIntegration(_) => {}
        });
    }
}

impl FakePlatform {
    fn record(&self, update: impl FnOnce(&mut Recorded)) {
        update(&mut self.recorded.lock().unwrap());
        self.changed.notify_waiters();
    }

    pub(crate) fn set_open_external_error(&self, error_code: Option<Code>) {
        *self.open_external_error.lock().unwrap() = error_code;
    }

    pub(crate) fn inspect<T>(&self, read: impl FnOnce(&Recorded) -> T) -> T {
        read(&self.recorded.lock().unwrap())
    }

    /// Waits for what is asked to be on screen.
    pub(crate) async fn wait_for(&self, description: &str, condition: impl FnMut(&Recorded) -> bool) {
        self.wait_for_within(STEP_TIMEOUT, description, condition).await;
    }

    pub(crate) async fn wait_for_within(
        &self,
        limit: Duration,
        description: &str,
        mut there: impl FnMut(&Recorded) -> bool,
    ) {
        let wait = async {
            loop {
                let changed = self.changed.notified();
                if self.inspect(&mut there) {
                    return;
                }
                changed.await;
            }
        };
        if tokio::time::timeout(limit, wait).await.is_err() {
            let summary = self.inspect(|recorded| format!("{:?} {:?}", recorded.session, recorded.freshness));
            panic!("never saw {description}; on screen: {summary}");
        }
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

    /// As [`Self::restarts`], with a clock that the test turns.
    pub(crate) fn restart_with_clock(&mut self, clock: Arc<dyn Clock>, behavior: SignInBehavior) {
        self.restart_with(clock, self.keyring.client(), behavior);
    }

    /// The same with another vault and another clock.
    pub(crate) fn restart_with(&mut self, clock: Arc<dyn Clock>, keyring: KeyringClient, behavior: SignInBehavior) {
        (self.app, self.platform) = start(&self.home_dir, keyring, behavior, clock);
        let platform = self.platform.clone();
        self.app.subscribe(|updates| updates.into_iter().for_each(|update| platform.publish(update)));
    }

    /// Closes Portico, adds these lines to the tenant's table, and starts it again.
    pub(crate) fn restart_with_tenant_settings(&mut self, lines: &str, behavior: SignInBehavior) {
        self.write_settings(&format!("[[tenant]]\nurl = \"{}\"\nname = \"Acme\"\n{lines}", self.tenant.url()));
        self.restart(behavior);
    }

    /// As [`Self::writes`], with what Portico itself would have written.
    pub(crate) fn restart_with_minimal_settings(&mut self, behavior: SignInBehavior) {
        self.write_settings(&format!("[[tenant]]\nurl = \"{}\"\n", self.tenant.url()));
        self.restart(behavior);
    }

    fn write_settings(&self, text: &str) {
        std::fs::write(dirs(&self.home_dir).config.join("settings.toml"), text).unwrap();
    }

    pub(crate) fn read_settings(&self) -> String {
        std::fs::read_to_string(dirs(&self.home_dir).config.join("settings.toml")).unwrap()
    }

    pub(crate) fn set_behavior(&self, behavior: SignInBehavior) {
        *self.platform.behavior.lock().unwrap() = behavior;
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

fn start(
    home_dir: &TempDir,
    keyring: KeyringClient,
    behavior: SignInBehavior,
    clock: Arc<dyn Clock>,
) -> (Arc<App>, Arc<FakePlatform>) {
    let platform = Arc::new(FakePlatform {
        behavior: Mutex::new(behavior),
        recorded: Arc::default(),
        changed: Notify::new(),
        cookies: Arc::default(),
        open_external_error: Mutex::default(),
    });
    let app = App::start(Dependencies {
        platform: platform.clone(),
        clock,
        dirs: dirs(home_dir),
        keyring,
        offers_demo: false,
    });
    (app, platform)
}
