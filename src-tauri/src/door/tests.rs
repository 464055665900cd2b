//! The door over a core whose list comes from this computer's copy, and a browser that writes down what
//! it was given.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::sync::mpsc::{Receiver, channel as queue};
use std::time::Duration;

use portico_core::account::{Account, Accounts, Kept};
use portico_core::api::Identity;
use portico_core::catalogue::{App as Listable, Catalogue};
use portico_core::clock::Millis;
use portico_core::copy::LocalCopy;
use portico_core::registration::Registration;
use portico_core::tenant::TenantUrl;
use portico_core::view::SettingsChange;
use portico_desktop::Environment;
use portico_outside::Standing;
use portico_outside::link::{self, Source};
use serde_json::Value;
use tauri::async_runtime::{JoinHandle, block_on};
use tauri::ipc::{Channel, InvokeResponseBody};
use tauri::test::{MockRuntime, mock_builder};
use tempfile::TempDir;

use super::pending::STILL_MEANT;
use super::*;
use crate::{Core, builder};

const LONG: Duration = Duration::from_secs(60);

pub(crate) struct Stage {
    app: tauri::App<MockRuntime>,
    door: OpenDoor<MockRuntime>,
    views: Receiver<Value>,
    /// Bob's and Ada's accounts.
    people: [String; 2],
    pub(crate) home: TempDir,
}

fn dirs(home: &TempDir) -> Dirs {
    let at = |name: &str| home.path().join(name);
    Dirs { config: at("config"), state: at("state"), cache: at("cache"), policy: at("p.toml"), locks: at("p/locks") }
}

impl Stage {
    /// Ada was signed in here last, and Bob before her; both have this list.
    pub(crate) fn new(apps: &[(&str, &str)], intent: Intent) -> Self {
        Self::at("https://acme.my.idaptive.app", apps, intent)
    }

    /// At a tenant that never answers: a sign-in goes on until something else ends it. The core is awake.
    fn silent() -> (Self, TcpListener) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stage = Self::at(&format!("http://{}", listener.local_addr().unwrap()), APPS, Intent::Window);
        stage.door.awake();
        (stage, listener)
    }

    fn at(tenant: &str, apps: &[(&str, &str)], intent: Intent) -> Self {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        let browser = home.path().join("browser");
        let note = home.path().join("opened");
        fs::write(&browser, format!("#!/bin/sh\nprintf '%s\\n' \"$*\" >> '{}'\n", note.display())).unwrap();
        fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir_all(&dirs.config).unwrap();
        let settings = format!(
            "opens_in = \"command:Note\"\n[[tenant]]\nurl = \"{tenant}\"\n\
             [[command]]\nname = \"Note\"\nrun = [\"{}\", \"{{url}}\"]\n",
            browser.display()
        );
        fs::write(dirs.config.join("settings.toml"), settings).unwrap();
        let acme = Registration::of(TenantUrl::parse(tenant).unwrap());
        let listable =
            |(key, name): &(&str, &str)| Listable { key: (*key).into(), name: (*name).into(), ..Listable::default() };
        let catalogue = Catalogue::new(apps.iter().map(listable).collect(), 0);
        let people = ["bob@acme.test", "ada@acme.test"].map(|user| {
            let mut account = Account::new(&acme, Identity { user: user.into(), tenant_id: None });
            account.kept = Kept::Session;
            LocalCopy::of(&account.id, &catalogue, Millis(7)).save(&dirs).unwrap();
            let id = account.id.to_string();
            Accounts::load(&dirs).put_first(account).unwrap();
            id
        });

        let app = builder(mock_builder()).build(tauri::generate_context!()).unwrap();
        let door = OpenDoor::new(app.handle().clone(), &dirs, intent);
        app.manage(door.clone());
        app.manage(Core::at(dirs, Environment::of_process()));
        let (sender, views) = queue();
        let channel = Channel::new(move |body| {
            let InvokeResponseBody::Json(json) = body else { panic!("not JSON") };
            let _ = sender.send(serde_json::from_str(&json).unwrap());
            Ok(())
        });
        let core = crate::core(app.handle());
        block_on(async { app.state::<Publisher>().connect(&core, channel) });
        spawn(door.clone().serve_waiting());
        Self { app, door, views, people, home }
    }

    /// As far as the tenant is asked.
    fn signs_in(&self) -> JoinHandle<()> {
        let core = self.core();
        let signing_in = spawn(async move { core.sign_in(None).await });
        while self.door.status().standing != Standing::SigningIn {
            std::thread::yield_now();
        }
        signing_in
    }

    /// As `lock` leaves it: nothing of the list in memory.
    fn locks(&self) {
        let signing_in = self.signs_in();
        self.core().lock();
        assert_eq!((self.door.status().standing, self.door.apps().len()), (Standing::Locked, 0));
        signing_in.abort();
    }

    pub(crate) fn core(&self) -> Arc<App> {
        crate::core(self.app.handle())
    }

    /// The next view of that kind.
    fn next(&self, what: &str) -> Value {
        let deadline = Instant::now() + LONG;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let view = self.views.recv_timeout(left).unwrap_or_else(|_| panic!("no {what}"));
            if view["what"] == what {
                return view["view"].clone();
            }
        }
    }

    fn opened(&self) -> Vec<String> {
        let text = fs::read_to_string(self.home.path().join("opened")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// A program that takes long to write may be waited for no more than a moment by who started it.
    fn wait_for_opened(&self, count: usize) -> Vec<String> {
        let deadline = Instant::now() + LONG;
        while self.opened().len() < count && Instant::now() < deadline {
            std::thread::yield_now();
        }
        self.opened()
    }
}

fn wanted(app: &str) -> Wanted {
    Wanted { app: app.into(), source: Source::Unknown }
}

pub(crate) const APPS: &[(&str, &str)] = &[("1", "Jira"), ("2", "SAP Concur"), ("@/home/3", "SAP Fiori")];

#[test]
fn what_is_told_is_what_the_window_shows() {
    let stage = Stage::new(APPS, Intent::Window);
    let status = stage.door.status();
    assert_eq!((status.apps, status.updated_at, status.user.as_deref()), (3, Some(Millis(7)), Some("ada@acme.test")));
    assert_eq!(stage.door.search("conc").iter().map(|app| app.key.as_str()).collect::<Vec<_>>(), ["2"]);
    block_on(stage.core().add_account());
    let status = stage.door.status();
    assert_eq!((status.standing, status.apps, status.updated_at), (Standing::FirstRun, 0, None));
    assert!(stage.door.apps().is_empty() && stage.door.search("conc").is_empty() && stage.door.icon("1").is_none());
}

#[test]
fn an_app_opens_by_its_key_and_by_nothing_else() {
    let stage = Stage::new(APPS, Intent::Window);
    assert_eq!(block_on(stage.door.open("@/home/3", Wait::ForTheApp)), Outcome::Opened);
    let opened = stage.wait_for_opened(1);
    assert_eq!(opened, ["https://acme.my.idaptive.app/run?appkey=%40%2Fhome%2F3"]);
    // The copy may be old: what it does not have, the tenant may. The window comes, and asks.
    assert_eq!(block_on(stage.door.open("Jira", Wait::Briefly)), Outcome::Waiting);
    assert_eq!(stage.opened().len(), 1);
}

#[test]
fn a_link_asks_and_does_what_is_answered() {
    for (answer, outcome, count) in [
        (LinkAnswer::No, Outcome::Cancelled, 0),
        (LinkAnswer::Once, Outcome::Opened, 1),
        (LinkAnswer::Always, Outcome::Opened, 1),
    ] {
        let stage = Stage::new(APPS, Intent::Window);
        let followed = stage.door.follow(wanted("sap concur"), None);
        assert_eq!(stage.next("link")["asked"]["name"], "SAP Concur");
        assert!(stage.opened().is_empty(), "not before the answer");
        stage.door.answer_link(answer);
        assert_eq!(block_on(followed), outcome);
        assert!(stage.next("link")["asked"].is_null());
        assert_eq!(stage.wait_for_opened(count).len(), count, "{answer:?}");
        let asks = Allowed::load(&dirs(&stage.home)).asks(&Source::Unknown, "2");
        assert_eq!(asks, answer != LinkAnswer::Always);
        // At once after it there is another: a page is at work.
        assert_eq!(block_on(stage.door.follow(wanted("Jira"), None)), Outcome::Refused("E-LAUNCH-BLOCKED".into()));
    }
}

#[test]
fn a_question_whose_caller_went_away_is_still_answered() {
    let stage = Stage::new(APPS, Intent::Window);
    drop(stage.door.follow(wanted("1"), None));
    assert_eq!(stage.next("link")["asked"]["key"], "1");
    stage.door.answer_link(LinkAnswer::Once);
    assert_eq!(stage.wait_for_opened(1).len(), 1);
}

#[test]
fn a_question_ends_with_the_list_that_it_is_about() {
    let stage = Stage::new(APPS, Intent::Window);
    let followed = stage.door.follow(wanted("Jira"), None);
    assert_eq!(stage.next("link")["asked"]["name"], "Jira");
    block_on(stage.core().add_account());
    assert!(stage.next("link")["asked"].is_null());
    assert_eq!(block_on(followed), Outcome::Cancelled);
    stage.door.answer_link(LinkAnswer::Always);
    assert!(stage.opened().is_empty());
}

#[test]
fn what_it_starts_for_is_done_once_the_list_is_there() {
    let stage = Stage::new(APPS, Intent::OpenNamed { name: "jira".into() });
    assert!(stage.opened().is_empty(), "a session may be on its way");
    stage.door.awake();
    assert_eq!(stage.wait_for_opened(1), ["https://acme.my.idaptive.app/run?appkey=1"]);

    let stage = Stage::new(APPS, Intent::Follow(wanted("Jira")));
    stage.door.awake();
    assert_eq!(stage.next("link")["asked"]["name"], "Jira");

    let stage = Stage::new(APPS, Intent::OpenNamed { name: "sap".into() });
    stage.door.awake();
    let sought = stage.next("sought");
    assert_eq!((&sought["words"], &sought["turn"]), (&"sap".into(), &1.into()));
    assert!(stage.opened().is_empty());
}

#[test]
fn a_second_start_does_what_its_arguments_say() {
    let stage = Stage::new(APPS, Intent::Window);
    stage.door.awake();
    let arrived = |words: &[&str]| stage.door.arrived(words.iter().map(|word| (*word).to_owned()));
    for nothing in [&["--hidden"][..], &["--background"], &["list"], &["--magic"], &["portico://open/a/b"], &[]] {
        arrived(nothing);
    }
    arrived(&["show", "ji"]);
    assert_eq!(stage.next("sought")["words"], "ji");
    arrived(&["portico://open/Jira"]);
    assert_eq!(stage.next("link")["asked"]["name"], "Jira");
    arrived(&["open", "sap", "fiori"]);
    assert_eq!(stage.wait_for_opened(1).len(), 1);
    arrived(&["open", "--key=2"]);
    assert!(stage.wait_for_opened(2)[1].ends_with("appkey=2"));
}

#[test]
fn what_is_asked_for_while_locked_opens_once_after_unlocking() {
    let (stage, _tenant) = Stage::silent();
    stage.locks();
    let opening = stage.door.open("2", Wait::ForTheApp);
    assert_eq!(block_on(stage.door.open("1", Wait::Briefly)), Outcome::Waiting, "the later one counts");
    assert_eq!(block_on(opening), Outcome::Cancelled);
    assert!(stage.opened().is_empty());
    block_on(stage.core().unlock());
    assert!(stage.wait_for_opened(1)[0].ends_with("/run?appkey=1"));
    // By name as well, which nobody can look up until then.
    stage.locks();
    assert_eq!(block_on(stage.door.open_named("fiori", Wait::Briefly)), Outcome::Waiting);
    block_on(stage.core().unlock());
    assert!(stage.wait_for_opened(2)[1].ends_with("/run?appkey=%40%2Fhome%2F3"));
    // A laptop that slept meanwhile: timers stood still, and nobody expects it any more.
    stage.locks();
    let opening = stage.door.open("2", Wait::ForTheApp);
    let ago = STILL_MEANT + Duration::from_secs(1);
    lock(&stage.door.0.pending).as_mut().unwrap().since.0 -= u64::try_from(ago.as_millis()).unwrap();
    block_on(stage.core().unlock());
    assert_eq!(block_on(opening), Outcome::Cancelled);
    // Once: the next unlocking opens nothing.
    stage.locks();
    block_on(stage.core().unlock());
    assert_eq!(block_on(stage.door.open("2", Wait::ForTheApp)), Outcome::Opened);
    assert_eq!(stage.wait_for_opened(3).len(), 3);
}

#[test]
fn what_one_person_asked_for_does_not_open_for_another() {
    let (stage, _tenant) = Stage::silent();
    stage.locks();
    let opening = stage.door.open("1", Wait::ForTheApp);
    let [bob, ada] = &stage.people;
    block_on(stage.core().switch_account(bob));
    assert_eq!(block_on(opening), Outcome::Cancelled);
    // Neither is what a link asked one of them asked the other.
    let followed = stage.door.follow(wanted("Jira"), None);
    assert_eq!(stage.next("link")["asked"]["name"], "Jira");
    block_on(stage.core().switch_account(ada));
    assert_eq!(block_on(followed), Outcome::Cancelled);
    assert!(stage.next("link")["asked"].is_null());
    assert!(stage.opened().is_empty());
}

#[test]
fn a_flood_of_links_before_there_is_a_list_changes_nothing() {
    let (stage, _tenant) = Stage::silent();
    stage.locks();
    let opening = stage.door.open("1", Wait::ForTheApp);
    for _ in 0..20 {
        assert_eq!(block_on(stage.door.follow(wanted("2"), None)), Outcome::Refused("E-LAUNCH-BLOCKED".into()));
    }
    block_on(stage.core().unlock());
    assert_eq!(block_on(opening), Outcome::Opened, "the person's own is not displaced");
    // One that came alone is asked about once the list is there; those at its heels are none.
    let (stage, _tenant) = Stage::silent();
    stage.locks();
    let _first = stage.door.follow(wanted("1"), None);
    assert_eq!(block_on(stage.door.follow(wanted("2"), None)), Outcome::Refused("E-LAUNCH-BLOCKED".into()));
    block_on(stage.core().unlock());
    assert_eq!(stage.next("link")["asked"]["name"], "Jira");
}

#[test]
fn what_waits_for_a_list_goes_with_the_sign_in_that_is_cancelled() {
    let (stage, _tenant) = Stage::silent();
    stage.core().save_settings(&SettingsChange::LocalCopy(false)).unwrap();
    let [bob, _] = &stage.people;
    block_on(stage.core().switch_account(bob));
    let opening = stage.door.open("1", Wait::ForTheApp);
    stage.signs_in();
    stage.core().cancel_sign_in();
    assert_eq!(block_on(opening), Outcome::Cancelled);
}

#[test]
fn what_ends_later_is_no_sign_of_moving_on() {
    let (stage, _tenant) = Stage::silent();
    stage.locks();
    let opening = stage.door.open("1", Wait::ForTheApp);
    // Of a click that was made before.
    let view = |phase| LaunchView {
        key: "2".into(),
        name: "SAP Concur".into(),
        phase,
        place: portico_core::view::Place::Browser,
        waits_for: None,
        asks: None,
        problem: None,
    };
    for phase in [LaunchPhase::Cancelled, LaunchPhase::Failed, LaunchPhase::Opened] {
        stage.door.heard(&Update::Launch(view(phase)));
    }
    block_on(stage.core().unlock());
    assert_eq!(block_on(opening), Outcome::Opened);
    // Of one that is made now.
    stage.locks();
    let opening = stage.door.open("1", Wait::ForTheApp);
    stage.door.heard(&Update::Launch(view(LaunchPhase::Opening)));
    assert_eq!(block_on(opening), Outcome::Cancelled);
}

#[test]
fn no_hostile_link_or_argument_opens_anything() {
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
            link::to(body),
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
    let stage = Stage::new(APPS, Intent::Window);
    stage.door.awake();
    for arguments in links {
        stage.door.arrived(arguments);
    }
    // Whatever was under way comes before this one, whose program ends last.
    assert_eq!(block_on(stage.door.open("1", Wait::ForTheApp)), Outcome::Opened);
    assert_eq!(stage.wait_for_opened(1), ["https://acme.my.idaptive.app/run?appkey=1"]);
}
