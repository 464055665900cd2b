//! The line to the UI: one channel, of the page that asked last.
//!
//! The first views do not take it. They come inside the page itself, so that the list is drawn by the first script
//! that runs and nothing goes to and fro before. A long list comes in parts, each small enough that the page takes it
//! between two frames; the UI's host puts them together, and nobody else knows of them.

use std::borrow::Cow;
use std::mem::{discriminant, take};
use std::sync::{Mutex, MutexGuard, PoisonError};

use portico_core::App;
use portico_core::view::{AppView, DesktopView, LinkView, SoughtView, Update};
use serde::Serialize;
use tauri::ipc::Channel;

/// Some 200 kB of JSON, which a page reads in a few milliseconds.
const PART: usize = 1_000;
/// A longer list would keep the page from its first script for longer than parts do.
const PAGE_HOLDS: usize = 20_000;

/// What goes over the channel.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Message {
    Whole(Box<Update>),
    /// Apps that come before those of the next [`Update::Apps`].
    Part {
        more: Vec<AppView>,
    },
}

#[derive(Default)]
pub(crate) struct Publisher(Mutex<State>);

/// What is not of the core's, and so not among its first views, is kept here for the next page.
#[derive(Default)]
struct State {
    line: Line,
    link: LinkView,
    desktop: DesktopView,
    /// Only where no page was there to take it.
    sought: Option<SoughtView>,
}

#[derive(Default)]
enum Line {
    #[default]
    Nobody,
    /// A page has the views of its moment, and no channel yet: what changed since.
    Page(Vec<Update>),
    Channel(Channel<Message>),
}

impl Publisher {
    /// The UI's page with the views as they are now.
    pub(crate) fn page(&self, app: &App, html: &[u8]) -> Vec<u8> {
        let mut first = Vec::new();
        app.watch(|all| {
            let mut state = self.state();
            let (within, waiting) = all.into_iter().chain(state.besides()).partition(fits_a_page);
            first = within;
            state.line = Line::Page(waiting);
        });
        with_views(&String::from_utf8_lossy(html), &first).into_bytes()
    }

    /// Sends what changed since the page was made, or everything where no page was, and from then on what changes.
    pub(crate) fn connect(&self, app: &App, channel: Channel<Message>) {
        tracing::debug!("the UI listens");
        let mut state = self.state();
        if let Line::Page(waiting) = take(&mut state.line) {
            waiting.into_iter().for_each(|update| send(&channel, update));
            state.line = Line::Channel(channel);
            return;
        }
        drop(state);
        app.watch(|all| {
            let mut state = self.state();
            all.into_iter().chain(state.besides()).for_each(|update| send(&channel, update));
            state.line = Line::Channel(channel);
        });
    }

    pub(crate) fn send(&self, update: Update) {
        let mut state = self.state();
        match &update {
            Update::Link(view) => state.link = view.clone(),
            Update::Desktop(view) => state.desktop = view.clone(),
            _ => {}
        }
        match &mut state.line {
            Line::Nobody => {
                if let Update::Sought(view) = update {
                    state.sought = Some(view);
                }
            }
            Line::Page(waiting) => {
                // Each view is whole, so the last of a kind says it all.
                waiting.retain(|older| discriminant(older) != discriminant(&update));
                waiting.push(update);
            }
            // Under the lock, so that the parts of two lists never mix.
            Line::Channel(channel) => send(channel, update),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn besides(&mut self) -> impl Iterator<Item = Update> {
        let link = Some(self.link.clone()).filter(|link| link.asked.is_some());
        let desktop = Some(self.desktop.clone()).filter(|desktop| *desktop != DesktopView::default());
        let asked = link.map(Update::Link).into_iter().chain(desktop.map(Update::Desktop));
        asked.chain(self.sought.take().map(Update::Sought))
    }
}

fn fits_a_page(update: &Update) -> bool {
    !matches!(update, Update::Apps(view) if view.apps.len() > PAGE_HOLDS)
}

/// Data, not script: nothing runs it, and the policy of the page has no say in it.
fn with_views(html: &str, views: &[Update]) -> String {
    // Err: a view that cannot be written. Without any, the page asks.
    let Ok(json) = serde_json::to_string(views) else { return html.to_owned() };
    // The one character that could end the element.
    let json = if json.contains('<') { Cow::Owned(json.replace('<', "\\u003c")) } else { Cow::Borrowed(&json) };
    let element = format!("<script type=\"application/json\" id=\"views\">{json}</script></body>");
    html.replacen("</body>", &element, 1)
}

fn send(channel: &Channel<Message>, update: Update) {
    for message in in_parts(update) {
        // Err: the page is being reloaded and will connect anew.
        let _ = channel.send(message);
    }
}

fn in_parts(mut update: Update) -> Vec<Message> {
    let mut messages = Vec::new();
    if let Update::Apps(view) = &mut update {
        let mut apps = take(&mut view.apps).into_iter();
        while apps.len() > PART {
            messages.push(Message::Part { more: apps.by_ref().take(PART).collect() });
        }
        view.apps = apps.collect();
    }
    messages.push(Message::Whole(Box::new(update)));
    messages
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel as queue};

    use portico_core::view::{AppsView, FreshnessView, VaultView};
    use serde_json::Value;
    use tauri::ipc::InvokeResponseBody;

    use super::*;
    use crate::tests::core;

    fn apps(count: usize) -> AppsView {
        let app = |number: usize| AppView {
            key: number.to_string(),
            name: "</script><b>".to_owned(),
            description: None,
            category: None,
            icon: None,
            letters: "A".to_owned(),
            hue: 0,
            restriction: None,
            ends_at: None,
        };
        AppsView { apps: (0..count).map(app).collect(), ..AppsView::default() }
    }

    fn listen() -> (Channel<Message>, Receiver<Value>) {
        let (sender, receiver) = queue();
        let channel = Channel::new(move |body| {
            let InvokeResponseBody::Json(text) = body else { panic!("bytes") };
            sender.send(serde_json::from_str(&text).unwrap()).unwrap();
            Ok(())
        });
        (channel, receiver)
    }

    fn kinds(receiver: &Receiver<Value>) -> Vec<String> {
        receiver.try_iter().map(|message| message["what"].as_str().unwrap_or("part").to_owned()).collect()
    }

    fn freshness(unreadable: u32) -> Update {
        Update::Freshness(FreshnessView { unreadable, ..FreshnessView::default() })
    }

    #[test]
    fn a_long_list_comes_in_parts_that_make_it_up() {
        for (count, parts) in [(0, 0), (PART, 0), (PART + 1, 1), (3 * PART, 2), (3 * PART + 7, 3)] {
            let mut messages = in_parts(Update::Apps(apps(count)));
            let Some(Message::Whole(last)) = messages.pop() else { panic!("no list") };
            let Update::Apps(mut last) = *last else { panic!("another view") };
            assert_eq!(messages.len(), parts, "{count}");
            let before = messages.into_iter().flat_map(|message| match message {
                Message::Part { more } => more,
                Message::Whole(_) => panic!("a second list"),
            });
            last.apps = before.chain(take(&mut last.apps)).collect();
            assert_eq!(last, apps(count));
        }
    }

    #[test]
    fn the_page_holds_the_views_and_nothing_in_them_ends_the_element() {
        let html = with_views("<body><p></p></body>", &[Update::Apps(apps(1)), freshness(3)]);
        let (_, after) = html.split_once("id=\"views\">").unwrap();
        let (json, rest) = after.split_once("</script>").unwrap();
        assert_eq!(rest, "</body>");
        let views: Value = serde_json::from_str(json).unwrap();
        assert_eq!(views[0]["view"]["apps"][0]["name"], "</script><b>");
        assert_eq!(views[1]["view"]["unreadable"], 3);
    }

    #[test]
    fn what_changes_between_the_page_and_its_channel_is_sent_once_and_last() {
        let (app, _home) = core();
        let publisher = Publisher::default();
        let page = String::from_utf8(publisher.page(&app, b"<body></body>")).unwrap();
        assert!(page.contains("\"what\":\"session\""), "{page}");
        publisher.send(freshness(1));
        publisher.send(Update::Vault(VaultView::default()));
        publisher.send(freshness(2));
        let (channel, sent) = listen();
        publisher.connect(&app, channel);
        publisher.send(freshness(4));
        let messages: Vec<Value> = sent.try_iter().collect();
        assert_eq!(messages.len(), 3, "{messages:?}");
        assert_eq!(messages[0]["what"], "vault");
        assert_eq!((&messages[1]["view"]["unreadable"], &messages[2]["view"]["unreadable"]), (&2.into(), &4.into()));
    }

    #[test]
    fn a_page_without_views_is_sent_all_of_them() {
        let (app, _home) = core();
        let publisher = Publisher::default();
        publisher.send(freshness(1));
        let (channel, sent) = listen();
        publisher.connect(&app, channel);
        let all = kinds(&sent);
        assert!(all.iter().any(|kind| kind == "apps") && all.last().is_some_and(|kind| kind == "session"), "{all:?}");
        // A page that was loaded anew: the channel of the last one hears nothing more.
        publisher.page(&app, b"<body></body>");
        publisher.send(freshness(1));
        assert_eq!(kinds(&sent), Vec::<String>::new());
    }

    #[test]
    fn a_list_too_long_for_a_page_waits_for_the_channel() {
        assert!(fits_a_page(&Update::Apps(apps(PAGE_HOLDS))) && !fits_a_page(&Update::Apps(apps(PAGE_HOLDS + 1))));
        let publisher =
            Publisher(Mutex::new(State { line: Line::Page(vec![Update::Apps(apps(PART + 1))]), ..State::default() }));
        let (channel, sent) = listen();
        let (app, _home) = core();
        publisher.connect(&app, channel);
        assert_eq!(kinds(&sent), ["part", "apps"]);
    }
}
