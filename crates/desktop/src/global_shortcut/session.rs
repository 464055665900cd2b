//! Runs one session with the portal, from its creation to its end.

use std::collections::HashMap;

use portico_core::view::ShortcutView;
use tokio::sync::watch;
use tokio::time::timeout;
use zbus::Message;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use super::portal::{Options, Portal, Results, SHORTCUTS_INTERFACE, is_signal};
use super::request::{SessionEnd, ShortcutRequest};
use crate::session_bus::{CALL_TIMEOUT, set_state};

const SESSION_INTERFACE: &str = "org.freedesktop.portal.Session";
/// What the desktop keeps the key under, so it never changes.
const SHORTCUT_ID: &str = "palette";
/// The description of a trigger is shown in one line.
const MAX_TRIGGER_CHARS: usize = 60;

type ShortcutEntry = (String, HashMap<String, OwnedValue>);

pub(super) struct Session<'a> {
    handle: OwnedObjectPath,
    request: &'a ShortcutRequest,
    state_sender: &'a watch::Sender<ShortcutView>,
}

impl<'a> Session<'a> {
    /// Until it ends. A person is asked only if there are `questions` left, and nothing but that waits for one.
    pub(super) async fn run(
        portal: &mut Portal,
        request: &'a ShortcutRequest,
        state_sender: &'a watch::Sender<ShortcutView>,
        prompts_left: &mut u32,
    ) -> SessionEnd {
        let session = match timeout(CALL_TIMEOUT * 3, Self::create(portal, request, state_sender)).await {
            Ok(Ok(session)) => session,
            Ok(Err(session_end)) => return session_end,
            Err(_) => return SessionEnd::Unavailable,
        };
        match session.bind_and_listen(portal, prompts_left).await {
            Ok(never) => match never {},
            Err(session_end) => session_end,
        }
    }

    async fn create(
        portal: &mut Portal,
        request: &'a ShortcutRequest,
        state_sender: &'a watch::Sender<ShortcutView>,
    ) -> Result<Self, SessionEnd> {
        portal.connect().await?;
        let token = portal.next_token();
        let handle = portal.handle_path("session", &token).ok_or(SessionEnd::Unavailable)?;
        let body = |mut options: Options<'static>| {
            options.insert("session_handle_token", Value::from(token));
            (options,)
        };
        let (response, results) = portal.request("CreateSession", body, |_| Ok(())).await?;
        // A text, says the specification; a path, say some.
        let returned_handle = results.get("session_handle").and_then(|value| match &**value {
            Value::Str(text) => Some(text.as_str()),
            Value::ObjectPath(path) => Some(path.as_str()),
            _ => None,
        });
        if response != 0 || returned_handle != Some(handle.as_str()) {
            return Err(SessionEnd::Unavailable);
        }
        Ok(Self { handle, request, state_sender })
    }

    async fn bind_and_listen(
        &self,
        portal: &mut Portal,
        prompts_left: &mut u32,
    ) -> Result<std::convert::Infallible, SessionEnd> {
        let handle = self.handle.clone();
        let list_request =
            portal.request("ListShortcuts", |options| (handle, options), |message| self.handle_message(message));
        // No answer: then the person is asked.
        let shortcut_state = match timeout(CALL_TIMEOUT, list_request).await {
            Ok(Ok(response)) => parse_response(&response).flatten(),
            Ok(Err(session_end)) if session_end != SessionEnd::Unavailable => return Err(session_end),
            _ => None,
        };
        let state = match shortcut_state {
            Some(state) => state,
            None if *prompts_left == 0 => ShortcutView::Denied,
            None => {
                *prompts_left -= 1;
                set_state(self.state_sender, ShortcutView::Requesting);
                let response = self.bind_shortcut(portal).await?;
                let bound_state = parse_response(&response).map(|current| {
                    current.unwrap_or_else(|| match response.1.contains_key("shortcuts") {
                        // The person took it off the list.
                        true => ShortcutView::Denied,
                        false => ShortcutView::On { accelerator: None, is_desktop_managed: true },
                    })
                });
                bound_state.unwrap_or(ShortcutView::Denied)
            }
        };
        if state == ShortcutView::Denied {
            *prompts_left = 0;
        }
        set_state(self.state_sender, state);
        loop {
            let message = portal.next_message().await?;
            self.handle_message(&message)?;
        }
    }

    /// Asks the person, for as long as that takes.
    async fn bind_shortcut(&self, portal: &mut Portal) -> Result<(u32, Results), SessionEnd> {
        let properties = HashMap::from([
            ("description", Value::from(self.request.description.clone())),
            ("preferred_trigger", Value::from(self.request.trigger.clone())),
        ]);
        // The window that asks: none in particular.
        let body = |options| (self.handle.clone(), vec![(SHORTCUT_ID, properties)], "", options);
        portal.request("BindShortcuts", body, |message| self.handle_message(message)).await
    }

    /// What is not of this session is of no interest.
    fn handle_message(&self, message: &Message) -> Result<(), SessionEnd> {
        let body = message.body();
        if is_signal(message, SHORTCUTS_INTERFACE, "Activated") {
            let activation = body.deserialize::<(OwnedObjectPath, String, u64, HashMap<String, OwnedValue>)>();
            if let Ok((session, id, _, options)) = activation
                && session == self.handle
                && id == SHORTCUT_ID
            {
                let token = options.get("activation_token").and_then(|token| token.downcast_ref::<String>().ok());
                (self.request.on_pressed)(token.filter(|token| !token.is_empty()));
            }
        } else if is_signal(message, SHORTCUTS_INTERFACE, "ShortcutsChanged") {
            if let Ok((session, shortcuts)) = body.deserialize::<(OwnedObjectPath, Vec<ShortcutEntry>)>()
                && session == self.handle
                && let Some(state) = find_shortcut(&shortcuts)
            {
                set_state(self.state_sender, state);
            }
        } else if is_signal(message, SESSION_INTERFACE, "Closed") && message.header().path() == Some(&*self.handle) {
            return Err(SessionEnd::Closed);
        }
        Ok(())
    }
}

/// `None`: no. `Some(None)`: yes, and nothing about our key.
fn parse_response((response, results): &(u32, Results)) -> Option<Option<ShortcutView>> {
    let entries = || Vec::<ShortcutEntry>::try_from(results.get("shortcuts")?.try_clone().ok()?).ok();
    (*response == 0).then(|| find_shortcut(&entries()?))
}

fn find_shortcut(entries: &[ShortcutEntry]) -> Option<ShortcutView> {
    let (_, properties) = entries.iter().find(|(id, _)| id == SHORTCUT_ID)?;
    let trigger = properties.get("trigger_description").and_then(|text| text.downcast_ref::<String>().ok());
    let accelerator =
        trigger.map(|text| text.trim().chars().filter(|letter| !letter.is_control()).take(MAX_TRIGGER_CHARS).collect());
    Some(ShortcutView::On {
        accelerator: accelerator.filter(|text: &String| !text.is_empty()),
        is_desktop_managed: true,
    })
}
