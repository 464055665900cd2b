//! The running Portico's door to outside: the command line, links, the desktop's search and a second
//! start all come in here. What cannot be done yet waits until the list is there.
//!
//! It opens nothing itself: the core does, as for a click in the window.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use portico_cli::app_lookup::{self, Match};
use portico_cli::command::{AppRef, Command, parse};
use portico_cli::deep_link::LinkPermissions;
use portico_cli::startup_intent::StartupIntent;
use portico_core::accounts::account::AccountId;
use portico_core::error::Code;
use portico_core::platform::BrowserHandoff;
use portico_core::remote_control::DeepLink;
use portico_core::remote_control::{AppControl, AppStatus, AppSummary, OpenFuture, OpenOutcome, WaitMode};
use portico_core::storage::files::Dirs;
use portico_core::view::{LaunchPhase, LaunchView, LinkAnswer, SearchRequestView, SessionView, ViewUpdate};
use portico_core::{App, AppSnapshot, LaunchOutcome};
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::{Notify, oneshot};


use pending::PendingRequest;

use crate::remote_control::link_prompt::{AnswerResult, FollowDecision, LinkPrompts};
use crate::webview::trusted::complete_startup_notification;
use crate::view_channel::ViewChannel;
use crate::windows::main as main_window;
use crate::windows::palette;

pub(crate) struct RunningApp<R: Runtime>(Arc<Inner<R>>);

struct Inner<R: Runtime> {
    handle: AppHandle<R>,
    links: Mutex<LinkPrompts>,
    /// What was asked for before there was a list.
    pending_request: Mutex<Option<PendingRequest>>,
    /// Keys of the apps that open because somebody asked from outside.
    external_launches: Mutex<HashSet<String>>,
    /// The core picked up what it had kept.
    is_restored: AtomicBool,
    /// Something changed that those who wait go by.
    change_signal: Notify,
    search_request_count: AtomicU32,
    /// A sign-in is under way, as it was heard of last.
    was_signing_in: AtomicBool,
}

impl<R: Runtime> Clone for RunningApp<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: Runtime> RunningApp<R> {
    /// With what the window starts for.
    pub(crate) fn new(handle: AppHandle<R>, dirs: &Dirs, intent: StartupIntent) -> Self {
        let running_app = Self(Arc::new(Inner {
            handle,
            links: Mutex::new(LinkPrompts::new(LinkPermissions::load(dirs))),
            pending_request: Mutex::default(),
            external_launches: Mutex::default(),
            is_restored: AtomicBool::new(false),
            change_signal: Notify::new(),
            search_request_count: AtomicU32::new(0),
            was_signing_in: AtomicBool::new(false),
        }));
        if !matches!(intent, StartupIntent::Window | StartupIntent::Hidden) {
            // Err: nobody waits for it.
            drop(running_app.defer_until_loaded(intent, None));
        }
        running_app
    }

    /// Serves those who wait, for as long as Portico runs.
    pub(crate) async fn run_pending_loop(self) {
        loop {
            self.0.change_signal.notified().await;
            self.poll_pending();
        }
    }

    /// The core picked up what it had kept: what is not there by itself needs a person.
    pub(crate) fn mark_restored(&self) {
        self.0.is_restored.store(true, Ordering::Release);
        self.0.change_signal.notify_one();
    }

    /// A view changed. Called under a lock of the core's, so that it may only note that.
    pub(crate) fn on_update(&self, update: &ViewUpdate) {
        match update {
            ViewUpdate::Launch(view) => self.on_launch_update(view),
            ViewUpdate::Session(view) => {
                self.on_session_update(view);
                self.0.change_signal.notify_one();
            }
            ViewUpdate::Apps(_) | ViewUpdate::Freshness(_) => self.0.change_signal.notify_one(),
            _ => {}
        }
    }

    /// A second start, by a program that the control socket did not reach.
    pub(crate) fn on_second_instance(&self, arguments: impl IntoIterator<Item = String>) {
        match parse(arguments.into_iter().map(Into::into)) {
            Ok(Command::Open { app: AppRef::Key(key), wait: _ }) => drop(self.open(&key, WaitMode::Accepted)),
            Ok(Command::Open { app: AppRef::Name(name), wait: _ }) => {
                drop(self.defer_until_loaded(StartupIntent::OpenNamed { name }, self.core_app().snapshot().account));
                main_window::raise(&self.0.handle, None);
            }
            Ok(Command::OpenLink(link)) => drop(self.open_link(link, None)),
            Ok(Command::Show { words: query }) => self.show_window(query, None),
            Ok(Command::Palette) => self.show_palette(None),
            Ok(Command::Hidden | Command::Background) => {}
            // A double click has to show a window.
            _ => self.show_window(None, None),
        }
    }

    /// The browser shows what a window of an app shows. Where that needs the person, the main window comes.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "app windows have no bar there"))]
    pub(crate) fn open_in_browser(&self, handoff: BrowserHandoff) {
        lock(&self.0.external_launches).insert(handoff.key.clone());
        let running_app = self.clone();
        spawn(async move {
            if running_app.core_app().open_in_browser(&handoff).await != LaunchOutcome::Waiting {
                lock(&running_app.0.external_launches).remove(&handoff.key);
            }
        });
    }

    /// The person's answer to the question about a link.
    pub(crate) fn answer_link(&self, answer: LinkAnswer) {
        // The one who was asked may have gone.
        self.poll_pending();
        let answer_result = lock(&self.0.links).answer(answer, Instant::now());
        if !matches!(answer_result, AnswerResult::Ignored) {
            self.publish_link();
        }
        if let AnswerResult::Open(key, reply) = answer_result {
            let outcome = self.open(&key, WaitMode::Accepted);
            // Err: nobody waits for it any more.
            spawn(async move { reply.send(outcome.await) });
        }
    }

    /// The palette's key was pressed. `token` as for [`present`](crate::webview::trusted::present).
    pub(crate) fn toggle_palette(&self, token: Option<&str>) {
        if !palette::toggle(&self.0.handle, &self.core_app(), token) {
            self.show_window(None, token.map(str::to_owned));
        }
    }

    fn on_launch_update(&self, view: &LaunchView) {
        // Whoever opens something has moved on. What ends now was begun before.
        if matches!(view.phase, LaunchPhase::Opening | LaunchPhase::Waiting | LaunchPhase::PromptingCredentials) {
            drop(lock(&self.0.pending_request).take());
        }
        let mut external_launches = lock(&self.0.external_launches);
        let is_external = match view.phase {
            LaunchPhase::Opened | LaunchPhase::Canceled | LaunchPhase::Failed => external_launches.remove(&view.key),
            LaunchPhase::Opening => false,
            LaunchPhase::Waiting | LaunchPhase::PromptingCredentials => external_launches.contains(&view.key),
        };
        let needs_user = !matches!(view.phase, LaunchPhase::Opened | LaunchPhase::Canceled);
        if is_external && needs_user {
            let handle = self.0.handle.clone();
            spawn(async move { main_window::raise(&handle, None) });
        }
    }

    /// Whoever cancels the sign-in that an app waits for does not want the app either.
    fn on_session_update(&self, view: &SessionView) {
        let is_signing_in = matches!(view, SessionView::SigningIn { .. });
        let was_signing_in = self.0.was_signing_in.swap(is_signing_in, Ordering::AcqRel);
        if was_signing_in && matches!(view, SessionView::SignedOut { problem: None, .. }) {
            drop(lock(&self.0.pending_request).take());
        }
    }

    fn poll_pending(&self) {
        let snapshot = self.core_app().snapshot();
        if !snapshot.freshness.loaded {
            palette::hide(&self.0.handle);
        }
        if lock(&self.0.links).retain_prompt_for(snapshot.freshness.loaded.then_some(&snapshot.account)) {
            self.publish_link();
        }
        let is_restored = self.0.is_restored.load(Ordering::Acquire);
        let ready_request = {
            let mut pending = lock(&self.0.pending_request);
            pending.take_if(|pending| !pending.take_if_valid(&snapshot));
            pending.take_if(|pending| pending.is_ready(&snapshot, is_restored))
        };
        if let Some(PendingRequest { intent, reply, .. }) = ready_request {
            let outcome = self.execute(intent, &snapshot);
            // Err: nobody waits for it any more.
            spawn(async move { reply.send(outcome.await) });
        }
    }

    /// Does what was asked for, now that the list is there.
    fn execute(&self, intent: StartupIntent, snapshot: &AppSnapshot) -> OpenFuture {
        let outcome = match intent {
            StartupIntent::Open { key } => return self.open_and_track(key, WaitMode::Opened),
            StartupIntent::OpenNamed { name } => {
                let app_match =
                    app_lookup::find(&AppSummary::list_from_snapshot(snapshot), &name, |query| self.search(query));
                match app_match {
                    Match::Unique(app) => return self.open_and_track(app.key, WaitMode::Opened),
                    _ => self.show_window(Some(name), None),
                }
                OpenOutcome::NotFound
            }
            StartupIntent::OpenLink(link) => return self.follow_deep_link(link, None, || true),
            StartupIntent::Show { words: query } => {
                self.show_window(query, None);
                OpenOutcome::Opened
            }
            StartupIntent::Window | StartupIntent::Hidden => OpenOutcome::Opened,
        };
        Box::pin(std::future::ready(outcome))
    }

    /// Keeps it until the list is there. What was kept before is of no interest any more.
    fn defer_until_loaded(&self, intent: StartupIntent, account: Option<AccountId>) -> oneshot::Receiver<OpenOutcome> {
        let (reply, outcome) = oneshot::channel();
        *lock(&self.0.pending_request) = Some(PendingRequest::new(intent, account, reply));
        self.0.change_signal.notify_one();
        outcome
    }

    /// For what needs a person first.
    fn wait_for_user(&self, outcome: oneshot::Receiver<OpenOutcome>, wait: WaitMode) -> OpenFuture {
        main_window::raise(&self.0.handle, None);
        Box::pin(async move {
            match wait {
                WaitMode::Accepted => OpenOutcome::Waiting,
                WaitMode::Opened => outcome.await.unwrap_or(OpenOutcome::Canceled),
            }
        })
    }

    /// Opens an app as a click does. Its own task: the caller may go away.
    fn open_and_track(&self, key: String, wait: WaitMode) -> OpenFuture {
        lock(&self.0.external_launches).insert(key.clone());
        let core = self.core_app();
        let launch_task = spawn(async move {
            match wait {
                WaitMode::Accepted => core.open_app(&key, None).await,
                WaitMode::Opened => core.open_app_and_wait(&key, None).await,
            }
        });
        Box::pin(async move { launch_task.await.map_or_else(|_| Code::Internal.into(), OpenOutcome::from) })
    }

    /// Follows a link, or keeps it until there is a list. `is_taken`: whether it may do something.
    fn follow_deep_link(&self, link: DeepLink, token: Option<&str>, try_accept: impl FnOnce() -> bool) -> OpenFuture {
        let blocked_outcome = || Box::pin(std::future::ready(Code::LaunchBlocked.into()));
        let snapshot = self.core_app().snapshot();
        if !snapshot.freshness.loaded {
            // A page shall not put itself in the place of what the person asked for.
            let is_user_request = |pending: &PendingRequest| !matches!(pending.intent, StartupIntent::OpenLink(_));
            if lock(&self.0.pending_request).as_ref().is_some_and(is_user_request) || !try_accept() {
                return blocked_outcome();
            }
            let outcome = self.defer_until_loaded(StartupIntent::OpenLink(link), snapshot.account);
            main_window::raise(&self.0.handle, token);
            return Box::pin(async move { outcome.await.unwrap_or(OpenOutcome::Canceled) });
        }
        let Match::Unique(app) = app_lookup::find_exact(&AppSummary::list_from_snapshot(&snapshot), &link.app) else {
            return Box::pin(std::future::ready(OpenOutcome::NotFound));
        };
        if !try_accept() {
            return blocked_outcome();
        }
        let decision = lock(&self.0.links).decide(&app, link.source, snapshot.account, Instant::now());
        match decision {
            FollowDecision::Allowed => self.open_and_track(app.key, WaitMode::Accepted),
            FollowDecision::Prompted(outcome) => {
                self.publish_link();
                main_window::raise(&self.0.handle, token);
                Box::pin(async move { outcome.await.unwrap_or(OpenOutcome::Canceled) })
            }
        }
    }

    fn publish_link(&self) {
        let view = lock(&self.0.links).view();
        self.0.handle.state::<ViewChannel>().send(ViewUpdate::LinkPrompt(view));
    }

    fn core_app(&self) -> Arc<App> {
        core_app(&self.0.handle)
    }
}

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
                app_lookup::find(&AppSummary::list_from_snapshot(&snapshot), name, |query| self.search(query))
        {
            return self.open_and_track(app.key, wait);
        }
        let outcome = self.defer_until_loaded(StartupIntent::OpenNamed { name: name.to_owned() }, snapshot.account);
        self.wait_for_user(outcome, wait)
    }

    fn open_link(&self, link: DeepLink, token: Option<String>) -> OpenFuture {
        let outcome = self.follow_deep_link(link, token.as_deref(), || lock(&self.0.links).try_accept(Instant::now()));
        // Not every link brings a window, and the desktop would wait for one.
        if let Some(token) = token {
            complete_startup_notification(&self.0.handle, token);
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

mod link_prompt;
mod pending;
#[cfg(test)]
#[cfg(target_os = "linux")]
pub(crate) mod tests;
