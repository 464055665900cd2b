//! A person at a desk: the core's windows without windows. The sign-in window is a small browser
//! that walks the tenant's login page over HTTP and asks, as a real one does, before each hop.
#![allow(dead_code, unused_imports, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value, reason = "a failing step ends the test")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Config, Controls, DemoTenant, OAuthApp, Options};
use portico_core::account::AccountId;
use portico_core::clock::{Clock, Millis, SystemClock};
use portico_core::ports::{AppWindow, Cookie, Outside, PageEvent, SignInPage, Soon, Windows};
use portico_core::problem::{Code, Result};
use portico_core::store::Dirs;
use portico_core::tenant::TenantUrl;
use portico_core::vault::Vault;
use portico_core::view::{
    AccountsView, AppsView, CheckView, FreshnessView, LaunchView, PersonalView, SessionView, SettingsView, Update,
    VaultView,
};
use portico_core::{App, Ports};
use secrecy::ExposeSecret;
use tempfile::TempDir;

mod browser;
mod keyring;

use browser::{browse, leads};
#[allow(unused_imports, reason = "each test file uses its own part")]
pub(crate) use keyring::{FolderKeyring, SharedKeyring};
use tokio::sync::Notify;
use url::Url;

/// No step of a test takes this long; what waits longer, hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the person does when the sign-in window opens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// The user, and after a space each the password and the code where they are not the usual ones.
    SignsIn(&'static str),
    /// The same, but instead of to the answer the window is led to these addresses, one after the
    /// other; see [`browser::leads`].
    IsLed(&'static str, &'static [&'static str]),
    ClosesTheWindow,
    /// The page never gets anywhere.
    Waits,
    /// A page is there, and nobody does anything with it.
    Reads,
    PageFails,
}

pub(crate) struct Person {
    pub(crate) tenant: DemoTenant,
    pub(crate) app: Arc<App>,
    pub(crate) desk: Arc<Desk>,
    pub(crate) home: TempDir,
    pub(crate) keyring: SharedKeyring,
}

#[derive(Default)]
pub(crate) struct Screen {
    pub(crate) session: Option<SessionView>,
    pub(crate) sessions: Vec<SessionView>,
    pub(crate) apps: AppsView,
    pub(crate) personal: PersonalView,
    pub(crate) freshness: FreshnessView,
    pub(crate) settings: Option<SettingsView>,
    pub(crate) launches: Vec<LaunchView>,
    pub(crate) opened: Vec<Url>,
    /// In which, one for each address.
    pub(crate) programs: Vec<Outside>,
    pub(crate) app_windows: Vec<AppWindow>,
    pub(crate) sign_ins: usize,
    /// How often the sign-in window was shown.
    pub(crate) shown: usize,
    pub(crate) accounts: AccountsView,
    pub(crate) vault: VaultView,
    pub(crate) check: CheckView,
    pub(crate) closed_app_windows: Vec<Option<AccountId>>,
    pub(crate) authorized_at: Option<Url>,
    pub(crate) closed_sign_ins: usize,
    pub(crate) page: Option<Arc<SignInPage>>,
    /// What the window was told of each address that it was led to.
    pub(crate) led: Vec<bool>,
    /// Everything that was ever on screen.
    pub(crate) published: Vec<Update>,
}

pub(crate) struct Desk {
    manner: Mutex<Manner>,
    screen: Arc<Mutex<Screen>>,
    changed: Notify,
    cookies: Arc<Mutex<Vec<(String, String)>>>,
    /// Why no program outside opens anything.
    refuses: Mutex<Option<Code>>,
}

/// A clock that tests turn.
pub(crate) struct TurnedClock(pub(crate) Mutex<Duration>);

impl Clock for TurnedClock {
    fn now(&self) -> Millis {
        SystemClock.now().plus(*self.0.lock().unwrap())
    }
}

impl Windows for Desk {
    fn open_sign_in(&self, page: Arc<SignInPage>) {
        self.see(|screen| {
            screen.sign_ins += 1;
            screen.authorized_at = Some(page.url().clone());
            screen.page = Some(page.clone());
        });
        let manner = *self.manner.lock().unwrap();
        let cookies = self.cookies.clone();
        *cookies.lock().unwrap() = page
            .cookies()
            .iter()
            .map(|cookie| (cookie.name.clone(), cookie.value.expose_secret().to_owned()))
            .collect();
        let screen = self.screen.clone();
        tokio::spawn(async move {
            match manner {
                Manner::SignsIn(user) | Manner::IsLed(user, _) => {
                    let may_open = |url: &Url| match manner {
                        Manner::IsLed(_, addresses) if url.query_pairs().any(|(key, _)| key == "code") => {
                            let led = leads(&page, url, addresses);
                            screen.lock().unwrap().led = led;
                            false
                        }
                        _ => page.may_open(url),
                    };
                    let ended = browse(
                        page.url().clone(),
                        may_open,
                        |url| {
                            page.tell(PageEvent::Began(url.clone()));
                            page.tell(PageEvent::Finished);
                        },
                        user,
                        &cookies,
                    );
                    if !ended.await {
                        page.tell(PageEvent::Failed(Code::AuthPage));
                    }
                    // The window stays until it is closed.
                    std::future::pending::<()>().await;
                }
                Manner::ClosesTheWindow => page.tell(PageEvent::Closed),
                Manner::PageFails => page.tell(PageEvent::Failed(Code::AuthPage)),
                Manner::Waits => std::future::pending().await,
                Manner::Reads => {
                    page.tell(PageEvent::Began(page.url().clone()));
                    page.tell(PageEvent::Finished);
                    std::future::pending().await
                }
            }
        });
    }

    fn show_sign_in(&self) {
        self.see(|screen| screen.shown += 1);
    }

    fn raise(&self) {}

    fn sign_in_cookies(&self, _tenant: &TenantUrl) -> Soon<Vec<Cookie>> {
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

    fn close_sign_in(&self) {
        self.see(|screen| screen.closed_sign_ins += 1);
    }

    fn open_app(&self, window: AppWindow) -> Result<()> {
        self.see(|screen| screen.app_windows.push(window));
        Ok(())
    }

    fn close_app_windows(&self, account: Option<&AccountId>) {
        self.see(|screen| screen.closed_app_windows.push(account.cloned()));
    }

    fn open_outside(&self, url: &Url, program: Outside) -> Soon<Result<()>> {
        self.see(|screen| {
            screen.opened.push(url.clone());
            screen.programs.push(program);
        });
        let manner = *self.manner.lock().unwrap();
        if let (Manner::SignsIn(user), true) = (manner, url.path().contains("/oauth2/authorize/")) {
            let (url, cookies) = (url.clone(), Arc::new(Mutex::default()));
            tokio::spawn(async move { browse(url, |_| true, |_| {}, user, &cookies).await });
        }
        let opened = self.refuses.lock().unwrap().map_or(Ok(()), |code| Err(code.into()));
        Box::pin(std::future::ready(opened))
    }

    fn publish(&self, update: Update) {
        self.see(|screen| screen.published.push(update.clone()));
        self.see(|screen| match update {
            Update::Session(view) => {
                screen.sessions.push(view.clone());
                screen.session = Some(view);
            }
            Update::Apps(view) => screen.apps = view,
            Update::Personal(view) => screen.personal = view,
            Update::Freshness(view) => screen.freshness = view,
            Update::Settings(view) => screen.settings = Some(view),
            Update::Launch(view) => screen.launches.push(view),
            Update::Accounts(view) => screen.accounts = view,
            Update::Vault(view) => screen.vault = view,
            Update::Check(view) => screen.check = view,
            Update::Link(_) | Update::Sought(_) | Update::Desktop(_) => {}
        });
    }
}

impl Desk {
    fn see(&self, change: impl FnOnce(&mut Screen)) {
        change(&mut self.screen.lock().unwrap());
        self.changed.notify_waiters();
    }

    pub(crate) fn refuses(&self, code: Option<Code>) {
        *self.refuses.lock().unwrap() = code;
    }

    pub(crate) fn look<T>(&self, at: impl FnOnce(&Screen) -> T) -> T {
        at(&self.screen.lock().unwrap())
    }

    /// Waits for what is asked to be on screen.
    pub(crate) async fn sees(&self, what: &str, there: impl FnMut(&Screen) -> bool) {
        self.sees_within(PATIENCE, what, there).await;
    }

    pub(crate) async fn sees_within(&self, limit: Duration, what: &str, mut there: impl FnMut(&Screen) -> bool) {
        let seen = async {
            loop {
                let changed = self.changed.notified();
                if self.look(&mut there) {
                    return;
                }
                changed.await;
            }
        };
        if tokio::time::timeout(limit, seen).await.is_err() {
            let session = self.look(|screen| format!("{:?} {:?}", screen.session, screen.freshness));
            panic!("never saw {what}; on screen: {session}");
        }
    }
}

impl Person {
    pub(crate) async fn new(manner: Manner) -> Self {
        Self::with(manner, |_| {}).await
    }

    /// At a tenant whose OAuth app was changed.
    pub(crate) async fn with(manner: Manner, change: impl FnOnce(&mut OAuthApp)) -> Self {
        let mut config = Config::default();
        change(&mut config.apps[0]);
        Self::at(Options { config, ..Options::default() }, manner).await
    }

    pub(crate) async fn at(options: Options, manner: Manner) -> Self {
        let keyring = SharedKeyring::default();
        let mut person = Self::with_vault(DemoTenant::start(options).await, keyring.vault(), manner);
        person.keyring = keyring;
        person
    }

    pub(crate) fn with_vault(tenant: DemoTenant, vault: Vault, manner: Manner) -> Self {
        let url = tenant.url().to_owned();
        Self::through(&url, tenant, vault, manner, Arc::new(SystemClock))
    }

    /// At a tenant that is reached by another address than its own.
    pub(crate) fn through(url: &str, tenant: DemoTenant, vault: Vault, manner: Manner, clock: Arc<dyn Clock>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        std::fs::create_dir_all(&dirs.config).unwrap();
        let settings = format!("[[tenant]]\nurl = \"{url}\"\nname = \"Acme\"\n");
        std::fs::write(dirs.config.join("settings.toml"), settings).unwrap();
        let (app, desk) = start(&home, vault, manner, clock);
        Self { tenant, app, desk, home, keyring: SharedKeyring::default() }
    }

    /// Closes Portico and starts it again.
    pub(crate) fn restarts(&mut self, manner: Manner) {
        self.restarts_with(Arc::new(SystemClock), self.keyring.vault(), manner);
    }

    /// As [`Self::restarts`], with a clock that the test turns.
    pub(crate) fn turns(&mut self, clock: Arc<dyn Clock>, manner: Manner) {
        self.restarts_with(clock, self.keyring.vault(), manner);
    }

    /// The same with another vault and another clock.
    pub(crate) fn restarts_with(&mut self, clock: Arc<dyn Clock>, vault: Vault, manner: Manner) {
        (self.app, self.desk) = start(&self.home, vault, manner, clock);
        let desk = self.desk.clone();
        self.app.watch(|all| all.into_iter().for_each(|update| desk.publish(update)));
    }

    /// Closes Portico, adds these lines to the tenant's table, and starts it again.
    pub(crate) fn writes(&mut self, lines: &str, manner: Manner) {
        self.writes_file(&format!("[[tenant]]\nurl = \"{}\"\nname = \"Acme\"\n{lines}", self.tenant.url()));
        self.restarts(manner);
    }

    /// As [`Self::writes`], with what Portico itself would have written.
    pub(crate) fn writes_nothing_but_the_address(&mut self, manner: Manner) {
        self.writes_file(&format!("[[tenant]]\nurl = \"{}\"\n", self.tenant.url()));
        self.restarts(manner);
    }

    fn writes_file(&self, text: &str) {
        std::fs::write(dirs(&self.home).config.join("settings.toml"), text).unwrap();
    }

    pub(crate) fn settings_text(&self) -> String {
        std::fs::read_to_string(dirs(&self.home).config.join("settings.toml")).unwrap()
    }

    pub(crate) fn behaves(&self, manner: Manner) {
        *self.desk.manner.lock().unwrap() = manner;
    }

    pub(crate) fn controls(&self) -> Controls {
        self.tenant.controls()
    }

    pub(crate) async fn signs_in(&self) {
        self.app.sign_in(None).await;
        self.desk
            .sees("the signed-in state", |screen| matches!(screen.session, Some(SessionView::SignedIn { .. })))
            .await;
    }

    pub(crate) fn problem(&self) -> Option<Code> {
        self.desk.look(|screen| match &screen.session {
            Some(SessionView::SignedOut { problem, .. }) => problem.as_ref().map(|problem| problem.code),
            _ => None,
        })
    }

    pub(crate) fn files(&self) -> Vec<std::path::PathBuf> {
        let mut folders = vec![self.home.path().to_path_buf()];
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

pub(crate) fn dirs(home: &TempDir) -> Dirs {
    let at = |name: &str| home.path().join(name);
    Dirs { config: at("config"), state: at("state"), cache: at("cache"), policy: at("policy.toml"), locks: at("locks") }
}

fn start(home: &TempDir, vault: Vault, manner: Manner, clock: Arc<dyn Clock>) -> (Arc<App>, Arc<Desk>) {
    let desk = Arc::new(Desk {
        manner: Mutex::new(manner),
        screen: Arc::default(),
        changed: Notify::new(),
        cookies: Arc::default(),
        refuses: Mutex::default(),
    });
    let app = App::start(Ports { windows: desk.clone(), clock, dirs: dirs(home), vault, offers_demo: false });
    (app, desk)
}
