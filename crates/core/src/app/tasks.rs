//! Tasks of the app: a panic in one is shown, and ends nothing else.

use std::sync::Arc;

use tokio::task::JoinHandle;

use super::publish::Part;
use super::session_state::SessionState;
use super::state::App;
use crate::error::{Code, Result};
use crate::task;

impl App {
    /// Spawns a task whose panic is shown.
    pub fn spawn<T: Send + 'static>(
        self: &Arc<Self>,
        future: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<Result<T>> {
        let app = Arc::downgrade(self);
        task::spawn_on(&self.deps.runtime, future, move || app.upgrade().iter().for_each(|app| app.show_panic()))
    }

    /// Spawns a loop whose panic is shown, and which then begins again.
    pub fn spawn_loop<F: Future<Output = ()> + Send + 'static>(
        self: &Arc<Self>,
        start: impl Fn() -> F + Send + 'static,
    ) {
        let app = Arc::downgrade(self);
        task::spawn_loop(&self.deps.runtime, start, move || app.upgrade().iter().for_each(|app| app.show_panic()));
    }

    /// Something that was asked for was not done: the list says so until it is refreshed, or the sign-in screen.
    pub(super) fn show_panic(&self) {
        let error = Some(Code::Internal.into());
        self.active.update(|active| match active.session_state() {
            SessionState::SignedOut { .. } => active.set_signed_out(SessionState::SignedOut { error }),
            _ => active.list.freshness.problem = error,
        });
        self.publish(&[Part::Freshness, Part::Session]);
    }
}
