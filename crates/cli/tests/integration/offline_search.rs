//! The desktop's search while Portico does not run: it answers from the cached list and starts the window.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use portico_cli::offline_app::OfflineApp;
use portico_cli::startup_intent::StartupIntent;
use portico_core::clock::Timestamp;
use portico_desktop::search_provider::{BUS_NAME, DesktopSearch, SEARCH_PROVIDER_PATH, SearchRole};
use zbus::Proxy;
use zbus::zvariant::OwnedValue;

use crate::support::bus::Bus;
use crate::support::home;

const HANG_TIMEOUT: Duration = Duration::from_secs(60);

#[tokio::test]
async fn background_search_uses_cached_list_and_starts_the_window() {
    let bus = Bus::start().await;
    let folder = tempfile::tempdir().unwrap();
    let dirs = home::dirs(&folder);
    home::save_signed_in_account(&dirs, &[("1", "Jira"), ("2", "Salesforce")], Timestamp(7));
    let (sender, mut intents) = tokio::sync::mpsc::unbounded_channel();
    let app = OfflineApp::with_start_fn(dirs.clone(), Box::new(move |intent| sender.send(intent).is_ok()));
    let _desktop = DesktopSearch::serve(Some(&bus.address), Arc::new(app), SearchRole::Background).await.unwrap();
    let connection = bus.connect().await;
    let interface = "org.gnome.Shell.SearchProvider2";
    let provider = Proxy::new(&connection, BUS_NAME, SEARCH_PROVIDER_PATH, interface).await.unwrap();
    let ids: Vec<String> = provider.call("GetInitialResultSet", &(&["salesf"][..],)).await.unwrap();
    let metas: Vec<HashMap<String, OwnedValue>> = provider.call("GetResultMetas", &(&ids,)).await.unwrap();
    assert_eq!(String::try_from(metas[0]["name"].clone()).unwrap(), "Salesforce");
    let () = provider.call("ActivateResult", &(&ids[0], &["salesf"][..], 0u32)).await.unwrap();
    let intent = tokio::time::timeout(HANG_TIMEOUT, intents.recv()).await.unwrap();
    assert_eq!(intent, Some(StartupIntent::Open { key: "2".into() }));
}
