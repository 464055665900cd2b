//! The line to the UI: one channel, of the page that asked last.

use std::sync::{Mutex, PoisonError};

use portico_core::App;
use portico_core::view::Update;
use tauri::ipc::Channel;

#[derive(Default)]
pub(crate) struct Publisher(Mutex<Option<Channel<Update>>>);

impl Publisher {
    /// Sends everything once, and from then on what changes.
    pub(crate) fn connect(&self, app: &App, channel: Channel<Update>) {
        tracing::debug!("the UI asks for its views");
        app.watch(|all| {
            for update in all {
                let _ = channel.send(update);
            }
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
        });
    }

    pub(crate) fn send(&self, update: Update) {
        if let Some(channel) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            // Err: the page is being reloaded and will connect anew.
            let _ = channel.send(update);
        }
    }
}
