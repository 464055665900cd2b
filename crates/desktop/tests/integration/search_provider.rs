//! The desktop's search over a bus of its own, asked as GNOME Shell and KRunner ask.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use portico_core::remote_control::{AppControl, SessionStatus};
use portico_desktop::search_provider::{
    BUS_NAME, DesktopSearch, KRUNNER_PATH, SEARCH_PROVIDER_PATH, SearchRole, ServeError,
};
use zbus::zvariant::OwnedValue;
use zbus::{Connection, Proxy};

use crate::support::bus::Bus;
use crate::support::fake_app::{FakeApp, SharedFakeApp, app};

const HANG_TIMEOUT: Duration = Duration::from_secs(60);

async fn serve(bus: &Bus, app: Arc<dyn AppControl>, role: SearchRole) -> Result<DesktopSearch, ServeError> {
    DesktopSearch::serve(Some(&bus.address), app, role).await
}

async fn connect_client(bus: &Bus) -> SearchClient {
    SearchClient(bus.connect().await)
}

type Meta = HashMap<String, OwnedValue>;
type Match = (String, String, String, i32, f64, Meta);

/// The desktop.
struct SearchClient(Connection);

impl SearchClient {
    async fn provider(&self) -> Proxy<'_> {
        Proxy::new(&self.0, BUS_NAME, SEARCH_PROVIDER_PATH, "org.gnome.Shell.SearchProvider2").await.unwrap()
    }

    async fn krunner(&self) -> Proxy<'_> {
        Proxy::new(&self.0, BUS_NAME, KRUNNER_PATH, "org.kde.krunner1").await.unwrap()
    }

    async fn search_gnome(&self, terms: &[&str]) -> Vec<String> {
        self.provider().await.call("GetInitialResultSet", &(terms,)).await.unwrap()
    }

    async fn search_krunner(&self, query: &str) -> Vec<Match> {
        self.krunner().await.call("Match", &(query,)).await.unwrap()
    }

    /// The process that has the name.
    async fn owner(&self) -> Option<String> {
        let bus = zbus::fdo::DBusProxy::new(&self.0).await.unwrap();
        bus.get_name_owner(BUS_NAME.try_into().unwrap()).await.ok().map(|name| name.to_string())
    }
}

fn share(app: &Arc<FakeApp>) -> Arc<dyn AppControl> {
    Arc::new(SharedFakeApp(app.clone()))
}

fn text(meta: &Meta, name: &str) -> Option<String> {
    meta.get(name).map(|value| String::try_from(value.clone()).unwrap())
}

#[tokio::test]
async fn gnome_search_finds_and_opens_apps() {
    let bus = Bus::start().await;
    let mut hidden = app("9", "Salesforce, old");
    hidden.is_hidden = true;
    let mut sales = app("@/home/1?appkey=x", "Salesforce");
    sales.description = Some("Customers".into());
    let app = FakeApp::new(vec![app("1", "Jira"), sales, app("3", "Sales wiki"), hidden]);
    let _desktop = serve(&bus, share(&app), SearchRole::Window).await.unwrap();
    let client = connect_client(&bus).await;
    let provider = client.provider().await;

    let ids = client.search_gnome(&["sales"]).await;
    assert_eq!(ids.len(), 2);
    assert!(ids.iter().all(|id| id.len() == 32 && !id.contains("home")), "names say nothing: {ids:?}");
    let narrowed: Vec<String> = provider.call("GetSubsearchResultSet", &(&ids, &["sales", "wiki"][..])).await.unwrap();
    assert_eq!(narrowed, ids[1..]);
    let requested_ids = [ids[1].clone(), "nobody's".to_owned(), ids[0].clone()];
    let metas: Vec<Meta> = provider.call("GetResultMetas", &(&requested_ids[..],)).await.unwrap();
    assert_eq!(metas.len(), 2);
    assert_eq!(text(&metas[0], "id"), Some(ids[1].clone()));
    assert_eq!(text(&metas[0], "description").as_deref(), Some("Work"));
    assert_eq!(text(&metas[1], "name").as_deref(), Some("Salesforce"));
    assert_eq!(text(&metas[1], "description").as_deref(), Some("Customers"));
    assert_eq!(text(&metas[1], "gicon").as_deref(), Some("portico"));
    *app.icon.lock().unwrap() = Some("/tmp/icon.png".into());
    let metas: Vec<Meta> = provider.call("GetResultMetas", &(&ids[..1],)).await.unwrap();
    assert_eq!(text(&metas[0], "gicon").as_deref(), Some("/tmp/icon.png"));

    let () = provider.call("ActivateResult", &(&ids[0], &["sales"][..], 7u32)).await.unwrap();
    app.called.notified().await;
    let () = provider.call("ActivateResult", &("nobody's", &["sales"][..], 7u32)).await.unwrap();
    let () = provider.call("LaunchSearch", &(&["sales", "force"][..], 7u32)).await.unwrap();
    assert_eq!(app.take_calls(), ["open @/home/1?appkey=x Accepted", "show Some(\"sales force\")"]);
}

#[tokio::test]
async fn krunner_search_finds_and_opens_apps() {
    let bus = Bus::start().await;
    let app = FakeApp::new(vec![app("1", "Wiki"), app("2", "Wiki of sales"), app("3", "Jira")]);
    let _desktop = serve(&bus, share(&app), SearchRole::Window).await.unwrap();
    let client = connect_client(&bus).await;
    let krunner = client.krunner().await;
    let actions: Vec<(String, String, String)> = krunner.call("Actions", &()).await.unwrap();
    assert!(actions.is_empty());
    let matches = client.search_krunner("wiki").await;
    let summaries: Vec<_> = matches.iter().map(|result| (result.1.as_str(), result.2.as_str(), result.3)).collect();
    assert_eq!(summaries, [("Wiki", "portico", 100), ("Wiki of sales", "portico", 30)]);
    assert!(matches[0].4 <= 1.0 && matches[0].4 > matches[1].4 && matches[1].4 > 0.0);
    assert_eq!(text(&matches[0].5, "subtext").as_deref(), Some("Work"));
    let () = krunner.call("Run", &(&matches[1].0, "")).await.unwrap();
    app.called.notified().await;
    assert_eq!(app.take_calls(), ["open 2 Accepted"]);
    assert!(client.search_krunner("").await.is_empty() && client.search_krunner("  ").await.is_empty());
}

#[tokio::test]
async fn results_are_limited_and_empty_without_unlocked_session() {
    let bus = Bus::start().await;
    let many: Vec<_> = (0..500).map(|number| app(&number.to_string(), &format!("App {number}"))).collect();
    let app = FakeApp::new(many);
    let _desktop = serve(&bus, share(&app), SearchRole::Window).await.unwrap();
    let client = connect_client(&bus).await;
    let ids = client.search_gnome(&["app"]).await;
    assert_eq!((ids.len(), client.search_krunner("app").await.len()), (20, 20));
    assert!(client.search_gnome(&[&"app".repeat(1 << 16)]).await.is_empty());
    for session_status in
        [SessionStatus::Locked, SessionStatus::SignedOut, SessionStatus::FirstRun, SessionStatus::SigningIn]
    {
        // The list stays, so that it is the state that hides it.
        app.status.lock().unwrap().session_status = session_status;
        assert!(
            client.search_gnome(&["app"]).await.is_empty() && client.search_krunner("app").await.is_empty(),
            "{session_status:?}"
        );
        let metas: Vec<Meta> = client.provider().await.call("GetResultMetas", &(&ids,)).await.unwrap();
        assert!(metas.is_empty());
        let () = client.provider().await.call("ActivateResult", &(&ids[0], &[""; 0][..], 0u32)).await.unwrap();
    }
    assert_eq!(app.take_calls(), [""; 0]);
}

#[tokio::test]
async fn window_replaces_background_search_but_not_vice_versa() {
    let bus = Bus::start().await;
    let (background_app, window_app) = (FakeApp::new(vec![app("1", "Behind")]), FakeApp::new(vec![app("1", "Window")]));
    let background = serve(&bus, share(&background_app), SearchRole::Background).await.unwrap();
    let client = connect_client(&bus).await;
    assert_eq!(client.search_gnome(&["behind"]).await.len(), 1);
    let background = tokio::spawn(background.run_until_idle(HANG_TIMEOUT));
    let desktop = serve(&bus, share(&window_app), SearchRole::Window).await.unwrap();
    tokio::time::timeout(HANG_TIMEOUT, background).await.unwrap().unwrap();
    assert_eq!(client.search_gnome(&["window"]).await.len(), 1);
    for role in [SearchRole::Background, SearchRole::Window] {
        assert_eq!(serve(&bus, share(&background_app), role).await.err(), Some(ServeError::NameTaken));
    }
    assert_eq!(client.search_gnome(&["window"]).await.len(), 1);
    drop(desktop);
}

#[tokio::test]
async fn background_search_ends_when_idle() {
    let bus = Bus::start().await;
    let app = FakeApp::new(vec![app("1", "Jira")]);
    let background = serve(&bus, share(&app), SearchRole::Background).await.unwrap();
    let client = connect_client(&bus).await;
    assert!(client.owner().await.is_some());
    tokio::time::timeout(HANG_TIMEOUT, background.run_until_idle(Duration::from_millis(20))).await.unwrap();
    assert_eq!(client.owner().await, None);
}

#[tokio::test]
async fn missing_bus_is_reported_as_error() {
    let app = FakeApp::new(Vec::new());
    let missing_bus = "unix:path=/nonexistent/bus";
    assert_eq!(
        DesktopSearch::serve(Some(missing_bus), share(&app), SearchRole::Window).await.err(),
        Some(ServeError::NoBus)
    );
    assert_eq!(DesktopSearch::serve(Some("?"), share(&app), SearchRole::Window).await.err(), Some(ServeError::NoBus));
}

/// The files that the packages install name what is served here.
#[test]
fn packaged_files_match_served_names_and_paths() {
    let file = |name: &str| {
        std::fs::read_to_string(format!("{}/../../packaging/linux/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let provider = file("dev.portico.Portico.search-provider.ini");
    assert!(provider.contains(&format!("BusName={BUS_NAME}\n")));
    assert!(provider.contains(&format!("ObjectPath={SEARCH_PROVIDER_PATH}\n")));
    assert!(provider.contains("Version=2\n"));
    let krunner = file("dev.portico.Portico.krunner.desktop");
    assert!(krunner.contains(&format!("X-Plasma-DBusRunner-Service={BUS_NAME}\n")));
    assert!(krunner.contains(&format!("X-Plasma-DBusRunner-Path={KRUNNER_PATH}\n")));
    let service = file("dev.portico.Portico.service");
    assert!(service.contains(&format!("Name={BUS_NAME}\n")) && service.contains("--background\n"));
}
