//! Implements [`AppControl`] for the running application: the interface that the IPC server, the desktop's search, the
//! tray and the palette call.

use std::future::ready;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

use portico_core::LaunchRequest;
use portico_core::error::Code;
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
        self.launch(LaunchRequest::Key { key: key.to_owned(), target: None }, wait)
    }

    fn open_named(&self, name: &str, wait: WaitMode) -> OpenFuture {
        self.launch(LaunchRequest::Name(name.to_owned()), wait)
    }

    fn open_link(&self, link: DeepLink, mut token: Option<String>) -> OpenFuture {
        let try_accept = || lock(&self.0.links).try_accept(Instant::now());
        let found = self.core_app().find_linked_app(link.app, try_accept);
        let handle = self.0.handle.clone();
        // A link may open no window; without this the desktop shows a busy cursor until its timeout.
        let complete =
            move |token: Option<String>| token.map(|token| os::complete_startup_notification(&handle, token));
        if found.is_empty() {
            // There is no list yet, and the user has to do something about it.
            main_window::raise(&self.0.handle, token.as_deref());
            complete(token.take());
        }
        let running_app = self.clone();
        // A task of its own, since the caller may leave.
        let follow_task = self.core_app().spawn(async move {
            let outcome = match found.await {
                Ok(Ok(app)) => running_app.follow_link(app, link.source, token.as_deref()),
                Ok(Err(error)) => Box::pin(ready(error.code.into())),
                Err(_) => Box::pin(ready(OpenOutcome::Canceled)),
            };
            complete(token);
            outcome.await
        });
        Box::pin(async move { follow_task.await.ok().and_then(Result::ok).unwrap_or_else(|| Code::Internal.into()) })
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
