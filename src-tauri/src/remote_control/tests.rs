//! A running application whose list comes from the cache, with a fake browser that records what it opens.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel as queue};
use std::time::{Duration, Instant};

use portico_cli::startup_intent::StartupIntent;
use portico_core::App;
use portico_core::accounts::account::{Account, Accounts, Persistence};
use portico_core::accounts::identity::Identity;
use portico_core::apps::cache::CachedAppList;
use portico_core::apps::catalog::{self, Catalog};
use portico_core::clock::Timestamp;
use portico_core::remote_control::{AppControl, DeepLink, LinkSource, SessionStatus};
use portico_core::storage::files::Dirs;
use portico_core::tenant::registration::ClientRegistration;
use portico_core::tenant::url::TenantUrl;
use portico_desktop::Environment;
use serde_json::Value;
use tauri::Manager;
use tauri::async_runtime::{JoinHandle, block_on, spawn};
use tauri::ipc::{Channel, InvokeResponseBody};
use tauri::test::{MockRuntime, mock_builder};
use tempfile::TempDir;

use crate::app_context::{AppContext, core_app};
use crate::remote_control::RunningApp;
use crate::view_channel::ViewChannel;
use crate::{builder, core_starter};

mod links;
mod requests;

const TEST_TIMEOUT: Duration = Duration::from_secs(60);

pub(crate) struct TestApp {
    app: tauri::App<MockRuntime>,
    running_app: RunningApp<MockRuntime>,
    views: Receiver<Value>,
    /// Bob's and Ada's accounts.
    account_ids: [String; 2],
    pub(crate) home: TempDir,
}

fn dirs(home: &TempDir) -> Dirs {
    let path = |name: &str| home.path().join(name);
    Dirs {
        config: path("config"),
        state: path("state"),
        cache: path("cache"),
        policy: path("p.toml"),
        locks: path("p/locks"),
    }
}

impl TestApp {
    /// Ada was signed in here last, and Bob before her; both have this list.
    pub(crate) fn new(apps: &[(&str, &str)], intent: StartupIntent) -> Self {
        Self::with_tenant("https://acme.my.idaptive.app", apps, intent)
    }

    /// At a tenant that never answers: a sign-in goes on until something else ends it.
    fn with_silent_tenant() -> (Self, TcpListener) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let tenant = format!("http://{}", listener.local_addr().unwrap());
        (Self::with_tenant(&tenant, APPS, StartupIntent::Window), listener)
    }

    fn with_tenant(tenant: &str, apps: &[(&str, &str)], intent: StartupIntent) -> Self {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        let browser = home.path().join("browser");
        let opened_log = home.path().join("opened");
        fs::write(&browser, format!("#!/bin/sh\nprintf '%s\\n' \"$*\" >> '{}'\n", opened_log.display())).unwrap();
        fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir_all(&dirs.config).unwrap();
        let settings = format!(
            "opens_in = \"command:Note\"\n[[tenant]]\nurl = \"{tenant}\"\n\
             [[command]]\nname = \"Note\"\nrun = [\"{}\", \"{{url}}\"]\n",
            browser.display()
        );
        fs::write(dirs.config.join("settings.toml"), settings).unwrap();
        let acme = ClientRegistration::with_defaults(TenantUrl::parse(tenant).unwrap());
        let to_app = |(key, name): &(&str, &str)| catalog::App {
            key: (*key).into(),
            name: (*name).into(),
            ..catalog::App::default()
        };
        let catalog = Catalog::new(apps.iter().map(to_app).collect(), 0);
        let account_ids = ["bob@acme.test", "ada@acme.test"].map(|user| {
            let mut account = Account::new(&acme, Identity { user: user.into(), tenant_id: None });
            account.persistence = Persistence::Session;
            CachedAppList::new(&account.id, &catalog, Timestamp(7)).save(&dirs).unwrap();
            let id = account.id.to_string();
            let mut accounts = Accounts::load_readonly(&dirs);
            accounts.put_first(account);
            accounts.save().unwrap();
            id
        });

        let app = builder(mock_builder()).build(tauri::generate_context!()).unwrap();
        let running_app = RunningApp::new(app.handle().clone(), &dirs);
        app.manage(running_app.clone());
        app.manage(AppContext::new(dirs, Environment::from_process(), core_starter(app.handle().clone())));
        let (sender, views) = queue();
        let channel = Channel::new(move |body| {
            let InvokeResponseBody::Json(json) = body else { panic!("not JSON") };
            let _ = sender.send(serde_json::from_str(&json).unwrap());
            Ok(())
        });
        let core = core_app(app.handle());
        block_on(async { app.state::<ViewChannel>().connect(&core, channel) });
        spawn(running_app.clone().watch_list());
        running_app.start(intent);
        Self { app, running_app, views, account_ids, home }
    }

    /// Starts a sign-in and returns once the tenant is asked.
    fn start_sign_in(&self) -> JoinHandle<()> {
        let core = self.core_app();
        let sign_in_task = spawn(async move { core.sign_in(None).await });
        while self.running_app.status().session_status != SessionStatus::SigningIn {
            std::thread::yield_now();
        }
        sign_in_task
    }

    /// Locks the session, so that no list is in memory.
    fn lock(&self) {
        let sign_in_task = self.start_sign_in();
        self.core_app().lock();
        assert_eq!(
            (self.running_app.status().session_status, self.running_app.apps().len()),
            (SessionStatus::Locked, 0)
        );
        sign_in_task.abort();
    }

    pub(crate) fn core_app(&self) -> Arc<App> {
        core_app(self.app.handle())
    }

    /// The next view of that kind.
    fn next_view(&self, what: &str) -> Value {
        let deadline = Instant::now() + TEST_TIMEOUT;
        loop {
            let remaining = deadline.saturating_duration_since(Instant::now());
            let view = self.views.recv_timeout(remaining).unwrap_or_else(|_| panic!("no {what}"));
            if view["what"] == what {
                return view["view"].clone();
            }
        }
    }

    fn opened_urls(&self) -> Vec<String> {
        let text = fs::read_to_string(self.home.path().join("opened")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Waits for the fake browser, which may write after the launch has returned.
    fn wait_for_opened(&self, count: usize) -> Vec<String> {
        let deadline = Instant::now() + TEST_TIMEOUT;
        while self.opened_urls().len() < count && Instant::now() < deadline {
            std::thread::yield_now();
        }
        self.opened_urls()
    }
}

fn link_to(app: &str) -> DeepLink {
    DeepLink { app: app.into(), source: LinkSource::Unknown }
}

pub(crate) const APPS: &[(&str, &str)] = &[("1", "Jira"), ("2", "SAP Concur"), ("@/home/3", "SAP Fiori")];
