//! Binds the global shortcut that opens the palette, through the portal `GlobalShortcuts`: the only way on Wayland.
//! [`x11`] grabs the key on X11.
//!
//! The user chooses the key in a dialog of the desktop and later in its settings; the accelerator given here is a
//! proposal. The binding lasts as long as the D-Bus connection. Signals count only if they come from the process that
//! owns the portal's name, and only if they are about this session.

use portico_core::settings::accelerator::{Accelerator, Key};
use portico_core::task;
use portico_core::view::ShortcutView;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::session_bus::{self, set_state, with_timeout};

mod portal;
mod registered;
mod request;
mod session;
pub mod x11;

pub use registered::RegisteredShortcut;
pub use request::PressHandler;
use request::{SessionEnd, ShortcutRequest};

/// How many times the user is asked if the portal ends during the question.
const MAX_PROMPTS: u32 = 3;
/// How many times a session that worked and ended is restarted at once.
const MAX_RESTARTS: u32 = 5;

/// The bound shortcut, until dropped.
pub struct GlobalShortcut {
    state: watch::Receiver<ShortcutView>,
    task: AbortHandle,
}

impl GlobalShortcut {
    /// Requests the shortcut on the bus at `address`, or else on the session bus. The desktop proposes `accelerator` to
    /// the user; `description` says what the key does. Returns at once; call inside a Tokio runtime.
    pub fn register(
        address: Option<&str>,
        accelerator: &Accelerator,
        description: String,
        on_pressed: PressHandler,
    ) -> Self {
        let address = address.map(str::to_owned);
        let (state_sender, state) = watch::channel(ShortcutView::Requesting);
        let request = ShortcutRequest { trigger: preferred_trigger(accelerator), description, on_pressed };
        let panicked = state_sender.clone();
        let run = async move {
            // `None`: the bus is gone.
            let _ = run(address, &request, &state_sender).await;
            set_state(&state_sender, ShortcutView::Unavailable);
        };
        let task = task::spawn(run, move || set_state(&panicked, ShortcutView::Unavailable));
        Self { state, task: task.abort_handle() }
    }

    /// The state of the request; [`ShortcutView::Requesting`] until the desktop answers.
    pub fn state(&self) -> watch::Receiver<ShortcutView> {
        self.state.clone()
    }
}

impl Drop for GlobalShortcut {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Runs one session after another until the bus is gone, then returns `None`.
async fn run(
    address: Option<String>,
    request: &ShortcutRequest,
    state_sender: &watch::Sender<ShortcutView>,
) -> Option<()> {
    let connection = with_timeout(session_bus::builder(address.as_deref()).ok()?.build()).await?;
    let mut portal = portal::Portal::new(connection).await?;
    let (mut prompts_left, mut restarts_left) = (MAX_PROMPTS, MAX_RESTARTS);
    loop {
        let session_end = session::Session::run(&mut portal, request, state_sender, &mut prompts_left).await;
        let was_on = matches!(*state_sender.borrow(), ShortcutView::On { .. });
        match session_end {
            // The request starts the portal again.
            SessionEnd::PortalGone if was_on && restarts_left > 0 => restarts_left -= 1,
            // A closed session was revoked: do not ask the user again, only read what the desktop still has bound.
            SessionEnd::Closed if was_on && restarts_left > 0 => (restarts_left, prompts_left) = (restarts_left - 1, 0),
            session_end => {
                let is_refusal = session_end == SessionEnd::Closed || *state_sender.borrow() == ShortcutView::Denied;
                set_state(state_sender, if is_refusal { ShortcutView::Denied } else { ShortcutView::Unavailable });
                portal.wait_for_new_owner().await?;
            }
        }
    }
}

/// The accelerator in the syntax of the "shortcuts" specification: modifiers and the name of a keysym.
fn preferred_trigger(accelerator: &Accelerator) -> String {
    let modifiers = [
        (accelerator.ctrl, "CTRL+"),
        (accelerator.alt, "ALT+"),
        (accelerator.shift, "SHIFT+"),
        (accelerator.super_key, "LOGO+"),
    ];
    let modifiers: String = modifiers.into_iter().filter(|(is_pressed, _)| *is_pressed).map(|(_, name)| name).collect();
    let key = match accelerator.key {
        Key::Character(letter) => letter.to_ascii_lowercase().to_string(),
        Key::Space => "space".to_owned(),
        Key::Enter => "Return".to_owned(),
        Key::PageUp => "Page_Up".to_owned(),
        Key::PageDown => "Page_Down".to_owned(),
        // The keysyms have the same names.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accelerators_are_written_in_portal_trigger_syntax() {
        for (accelerator, text) in [
            ("Ctrl+Alt+Space", "CTRL+ALT+space"),
            ("Super+Shift+P", "SHIFT+LOGO+p"),
            ("F12", "F12"),
            ("Alt+Enter", "ALT+Return"),
            ("Ctrl+PageUp", "CTRL+Page_Up"),
            ("Ctrl+PageDown", "CTRL+Page_Down"),
            ("Ctrl+Home", "CTRL+Home"),
            ("Alt+0", "ALT+0"),
        ] {
            assert_eq!(preferred_trigger(&accelerator.parse().unwrap()), text);
        }
    }
}
