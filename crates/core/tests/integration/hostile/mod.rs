//! Three hundred hostile rows and a hundred hostile icons affect only their own tiles: honest apps look, sound and open as
//! they do without them.

mod icons;
mod rows;
mod texts;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;

use demo_tenant::{Fault, FaultKind, Options};
use portico_core::view::{AppView, CollectionView, SectionKind};
use serde_json::{Value, json};

use crate::support::{SignInBehavior, TestUser, log_capture};
use rows::{HOSTILE_MARKER, honest_rows, hostile_rows};

const USER: SignInBehavior = SignInBehavior::SignIn("user@acme.test");
/// How much more memory the process may need for the list and all its icons.
const MAX_MEMORY_KIB: u64 = 256 << 10;
/// Set in the process whose memory and log are looked at.
const CHILD_VARIABLE: &str = "PORTICO_TEST_HOSTILE";

/// What a person sees of what is honest.
#[derive(Debug, PartialEq)]
struct HonestView {
    apps: Vec<AppView>,
    icons: BTreeMap<String, Option<Vec<u8>>>,
    sections: Vec<(SectionKind, Option<String>, Vec<String>)>,
    collections: Vec<(String, Vec<String>)>,
    search_hits: Vec<String>,
    link: String,
}

fn is_honest(app: &AppView) -> bool {
    app.key.starts_with("honest-") && !app.name.contains(HOSTILE_MARKER)
}

async fn observe(user: &TestUser) -> HonestView {
    let view = user.platform.inspect(|recorded| recorded.apps.clone());
    let honest_keys = |indexes: &[u32]| -> Vec<String> {
        let apps = indexes.iter().map(|index| &view.apps[*index as usize]);
        apps.filter(|app| is_honest(app)).map(|app| app.key.clone()).collect()
    };
    let mut icons = BTreeMap::new();
    let mut apps = Vec::new();
    for app in view.apps.iter().filter(|app| is_honest(app)) {
        let icon = user.app.icon(app.icon.as_ref().unwrap()).await;
        icons.insert(app.key.clone(), icon.map(|png| png.to_vec()));
        // The account's part of the name differs, as the tenant's port does.
        let icon = app.icon.as_ref().map(|id| id.split_once('-').unwrap().1.to_owned());
        apps.push(AppView { icon, ..app.clone() });
    }
    let sections = view.sections.iter().map(|section| (section.kind, section.name.clone(), honest_keys(&section.apps)));
    let name_and_keys = |collection: &CollectionView| (collection.name.clone(), honest_keys(&collection.apps));
    let hits = user.app.search("Zeiterfassung").hits.into_iter().map(|hit| hit.key);
    let link = user.app.app_link("honest-7").unwrap();
    HonestView {
        apps,
        icons,
        sections: sections.filter(|(.., keys)| !keys.is_empty()).collect(),
        collections: view.collections.iter().map(name_and_keys).filter(|(_, keys)| !keys.is_empty()).collect(),
        search_hits: hits.filter(|key| key.starts_with("honest-")).collect(),
        link: link.split_once("/run").unwrap().1.to_owned(),
    }
}

fn serve_list(user: &TestUser, rows: &[Vec<u8>]) {
    use base64::Engine;
    let body = [&b"{\"success\":true,\"Result\":{\"Apps\":["[..], &rows.join(&b","[..]), b"]}}"].concat();
    let body = base64::engine::general_purpose::STANDARD.encode(body);
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    let kind = FaultKind::Raw { status: 200, headers, body, base64: true };
    user.controls().fail(Fault::always("GetUPData$", kind)).unwrap();
}

fn run_in_child() {
    let test = "hostile::hostile_names_and_icons_affect_only_their_own_tiles";
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command.args([test, "--exact", "--nocapture"]).env(CHILD_VARIABLE, "1").output().unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    // A name that matches no test would succeed as well.
    assert!(output.status.success() && stdout.contains("1 passed"), "{stdout}\n{stderr}");
}

/// Runs in a process of its own: memory and log are those of the whole process, and other tests would add theirs.
#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_and_icons_affect_only_their_own_tiles() {
    if std::env::var_os(CHILD_VARIABLE).is_none() {
        return tokio::task::spawn_blocking(run_in_child).await.unwrap();
    }
    let log_position = log_capture::position();
    let unexpected_host = TcpListener::bind("127.0.0.1:0").unwrap();
    unexpected_host.set_nonblocking(true).unwrap();
    let honest_rows: Vec<Vec<u8>> = honest_rows().into_iter().map(String::into_bytes).collect();

    let baseline = TestUser::with_tenant_options(Options::default(), USER).await;
    serve_list(&baseline, &honest_rows);
    baseline.sign_in().await;
    let expected = observe(&baseline).await;
    assert_eq!(expected.apps.len(), 40);
    assert!(expected.icons.values().all(Option::is_some), "{:?}", expected.icons.keys());

    // Those among which they are, first and last and in between.
    let hostile_icons = icons::all(&unexpected_host.local_addr().unwrap().to_string());
    assert!(hostile_icons.len() >= 100);
    let mixed = TestUser::with_tenant_options(Options::default(), USER).await;
    let mut rows = honest_rows;
    let mut hostile_rows = hostile_rows();
    for (number, icon) in (0..).zip(&hostile_icons) {
        let name = format!("{HOSTILE_MARKER} icon {number}");
        let row =
            json!({ "AppKey": format!("{HOSTILE_MARKER}-icon-{number}"), "DisplayName": name, "Icon": icon.address });
        hostile_rows.push(row.to_string().into_bytes());
        if let Some(fault) = &icon.fault {
            mixed.controls().fail(fault.clone()).unwrap();
        }
    }
    // What repeats an honest key comes after it: the tenant's first word counts.
    let (leading_rows, trailing_rows): (Vec<_>, Vec<_>) =
        hostile_rows.into_iter().partition(|row| !String::from_utf8_lossy(row).contains("honest-"));
    for (number, row) in leading_rows.into_iter().enumerate() {
        rows.insert((number * 7) % (rows.len() + 1), row);
    }
    rows.extend(trailing_rows);
    serve_list(&mixed, &rows);
    drop(rows);

    // Err: not on this system.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let rss_before = memory_kib("VmRSS");
    mixed.sign_in().await;
    let view = mixed.platform.inspect(|recorded| recorded.apps.clone());
    assert!(view.apps.len() > 350, "{}", view.apps.len());
    for app in view.apps.iter().filter(|app| !is_honest(app)) {
        assert_plain_text(app);
        let link = url::Url::parse(&mixed.app.app_link(&app.key).unwrap()).unwrap();
        let keys: Vec<_> = link.query_pairs().filter(|(name, _)| name == "appkey").map(|(_, key)| key).collect();
        assert!(link.as_str().starts_with(mixed.tenant.url()), "{link:.200}");
        assert_eq!(keys, [app.key.as_str()], "{link:.200}");
    }
    // Everybody asks at once, the hostile ones first.
    let icon_ids: Vec<_> = view.apps.iter().filter(|app| !is_honest(app)).filter_map(|app| app.icon.clone()).collect();
    let tasks: Vec<_> = icon_ids
        .into_iter()
        .map(|id| {
            let app = Arc::clone(&mixed.app);
            tokio::spawn(async move { app.icon(&id).await.is_some() })
        })
        .collect();
    tokio::task::yield_now().await;
    let observed = observe(&mixed).await;
    assert_eq!(observed.icons, expected.icons);
    assert_eq!(observed, expected);
    let mut rendered = 0;
    for icon in tasks {
        rendered += usize::from(icon.await.unwrap());
    }
    assert!(rendered <= 12, "{rendered} hostile icons show something");
    let memory_growth = memory_kib("VmHWM").saturating_sub(rss_before);
    assert!(memory_growth < MAX_MEMORY_KIB, "{memory_growth} KiB");
    assert!(unexpected_host.accept().is_err(), "somebody asked another host");
    for path in ["/security/logout", "/oauth2/endsession/portico"] {
        let requests = mixed.controls().requests().into_iter().filter(|request| request.path.to_lowercase() == path);
        assert!(requests.into_iter().all(|request| !request.header_names.contains(&"authorization".into())), "{path}");
    }
    let log = log_capture::text_since(log_position);
    for line in log.lines().filter(|line| line.split(' ').nth(1).is_some_and(|target| target.starts_with("portico"))) {
        assert!(!line.contains(HOSTILE_MARKER), "{line:.300}");
    }
    let is_unprintable = |c: char| c.is_control() && c != '\n';
    assert!(!log.chars().any(|c| is_unprintable(c) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')));
    mixed.app.refresh().await;
    assert_eq!(observe(&mixed).await, expected, "and once more");
}

/// Text that stays where it is put.
fn assert_plain_text(app: &AppView) {
    let value = serde_json::to_value(app).unwrap();
    for member in ["name", "description", "category", "letters"] {
        let Value::String(text) = &value[member] else { continue };
        let is_forbidden = |c: char| {
            c.is_control()
                || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}' | '\u{feff}')
        };
        assert!(!text.chars().any(is_forbidden), "{member}: {text:?}");
        assert!(!text.trim().is_empty() && text.len() < 40 << 10, "{member}: {} bytes", text.len());
    }
}

/// KiB; 0 where the system does not tell.
fn memory_kib(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|value| value.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
