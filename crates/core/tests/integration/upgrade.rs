//! Settings, accounts and kept sessions of the previous build are picked up by this one, and what this one writes can be
//! read by the previous build.
//!
//! The fixture was written by that build; see its README. The formats below are those of its source.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use portico_core::App;
use portico_core::clock::{Clock, Timestamp};
use portico_core::error::Code;
use portico_core::platform::Platform as _;
use portico_core::storage::keyring::KeyringError;
use portico_core::view::{AppChangeKind, Layout, SessionView, SettingsChange, Theme};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use tokio::net::TcpSocket;

use crate::support::{FakePlatform, MemoryKeyring, SignInBehavior, start};

const USER: &str = "user@acme.test";
const ACCOUNT: &str = "740009acdf8854efa9682c48bbf6e76a";
const TEAMS: &str = "590e72f7-809f-46e1-ad02-d150d1ccb5b1";
const MAILCHIMP: &str = "eee3c981-1148-47e2-aac6-e0e382a5fb28";
const MIRO: &str = "2daf7e19-0310-4930-a0ac-f734d0f1c795";
const OUTLOOK: &str = "591ac512-4d1d-4530-ab62-ff37dde3641e";
/// When the fixture was written; its access token lives for five hours from then.
const WRITTEN_AT: Timestamp = Timestamp(1_796_065_729_724);
/// The fixture's tenant, in the ids of whose accounts the port is. Connections are refused: see `PORT`.
const TENANT: &str = "127.0.0.1:38249";

/// Bound, so that no tenant of another test gets the port, and not listening. Reused, so that neither a connection that
/// has the port as its own nor the same test in another process is in the way; only a listener is.
static PORT: LazyLock<TcpSocket> = LazyLock::new(|| {
    let port = TcpSocket::new_v4().unwrap();
    port.set_reuseaddr(true).unwrap();
    port.bind(TENANT.parse::<SocketAddr>().unwrap()).expect("nothing else listens at the fixture's port");
    port
});

/// Runs from the time of the fixture on.
struct FixtureClock(Instant);

impl Clock for FixtureClock {
    fn now(&self) -> Timestamp {
        WRITTEN_AT.plus(self.0.elapsed())
    }
}

/// `state/accounts.json` as the previous build writes it: it would ignore another member, and take a missing one for empty.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountsFile {
    version: u32,
    accounts: Vec<AccountRow>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountRow {
    id: String,
    tenant: String,
    user: String,
    tenant_id: Option<String>,
    kept: Persistence,
    forgotten: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Persistence {
    #[serde(rename = "nothing")]
    None,
    Session,
    #[serde(rename = "leftover")]
    PendingRemoval,
}

/// The same of `state/personal/ACCOUNT.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonalFile {
    version: u32,
    favourites: Vec<String>,
    hidden: BTreeSet<String>,
    usage: BTreeMap<String, Usage>,
    opened: u64,
    fresh: Vec<FreshApp>,
    known: Option<String>,
    news: Vec<News>,
    read_at: u64,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Usage {
    count: u32,
    last: u64,
    score: f32,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct FreshApp {
    key: String,
    at: u64,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct News {
    kind: String,
    key: String,
    name: String,
    at: u64,
    was: Option<String>,
    until: Option<u64>,
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/build-008485d")
}

fn copy_directory(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_directory(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn fixture_keyring() -> BTreeMap<String, Vec<u8>> {
    let text = std::fs::read_to_string(fixture().join("keyring.json")).unwrap();
    let entries: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
    entries.into_iter().map(|(entry, value)| (entry, value.into_bytes())).collect()
}

/// This build, started on what the previous one left.
struct Upgraded {
    app: Arc<App>,
    platform: Arc<FakePlatform>,
    home_dir: TempDir,
    keyring: MemoryKeyring,
}

impl Upgraded {
    /// `edit` changes the copied files before the start.
    fn start(edit: impl FnOnce(&Path)) -> Self {
        LazyLock::force(&PORT);
        let home_dir = tempfile::tempdir().unwrap();
        for name in ["config", "state", "cache"] {
            copy_directory(&fixture().join(name), &home_dir.path().join(name));
        }
        edit(home_dir.path());
        let keyring = MemoryKeyring::default();
        keyring.restore(fixture_keyring());
        let clock = Arc::new(FixtureClock(Instant::now()));
        let (app, platform) = start(&home_dir, keyring.client(), SignInBehavior::NeverLoad, clock);
        let subscriber = platform.clone();
        app.subscribe(|updates| subscriber.publish(updates));
        Self { app, platform, home_dir, keyring }
    }

    async fn run_startup_tasks(&self) {
        self.app.run_startup_tasks().await;
        let is_signed_in = |view: &Option<SessionView>| matches!(view, Some(SessionView::SignedIn { .. }));
        self.platform.wait_for("the session", |recorded| is_signed_in(&recorded.session)).await;
    }

    fn read<T: DeserializeOwned>(&self, path: &str) -> serde_json::Result<T> {
        serde_json::from_slice(&std::fs::read(self.home_dir.path().join(path)).unwrap())
    }

    fn read_account(&self) -> AccountRow {
        let AccountsFile { version, mut accounts } = self.read("state/accounts.json").unwrap();
        assert_eq!((version, accounts.len()), (1, 1));
        accounts.remove(0)
    }

    fn read_written_personal_file(&self) -> PersonalFile {
        self.app.flush();
        self.read(&personal_file()).unwrap()
    }
}

fn personal_file() -> String {
    format!("state/personal/{ACCOUNT}.json")
}

#[tokio::test]
async fn files_and_session_of_previous_build_are_restored() {
    let upgraded = Upgraded::start(|_| {});
    upgraded.platform.inspect(|recorded| {
        let settings = recorded.settings.as_ref().unwrap();
        assert_eq!(
            (settings.theme.value, settings.idle_lock.value, settings.layout.value),
            (Theme::Dark, 30, Layout::List)
        );
        assert_eq!((&settings.unknown_keys, &settings.problem), (&Vec::new(), &None));
        assert_eq!(recorded.apps.apps.len(), 42, "the cached list");
    });
    upgraded.run_startup_tasks().await;
    upgraded.platform.inspect(|recorded| {
        let Some(SessionView::SignedIn { user, tenant, .. }) = &recorded.session else { unreachable!() };
        assert_eq!((user.name.as_str(), tenant.name.as_str()), (USER, "Acme"));
        assert_eq!((recorded.sign_ins_opened, recorded.opened_urls.len()), (0, 0), "nobody is asked to sign in");
        assert_eq!(recorded.keyring.problem, None);
        let accounts = &recorded.accounts.accounts;
        let listed: Vec<_> = accounts.iter().map(|account| (account.id.as_str(), account.user.name.as_str())).collect();
        assert_eq!(listed, [(ACCOUNT, USER)]);
        assert!(accounts[0].current && accounts[0].has_session);
        assert_eq!(recorded.freshness.problem.as_ref().map(|problem| problem.code), Some(Code::NetRefused));
        assert_eq!((recorded.apps.apps.len(), recorded.freshness.is_cached), (42, true));
        assert_eq!(recorded.preferences.problem, None);
        assert_eq!(recorded.preferences.favorites, [TEAMS, MAILCHIMP]);
        assert_eq!(recorded.preferences.hidden, [MIRO]);
    });
    assert_eq!(upgraded.app.app_details(OUTLOOK).unwrap().open_count, 1);
    assert_eq!(upgraded.keyring.snapshot(), fixture_keyring(), "nothing is stored anew");
}

#[tokio::test]
async fn usage_new_apps_and_changes_of_previous_build_are_kept() {
    let usage = format!(
        r#""usage":{{"{OUTLOOK}":{{"count":2,"last":1796065729738,"score":2.0}},"{TEAMS}":{{"count":1,"last":1796065729738,"score":1.0}}}},"opened":3,"fresh":[{{"key":"{MAILCHIMP}","at":1796065729000}}],"#
    );
    let news = format!(
        r#""news":[{{"kind":"renamed","key":"{MAILCHIMP}","name":"Mailchimp","at":1796065729500,"was":"Chimp","until":null}}]"#
    );
    let upgraded = Upgraded::start(|home| {
        let path = home.join(personal_file());
        let text = std::fs::read_to_string(&path).unwrap();
        let (start, rest) = text.split_once(r#""usage""#).unwrap();
        let known = rest.split_once(r#""fresh":[],"#).unwrap().1.replace(r#""news":[]"#, &news);
        std::fs::write(path, [start, &usage, &known].concat()).unwrap();
    });
    upgraded.run_startup_tasks().await;
    upgraded.platform.inspect(|recorded| {
        let preferences = &recorded.preferences;
        assert_eq!(preferences.recent, [OUTLOOK, TEAMS]);
        assert_eq!(preferences.new_apps, [MAILCHIMP]);
        // The feed also tells of a share that ends, which no file holds.
        let renamed = preferences.activity_feed.iter().find(|change| change.kind == AppChangeKind::Renamed).unwrap();
        assert_eq!((renamed.key.as_str(), renamed.was.as_deref()), (MAILCHIMP, Some("Chimp")));
    });
    upgraded.app.set_favorite(OUTLOOK, true);
    let written = upgraded.read_written_personal_file();
    assert_eq!(written.fresh, [FreshApp { key: MAILCHIMP.into(), at: 1_796_065_729_000 }]);
    assert_eq!((written.news.len(), written.news[0].kind.as_str()), (1, "renamed"));
    assert_eq!((written.opened, written.usage[OUTLOOK].count), (3, 2));
}

#[tokio::test]
async fn written_files_are_readable_by_previous_build() {
    let upgraded = Upgraded::start(|_| {});
    upgraded.run_startup_tasks().await;
    let before = upgraded.read::<PersonalFile>(&personal_file()).unwrap();
    upgraded.app.set_favorite(OUTLOOK, true);
    let written = upgraded.read_written_personal_file();
    assert_eq!(written.version, 1);
    assert_eq!(written.favourites, [TEAMS, MAILCHIMP, OUTLOOK]);
    assert_eq!(written.hidden, BTreeSet::from([MIRO.to_owned()]));
    assert_eq!((written.usage, written.opened), (before.usage, before.opened));
    assert_eq!((written.known.map(|known| known.len()), written.read_at), (before.known.map(|known| known.len()), 0));
    assert_eq!((written.fresh, written.news), (before.fresh, before.news));

    upgraded.app.save_settings(&SettingsChange::Theme(Theme::Light)).await.unwrap();
    let settings = |home: &Path| std::fs::read_to_string(home.join("config/settings.toml")).unwrap();
    assert_eq!(settings(upgraded.home_dir.path()), settings(&fixture()).replace("dark", "light"));

    let account = |kept| AccountRow {
        id: ACCOUNT.into(),
        tenant: format!("http://{TENANT}"),
        user: USER.into(),
        tenant_id: Some("ACM1234".into()),
        kept,
        forgotten: false,
    };
    assert_eq!(upgraded.read_account(), account(Persistence::Session));
    // The file says what a locked keyring still holds after a sign-out.
    upgraded.keyring.set_error(Some(KeyringError::Locked));
    upgraded.app.sign_out(false).await;
    assert_eq!(upgraded.read_account(), account(Persistence::PendingRemoval));
    upgraded.keyring.set_error(None);
    upgraded.app.retry_keyring().await;
    assert_eq!(upgraded.read_account(), account(Persistence::None));
    assert_eq!(upgraded.keyring.entry_names(), Vec::<String>::new());
}
