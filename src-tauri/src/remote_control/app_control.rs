//! Implements [`AppControl`] for the running application: the interface that the IPC server, the desktop's search, the
//! tray and the palette call.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

use portico_cli::startup_intent::StartupIntent;
use portico_core::apps::lookup::{self, Match};
use portico_core::remote_control::{AppControl, AppStatus, AppSummary, DeepLink, OpenFuture, OpenOutcome, WaitMode};
use portico_core::view::{SearchRequestView, ViewUpdate};
use tauri::{Manager, Runtime};

use crate::os;
use crate::remote_control::running_app::{RunningApp, lock};
use crate::view_channel::ViewChannel;
use crate::windows::main as main_window;
use crate::windows::palette;

impl<R: Runtime> AppControl for RunningApp<R> {
    fn apps(&self) -> Vec<AppSummary> {
        AppSummary::list_from_snapshot(&self.core_app().snapshot())
    }

    fn search(&self, query: &str) -> Vec<AppSummary> {
        let core = self.core_app();
        let hits = core.search(query).hits;
        let snapshot = core.snapshot();
        let matches = hits.iter().filter_map(|hit| snapshot.catalog.find_app(&hit.key));
        matches.map(|app| AppSummary::new(app, &snapshot.preferences, snapshot.taken_at)).collect()
    }

    fn favorites(&self) -> Vec<AppSummary> {
        let snapshot = self.core_app().snapshot();
        let favorites = snapshot.preferences.favorites.iter().filter_map(|key| snapshot.catalog.find_app(key));
        favorites
            .map(|app| AppSummary::new(app, &snapshot.preferences, snapshot.taken_at))
            .filter(|app| !app.is_hidden)
            .collect()
    }

    fn icon(&self, key: &str) -> Option<PathBuf> {
        self.core_app().icon_file(key)
    }

    fn status(&self) -> AppStatus {
        AppStatus::from_snapshot(&self.core_app().snapshot())
    }

    fn open(&self, key: &str, wait: WaitMode) -> OpenFuture {
        let snapshot = self.core_app().snapshot();
        if snapshot.catalog.find_app(key).is_some() {
            return self.open_and_track(key.to_owned(), wait);
        }
        if snapshot.freshness.loaded && !snapshot.freshness.is_cached {
            return Box::pin(std::future::ready(OpenOutcome::NotFound));
        }
        let outcome = self.defer_until_loaded(StartupIntent::Open { key: key.to_owned() }, snapshot.account);
        self.wait_for_user(outcome, wait)
    }

    fn open_named(&self, name: &str, wait: WaitMode) -> OpenFuture {
        let snapshot = self.core_app().snapshot();
        if snapshot.freshness.loaded
            && let Match::Unique(app) =
                lookup::find(&AppSummary::list_from_snapshot(&snapshot), name, |query| self.search(query))
        {
            return self.open_and_track(app.key, wait);
        }
        let outcome = self.defer_until_loaded(StartupIntent::OpenNamed { name: name.to_owned() }, snapshot.account);
        self.wait_for_user(outcome, wait)
    }

    fn open_link(&self, link: DeepLink, token: Option<String>) -> OpenFuture {
        let outcome = self.follow_deep_link(link, token.as_deref(), || lock(&self.0.links).try_accept(Instant::now()));
        // A link may open no window; without this the desktop shows a busy cursor until its timeout.
        if let Some(token) = token {
            os::complete_startup_notification(&self.0.handle, token);
        }
        outcome
    }

    fn show_window(&self, query: Option<String>, token: Option<String>) {
        main_window::raise(&self.0.handle, token.as_deref());
        if let Some(query) = query {
            let sequence = self.0.search_request_count.fetch_add(1, Ordering::Relaxed) + 1;
            self.0.handle.state::<ViewChannel>().send(ViewUpdate::SearchRequest(SearchRequestView { query, sequence }));
        }
    }

    fn show_palette(&self, token: Option<String>) {
        if !palette::show(&self.0.handle, &self.core_app(), token.as_deref()) {
            self.show_window(None, token);
        }
    }

    fn quit(&self) {
        main_window::quit(&self.0.handle);
    }
}
