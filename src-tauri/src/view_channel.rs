//! Sends views to the UI over one channel: that of the page that subscribed last.
//!
//! The initial views are part of the page's HTML, so that its first script draws the list without a request. A long
//! list is split into messages that the page can read between two frames; the UI's host joins them.

use std::borrow::Cow;
use std::mem::{discriminant, take};
use std::sync::{Mutex, MutexGuard, PoisonError};

use portico_core::App;
use portico_core::view::{AppView, DesktopIntegrationView, LinkPromptView, SearchRequestView, ViewUpdate};
use serde::Serialize;
use tauri::ipc::Channel;

/// Some 200 kB of JSON, which a page reads in a few milliseconds.
const APPS_PER_MESSAGE: usize = 1_000;
/// A longer list delays the first script of the page more than split messages do.
const MAX_INLINE_APPS: usize = 20_000;

/// One message on the channel.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Message {
    View(Box<ViewUpdate>),
    /// Apps that come before those of the next [`ViewUpdate::Apps`].
    AppsChunk {
        more: Vec<AppView>,
    },
}

#[derive(Default)]
pub(crate) struct ViewChannel(Mutex<State>);

/// The views that do not come from the core are kept here for the next page.
#[derive(Default)]
struct State {
    connection: Connection,
    link_prompt: LinkPromptView,
    desktop: DesktopIntegrationView,
    /// Only while no page is connected.
    pending_search: Option<SearchRequestView>,
}

#[derive(Default)]
enum Connection {
    #[default]
    Disconnected,
    /// A page was served and has not subscribed yet: the updates since.
    PageServed(Vec<ViewUpdate>),
    Connected(Channel<Message>),
}

impl ViewChannel {
    /// Returns the UI's page with the current views in it.
    pub(crate) fn inject_initial_views(&self, app: &App, html: &[u8]) -> Vec<u8> {
        let mut initial_views = Vec::new();
        app.subscribe(|all| {
            let mut state = self.state();
            let (inlined_views, deferred_updates) = all.into_iter().chain(state.shell_views()).partition(fits_inline);
            initial_views = inlined_views;
            state.connection = Connection::PageServed(deferred_updates);
        });
        inject_views(&String::from_utf8_lossy(html), &initial_views).into_bytes()
    }

    /// Sends the updates since the page was served, or all views if none was, and every later update.
    pub(crate) fn connect(&self, app: &App, channel: Channel<Message>) {
        tracing::debug!("the UI is connected");
        let mut state = self.state();
        if let Connection::PageServed(deferred_updates) = take(&mut state.connection) {
            deferred_updates.into_iter().for_each(|update| send(&channel, update));
            state.connection = Connection::Connected(channel);
            return;
        }
        drop(state);
        app.subscribe(|all| {
            let mut state = self.state();
            all.into_iter().chain(state.shell_views()).for_each(|update| send(&channel, update));
            state.connection = Connection::Connected(channel);
        });
    }

    pub(crate) fn send(&self, update: ViewUpdate) {
        let mut state = self.state();
        match &update {
            ViewUpdate::LinkPrompt(view) => state.link_prompt = view.clone(),
            ViewUpdate::DesktopIntegration(view) => state.desktop = view.clone(),
            _ => {}
        }
        match &mut state.connection {
            Connection::Disconnected => {
                if let ViewUpdate::SearchRequest(view) = update {
                    state.pending_search = Some(view);
                }
            }
            Connection::PageServed(deferred_updates) => {
                // Each view is complete, so only the last of a kind is kept.
                deferred_updates.retain(|queued_update| discriminant(queued_update) != discriminant(&update));
                deferred_updates.push(update);
            }
            // Under the lock, so that the messages of two lists never interleave.
            Connection::Connected(channel) => send(channel, update),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn shell_views(&mut self) -> impl Iterator<Item = ViewUpdate> {
        let link = Some(self.link_prompt.clone()).filter(|link| link.pending.is_some());
        let desktop = Some(self.desktop.clone()).filter(|desktop| *desktop != DesktopIntegrationView::default());
        let views = link.map(ViewUpdate::LinkPrompt).into_iter().chain(desktop.map(ViewUpdate::DesktopIntegration));
        views.chain(self.pending_search.take().map(ViewUpdate::SearchRequest))
    }
}

fn fits_inline(update: &ViewUpdate) -> bool {
    !matches!(update, ViewUpdate::Apps(view) if view.apps.len() > MAX_INLINE_APPS)
}

/// Adds the views as a data block, which the content security policy does not restrict.
fn inject_views(html: &str, views: &[ViewUpdate]) -> String {
    // Err: a view that cannot be serialized. Without initial views the page receives them over the channel.
    let Ok(json) = serde_json::to_string(views) else { return html.to_owned() };
    // The only character that can end the element.
    let json = if json.contains('<') { Cow::Owned(json.replace('<', "\\u003c")) } else { Cow::Borrowed(&json) };
    let element = format!("<script type=\"application/json\" id=\"views\">{json}</script></body>");
    html.replacen("</body>", &element, 1)
}

fn send(channel: &Channel<Message>, update: ViewUpdate) {
    for message in to_messages(update) {
        // Err: the page is being reloaded and will connect again.
        let _ = channel.send(message);
    }
}

fn to_messages(mut update: ViewUpdate) -> Vec<Message> {
    let mut messages = Vec::new();
    if let ViewUpdate::Apps(view) = &mut update {
        let mut apps = take(&mut view.apps).into_iter();
        while apps.len() > APPS_PER_MESSAGE {
            messages.push(Message::AppsChunk { more: apps.by_ref().take(APPS_PER_MESSAGE).collect() });
        }
        view.apps = apps.collect();
    }
    messages.push(Message::View(Box::new(update)));
    messages
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel as queue};

    use portico_core::view::{AppsView, FreshnessView, KeyringView};
    use serde_json::Value;
    use tauri::ipc::InvokeResponseBody;

    use super::*;
    use crate::tests::signed_out_core;

    fn apps(count: usize) -> AppsView {
        let app = |number: usize| AppView {
            key: number.to_string(),
            name: "</script><b>".to_owned(),
            description: None,
            category: None,
            icon: None,
            initials: "A".to_owned(),
            hue: 0,
            restriction: None,
            ends_at: None,
            opens_in: None,
        };
        AppsView { apps: (0..count).map(app).collect(), ..AppsView::default() }
    }

    fn recording_channel() -> (Channel<Message>, Receiver<Value>) {
        let (sender, receiver) = queue();
        let channel = Channel::new(move |body| {
            let InvokeResponseBody::Json(text) = body else { panic!("bytes") };
            sender.send(serde_json::from_str(&text).unwrap()).unwrap();
            Ok(())
        });
        (channel, receiver)
    }

    fn received_kinds(receiver: &Receiver<Value>) -> Vec<String> {
        receiver.try_iter().map(|message| message["what"].as_str().unwrap_or("part").to_owned()).collect()
    }

    fn freshness(unreadable_rows: u32) -> ViewUpdate {
        ViewUpdate::Freshness(FreshnessView { unreadable_rows, ..FreshnessView::default() })
    }

    #[test]
    fn long_app_list_is_split_into_messages_without_loss() {
        for (count, chunks) in [
            (0, 0),
            (APPS_PER_MESSAGE, 0),
            (APPS_PER_MESSAGE + 1, 1),
            (3 * APPS_PER_MESSAGE, 2),
            (3 * APPS_PER_MESSAGE + 7, 3),
        ] {
            let mut messages = to_messages(ViewUpdate::Apps(apps(count)));
            let Some(Message::View(last)) = messages.pop() else { panic!("no list") };
            let ViewUpdate::Apps(mut last) = *last else { panic!("another view") };
            assert_eq!(messages.len(), chunks, "{count}");
            let earlier_apps = messages.into_iter().flat_map(|message| match message {
                Message::AppsChunk { more } => more,
                Message::View(_) => panic!("a second list"),
            });
            last.apps = earlier_apps.chain(take(&mut last.apps)).collect();
            assert_eq!(last, apps(count));
        }
    }

    #[test]
    fn inlined_views_are_escaped_for_html() {
        let html = inject_views("<body><p></p></body>", &[ViewUpdate::Apps(apps(1)), freshness(3)]);
        let (_, after) = html.split_once("id=\"views\">").unwrap();
        let (json, rest) = after.split_once("</script>").unwrap();
        assert_eq!(rest, "</body>");
        let views: Value = serde_json::from_str(json).unwrap();
        assert_eq!(views[0]["view"]["apps"][0]["name"], "</script><b>");
        assert_eq!(views[1]["view"]["unreadableRows"], 3);
    }

    #[test]
    fn updates_between_page_and_channel_are_sent_once() {
        let (app, _home) = signed_out_core();
        let view_channel = ViewChannel::default();
        let page = String::from_utf8(view_channel.inject_initial_views(&app, b"<body></body>")).unwrap();
        assert!(page.contains("\"what\":\"session\""), "{page}");
        view_channel.send(freshness(1));
        view_channel.send(ViewUpdate::Keyring(KeyringView::default()));
        view_channel.send(freshness(2));
        let (channel, receiver) = recording_channel();
        view_channel.connect(&app, channel);
        view_channel.send(freshness(4));
        let messages: Vec<Value> = receiver.try_iter().collect();
        assert_eq!(messages.len(), 3, "{messages:?}");
        assert_eq!(messages[0]["what"], "keyring");
        assert_eq!(
            (&messages[1]["view"]["unreadableRows"], &messages[2]["view"]["unreadableRows"]),
            (&2.into(), &4.into())
        );
    }

    #[test]
    fn page_without_inlined_views_receives_all_views() {
        let (app, _home) = signed_out_core();
        let view_channel = ViewChannel::default();
        view_channel.send(freshness(1));
        let (channel, receiver) = recording_channel();
        view_channel.connect(&app, channel);
        let all = received_kinds(&receiver);
        assert!(all.iter().any(|kind| kind == "apps") && all.last().is_some_and(|kind| kind == "session"), "{all:?}");
        // After a reload the previous channel receives nothing.
        view_channel.inject_initial_views(&app, b"<body></body>");
        view_channel.send(freshness(1));
        assert_eq!(received_kinds(&receiver), Vec::<String>::new());
    }

    #[test]
    fn oversized_app_list_is_sent_over_the_channel() {
        assert!(
            fits_inline(&ViewUpdate::Apps(apps(MAX_INLINE_APPS)))
                && !fits_inline(&ViewUpdate::Apps(apps(MAX_INLINE_APPS + 1)))
        );
        let view_channel = ViewChannel(Mutex::new(State {
            connection: Connection::PageServed(vec![ViewUpdate::Apps(apps(APPS_PER_MESSAGE + 1))]),
            ..State::default()
        }));
        let (channel, receiver) = recording_channel();
        let (app, _home) = signed_out_core();
        view_channel.connect(&app, channel);
        assert_eq!(received_kinds(&receiver), ["part", "apps"]);
    }
}
