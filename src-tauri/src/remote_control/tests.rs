//! The door over a core whose list comes from this computer's copy, and a browser that writes down what
//! it was given.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::sync::mpsc::{Receiver, channel as queue};
use std::time::Duration;

use portico_cli::deep_link;
use portico_core::accounts::account::{Account, Accounts, Persistence};
use portico_core::apps::api::Identity;
use portico_core::apps::cache::CachedAppList;
use portico_core::apps::catalog::{App as Listable, Catalog};
use portico_core::clock::Timestamp;
use portico_core::remote_control::LinkSource;
use portico_core::remote_control::SessionStatus;
use portico_core::tenant::registration::ClientRegistration;
use portico_core::tenant::url::TenantUrl;
use portico_core::view::SettingsChange;
use portico_desktop::Environment;
use serde_json::Value;
use tauri::async_runtime::{JoinHandle, block_on};
use tauri::ipc::{Channel, InvokeResponseBody};
use tauri::test::{MockRuntime, mock_builder};
use tempfile::TempDir;

use super::pending::PENDING_TTL;
use super::*;
use crate::builder;
use crate::app_context::AppContext;

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

    /// At a tenant that never answers: a sign-in goes on until something else ends it. The core is awake.
    fn with_silent_tenant() -> (Self, TcpListener) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let test_app =
            Self::with_tenant(&format!("http://{}", listener.local_addr().unwrap()), APPS, StartupIntent::Window);
        test_app.running_app.mark_restored();
        (test_app, listener)
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
        let to_app =
            |(key, name): &(&str, &str)| Listable { key: (*key).into(), name: (*name).into(), ..Listable::default() };
        let catalogue = Catalog::new(apps.iter().map(to_app).collect(), 0);
        let account_ids = ["bob@acme.test", "ada@acme.test"].map(|user| {
            let mut account = Account::new(&acme, Identity { user: user.into(), tenant_id: None });
            account.persistence = Persistence::Session;
            CachedAppList::new(&account.id, &catalogue, Timestamp(7)).save(&dirs).unwrap();
            let id = account.id.to_string();
            Accounts::load(&dirs).put_first(account).unwrap();
            id
        });

        let app = builder(mock_builder()).build(tauri::generate_context!()).unwrap();
        let running_app = RunningApp::new(app.handle().clone(), &dirs, intent);
        app.manage(running_app.clone());
        app.manage(AppContext::new(dirs, Environment::from_process()));
        let (sender, views) = queue();
        let channel = Channel::new(move |body| {
            let InvokeResponseBody::Json(json) = body else { panic!("not JSON") };
            let _ = sender.send(serde_json::from_str(&json).unwrap());
            Ok(())
        });
        let core = core_app(app.handle());
        block_on(async { app.state::<ViewChannel>().connect(&core, channel) });
        spawn(running_app.clone().run_pending_loop());
        Self { app, running_app, views, account_ids, home }
    }

    /// As far as the tenant is asked.
    fn start_sign_in(&self) -> JoinHandle<()> {
        let core = self.core_app();
        let sign_in_task = spawn(async move { core.sign_in(None).await });
        while self.running_app.status().session_status != SessionStatus::SigningIn {
            std::thread::yield_now();
        }
        sign_in_task
    }

    /// As `lock` leaves it: nothing of the list in memory.
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

    /// A program that takes long to write may be waited for no more than a moment by who started it.
    fn wait_for_opened(&self, count: usize) -> Vec<String> {
        let deadline = Instant::now() + TEST_TIMEOUT;
        while self.opened_urls().len() < count && Instant::now() < deadline {
            std::thread::yield_now();
        }
        self.opened_urls()
    }
}

fn deep_link(app: &str) -> DeepLink {
    DeepLink { app: app.into(), source: LinkSource::Unknown }
}

pub(crate) const APPS: &[(&str, &str)] = &[("1", "Jira"), ("2", "SAP Concur"), ("@/home/3", "SAP Fiori")];

#[test]
fn status_and_search_match_the_window() {
    let test_app = TestApp::new(APPS, StartupIntent::Window);
    let status = test_app.running_app.status();
    assert_eq!(
        (status.apps, status.updated_at, status.user.as_deref()),
        (3, Some(Timestamp(7)), Some("ada@acme.test"))
    );
    assert_eq!(test_app.running_app.search("conc").iter().map(|app| app.key.as_str()).collect::<Vec<_>>(), ["2"]);
    block_on(test_app.core_app().add_account());
    let status = test_app.running_app.status();
    assert_eq!((status.session_status, status.apps, status.updated_at), (SessionStatus::FirstRun, 0, None));
    assert!(
        test_app.running_app.apps().is_empty()
            && test_app.running_app.search("conc").is_empty()
            && test_app.running_app.icon("1").is_none()
    );
}

#[test]
fn app_opens_by_key_only() {
    let test_app = TestApp::new(APPS, StartupIntent::Window);
    assert_eq!(block_on(test_app.running_app.open("@/home/3", WaitMode::Opened)), OpenOutcome::Opened);
    let opened_urls = test_app.wait_for_opened(1);
    assert_eq!(opened_urls, ["https://acme.my.idaptive.app/run?appkey=%40%2Fhome%2F3"]);
    // The copy may be old: what it does not have, the tenant may. The window comes, and asks.
    assert_eq!(block_on(test_app.running_app.open("Jira", WaitMode::Accepted)), OpenOutcome::Waiting);
    assert_eq!(test_app.opened_urls().len(), 1);
}

#[test]
fn link_prompt_follows_each_answer() {
    for (answer, outcome, count) in [
        (LinkAnswer::No, OpenOutcome::Canceled, 0),
        (LinkAnswer::Once, OpenOutcome::Opened, 1),
        (LinkAnswer::Always, OpenOutcome::Opened, 1),
    ] {
        let stage = TestApp::new(APPS, StartupIntent::Window);
        let outcome_future = stage.running_app.open_link(deep_link("sap concur"), None);
        assert_eq!(stage.next_view("linkPrompt")["pending"]["name"], "SAP Concur");
        assert!(stage.opened_urls().is_empty(), "not before the answer");
        stage.running_app.answer_link(answer);
        assert_eq!(block_on(outcome_future), outcome);
        assert!(stage.next_view("linkPrompt")["pending"].is_null());
        assert_eq!(stage.wait_for_opened(count).len(), count, "{answer:?}");
        let needs_prompt = LinkPermissions::load(&dirs(&stage.home)).needs_confirmation(&LinkSource::Unknown, "2");
        assert_eq!(needs_prompt, answer != LinkAnswer::Always);
        // At once after it there is another: a page is at work.
        assert_eq!(
            block_on(stage.running_app.open_link(deep_link("Jira"), None)),
            OpenOutcome::Failed("E-LAUNCH-BLOCKED".into())
        );
    }
}

#[test]
fn link_prompt_is_answered_after_caller_left() {
    let test_app = TestApp::new(APPS, StartupIntent::Window);
    drop(test_app.running_app.open_link(deep_link("1"), None));
    assert_eq!(test_app.next_view("linkPrompt")["pending"]["key"], "1");
    test_app.running_app.answer_link(LinkAnswer::Once);
    assert_eq!(test_app.wait_for_opened(1).len(), 1);
}

#[test]
fn link_prompt_ends_with_its_app_list() {
    let test_app = TestApp::new(APPS, StartupIntent::Window);
    let outcome_future = test_app.running_app.open_link(deep_link("Jira"), None);
    assert_eq!(test_app.next_view("linkPrompt")["pending"]["name"], "Jira");
    block_on(test_app.core_app().add_account());
    assert!(test_app.next_view("linkPrompt")["pending"].is_null());
    assert_eq!(block_on(outcome_future), OpenOutcome::Canceled);
    test_app.running_app.answer_link(LinkAnswer::Always);
    assert!(test_app.opened_urls().is_empty());
}

#[test]
fn start_intent_runs_once_list_is_loaded() {
    let test_app = TestApp::new(APPS, StartupIntent::OpenNamed { name: "jira".into() });
    assert!(test_app.opened_urls().is_empty(), "a session may be on its way");
    test_app.running_app.mark_restored();
    assert_eq!(test_app.wait_for_opened(1), ["https://acme.my.idaptive.app/run?appkey=1"]);

    let test_app = TestApp::new(APPS, StartupIntent::OpenLink(deep_link("Jira")));
    test_app.running_app.mark_restored();
    assert_eq!(test_app.next_view("linkPrompt")["pending"]["name"], "Jira");

    let test_app = TestApp::new(APPS, StartupIntent::OpenNamed { name: "sap".into() });
    test_app.running_app.mark_restored();
    let search_request = test_app.next_view("searchRequest");
    assert_eq!((&search_request["query"], &search_request["sequence"]), (&"sap".into(), &1.into()));
    assert!(test_app.opened_urls().is_empty());
}

#[test]
fn second_instance_runs_its_arguments() {
    let test_app = TestApp::new(APPS, StartupIntent::Window);
    test_app.running_app.mark_restored();
    let start_again =
        |words: &[&str]| test_app.running_app.on_second_instance(words.iter().map(|word| (*word).to_owned()));
    for arguments in [&["--hidden"][..], &["--background"], &["list"], &["--magic"], &["portico://open/a/b"], &[]] {
        start_again(arguments);
    }
    start_again(&["show", "ji"]);
    assert_eq!(test_app.next_view("searchRequest")["query"], "ji");
    start_again(&["portico://open/Jira"]);
    assert_eq!(test_app.next_view("linkPrompt")["pending"]["name"], "Jira");
    start_again(&["open", "sap", "fiori"]);
    assert_eq!(test_app.wait_for_opened(1).len(), 1);
    start_again(&["open", "--key=2"]);
    assert!(test_app.wait_for_opened(2)[1].ends_with("appkey=2"));
}

#[test]
fn request_while_locked_opens_once_after_unlock() {
    let (test_app, _tenant) = TestApp::with_silent_tenant();
    test_app.lock();
    let outcome_future = test_app.running_app.open("2", WaitMode::Opened);
    assert_eq!(
        block_on(test_app.running_app.open("1", WaitMode::Accepted)),
        OpenOutcome::Waiting,
        "the later one counts"
    );
    assert_eq!(block_on(outcome_future), OpenOutcome::Canceled);
    assert!(test_app.opened_urls().is_empty());
    block_on(test_app.core_app().unlock());
    assert!(test_app.wait_for_opened(1)[0].ends_with("/run?appkey=1"));
    // By name as well, which nobody can look up until then.
    test_app.lock();
    assert_eq!(block_on(test_app.running_app.open_named("fiori", WaitMode::Accepted)), OpenOutcome::Waiting);
    block_on(test_app.core_app().unlock());
    assert!(test_app.wait_for_opened(2)[1].ends_with("/run?appkey=%40%2Fhome%2F3"));
    // A laptop that slept meanwhile: timers stood still, and nobody expects it any more.
    test_app.lock();
    let outcome_future = test_app.running_app.open("2", WaitMode::Opened);
    let age = PENDING_TTL + Duration::from_secs(1);
    lock(&test_app.running_app.0.pending_request).as_mut().unwrap().requested_at.0 -=
        u64::try_from(age.as_millis()).unwrap();
    block_on(test_app.core_app().unlock());
    assert_eq!(block_on(outcome_future), OpenOutcome::Canceled);
    // Once: the next unlocking opens nothing.
    test_app.lock();
    block_on(test_app.core_app().unlock());
    assert_eq!(block_on(test_app.running_app.open("2", WaitMode::Opened)), OpenOutcome::Opened);
    assert_eq!(test_app.wait_for_opened(3).len(), 3);
}

#[test]
fn request_is_dropped_on_account_switch() {
    let (test_app, _tenant) = TestApp::with_silent_tenant();
    test_app.lock();
    let outcome_future = test_app.running_app.open("1", WaitMode::Opened);
    let [bob, ada] = &test_app.account_ids;
    block_on(test_app.core_app().switch_account(bob));
    assert_eq!(block_on(outcome_future), OpenOutcome::Canceled);
    // Neither is what a link asked one of them asked the other.
    let outcome_future = test_app.running_app.open_link(deep_link("Jira"), None);
    assert_eq!(test_app.next_view("linkPrompt")["pending"]["name"], "Jira");
    block_on(test_app.core_app().switch_account(ada));
    assert_eq!(block_on(outcome_future), OpenOutcome::Canceled);
    assert!(test_app.next_view("linkPrompt")["pending"].is_null());
    assert!(test_app.opened_urls().is_empty());
}

#[test]
fn link_flood_before_list_loads_keeps_user_request() {
    let (test_app, _tenant) = TestApp::with_silent_tenant();
    test_app.lock();
    let outcome_future = test_app.running_app.open("1", WaitMode::Opened);
    for _ in 0..20 {
        assert_eq!(
            block_on(test_app.running_app.open_link(deep_link("2"), None)),
            OpenOutcome::Failed("E-LAUNCH-BLOCKED".into())
        );
    }
    block_on(test_app.core_app().unlock());
    assert_eq!(block_on(outcome_future), OpenOutcome::Opened, "the person's own is not displaced");
    // One that came alone is asked about once the list is there; those at its heels are none.
    let (test_app, _tenant) = TestApp::with_silent_tenant();
    test_app.lock();
    let _first = test_app.running_app.open_link(deep_link("1"), None);
    assert_eq!(
        block_on(test_app.running_app.open_link(deep_link("2"), None)),
        OpenOutcome::Failed("E-LAUNCH-BLOCKED".into())
    );
    block_on(test_app.core_app().unlock());
    assert_eq!(test_app.next_view("linkPrompt")["pending"]["name"], "Jira");
}

#[test]
fn canceled_sign_in_drops_pending_request() {
    let (stage, _tenant) = TestApp::with_silent_tenant();
    stage.core_app().save_settings(&SettingsChange::LocalCopy(false)).unwrap();
    let [bob, _] = &stage.account_ids;
    block_on(stage.core_app().switch_account(bob));
    let opening = stage.running_app.open("1", WaitMode::Opened);
    stage.start_sign_in();
    stage.core_app().cancel_sign_in();
    assert_eq!(block_on(opening), OpenOutcome::Canceled);
}

#[test]
fn late_launch_result_keeps_pending_request() {
    let (stage, _tenant) = TestApp::with_silent_tenant();
    stage.lock();
    let opening = stage.running_app.open("1", WaitMode::Opened);
    // Of a click that was made before.
    let view = |phase| LaunchView {
        key: "2".into(),
        name: "SAP Concur".into(),
        phase,
        target: portico_core::view::Target::Browser,
        wait_reason: None,
        credentials_prompt: None,
        problem: None,
    };
    for phase in [LaunchPhase::Canceled, LaunchPhase::Failed, LaunchPhase::Opened] {
        stage.running_app.on_update(&ViewUpdate::Launch(view(phase)));
    }
    block_on(stage.core_app().unlock());
    assert_eq!(block_on(opening), OpenOutcome::Opened);
    // Of one that is made now.
    stage.lock();
    let opening = stage.running_app.open("1", WaitMode::Opened);
    stage.running_app.on_update(&ViewUpdate::Launch(view(LaunchPhase::Opening)));
    assert_eq!(block_on(opening), OpenOutcome::Canceled);
}

#[test]
fn hostile_links_and_arguments_open_nothing() {
    let bodies = [
        "https://evil.test/",
        "//evil.test",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "-P",
        "--new-window",
        "$(touch /tmp/x)",
        "`id`",
        "a;b",
        "a|b",
        "a&b",
        "\"a\"",
        "'a'",
        "a b",
        "%00",
        "%0a--x",
        "%u",
        "{url}",
        "..",
        "../../x",
        "Jira/..",
        "Jira?x=y",
        "Jira#x",
        "Jira%2F..",
        "\u{202e}ariJ",
        "Jira\u{200b}",
        "1 --background",
        "@/home/3?token=x",
        "-1",
        "1\u{0}",
        "file:",
        "C:\\x",
        "%25",
        "SAP",
    ];
    let mut links = Vec::new();
    for body in bodies {
        for link in [
            format!("portico://open/{body}"),
            format!("PORTICO://OPEN/{body}"),
            deep_link::format_link(body),
            format!("portico:open/{body}"),
            format!("portico:{body}"),
            format!("portico://{body}"),
            format!("portico://open/{body}/x"),
            format!("portico://open/x?u={body}"),
            format!("portico://user@open/{body}"),
            format!("portico://open:80/{body}"),
            format!("portico:///open/{body}"),
            format!(" portico://open/{body}"),
        ] {
            links.push(vec![link]);
        }
        links.push(vec!["open".into(), format!("--key={body}")]);
        links.push(vec!["open".into(), body.into(), "portico://open/Jira".into()]);
        links.push(vec![format!("--open={body}")]);
    }
    assert!(links.len() >= 500, "{}", links.len());
    let stage = TestApp::new(APPS, StartupIntent::Window);
    stage.running_app.mark_restored();
    for arguments in links {
        stage.running_app.on_second_instance(arguments);
    }
    // Whatever was under way comes before this one, whose program ends last.
    assert_eq!(block_on(stage.running_app.open("1", WaitMode::Opened)), OpenOutcome::Opened);
    assert_eq!(stage.wait_for_opened(1), ["https://acme.my.idaptive.app/run?appkey=1"]);
}
