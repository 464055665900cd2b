//! A key that works from everywhere, on X11: a passive grab of the root window (X Protocol, GrabKey).
//!
//! It says that the key was pressed, and does nothing. On Wayland nobody gets such a grab: there the desktop is
//! asked ([`GlobalShortcut`](super::GlobalShortcut)).

use std::sync::Arc;
use std::thread;

use portico_core::shortcut::{Key, Shortcut};
use x11rb::connection::Connection;
use x11rb::errors::{ConnectionError, ReplyError, ReplyOrIdError};
use x11rb::protocol::xproto::{
    ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, GrabMode, Keycode, ModMask, Timestamp, Window,
    WindowClass,
};
use x11rb::protocol::{ErrorKind, Event};
use x11rb::rust_connection::RustConnection;

/// The key is given back when this is dropped.
pub struct GrabbedKey {
    server: Arc<Server>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotGrabbed {
    /// Another program has it.
    Taken,
    /// The keyboard has no such key.
    NoSuchKey,
    /// The X server cannot be reached.
    NoServer,
}

struct Server {
    connection: RustConnection,
    root: Window,
    /// Never shown: an event sent to it ends the thread.
    own: Window,
}

/// What the server is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Grab {
    code: Keycode,
    modifiers: u16,
    /// Caps Lock, Num Lock and both: a grab is for one state of them.
    locks: [u16; 4],
}

impl GrabbedKey {
    /// `pressed` is called once for each press, on a thread of its own.
    ///
    /// # Errors
    /// Why there is no such grab.
    pub fn grab(shortcut: &Shortcut, pressed: impl Fn() + Send + 'static) -> Result<Self, NotGrabbed> {
        let server = Arc::new(Server::connect()?);
        let grab = server.find(shortcut)?;
        server.grab(grab)?;
        let (thread, shortcut) = (server.clone(), shortcut.clone());
        let started = thread::Builder::new().name("key".to_owned()).spawn(move || {
            // Err: the server went away, and Portico's windows with it.
            let _ = thread.listen(&shortcut, grab, pressed);
        });
        started.map_err(|_| NotGrabbed::NoServer)?;
        Ok(Self { server })
    }
}

impl Drop for GrabbedKey {
    fn drop(&mut self) {
        let Server { connection, own, .. } = &*self.server;
        let end = ClientMessageEvent::new(8, *own, x11rb::protocol::xproto::AtomEnum::NONE, [0u8; 20]);
        // Err: there is no server, and no grab.
        let _ = connection.send_event(false, *own, EventMask::NO_EVENT, end);
        let _ = connection.flush();
    }
}

impl Server {
    fn connect() -> Result<Self, NotGrabbed> {
        let (connection, screen) = RustConnection::connect(None).map_err(|_| NotGrabbed::NoServer)?;
        let root = connection.setup().roots.get(screen).ok_or(NotGrabbed::NoServer)?.root;
        let own = connection.generate_id()?;
        let window = CreateWindowAux::new();
        connection.create_window(0, own, root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &window)?.check()?;
        Ok(Self { connection, root, own })
    }

    /// Where the key is on this keyboard, as it is now.
    fn find(&self, shortcut: &Shortcut) -> Result<Grab, NotGrabbed> {
        let setup = self.connection.setup();
        let first = setup.min_keycode;
        let count = setup.max_keycode.saturating_sub(first).saturating_add(1);
        let mapping = self.connection.get_keyboard_mapping(first, count)?.reply()?;
        let columns = usize::from(mapping.keysyms_per_keycode).max(1);
        let code_of = |wanted: u32| {
            let rows = || (first..=setup.max_keycode).zip(mapping.keysyms.chunks(columns));
            // What it types without modifiers goes before what it types with them, or in another layout.
            let plain = rows().find(|(_, keysyms)| keysyms.first() == Some(&wanted));
            plain.or_else(|| rows().find(|(_, keysyms)| keysyms.contains(&wanted))).map(|(code, _)| code)
        };
        let held = self.connection.get_modifier_mapping()?.reply()?;
        let per = usize::from(held.keycodes_per_modifier()).max(1);
        let mask_of = |keysyms: &[u32], usual: ModMask| {
            let codes: Vec<_> = keysyms.iter().filter_map(|keysym| code_of(*keysym)).collect();
            let row = held.keycodes.chunks(per).position(|row| row.iter().any(|code| codes.contains(code)));
            row.map_or(u16::from(usual), |row| 1 << row)
        };
        let num_lock = mask_of(&[NUM_LOCK], ModMask::M2);
        let caps_lock = u16::from(ModMask::LOCK);
        let modifiers = [
            (shortcut.ctrl, u16::from(ModMask::CONTROL)),
            (shortcut.shift, u16::from(ModMask::SHIFT)),
            (shortcut.alt, mask_of(&ALT, ModMask::M1)),
            (shortcut.logo, mask_of(&SUPER, ModMask::M4)),
        ];
        let modifiers = modifiers.iter().filter(|(held, _)| *held).fold(0, |all, (_, mask)| all | mask);
        let code = code_of(keysym(shortcut.key)).ok_or(NotGrabbed::NoSuchKey)?;
        Ok(Grab { code, modifiers, locks: [0, caps_lock, num_lock, caps_lock | num_lock] })
    }

    /// All or none.
    fn grab(&self, grab: Grab) -> Result<(), NotGrabbed> {
        for lock in grab.locks {
            let modifiers = ModMask::from(grab.modifiers | lock);
            let asked =
                self.connection.grab_key(false, self.root, modifiers, grab.code, GrabMode::ASYNC, GrabMode::ASYNC)?;
            if let Err(refused) = asked.check() {
                self.release(grab)?;
                return Err(refused.into());
            }
        }
        Ok(())
    }

    fn release(&self, grab: Grab) -> Result<(), ConnectionError> {
        for lock in grab.locks {
            self.connection.ungrab_key(grab.code, self.root, ModMask::from(grab.modifiers | lock))?.ignore_error();
        }
        self.connection.flush()
    }

    fn listen(&self, shortcut: &Shortcut, mut grab: Grab, pressed: impl Fn()) -> Result<(), ConnectionError> {
        let mut released: Option<Timestamp> = None;
        loop {
            match self.connection.wait_for_event()? {
                // A key that is held is released and pressed again at the same moment.
                Event::KeyPress(press) if press.detail == grab.code && released != Some(press.time) => pressed(),
                Event::KeyRelease(release) => released = Some(release.time),
                // Another layout: the key may be elsewhere.
                Event::MappingNotify(_) => {
                    let Ok(found) = self.find(shortcut) else { continue };
                    if found != grab {
                        self.release(grab)?;
                        grab = found;
                        if self.grab(found).is_err() {
                            tracing::info!("the palette's key is taken in this layout");
                        }
                    }
                }
                Event::ClientMessage(message) if message.window == self.own => return self.release(grab),
                _ => {}
            }
        }
    }
}

const NUM_LOCK: u32 = 0xff7f;
/// Left and right.
const ALT: [u32; 2] = [0xffe9, 0xffea];
const SUPER: [u32; 2] = [0xffeb, 0xffec];

/// As in X11/keysymdef.h. Of letters the small ones: those are typed without modifiers.
fn keysym(key: Key) -> u32 {
    match key {
        Key::Character(letter) => u32::from(letter.to_ascii_lowercase()),
        Key::Function(number) => 0xffbd + u32::from(number),
        Key::Space => 0x20,
        Key::Enter => 0xff0d,
        Key::Tab => 0xff09,
        Key::Home => 0xff50,
        Key::Left => 0xff51,
        Key::Up => 0xff52,
        Key::Right => 0xff53,
        Key::Down => 0xff54,
        Key::PageUp => 0xff55,
        Key::PageDown => 0xff56,
        Key::End => 0xff57,
        Key::Insert => 0xff63,
    }
}

impl From<ReplyError> for NotGrabbed {
    fn from(error: ReplyError) -> Self {
        match error {
            ReplyError::X11Error(error) if error.error_kind == ErrorKind::Access => Self::Taken,
            _ => Self::NoServer,
        }
    }
}

impl From<ConnectionError> for NotGrabbed {
    fn from(_: ConnectionError) -> Self {
        Self::NoServer
    }
}

impl From<ReplyOrIdError> for NotGrabbed {
    fn from(_: ReplyOrIdError) -> Self {
        Self::NoServer
    }
}
