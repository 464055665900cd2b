//! The key that brings the palette, where the desktop gives it out: the portal `GlobalShortcuts`, which is
//! the one way on Wayland. On X11 whoever asks first has it: [`x11`].
//!
//! The person decides the key, in a dialog of the desktop's and later in its settings; what is wanted here
//! is a proposal. The key is ours for as long as our connection is. Only the process that owns the portal's
//! name is heard, and only about our own session.

use std::future::Future;
use std::time::Duration;

use portico_core::shortcut::{Key, Shortcut};
use portico_core::view::ShortcutView;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use zbus::connection;

mod portal;
mod session;
pub mod x11;

/// Called when the key is pressed, with the token that lets a window come to the front, if there is one.
pub type Pressed = Box<dyn Fn(Option<String>) + Send + Sync>;

/// For the bus and the portal to answer; the portal may have to start first. Nobody waits for it.
const LIMIT: Duration = Duration::from_secs(30);
/// How often a person is asked, if the portal goes away over the question.
const QUESTIONS: u32 = 3;
/// How often what worked and ended is begun again at once.
const RESTARTS: u32 = 5;

/// The key, for as long as this is kept.
pub struct GlobalShortcut {
    view: watch::Receiver<ShortcutView>,
    task: AbortHandle,
}

/// What is asked for.
struct Wanted {
    trigger: String,
    description: String,
    pressed: Pressed,
}

/// How a session came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// With the portal's process.
    Gone,
    /// The desktop closed it.
    Closed,
    /// There never was one: this desktop has no such portal, or it is out of order.
    Unavailable,
}

impl GlobalShortcut {
    /// Asks the desktop, on the session bus. `wanted` is what it is to propose to the person, `what` says
    /// what the key does. Returns at once; call inside a Tokio runtime.
    pub fn ask(wanted: &Shortcut, what: String, pressed: Pressed) -> Self {
        Self::start(None, wanted, what, pressed)
    }

    /// On the bus at that address.
    pub fn ask_at(address: &str, wanted: &Shortcut, what: String, pressed: Pressed) -> Self {
        Self::start(Some(address.to_owned()), wanted, what, pressed)
    }

    fn start(address: Option<String>, wanted: &Shortcut, description: String, pressed: Pressed) -> Self {
        let (seen, view) = watch::channel(ShortcutView::Asking);
        let wanted = Wanted { trigger: trigger(wanted), description, pressed };
        let task = tokio::spawn(async move {
            // `None`: there is no bus any more.
            let _ = stay(address, &wanted, &seen).await;
            tell(&seen, ShortcutView::Unavailable);
        });
        Self { view, task: task.abort_handle() }
    }

    /// What came of it; [`ShortcutView::Asking`] until that is known.
    pub fn view(&self) -> watch::Receiver<ShortcutView> {
        self.view.clone()
    }
}

impl Drop for GlobalShortcut {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One session after the other, for as long as there is a bus.
async fn stay(address: Option<String>, wanted: &Wanted, seen: &watch::Sender<ShortcutView>) -> Option<()> {
    let bus = match &address {
        Some(address) => connection::Builder::address(address.as_str()),
        None => connection::Builder::session(),
    };
    let connection = within(bus.ok()?.build()).await?;
    let mut portal = portal::Portal::watch(connection).await?;
    let (mut questions, mut restarts) = (QUESTIONS, RESTARTS);
    loop {
        let ended = session::Session::run(&mut portal, wanted, seen, &mut questions).await;
        let was_on = matches!(*seen.borrow(), ShortcutView::On { .. });
        match ended {
            // To ask is to start it again.
            Ended::Gone if was_on && restarts > 0 => restarts -= 1,
            // Whoever took the key away is not asked for it. But what the desktop still has, it tells.
            Ended::Closed if was_on && restarts > 0 => (restarts, questions) = (restarts - 1, 0),
            ended => {
                let is_refusal = ended == Ended::Closed || *seen.borrow() == ShortcutView::Refused;
                tell(seen, if is_refusal { ShortcutView::Refused } else { ShortcutView::Unavailable });
                portal.another().await?;
            }
        }
    }
}

/// In the syntax of the "shortcuts" specification: modifiers, and the name of a keysym.
fn trigger(shortcut: &Shortcut) -> String {
    let modifiers =
        [(shortcut.ctrl, "CTRL+"), (shortcut.alt, "ALT+"), (shortcut.shift, "SHIFT+"), (shortcut.logo, "LOGO+")];
    let modifiers: String = modifiers.into_iter().filter(|(held, _)| *held).map(|(_, name)| name).collect();
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
async fn within<T>(asked: impl Future<Output = zbus::Result<T>>) -> Option<T> {
    timeout(LIMIT, asked).await.ok()?.ok()
}

fn tell(seen: &watch::Sender<ShortcutView>, view: ShortcutView) {
    seen.send_if_modified(|told| {
        let changes = *told != view;
        *told = view;
        changes
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn desktops_are_asked_in_their_own_words() {
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
            assert_eq!(trigger(&shortcut.parse().unwrap()), text);
        }
    }
}
