//! The key that brings the palette, where the desktop gives it out: the portal `GlobalShortcuts`, which is
//! the one way on Wayland. On X11 whoever asks first has it: [`x11`].
//!
//! The person decides the key, in a dialog of the desktop's and later in its settings; what is wanted here
//! is a proposal. The key is ours for as long as our connection is. Only the process that owns the portal's
//! name is heard, and only about our own session.

use std::future::Future;
use std::time::Duration;

use portico_core::settings::accelerator::{Accelerator, Key};
use portico_core::view::ShortcutView;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use zbus::connection;

mod portal;
mod session;
pub mod x11;

/// Called when the key is pressed, with the token that lets a window come to the front, if there is one.
pub type PressHandler = Box<dyn Fn(Option<String>) + Send + Sync>;

/// For the bus and the portal to answer; the portal may have to start first. Nobody waits for it.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// How often a person is asked, if the portal goes away over the question.
const MAX_PROMPTS: u32 = 3;
/// How often what worked and ended is begun again at once.
const MAX_RESTARTS: u32 = 5;

/// The key, for as long as this is kept.
pub struct GlobalShortcut {
    state: watch::Receiver<ShortcutView>,
    task: AbortHandle,
}

/// What is asked for.
struct ShortcutRequest {
    trigger: String,
    description: String,
    on_pressed: PressHandler,
}

/// How a session came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SessionEnd {
    /// With the portal's process.
    PortalGone,
    /// The desktop closed it.
    Closed,
    /// There never was one: this desktop has no such portal, or it is out of order.
    Unavailable,
}

impl GlobalShortcut {
    /// Asks the desktop, on the session bus. `wanted` is what it is to propose to the person, `what` says
    /// what the key does. Returns at once; call inside a Tokio runtime.
    pub fn register(accelerator: &Accelerator, description: String, pressed: PressHandler) -> Self {
        Self::start(None, accelerator, description, pressed)
    }

    /// On the bus at that address.
    pub fn register_on_bus(
        address: &str,
        accelerator: &Accelerator,
        description: String,
        pressed: PressHandler,
    ) -> Self {
        Self::start(Some(address.to_owned()), accelerator, description, pressed)
    }

    fn start(address: Option<String>, accelerator: &Accelerator, description: String, pressed: PressHandler) -> Self {
        let (state_sender, state) = watch::channel(ShortcutView::Requesting);
        let request = ShortcutRequest { trigger: preferred_trigger(accelerator), description, on_pressed: pressed };
        let task = tokio::spawn(async move {
            // `None`: there is no bus any more.
            let _ = run(address, &request, &state_sender).await;
            set_state(&state_sender, ShortcutView::Unavailable);
        });
        Self { state, task: task.abort_handle() }
    }

    /// What came of it; [`ShortcutView::Asking`] until that is known.
    pub fn state(&self) -> watch::Receiver<ShortcutView> {
        self.state.clone()
    }
}

impl Drop for GlobalShortcut {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One session after the other, for as long as there is a bus.
async fn run(
    address: Option<String>,
    request: &ShortcutRequest,
    state_sender: &watch::Sender<ShortcutView>,
) -> Option<()> {
    let bus = match &address {
        Some(address) => connection::Builder::address(address.as_str()),
        None => connection::Builder::session(),
    };
    let connection = with_timeout(bus.ok()?.build()).await?;
    let mut portal = portal::Portal::new(connection).await?;
    let (mut prompts_left, mut restarts_left) = (MAX_PROMPTS, MAX_RESTARTS);
    loop {
        let session_end = session::Session::run(&mut portal, request, state_sender, &mut prompts_left).await;
        let was_on = matches!(*state_sender.borrow(), ShortcutView::On { .. });
        match session_end {
            // To ask is to start it again.
            SessionEnd::PortalGone if was_on && restarts_left > 0 => restarts_left -= 1,
            // Whoever took the key away is not asked for it. But what the desktop still has, it tells.
            SessionEnd::Closed if was_on && restarts_left > 0 => (restarts_left, prompts_left) = (restarts_left - 1, 0),
            session_end => {
                let is_refusal = session_end == SessionEnd::Closed || *state_sender.borrow() == ShortcutView::Denied;
                set_state(state_sender, if is_refusal { ShortcutView::Denied } else { ShortcutView::Unavailable });
                portal.wait_for_new_owner().await?;
            }
        }
    }
}

/// In the syntax of the "shortcuts" specification: modifiers, and the name of a keysym.
fn preferred_trigger(shortcut: &Accelerator) -> String {
    let modifiers =
        [(shortcut.ctrl, "CTRL+"), (shortcut.alt, "ALT+"), (shortcut.shift, "SHIFT+"), (shortcut.super_key, "LOGO+")];
    let modifiers: String = modifiers.into_iter().filter(|(is_pressed, _)| *is_pressed).map(|(_, name)| name).collect();
    let key = match shortcut.key {
        Key::Character(letter) => letter.to_ascii_lowercase().to_string(),
        Key::Space => "space".to_owned(),
        Key::Enter => "Return".to_owned(),
        Key::PageUp => "Page_Up".to_owned(),
        Key::PageDown => "Page_Down".to_owned(),
        // By the same names.
        key @ (Key::Function(_)
        | Key::Tab
        | Key::Home
        | Key::End
        | Key::Insert
        | Key::Up
        | Key::Down
        | Key::Left
        | Key::Right) => key.to_string(),
    };
    modifiers + &key
}

/// `None`: it failed, or took too long.
async fn with_timeout<T>(call: impl Future<Output = zbus::Result<T>>) -> Option<T> {
    timeout(CALL_TIMEOUT, call).await.ok()?.ok()
}

fn set_state(state_sender: &watch::Sender<ShortcutView>, state: ShortcutView) {
    state_sender.send_if_modified(|current| {
        let is_changed = *current != state;
        *current = state;
        is_changed
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accelerators_are_written_in_portal_trigger_syntax() {
        for (shortcut, text) in [
            ("Ctrl+Alt+Space", "CTRL+ALT+space"),
            ("Super+Shift+P", "SHIFT+LOGO+p"),
            ("F12", "F12"),
            ("Alt+Enter", "ALT+Return"),
            ("Ctrl+PageUp", "CTRL+Page_Up"),
            ("Ctrl+PageDown", "CTRL+Page_Down"),
            ("Ctrl+Home", "CTRL+Home"),
            ("Alt+0", "ALT+0"),
        ] {
            assert_eq!(preferred_trigger(&shortcut.parse().unwrap()), text);
        }
    }
}
