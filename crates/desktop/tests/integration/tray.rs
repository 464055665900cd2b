//! Tests of the tray icon over a session bus of its own, with a fake panel as the desktop.

mod panel;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use portico_core::remote_control::{AppSummary, SessionStatus};
use portico_core::view::TrayView;
use portico_desktop::tray::{ITEM_PATH, MENU_PATH, Tray};
use portico_desktop::tray_menu::TrayLabels;
use zbus::export::ordered_stream::OrderedStreamExt;
use zbus::zvariant::{OwnedValue, Value};

use self::panel::{FakePanel, Layout, Pixmap, Properties, WATCHER, text};
use crate::support::bus::Bus;
use crate::support::fake_app::{FakeApp, SharedFakeApp, app};

/// A hang is a failure, not a wait.
const HANG_TIMEOUT: Duration = Duration::from_secs(60);

fn tray_labels() -> TrayLabels {
    TrayLabels { open: "Open Portico".into(), search: "Search…".into(), quit: "Quit Portico".into() }
}

fn favorite(key: &str, name: &str) -> AppSummary {
    AppSummary { is_favorite: true, ..app(key, name) }
}

fn show_tray(bus: &Bus, app: &Arc<FakeApp>) -> Tray {
    Tray::show(Some(&bus.address), Arc::new(SharedFakeApp(app.clone())), tray_labels())
}

async fn wait_for_state(tray: &Tray, state: TrayView) {
    tokio::time::timeout(HANG_TIMEOUT, tray.state().wait_for(|current| *current == state)).await.unwrap().unwrap();
}

async fn assert_next_call(app: &FakeApp, expected: &str) {
    let mut calls = app.take_calls();
    while calls.is_empty() {
        tokio::time::timeout(HANG_TIMEOUT, app.called.notified()).await.unwrap();
        calls = app.take_calls();
    }
    assert_eq!(calls, [expected]);
}

#[tokio::test]
async fn tray_icon_has_properties_and_menu_entries_that_act() {
    let bus = Bus::start().await;
    let mut panel = FakePanel::start(&bus, true, true).await;
    let app = FakeApp::new(vec![favorite("1", "Jira"), app("2", "Salesforce"), favorite("3", "a_b")]);
    let tray = show_tray(&bus, &app);
    let item = panel.item().await;
    wait_for_state(&tray, TrayView::Visible).await;

    let properties = panel.proxy(&item, ITEM_PATH, "org.freedesktop.DBus.Properties").await;
    let all: Properties = properties.call("GetAll", &("org.kde.StatusNotifierItem",)).await.unwrap();
    for (name, value) in [
        ("Id", "portico"),
        ("Title", "Portico"),
        ("Status", "Active"),
        ("Category", "ApplicationStatus"),
        ("IconName", "portico"),
    ] {
        assert_eq!(text(&all, name), value);
    }
    let menu: zbus::zvariant::OwnedObjectPath = all["Menu"].clone().try_into().unwrap();
    assert_eq!(menu.as_str(), MENU_PATH);
    let item_proxy = panel.proxy(&item, ITEM_PATH, "org.kde.StatusNotifierItem").await;
    let pixmaps: Vec<Pixmap> = item_proxy.get_property("IconPixmap").await.unwrap();
    let (width, height, pixels) = &pixmaps[0];
    assert_eq!((*width, *height, pixels.len()), (32, 32, 32 * 32 * 4));
    // The corner is clear, the middle is not: alpha comes first.
    assert_eq!((pixels[0], pixels[(16 * 32 + 16) * 4]), (0, 255));
    let tip: (String, Vec<Pixmap>, String, String) = item_proxy.get_property("ToolTip").await.unwrap();
    assert_eq!((tip.0.as_str(), tip.2.as_str(), tip.3.as_str()), ("portico", "Portico", ""));

    let menu = panel.menu(&item).await;
    let expected = ["Jira", "a__b", "separator", "Search…", "Open Portico", "separator", "Quit Portico"];
    assert_eq!(menu.labels().await, expected);
    let () = item_proxy.call("Activate", &(1, 2)).await.unwrap();
    let () = item_proxy.call("SecondaryActivate", &(1, 2)).await.unwrap();
    assert_eq!(app.take_calls(), ["show None", "palette"]);
    menu.click(menu.id("Search…").await).await;
    menu.click(menu.id("Open Portico").await).await;
    assert_eq!(app.take_calls(), ["palette", "show None"]);
    menu.click(menu.id("a__b").await).await;
    assert_next_call(&app, "open 3 Accepted").await;
    for unknown_id in [0, 1, 4, 15, 9999, i32::MIN, i32::MAX] {
        menu.click(unknown_id).await;
    }
    let hovered: () = menu.0.call("Event", &(menu.id("Jira").await, "hovered", Value::from(""), 0u32)).await.unwrap();
    let opened = [(menu.id("Jira").await, "clicked", Value::from(0i32), 0u32), (77, "closed", Value::from(0i32), 0)];
    let unknown: Vec<i32> = menu.0.call("EventGroup", &(&opened[..],)).await.unwrap();
    assert_eq!((hovered, unknown), ((), vec![77]));
    assert_next_call(&app, "open 1 Accepted").await;
    menu.click(menu.id("Quit Portico").await).await;
    assert_next_call(&app, "quit").await;
}

#[tokio::test]
async fn activation_token_is_used_by_the_next_click_only() {
    let bus = Bus::start().await;
    let mut panel = FakePanel::start(&bus, true, true).await;
    let app = FakeApp::new(vec![favorite("1", "Jira")]);
    let _tray = show_tray(&bus, &app);
    let item = panel.item().await;
    let (item_proxy, menu) =
        (panel.proxy(&item, ITEM_PATH, "org.kde.StatusNotifierItem").await, panel.menu(&item).await);
    let provide_token = async |token: &str| {
        let () = item_proxy.call("ProvideXdgActivationToken", &(token,)).await.unwrap();
    };
    let click = async |name: &str| {
        let () = item_proxy.call(name, &(1, 2)).await.unwrap();
    };
    let (search, open, jira) = (menu.id("Search…").await, menu.id("Open Portico").await, menu.id("Jira").await);
    // As desktops do: the click does not wait for an answer to the token.
    item_proxy.call_noreply("ProvideXdgActivationToken", &("t-1",)).await.unwrap();
    click("Activate").await;
    click("Activate").await;
    assert_eq!(app.take_calls(), ["show None, token t-1", "show None"]);
    provide_token("t-2").await;
    provide_token("t-3").await;
    click("SecondaryActivate").await;
    assert_eq!(app.take_calls(), ["palette, token t-3"]);
    provide_token("t-4").await;
    menu.click(search).await;
    provide_token("t-5").await;
    menu.click(open).await;
    assert_eq!(app.take_calls(), ["palette, token t-4", "show None, token t-5"]);
    // An app takes it with it, and what no desktop gives is none.
    provide_token("t-6").await;
    menu.click(jira).await;
    assert_next_call(&app, "open 1 Accepted").await;
    provide_token("t\n7").await;
    menu.click(open).await;
    assert_eq!(app.take_calls(), ["show None"]);
}

/// Waits for the next call of the app and compares it.
#[tokio::test]
async fn menu_layout_and_properties_can_be_requested_in_parts() {
    let bus = Bus::start().await;
    let mut panel = FakePanel::start(&bus, true, true).await;
    let tray = show_tray(&bus, &FakeApp::new(vec![favorite("1", "Jira")]));
    let item = panel.item().await;
    let menu = panel.menu(&item).await.0;
    let (_, root): (u32, Layout) = menu.call("GetLayout", &(0, 0, &["label"][..])).await.unwrap();
    assert!(root.1.is_empty() && root.2.is_empty());
    let (_, jira): (u32, Layout) = menu.call("GetLayout", &(16, -1, &["label"][..])).await.unwrap();
    assert_eq!((jira.0, text(&jira.1, "label").as_str()), (16, "Jira"));
    let group: Vec<(i32, Properties)> =
        menu.call("GetGroupProperties", &(&[16, 999][..], &["label"][..])).await.unwrap();
    assert_eq!((group.len(), text(&group[0].1, "label").as_str()), (1, "Jira"));
    let all: Vec<(i32, Properties)> = menu.call("GetGroupProperties", &(&[0i32; 0][..], &[""; 0][..])).await.unwrap();
    assert_eq!(all.len(), 6);
    let label: OwnedValue = menu.call("GetProperty", &(16, "label")).await.unwrap();
    assert_eq!(String::try_from(label).unwrap(), "Jira");
    for (id, name) in [(16, "colour"), (99, "label"), (-1, "label")] {
        assert!(menu.call::<_, _, OwnedValue>("GetProperty", &(id, name)).await.is_err());
    }
    assert!(menu.call::<_, _, (u32, Layout)>("GetLayout", &(99, -1, &[""; 0][..])).await.is_err());
    drop(tray);
}

#[tokio::test]
async fn menu_updates_keep_entry_ids_stable() {
    let bus = Bus::start().await;
    let mut panel = FakePanel::start(&bus, true, true).await;
    let app = FakeApp::new(vec![favorite("1", "Jira"), favorite("2", "Wiki")]);
    let tray = show_tray(&bus, &app);
    let item = panel.item().await;
    let menu = panel.menu(&item).await;
    let mut updates = menu.0.receive_signal("LayoutUpdated").await.unwrap();
    let (revision, _) = menu.layout().await;
    let (jira, wiki) = (menu.id("Jira").await, menu.id("Wiki").await);
    // Nothing changed, so nothing is told; the next that is told is the next that changes.
    tray.refresh();
    let many = (0..500).map(|number| favorite(&format!("x{number}"), &"W".repeat(200)));
    *app.apps.lock().unwrap() = many.chain([favorite("2", "Wiki")]).collect();
    tray.refresh();
    let update = tokio::time::timeout(HANG_TIMEOUT, updates.next()).await.unwrap().unwrap();
    let (announced, parent): (u32, i32) = update.body().deserialize().unwrap();
    assert_eq!((parent, announced), (0, menu.layout().await.0));
    assert!(announced > revision);
    let labels = menu.labels().await;
    assert_eq!((labels.len(), labels[0].chars().count()), (15, 60));
    *app.apps.lock().unwrap() = vec![favorite("2", "Wiki"), favorite("1", "Jira")];
    let needs_update: bool = menu.0.call("AboutToShow", &(0,)).await.unwrap();
    assert!(needs_update);
    assert_eq!((menu.id("Jira").await, menu.id("Wiki").await), (jira, wiki));
    tray.set_labels(TrayLabels { quit: "Portico beenden".into(), ..tray_labels() });
    tokio::time::timeout(HANG_TIMEOUT, updates.next()).await.unwrap().unwrap();
    assert_eq!(menu.labels().await.last().unwrap(), "Portico beenden");
    let needs_update: bool = menu.0.call("AboutToShow", &(0,)).await.unwrap();
    assert!(!needs_update);
}

#[tokio::test]
async fn menu_has_no_apps_and_opens_none_without_unlocked_session() {
    let bus = Bus::start().await;
    let mut panel = FakePanel::start(&bus, true, true).await;
    let app = FakeApp::new(vec![favorite("1", "Jira")]);
    let _tray = show_tray(&bus, &app);
    let item = panel.item().await;
    let menu = panel.menu(&item).await;
    let jira = menu.id("Jira").await;
    for session_status in
        [SessionStatus::Locked, SessionStatus::SignedOut, SessionStatus::FirstRun, SessionStatus::SigningIn]
    {
        // The list stays, so that it is the state that hides it.
        app.status.lock().unwrap().session_status = session_status;
        assert_eq!(menu.labels().await, ["Search…", "Open Portico", "separator", "Quit Portico"], "{session_status:?}");
        menu.click(jira).await;
        let group: Vec<(i32, Properties)> =
            menu.0.call("GetGroupProperties", &(&[jira][..], &[""; 0][..])).await.unwrap();
        assert!(group.is_empty());
    }
    // What is chosen next is the first that is asked.
    menu.click(menu.id("Search…").await).await;
    assert_next_call(&app, "palette").await;
}

#[tokio::test]
async fn tray_icon_appears_once_watcher_and_host_exist() {
    let bus = Bus::start().await;
    let tray = show_tray(&bus, &FakeApp::new(Vec::new()));
    wait_for_state(&tray, TrayView::Unavailable).await;
    for _ in 0..2 {
        let mut panel = FakePanel::start(&bus, true, true).await;
        panel.item().await;
        wait_for_state(&tray, TrayView::Visible).await;
        drop(panel);
        wait_for_state(&tray, TrayView::Unavailable).await;
    }
    // A list without anybody who draws it.
    let mut panel = FakePanel::start(&bus, false, true).await;
    panel.item().await;
    panel.has_host.store(true, Ordering::Relaxed);
    let signal = panel.connection.emit_signal(
        None::<&str>,
        "/StatusNotifierWatcher",
        WATCHER,
        "StatusNotifierHostRegistered",
        &(),
    );
    signal.await.unwrap();
    wait_for_state(&tray, TrayView::Visible).await;
}

#[tokio::test]
async fn dropped_tray_removes_its_icon() {
    let bus = Bus::start().await;
    let mut panel = FakePanel::start(&bus, true, true).await;
    let tray = show_tray(&bus, &FakeApp::new(Vec::new()));
    let item = panel.item().await;
    drop(tray);
    tokio::time::timeout(HANG_TIMEOUT, bus.wait_until_gone(&item)).await.unwrap();
}

#[tokio::test]
async fn unresponsive_watcher_is_reported_as_unavailable() {
    let bus = Bus::start().await;
    let mut panel = FakePanel::start(&bus, true, false).await;
    let app = FakeApp::new(vec![favorite("1", "Jira")]);
    let tray = show_tray(&bus, &app);
    let item = panel.item().await;
    // From here on only the clock can end it.
    tokio::time::pause();
    wait_for_state(&tray, TrayView::Unavailable).await;
    tokio::time::resume();
    drop(tray);
    tokio::time::timeout(HANG_TIMEOUT, bus.wait_until_gone(&item)).await.unwrap();
}

#[tokio::test]
async fn missing_or_silent_bus_is_reported_as_unavailable() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("bus");
    // Takes the call, and says nothing.
    let _listener = tokio::net::UnixListener::bind(&socket).unwrap();
    for address in ["?", "unix:path=/nonexistent/bus", &format!("unix:path={}", socket.display())] {
        tokio::time::pause();
        let tray = Tray::show(Some(address), Arc::new(SharedFakeApp(FakeApp::new(Vec::new()))), tray_labels());
        wait_for_state(&tray, TrayView::Unavailable).await;
        tokio::time::resume();
    }
}
