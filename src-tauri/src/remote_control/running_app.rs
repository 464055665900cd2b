//! Runs requests from outside on the running application, and defers those that need the app list until it is loaded.
//!
//! The core opens apps as it does after a click in the window; this module decides when, and when the user has to see a
//! window first.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use portico_cli::command::{AppRef, Command, parse};
use portico_cli::deep_link::LinkPermissions;
use portico_cli::link_prompt::{AnswerResult, FollowDecision, LinkPrompts};
use portico_cli::pending_request::PendingRequest;
use portico_cli::startup_intent::StartupIntent;
use portico_core::accounts::account::AccountId;
use portico_core::apps::lookup::{self, Match};
use portico_core::error::Code;
use portico_core::launch::window::BrowserHandoff;
use portico_core::remote_control::{AppControl, AppSummary, DeepLink, OpenFuture, OpenOutcome, WaitMode};
use portico_core::storage::files::Dirs;
use portico_core::view::{LaunchPhase, LaunchView, LinkAnswer, SessionView, ViewUpdate};
use portico_core::{App, AppSnapshot, LaunchOutcome};
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::{Notify, oneshot};

use crate::app_context;
use crate::view_channel::ViewChannel;
use crate::windows::main as main_window;
use crate::windows::palette;

/// A cheap handle; clones share their state.
pub(crate) struct RunningApp<R: Runtime>(pub(super) Arc<Inner<R>>);

pub(super) struct Inner<R: Runtime> {
    pub(super) handle: AppHandle<R>,
    pub(super) links: Mutex<LinkPrompts>,
    /// The request that waits for the app list.
    pub(super) pending_request: Mutex<Option<PendingRequest>>,
    /// Keys of the apps that are being opened by a request from outside.
    external_launches: Mutex<HashSet<String>>,
    /// The core has restored the saved session.
    is_restored: AtomicBool,
    /// Wakes [`run_pending_loop`](RunningApp::run_pending_loop).
    change_signal: Notify,
    pub(super) search_request_count: AtomicU32,
    /// Whether a sign-in was in progress at the last update.
    was_signing_in: AtomicBool,
}

impl<R: Runtime> Clone for RunningApp<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: Runtime> RunningApp<R> {
    /// `intent` is the request that the application was started with.
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
            // Nobody waits for the outcome.
            drop(running_app.defer_until_loaded(intent, None));
        }
        running_app
    }

    /// Serves deferred requests until the application ends.
    pub(crate) async fn run_pending_loop(self) {
        loop {
            self.0.change_signal.notified().await;
            self.poll_pending();
        }
    }

    /// The core has restored the saved session: from now on, a missing session needs the user.
    pub(crate) fn mark_restored(&self) {
        self.0.is_restored.store(true, Ordering::Release);
        self.0.change_signal.notify_one();
    }

    /// Notes that a view changed. The core calls this under a lock, so it must not call back.
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

    /// Runs the arguments of a second instance that could not reach the IPC socket.
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
            // A double click in the file manager has to show a window.
            _ => self.show_window(None, None),
        }
    }

    /// Continues an app window in the browser. The main window is raised if the launch needs the user.
    pub(crate) fn open_in_browser(&self, handoff: BrowserHandoff) {
        lock(&self.0.external_launches).insert(handoff.key.clone());
        let running_app = self.clone();
        spawn(async move {
            if running_app.core_app().open_in_browser(&handoff).await != LaunchOutcome::Waiting {
                lock(&running_app.0.external_launches).remove(&handoff.key);
            }
        });
    }

    /// Answers the prompt about a deep link.
    pub(crate) fn answer_link(&self, answer: LinkAnswer) {
        // The account that was prompted may have left.
        self.poll_pending();
        let answer_result = lock(&self.0.links).answer(answer, Instant::now());
        if !matches!(answer_result, AnswerResult::Ignored) {
            self.publish_link();
        }
        if let AnswerResult::Open(key, reply) = answer_result {
            let outcome = self.open(&key, WaitMode::Accepted);
            // Err: the caller is gone.
            spawn(async move { reply.send(outcome.await) });
        }
    }

    /// The global shortcut was pressed. `token` as for [`os::raise_window`](crate::os::raise_window).
    pub(crate) fn toggle_palette(&self, token: Option<&str>) {
        if !palette::toggle(&self.0.handle, &self.core_app(), token) {
            self.show_window(None, token.map(str::to_owned));
        }
    }

    fn on_launch_update(&self, view: &LaunchView) {
        // A new launch replaces the deferred request. A launch that ends began before it.
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

    /// Canceling the sign-in that a request waits for drops the request.
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
            pending.take_if(|pending| !pending.retain_for(&snapshot));
            pending.take_if(|pending| pending.is_ready(&snapshot, is_restored))
        };
        if let Some(PendingRequest { intent, reply, .. }) = ready_request {
            let outcome = self.execute(intent, &snapshot);
            // Err: the caller is gone.
            spawn(async move { reply.send(outcome.await) });
        }
    }

    /// Runs a request whose app list is loaded.
    fn execute(&self, intent: StartupIntent, snapshot: &AppSnapshot) -> OpenFuture {
        let outcome = match intent {
            StartupIntent::Open { key } => return self.open_and_track(key, WaitMode::Opened),
            StartupIntent::OpenNamed { name } => {
                let app_match =
                    lookup::find(&AppSummary::list_from_snapshot(snapshot), &name, |query| self.search(query));
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

    /// Defers a request until the app list is loaded. It replaces an earlier one.
    pub(super) fn defer_until_loaded(
        &self,
        intent: StartupIntent,
        account: Option<AccountId>,
    ) -> oneshot::Receiver<OpenOutcome> {
        let (reply, outcome) = oneshot::channel();
        *lock(&self.0.pending_request) = Some(PendingRequest::new(intent, account, reply));
        self.0.change_signal.notify_one();
        outcome
    }

    /// Raises the main window for a request that needs the user first.
    pub(super) fn wait_for_user(&self, outcome: oneshot::Receiver<OpenOutcome>, wait: WaitMode) -> OpenFuture {
        main_window::raise(&self.0.handle, None);
        Box::pin(async move {
            match wait {
                WaitMode::Accepted => OpenOutcome::Waiting,
                WaitMode::Opened => outcome.await.unwrap_or(OpenOutcome::Canceled),
            }
        })
    }

    /// Opens an app in a task of its own, since the caller may leave.
    pub(super) fn open_and_track(&self, key: String, wait: WaitMode) -> OpenFuture {
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

    /// Follows a deep link, or defers it until the app list is loaded. `try_accept` applies the rate limit.
    pub(super) fn follow_deep_link(
        &self,
        link: DeepLink,
        token: Option<&str>,
        try_accept: impl FnOnce() -> bool,
    ) -> OpenFuture {
        let blocked_outcome = || Box::pin(std::future::ready(Code::LaunchBlocked.into()));
        let snapshot = self.core_app().snapshot();
        if !snapshot.freshness.loaded {
            // A link from a page must not replace a request of the user.
            let is_user_request = |pending: &PendingRequest| !matches!(pending.intent, StartupIntent::OpenLink(_));
            if lock(&self.0.pending_request).as_ref().is_some_and(is_user_request) || !try_accept() {
                return blocked_outcome();
            }
            let outcome = self.defer_until_loaded(StartupIntent::OpenLink(link), snapshot.account);
            main_window::raise(&self.0.handle, token);
            return Box::pin(async move { outcome.await.unwrap_or(OpenOutcome::Canceled) });
        }
        let Match::Unique(app) = lookup::find_exact(&AppSummary::list_from_snapshot(&snapshot), &link.app) else {
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

    pub(super) fn core_app(&self) -> Arc<App> {
        app_context::core_app(&self.0.handle)
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
