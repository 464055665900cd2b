//! Searches and opens apps for both search protocols, and hides app keys behind opaque ids.

use std::sync::Arc;

use portico_core::digest::short_sha256;
use portico_core::remote_control::{AppControl, AppSummary, WaitMode};
use portico_core::task;
use tokio::runtime::Handle;
use tokio::sync::Notify;

/// No desktop shows more results of one program.
const MAX_RESULTS: usize = 20;
/// Longer queries are cut.
const MAX_QUERY_CHARS: usize = 256;
/// The theme icon of apps without an icon of their own.
const FALLBACK_ICON: &str = "portico";

/// Answers the requests of both protocols.
#[derive(Clone)]
pub(super) struct SearchBackend {
    pub(super) app_control: Arc<dyn AppControl>,
    pub(super) runtime: Handle,
    /// Notified by every request.
    pub(super) activity: Arc<Notify>,
}

impl SearchBackend {
    /// The best visible matches, each with its [`opaque_id`].
    pub(super) fn search(&self, query: &str) -> Vec<(String, AppSummary)> {
        self.activity.notify_one();
        let query: String = query.trim().chars().take(MAX_QUERY_CHARS).collect();
        if query.is_empty() || !self.app_control.status().session_status.can_show_apps() {
            return Vec::new();
        }
        let visible = self.app_control.search(&query).into_iter().filter(|app| !app.is_hidden);
        visible.take(MAX_RESULTS).map(|app| (opaque_id(&app.key), app)).collect()
    }

    /// The apps with these ids, in their order.
    pub(super) fn apps(&self, ids: &[String]) -> Vec<(String, AppSummary)> {
        self.activity.notify_one();
        if !self.app_control.status().session_status.can_show_apps() {
            return Vec::new();
        }
        let ids: Vec<&String> = ids.iter().take(MAX_RESULTS).collect();
        let mut found: Vec<_> = self
            .app_control
            .apps()
            .into_iter()
            .map(|app| (opaque_id(&app.key), app))
            .filter(|(id, _)| ids.contains(&id))
            .collect();
        found.sort_by_key(|(id, _)| ids.iter().position(|other| *other == id));
        found
    }

    /// Opens the chosen app. The desktop does not wait; the window shows the progress.
    pub(super) fn open_app(&self, id: String) {
        if let Some((_, app)) = self.apps(&[id]).pop() {
            let app_control = self.app_control.clone();
            let open = async move { app_control.open(&app.key, WaitMode::Accepted).await };
            task::spawn_on(&self.runtime, open, || {});
        }
    }

    pub(super) fn show_window(&self, query: &str) {
        self.activity.notify_one();
        let query: String = query.trim().chars().take(MAX_QUERY_CHARS).collect();
        self.app_control.show_window(Some(query).filter(|words| !words.is_empty()), None);
    }

    /// A path or an icon theme name; `GIcon` and `QIcon` accept both as text.
    pub(super) fn icon(&self, app: &AppSummary) -> String {
        let file = self.app_control.icon(&app.key).filter(|path| path.is_absolute());
        file.and_then(|path| path.into_os_string().into_string().ok()).unwrap_or_else(|| FALLBACK_ICON.to_owned())
    }
}

/// The id of an app towards the desktop, which may store ids. It reveals nothing about the app.
fn opaque_id(key: &str) -> String {
    short_sha256(format!("app|{key}"))
}
