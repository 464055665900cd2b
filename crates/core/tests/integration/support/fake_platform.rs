//! The platform without windows: records what the core shows and opens. Its sign-in window is a small browser
//! that walks the tenant's login page over HTTP and asks, as a real one does, before each navigation.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portico_core::accounts::account::AccountId;
use portico_core::cookie::Cookie;
use portico_core::error::{Code, Result};
use portico_core::launch::window::AppWindow;
use portico_core::platform::{BoxFuture, ExternalOpener, Platform};
use portico_core::sign_in::page::{PageEvent, SignInPage};
use portico_core::tenant::url::TenantUrl;
use portico_core::view::{
    AccountsView, AppsView, FreshnessView, KeyringView, LaunchView, PreferencesView, SessionView, SettingsView,
    SetupCheckView, ViewUpdate,
};
use secrecy::ExposeSecret;
use tokio::sync::Notify;
use url::Url;

use super::login_browser::{browse, navigate_each};

/// No step of a test takes this long; what waits longer, hangs.
const STEP_TIMEOUT: Duration = Duration::from_secs(20);

/// What the person does when the sign-in window opens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignInBehavior {
    /// The user, and after a space each the password and the code where they are not the usual ones.
    SignIn(&'static str),
    /// The same, but instead of to the answer the window is led to these addresses, one after the
    /// other; see [`navigate_each`].
    SignInThenNavigate(&'static str, &'static [&'static str]),
    CloseWindow,
    /// The page never gets anywhere.
    NeverLoad,
    /// A page is there, and nobody does anything with it.
    LoadAndIdle,
    FailToLoad,
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
    pub(crate) main_window_raised: usize,
    /// Searches shown in the main window.
    pub(crate) searches: Vec<String>,
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
    /// Looks for contradictions between the views whenever some were published.
    pub(crate) inspect_views: Option<fn(&Recorded) -> Option<String>>,
    pub(crate) inconsistencies: Vec<String>,
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
    /// A fault in the program, once, when views are published.
    pub(crate) panics_on_publish: AtomicBool,
    before_app_window: Mutex<Option<Box<dyn FnOnce() + Send>>>,
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

    fn raise_main_window(&self) {
        self.record(|recorded| recorded.main_window_raised += 1);
    }

    fn show_search(&self, words: String) {
        self.record(|recorded| recorded.searches.push(words));
    }

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
        let before = self.before_app_window.lock().unwrap().take();
        before.into_iter().for_each(|run| run());
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

    fn publish(&self, updates: Vec<ViewUpdate>) {
        assert!(!self.panics_on_publish.swap(false, Ordering::AcqRel), "a fault");
        self.record(|recorded| {
            updates.into_iter().for_each(|update| recorded.apply(update));
            if let Some(inspect_views) = recorded.inspect_views {
                recorded.inconsistencies.extend(inspect_views(recorded));
            }
        });
    }
}

impl Recorded {
    fn apply(&mut self, update: ViewUpdate) {
        self.published_updates.push(update.clone());
        match update {
            ViewUpdate::Session(view) => {
                self.session_history.push(view.clone());
                self.session = Some(view);
            }
            ViewUpdate::Apps(view) => self.apps = view,
            ViewUpdate::Preferences(view) => self.preferences = view,
            ViewUpdate::Freshness(view) => self.freshness = view,
            ViewUpdate::Settings(view) => self.settings = Some(view),
            ViewUpdate::Launch(view) => self.launches.push(view),
            ViewUpdate::Accounts(view) => self.accounts = view,
            ViewUpdate::Keyring(view) => self.keyring = view,
            ViewUpdate::SetupCheck(view) => self.setup_check = view,
            ViewUpdate::LinkPrompt(_) | ViewUpdate::SearchRequest(_) | ViewUpdate::DesktopIntegration(_) => {}
        }
    }
}

impl FakePlatform {
    pub(crate) fn new(behavior: SignInBehavior) -> Self {
        Self {
            behavior: Mutex::new(behavior),
            recorded: Arc::default(),
            changed: Notify::new(),
            cookies: Arc::default(),
            open_external_error: Mutex::default(),
            panics_on_publish: AtomicBool::default(),
            before_app_window: Mutex::default(),
        }
    }

    pub(crate) fn set_behavior(&self, behavior: SignInBehavior) {
        *self.behavior.lock().unwrap() = behavior;
    }

    pub(crate) fn record(&self, update: impl FnOnce(&mut Recorded)) {
        update(&mut self.recorded.lock().unwrap());
        self.changed.notify_waiters();
    }

    pub(crate) fn set_open_external_error(&self, error_code: Option<Code>) {
        *self.open_external_error.lock().unwrap() = error_code;
    }

    /// Runs it while the next app window opens.
    pub(crate) fn run_before_app_window(&self, run: impl FnOnce() + Send + 'static) {
        *self.before_app_window.lock().unwrap() = Some(Box::new(run));
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
