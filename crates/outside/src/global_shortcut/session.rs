//! One session with the portal: from the first question to its end.

use std::collections::HashMap;

use portico_core::view::ShortcutView;
use tokio::sync::watch;
use tokio::time::timeout;
use zbus::Message;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use super::portal::{Options, Portal, Results, SHORTCUTS, is_signal};
use super::{Ended, LIMIT, Wanted, tell};

const SESSION: &str = "org.freedesktop.portal.Session";
/// What the desktop keeps the key under, so it never changes.
const ID: &str = "palette";
/// Letters of a description; it is shown in one line.
const LONGEST: usize = 60;

type Told = (String, HashMap<String, OwnedValue>);

pub(super) struct Session<'a> {
    handle: OwnedObjectPath,
    wanted: &'a Wanted,
    seen: &'a watch::Sender<ShortcutView>,
}

impl<'a> Session<'a> {
    /// Until it ends. A person is asked only if there are `questions` left, and nothing but that waits for one.
    pub(super) async fn run(
        portal: &mut Portal,
        wanted: &'a Wanted,
        seen: &'a watch::Sender<ShortcutView>,
        questions: &mut u32,
    ) -> Ended {
        let session = match timeout(LIMIT * 3, Self::begin(portal, wanted, seen)).await {
            Ok(Ok(session)) => session,
            Ok(Err(ended)) => return ended,
            Err(_) => return Ended::Unavailable,
        };
        match session.serve(portal, questions).await {
            Ok(never) => match never {},
            Err(ended) => ended,
        }
    }

    async fn begin(
        portal: &mut Portal,
        wanted: &'a Wanted,
        seen: &'a watch::Sender<ShortcutView>,
    ) -> Result<Self, Ended> {
        portal.meet().await?;
        let token = portal.token();
        let handle = portal.path("session", &token).ok_or(Ended::Unavailable)?;
        let body = |mut options: Options<'static>| {
            options.insert("session_handle_token", Value::from(token));
            (options,)
        };
        let (response, results) = portal.request("CreateSession", body, |_| Ok(())).await?;
        // A text, says the specification; a path, say some.
        let given = results.get("session_handle").and_then(|given| match &**given {
            Value::Str(text) => Some(text.as_str()),
            Value::ObjectPath(path) => Some(path.as_str()),
            _ => None,
        });
        if response != 0 || given != Some(handle.as_str()) {
            return Err(Ended::Unavailable);
        }
        Ok(Self { handle, wanted, seen })
    }

    async fn serve(&self, portal: &mut Portal, questions: &mut u32) -> Result<std::convert::Infallible, Ended> {
        let handle = self.handle.clone();
        let listed = portal.request("ListShortcuts", |options| (handle, options), |message| self.hear(message));
        // No answer: then the person is asked.
        let listed = match timeout(LIMIT, listed).await {
            Ok(Ok(answer)) => granted(&answer).flatten(),
            Ok(Err(ended)) if ended != Ended::Unavailable => return Err(ended),
            _ => None,
        };
        let view = match listed {
            Some(view) => view,
            None if *questions == 0 => ShortcutView::Refused,
            None => {
                *questions -= 1;
                tell(self.seen, ShortcutView::Asking);
                let answer = self.ask(portal).await?;
                let granted = granted(&answer).map(|told| {
                    told.unwrap_or_else(|| match answer.1.contains_key("shortcuts") {
                        // The person took it off the list.
                        true => ShortcutView::Refused,
                        false => ShortcutView::On { keys: None, by_desktop: true },
                    })
                });
                granted.unwrap_or(ShortcutView::Refused)
            }
        };
        if view == ShortcutView::Refused {
            *questions = 0;
        }
        tell(self.seen, view);
        loop {
            let message = portal.hear().await?;
            self.hear(&message)?;
        }
    }

    /// Asks the person, for as long as that takes.
    async fn ask(&self, portal: &mut Portal) -> Result<(u32, Results), Ended> {
        let what = HashMap::from([
            ("description", Value::from(self.wanted.description.clone())),
            ("preferred_trigger", Value::from(self.wanted.trigger.clone())),
        ]);
        // The window that asks: none in particular.
        let body = |options| (self.handle.clone(), vec![(ID, what)], "", options);
        portal.request("BindShortcuts", body, |message| self.hear(message)).await
    }

    /// What is not of this session is of no interest.
    fn hear(&self, message: &Message) -> Result<(), Ended> {
        let body = message.body();
        if is_signal(message, SHORTCUTS, "Activated") {
            let pressed = body.deserialize::<(OwnedObjectPath, String, u64, HashMap<String, OwnedValue>)>();
            if let Ok((session, id, _, options)) = pressed
                && session == self.handle
                && id == ID
            {
                let token = options.get("activation_token").and_then(|token| token.downcast_ref::<String>().ok());
                (self.wanted.pressed)(token.filter(|token| !token.is_empty()));
            }
        } else if is_signal(message, SHORTCUTS, "ShortcutsChanged") {
            if let Ok((session, shortcuts)) = body.deserialize::<(OwnedObjectPath, Vec<Told>)>()
                && session == self.handle
                && let Some(view) = ours(&shortcuts)
            {
                tell(self.seen, view);
            }
        } else if is_signal(message, SESSION, "Closed") && message.header().path() == Some(&*self.handle) {
            return Err(Ended::Closed);
        }
        Ok(())
    }
}

/// `None`: no. `Some(None)`: yes, and nothing about our key.
fn granted((response, results): &(u32, Results)) -> Option<Option<ShortcutView>> {
    let told = || Vec::<Told>::try_from(results.get("shortcuts")?.try_clone().ok()?).ok();
    (*response == 0).then(|| ours(&told()?))
}

fn ours(shortcuts: &[Told]) -> Option<ShortcutView> {
    let (_, told) = shortcuts.iter().find(|(id, _)| id == ID)?;
    let keys = told.get("trigger_description").and_then(|text| text.downcast_ref::<String>().ok());
    let keys = keys.map(|text| text.trim().chars().filter(|letter| !letter.is_control()).take(LONGEST).collect());
    Some(ShortcutView::On { keys: keys.filter(|text: &String| !text.is_empty()), by_desktop: true })
}
