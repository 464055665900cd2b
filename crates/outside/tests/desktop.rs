//! The desktop's search over a bus of its own, asked as GNOME Shell and KRunner ask.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]
#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use portico_core::clock::Millis;
use portico_outside::at_rest::AtRestDoor;
use portico_outside::desktop::{BUS_NAME, Desktop, KRUNNER_PATH, NotOffered, Role, SEARCH_PROVIDER_PATH};
use portico_outside::{Door, Intent, Standing};
use zbus::zvariant::OwnedValue;
use zbus::{Connection, Proxy};

mod common;

use common::bus::Bus;
use common::{FakeDoor, Shared, app};

const LONG: Duration = Duration::from_secs(60);

async fn offer(bus: &Bus, door: Arc<dyn Door>, role: Role) -> Result<Desktop, NotOffered> {
    Desktop::offer_at(&bus.address, door, role).await
}

async fn caller(bus: &Bus) -> Caller {
    Caller(bus.connect().await)
}

type Meta = HashMap<String, OwnedValue>;
type Match = (String, String, String, i32, f64, Meta);

/// The desktop.
struct Caller(Connection);

impl Caller {
    async fn provider(&self) -> Proxy<'_> {
        Proxy::new(&self.0, BUS_NAME, SEARCH_PROVIDER_PATH, "org.gnome.Shell.SearchProvider2").await.unwrap()
    }

    async fn runner(&self) -> Proxy<'_> {
        Proxy::new(&self.0, BUS_NAME, KRUNNER_PATH, "org.kde.krunner1").await.unwrap()
    }

    async fn found(&self, terms: &[&str]) -> Vec<String> {
        self.provider().await.call("GetInitialResultSet", &(terms,)).await.unwrap()
    }

    async fn matched(&self, words: &str) -> Vec<Match> {
        self.runner().await.call("Match", &(words,)).await.unwrap()
    }

    /// The process that has the name.
    async fn owner(&self) -> Option<String> {
        let bus = zbus::fdo::DBusProxy::new(&self.0).await.unwrap();
        bus.get_name_owner(BUS_NAME.try_into().unwrap()).await.ok().map(|name| name.to_string())
    }
}

fn shared(door: &Arc<FakeDoor>) -> Arc<dyn Door> {
    Arc::new(Shared(door.clone()))
}

fn text(meta: &Meta, name: &str) -> Option<String> {
    meta.get(name).map(|value| String::try_from(value.clone()).unwrap())
}

#[tokio::test]
async fn the_overview_of_gnome_finds_and_opens_apps() {
    let bus = Bus::start().await;
    let mut hidden = app("9", "Salesforce, old");
    hidden.hidden = true;
    let mut sales = app("@/home/1?appkey=x", "Salesforce");
    sales.description = Some("Customers".into());
    let door = FakeDoor::new(vec![app("1", "Jira"), sales, app("3", "Sales wiki"), hidden]);
    let _desktop = offer(&bus, shared(&door), Role::Window).await.unwrap();
    let caller = caller(&bus).await;
    let provider = caller.provider().await;

    let ids = caller.found(&["sales"]).await;
    assert_eq!(ids.len(), 2);
    assert!(ids.iter().all(|id| id.len() == 32 && !id.contains("home")), "names say nothing: {ids:?}");
    let narrowed: Vec<String> = provider.call("GetSubsearchResultSet", &(&ids, &["sales", "wiki"][..])).await.unwrap();
    assert_eq!(narrowed, ids[1..]);
    let asked = [ids[1].clone(), "nobody's".to_owned(), ids[0].clone()];
    let metas: Vec<Meta> = provider.call("GetResultMetas", &(&asked[..],)).await.unwrap();
    assert_eq!(metas.len(), 2);
    assert_eq!(text(&metas[0], "id"), Some(ids[1].clone()));
    assert_eq!(text(&metas[0], "description").as_deref(), Some("Work"));
    assert_eq!(text(&metas[1], "name").as_deref(), Some("Salesforce"));
    assert_eq!(text(&metas[1], "description").as_deref(), Some("Customers"));
    assert_eq!(text(&metas[1], "gicon").as_deref(), Some("portico"));
    *door.icon.lock().unwrap() = Some("/tmp/icon.png".into());
    let metas: Vec<Meta> = provider.call("GetResultMetas", &(&ids[..1],)).await.unwrap();
    assert_eq!(text(&metas[0], "gicon").as_deref(), Some("/tmp/icon.png"));

    let () = provider.call("ActivateResult", &(&ids[0], &["sales"][..], 7u32)).await.unwrap();
    door.heard.notified().await;
    let () = provider.call("ActivateResult", &("nobody's", &["sales"][..], 7u32)).await.unwrap();
    let () = provider.call("LaunchSearch", &(&["sales", "force"][..], 7u32)).await.unwrap();
    assert_eq!(door.asked(), ["open @/home/1?appkey=x Briefly", "show Some(\"sales force\")"]);
}

#[tokio::test]
async fn krunner_finds_and_opens_apps() {
    let bus = Bus::start().await;
    let door = FakeDoor::new(vec![app("1", "Wiki"), app("2", "Wiki of sales"), app("3", "Jira")]);
    let _desktop = offer(&bus, shared(&door), Role::Window).await.unwrap();
    let caller = caller(&bus).await;
    let runner = caller.runner().await;
    let actions: Vec<(String, String, String)> = runner.call("Actions", &()).await.unwrap();
    assert!(actions.is_empty());
    let matches = caller.matched("wiki").await;
    let seen: Vec<_> = matches.iter().map(|it| (it.1.as_str(), it.2.as_str(), it.3)).collect();
    assert_eq!(seen, [("Wiki", "portico", 100), ("Wiki of sales", "portico", 30)]);
    assert!(matches[0].4 <= 1.0 && matches[0].4 > matches[1].4 && matches[1].4 > 0.0);
    assert_eq!(text(&matches[0].5, "subtext").as_deref(), Some("Work"));
    let () = runner.call("Run", &(&matches[1].0, "")).await.unwrap();
    door.heard.notified().await;
    assert_eq!(door.asked(), ["open 2 Briefly"]);
    assert!(caller.matched("").await.is_empty() && caller.matched("  ").await.is_empty());
}

#[tokio::test]
async fn results_are_few_and_none_while_the_list_is_closed() {
    let bus = Bus::start().await;
    let many: Vec<_> = (0..500).map(|number| app(&number.to_string(), &format!("App {number}"))).collect();
    let door = FakeDoor::new(many);
    let _desktop = offer(&bus, shared(&door), Role::Window).await.unwrap();
    let caller = caller(&bus).await;
    let ids = caller.found(&["app"]).await;
    assert_eq!((ids.len(), caller.matched("app").await.len()), (20, 20));
    assert!(caller.found(&[&"app".repeat(1 << 16)]).await.is_empty());
    for standing in [Standing::Locked, Standing::SignedOut, Standing::FirstRun, Standing::SigningIn] {
        // The list stays, so that it is the state that hides it.
        door.status.lock().unwrap().standing = standing;
        assert!(caller.found(&["app"]).await.is_empty() && caller.matched("app").await.is_empty(), "{standing:?}");
        let metas: Vec<Meta> = caller.provider().await.call("GetResultMetas", &(&ids,)).await.unwrap();
        assert!(metas.is_empty());
        let () = caller.provider().await.call("ActivateResult", &(&ids[0], &[""; 0][..], 0u32)).await.unwrap();
    }
    assert_eq!(door.asked(), [""; 0]);
}

#[tokio::test]
async fn a_window_takes_over_from_the_background_and_not_the_other_way_round() {
    let bus = Bus::start().await;
    let (behind, window) = (FakeDoor::new(vec![app("1", "Behind")]), FakeDoor::new(vec![app("1", "Window")]));
    let background = offer(&bus, shared(&behind), Role::Background).await.unwrap();
    let caller = caller(&bus).await;
    assert_eq!(caller.found(&["behind"]).await.len(), 1);
    let background = tokio::spawn(background.until_unneeded(LONG));
    let desktop = offer(&bus, shared(&window), Role::Window).await.unwrap();
    tokio::time::timeout(LONG, background).await.unwrap().unwrap();
    assert_eq!(caller.found(&["window"]).await.len(), 1);
    for role in [Role::Background, Role::Window] {
        assert_eq!(offer(&bus, shared(&behind), role).await.err(), Some(NotOffered::Taken));
    }
    assert_eq!(caller.found(&["window"]).await.len(), 1);
    drop(desktop);
}

#[tokio::test]
async fn the_background_ends_when_nobody_searches() {
    let bus = Bus::start().await;
    let door = FakeDoor::new(vec![app("1", "Jira")]);
    let background = offer(&bus, shared(&door), Role::Background).await.unwrap();
    let caller = caller(&bus).await;
    assert!(caller.owner().await.is_some());
    tokio::time::timeout(LONG, background.until_unneeded(Duration::from_millis(20))).await.unwrap();
    assert_eq!(caller.owner().await, None);
}

#[tokio::test]
async fn the_background_answers_from_the_copy_and_starts_the_window() {
    let bus = Bus::start().await;
    let home = tempfile::tempdir().unwrap();
    let dirs = common::dirs(&home);
    common::signed_in(&dirs, &[("1", "Jira"), ("2", "Salesforce")], Millis(7));
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let door = AtRestDoor::starting(dirs.clone(), Box::new(move |intent| tell.send(intent).is_ok()));
    let _desktop = offer(&bus, Arc::new(door), Role::Background).await.unwrap();
    let caller = caller(&bus).await;
    let ids = caller.found(&["salesf"]).await;
    let metas: Vec<Meta> = caller.provider().await.call("GetResultMetas", &(&ids,)).await.unwrap();
    assert_eq!(text(&metas[0], "name").as_deref(), Some("Salesforce"));
    let () = caller.provider().await.call("ActivateResult", &(&ids[0], &["salesf"][..], 0u32)).await.unwrap();
    let started = tokio::time::timeout(LONG, told.recv()).await.unwrap();
    assert_eq!(started, Some(Intent::Open { key: "2".into() }));
}

#[tokio::test]
async fn without_a_bus_nothing_is_offered() {
    let door = FakeDoor::new(Vec::new());
    let nowhere = "unix:path=/nonexistent/bus";
    assert_eq!(Desktop::offer_at(nowhere, shared(&door), Role::Window).await.err(), Some(NotOffered::NoBus));
    assert_eq!(Desktop::offer_at("?", shared(&door), Role::Window).await.err(), Some(NotOffered::NoBus));
}

/// The files that the packages install name what is served here.
#[test]
fn the_packaged_files_name_what_is_served() {
    let file = |name: &str| {
        std::fs::read_to_string(format!("{}/../../packaging/linux/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let provider = file("dev.portico.Portico.search-provider.ini");
    assert!(provider.contains(&format!("BusName={BUS_NAME}\n")));
    assert!(provider.contains(&format!("ObjectPath={SEARCH_PROVIDER_PATH}\n")));
    assert!(provider.contains("Version=2\n"));
    let runner = file("dev.portico.Portico.krunner.desktop");
    assert!(runner.contains(&format!("X-Plasma-DBusRunner-Service={BUS_NAME}\n")));
    assert!(runner.contains(&format!("X-Plasma-DBusRunner-Path={KRUNNER_PATH}\n")));
    let service = file("dev.portico.Portico.service");
    assert!(service.contains(&format!("Name={BUS_NAME}\n")) && service.contains("--background\n"));
}
