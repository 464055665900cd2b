//! Hands requests from outside to the core, and holds what needs the main window: the prompt about a deep link, and
//! searches.

use std::future::ready;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use portico_cli::command::{AppRef, Command, parse};
use portico_cli::deep_link::LinkPermissions;
use portico_cli::link_prompt::{AnswerResult, FollowDecision, LinkPrompts};
use portico_cli::startup_intent::StartupIntent;
use portico_core::launch::window::BrowserHandoff;
use portico_core::remote_control::{AppControl, LinkSource, OpenFuture, OpenOutcome, WaitMode};
use portico_core::storage::files::Dirs;
use portico_core::view::{LinkAnswer, ViewUpdate};
use portico_core::{App, LaunchRequest, LinkedApp};
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::Notify;

use crate::app_context;
use crate::view_channel::ViewChannel;
use crate::windows::main as main_window;
use crate::windows::palette;

/// A cheap handle; clones share their state.
pub(crate) struct RunningApp<R: Runtime>(pub(super) Arc<Inner<R>>);

pub(super) struct Inner<R: Runtime> {
    pub(super) handle: AppHandle<R>,
    pub(super) links: Mutex<LinkPrompts>,
    /// Wakes [`watch_list`](RunningApp::watch_list).
    list_changed: Notify,
    pub(super) search_request_count: AtomicU32,
}

impl<R: Runtime> Clone for RunningApp<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: Runtime> RunningApp<R> {
    pub(crate) fn new(handle: AppHandle<R>, dirs: &Dirs) -> Self {
        Self(Arc::new(Inner {
            handle,
            links: Mutex::new(LinkPrompts::new(LinkPermissions::load(dirs))),
            list_changed: Notify::new(),
            search_request_count: AtomicU32::new(0),
        }))
    }

    /// Hands in the request that the application was started with. Nobody waits for its outcome.
    pub(crate) fn start(&self, intent: StartupIntent) {
        match intent {
            StartupIntent::Open { key } => drop(self.open(&key, WaitMode::Accepted)),
            StartupIntent::OpenNamed { name } => drop(self.open_named(&name, WaitMode::Accepted)),
            StartupIntent::OpenLink(link) => drop(self.open_link(link, None)),
            StartupIntent::Show { words: Some(words) } => {
                drop(self.core_app().request_launch(LaunchRequest::Search(words)));
            }
            StartupIntent::Window | StartupIntent::Hidden | StartupIntent::Show { words: None } => {}
        }
    }

    /// Takes away what belongs to a list that is gone, until the application ends.
    pub(crate) async fn watch_list(self) {
        loop {
            self.0.list_changed.notified().await;
            self.close_stale();
        }
    }

    /// Notes that a view changed. The core calls this under a lock, so it must not call back.
    pub(crate) fn on_update(&self, update: &ViewUpdate) {
        if matches!(update, ViewUpdate::Session(_) | ViewUpdate::Apps(_) | ViewUpdate::Freshness(_)) {
            self.0.list_changed.notify_one();
        }
    }

    /// Runs the arguments of a second instance that could not reach the IPC socket.
    pub(crate) fn on_second_instance(&self, arguments: impl IntoIterator<Item = String>) {
        match parse(arguments.into_iter().map(Into::into)) {
            Ok(Command::Open { app: AppRef::Key(key), wait: _ }) => drop(self.open(&key, WaitMode::Accepted)),
            Ok(Command::Open { app: AppRef::Name(name), wait: _ }) => {
                drop(self.open_named(&name, WaitMode::Accepted));
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

    /// Continues an app window in the browser.
    pub(crate) fn open_in_browser(&self, handoff: BrowserHandoff) {
        let core = self.core_app();
        core.clone().spawn(async move { core.open_in_browser(&handoff).await });
    }

    /// Answers the prompt about a deep link.
    pub(crate) fn answer_link(&self, answer: LinkAnswer) {
        // The account that was prompted may have left.
        self.close_stale();
        let answer_result = lock(&self.0.links).answer(answer, Instant::now());
        if !matches!(answer_result, AnswerResult::Ignored) {
            self.publish_link();
        }
        if let AnswerResult::Open(key, reply) = answer_result {
            let outcome = self.open(&key, WaitMode::Accepted);
            // Err: the caller is gone.
            self.core_app().spawn(async move { reply.send(outcome.await) });
        }
    }

    /// The global shortcut was pressed. `token` as for [`os::raise_window`](crate::os::raise_window).
    pub(crate) fn toggle_palette(&self, token: Option<&str>) {
        if !palette::toggle(&self.0.handle, &self.core_app(), token) {
            self.show_window(None, token.map(str::to_owned));
        }
    }

    fn close_stale(&self) {
        let snapshot = self.core_app().snapshot();
        if !snapshot.freshness.loaded {
            palette::hide(&self.0.handle);
        }
        if lock(&self.0.links).retain_prompt_for(snapshot.freshness.loaded.then_some(&snapshot.account)) {
            self.publish_link();
        }
    }

    pub(super) fn launch(&self, request: LaunchRequest, wait: WaitMode) -> OpenFuture {
        let ticket = self.core_app().request_launch(request);
        Box::pin(async move {
            match wait {
                WaitMode::Accepted => ticket.accepted().await.into(),
                WaitMode::Opened => ticket.finished().await.into(),
            }
        })
    }

    /// Opens the app of a link, after a prompt unless the link's source is allowed.
    pub(super) fn follow_link(&self, app: LinkedApp, source: LinkSource, token: Option<&str>) -> OpenFuture {
        // Another account's list has taken the place of the one with this app.
        if self.core_app().snapshot().account != app.account {
            return Box::pin(ready(OpenOutcome::Canceled));
        }
        let decision = lock(&self.0.links).decide(app, source, Instant::now());
        match decision {
            FollowDecision::Allowed(key) => self.open(&key, WaitMode::Accepted),
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
