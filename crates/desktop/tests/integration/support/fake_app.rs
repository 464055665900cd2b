//! A fake app that records the calls it gets.
#![allow(dead_code, reason = "each test uses its own part of it")]

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use portico_core::clock::Timestamp;
use portico_core::remote_control::{
    AppControl, AppStatus, AppSummary, DeepLink, OpenFuture, OpenOutcome, SessionStatus, WaitMode,
};
use tokio::sync::Notify;

pub(crate) struct FakeApp {
    pub(crate) apps: Mutex<Vec<AppSummary>>,
    pub(crate) status: Mutex<AppStatus>,
    /// The outcome of each launch.
    pub(crate) outcome: Mutex<OpenOutcome>,
    /// Completes waiting launches.
    pub(crate) signed_in: Notify,
    /// A waiting launch completed or was dropped.
    pub(crate) finished: Notify,
    pub(crate) icon: Mutex<Option<PathBuf>>,
    calls: Mutex<Vec<String>>,
    pub(crate) called: Notify,
}

pub(crate) fn app(key: &str, name: &str) -> AppSummary {
    AppSummary { key: key.into(), name: name.into(), category: Some("Work".into()), ..AppSummary::default() }
}

impl FakeApp {
    pub(crate) fn new(apps: Vec<AppSummary>) -> Arc<Self> {
        let status = AppStatus {
            session_status: SessionStatus::SignedIn,
            company: Some("Acme".into()),
            tenant: Some("acme.my.idaptive.app".into()),
            user: Some("ada@acme.test".into()),
            apps: apps.len(),
            updated_at: Some(Timestamp(1_795_331_520_000)),
            ends_at: None,
        };
        Arc::new(Self {
            apps: Mutex::new(apps),
            status: Mutex::new(status),
            outcome: Mutex::new(OpenOutcome::Opened),
            signed_in: Notify::new(),
            finished: Notify::new(),
            icon: Mutex::default(),
            calls: Mutex::default(),
            called: Notify::new(),
        })
    }

    pub(crate) fn set_session_status(&self, session_status: SessionStatus) {
        let mut status = self.status.lock().unwrap();
        status.session_status = session_status;
        if !session_status.can_show_apps() {
            status.updated_at = None;
            self.apps.lock().unwrap().clear();
        }
    }

    pub(crate) fn take_calls(&self) -> Vec<String> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }

    fn record(&self, call: String) {
        self.calls.lock().unwrap().push(call);
        self.called.notify_one();
    }
}

/// The fake app, shared with the test.
pub(crate) struct SharedFakeApp(pub(crate) Arc<FakeApp>);

impl AppControl for SharedFakeApp {
    fn apps(&self) -> Vec<AppSummary> {
        self.0.apps.lock().unwrap().clone()
    }

    fn search(&self, query: &str) -> Vec<AppSummary> {
        let lowercase_query = query.to_lowercase();
        self.apps().into_iter().filter(|app| app.name.to_lowercase().contains(&lowercase_query)).collect()
    }

    fn favorites(&self) -> Vec<AppSummary> {
        self.apps().into_iter().filter(|app| app.is_favorite).collect()
    }

    fn icon(&self, _key: &str) -> Option<PathBuf> {
        self.0.icon.lock().unwrap().clone()
    }

    fn status(&self) -> AppStatus {
        self.0.status.lock().unwrap().clone()
    }

    fn open(&self, key: &str, wait: WaitMode) -> OpenFuture {
        self.0.record(format!("open {key} {wait:?}"));
        let (app, outcome) = (self.0.clone(), self.0.outcome.lock().unwrap().clone());
        Box::pin(async move {
            if wait == WaitMode::Opened && outcome == OpenOutcome::Waiting {
                let _finished = NotifyFinished(app.clone());
                app.signed_in.notified().await;
                return OpenOutcome::Opened;
            }
            outcome
        })
    }

    fn open_named(&self, name: &str, wait: WaitMode) -> OpenFuture {
        self.0.record(format!("open by name {name} {wait:?}"));
        let outcome = self.0.outcome.lock().unwrap().clone();
        Box::pin(async move { outcome })
    }

    fn open_link(&self, link: DeepLink, activation_token: Option<String>) -> OpenFuture {
        self.0.record(with_token(&format!("follow {} {:?}", link.app, link.source), activation_token));
        let outcome = self.0.outcome.lock().unwrap().clone();
        Box::pin(async move { outcome })
    }

    fn show_window(&self, query: Option<String>, activation_token: Option<String>) {
        self.0.record(with_token(&format!("show {query:?}"), activation_token));
    }

    fn show_palette(&self, activation_token: Option<String>) {
        self.0.record(with_token("palette", activation_token));
    }

    fn quit(&self) {
        self.0.record("quit".to_owned());
    }
}

fn with_token(call: &str, token: Option<String>) -> String {
    call.to_owned() + &token.map(|token| format!(", token {token}")).unwrap_or_default()
}

struct NotifyFinished(Arc<FakeApp>);

impl Drop for NotifyFinished {
    fn drop(&mut self) {
        self.0.finished.notify_one();
    }
}
