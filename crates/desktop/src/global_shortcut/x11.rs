//! Grabs the global shortcut on X11: a passive grab of the root window (X Protocol, GrabKey).
//!
//! The handler is called when the key is pressed. Wayland has no such grab; there the portal is asked
//! ([`GlobalShortcut`](super::GlobalShortcut)).

use std::sync::Arc;
use std::thread;

use portico_core::settings::accelerator::{Accelerator, Key};
use x11rb::connection::Connection;
use x11rb::errors::{ConnectionError, ReplyError, ReplyOrIdError};
use x11rb::protocol::xproto::{
    ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, GrabMode, Keycode, ModMask, Timestamp, Window,
    WindowClass,
};
use x11rb::protocol::{ErrorKind, Event};
use x11rb::rust_connection::RustConnection;

/// The key is given back when this is dropped.
pub struct KeyGrab {
    server: Arc<Server>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrabError {
    /// Another program has it.
    AlreadyGrabbed,
    /// The keyboard has no such key.
    NoSuchKey,
    /// The X server cannot be reached.
    NoServer,
}

struct Server {
    connection: RustConnection,
    root: Window,
    /// Never shown: an event sent to it ends the thread.
    event_window: Window,
}

/// What the server is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Grab {
    keycode: Keycode,
    modifiers: u16,
    /// Caps Lock, Num Lock and both: a grab is for one state of them.
    lock_masks: [u16; 4],
}

impl KeyGrab {
    /// `pressed` is called once for each press, on a thread of its own.
    ///
    /// # Errors
    /// Why there is no such grab.
    pub fn grab(accelerator: &Accelerator, on_pressed: impl Fn() + Send + 'static) -> Result<Self, GrabError> {
        let server = Arc::new(Server::connect()?);
        let grab = server.find_grab(accelerator)?;
        server.grab(grab)?;
        let (listener, accelerator) = (server.clone(), accelerator.clone());
        let started = thread::Builder::new().name("key".to_owned()).spawn(move || {
            // Err: the server went away, and Portico's windows with it.
            let _ = listener.listen(&accelerator, grab, on_pressed);
        });
        started.map_err(|_| GrabError::NoServer)?;
        Ok(Self { server })
    }
}

impl Drop for KeyGrab {
    fn drop(&mut self) {
        let Server { connection, event_window, .. } = &*self.server;
        let end = ClientMessageEvent::new(8, *event_window, x11rb::protocol::xproto::AtomEnum::NONE, [0u8; 20]);
        // Err: there is no server, and no grab.
        let _ = connection.send_event(false, *event_window, EventMask::NO_EVENT, end);
        let _ = connection.flush();
    }
}

impl Server {
    fn connect() -> Result<Self, GrabError> {
        let (connection, screen) = RustConnection::connect(None).map_err(|_| GrabError::NoServer)?;
        let root = connection.setup().roots.get(screen).ok_or(GrabError::NoServer)?.root;
        let event_window = connection.generate_id()?;
        let window = CreateWindowAux::new();
        connection.create_window(0, event_window, root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &window)?.check()?;
        Ok(Self { connection, root, event_window })
    }

    /// Where the key is on this keyboard, as it is now.
    fn find_grab(&self, accelerator: &Accelerator) -> Result<Grab, GrabError> {
        let setup = self.connection.setup();
        let first = setup.min_keycode;
        let count = setup.max_keycode.saturating_sub(first).saturating_add(1);
        let mapping = self.connection.get_keyboard_mapping(first, count)?.reply()?;
        let columns = usize::from(mapping.keysyms_per_keycode).max(1);
        let find_keycode = |keysym: u32| {
            let rows = || (first..=setup.max_keycode).zip(mapping.keysyms.chunks(columns));
            // What it types without modifiers goes before what it types with them, or in another layout.
            let unmodified = rows().find(|(_, keysyms)| keysyms.first() == Some(&keysym));
            unmodified.or_else(|| rows().find(|(_, keysyms)| keysyms.contains(&keysym))).map(|(code, _)| code)
        };
        let modifier_map = self.connection.get_modifier_mapping()?.reply()?;
        let keycodes_per_modifier = usize::from(modifier_map.keycodes_per_modifier()).max(1);
        let find_mask = |keysyms: &[u32], default: ModMask| {
            let codes: Vec<_> = keysyms.iter().filter_map(|keysym| find_keycode(*keysym)).collect();
            let row = modifier_map
                .keycodes
                .chunks(keycodes_per_modifier)
                .position(|row| row.iter().any(|code| codes.contains(code)));
            row.map_or(u16::from(default), |row| 1 << row)
        };
        let num_lock = find_mask(&[NUM_LOCK], ModMask::M2);
        let caps_lock = u16::from(ModMask::LOCK);
        let modifiers = [
            (accelerator.ctrl, u16::from(ModMask::CONTROL)),
            (accelerator.shift, u16::from(ModMask::SHIFT)),
            (accelerator.alt, find_mask(&ALT, ModMask::M1)),
            (accelerator.super_key, find_mask(&SUPER, ModMask::M4)),
        ];
        let modifiers =
            modifiers.iter().filter(|(is_required, _)| *is_required).fold(0, |combined, (_, mask)| combined | mask);
        let keycode = find_keycode(keysym(accelerator.key)).ok_or(GrabError::NoSuchKey)?;
        Ok(Grab { keycode, modifiers, lock_masks: [0, caps_lock, num_lock, caps_lock | num_lock] })
    }

    /// All or none.
    fn grab(&self, grab: Grab) -> Result<(), GrabError> {
        for lock in grab.lock_masks {
            let modifiers = ModMask::from(grab.modifiers | lock);
            let request = self.connection.grab_key(
                false,
                self.root,
                modifiers,
                grab.keycode,
                GrabMode::ASYNC,
                GrabMode::ASYNC,
            )?;
            if let Err(error) = request.check() {
                self.release(grab)?;
                return Err(error.into());
            }
        }
        Ok(())
    }

    fn release(&self, grab: Grab) -> Result<(), ConnectionError> {
        for lock in grab.lock_masks {
            self.connection.ungrab_key(grab.keycode, self.root, ModMask::from(grab.modifiers | lock))?.ignore_error();
        }
        self.connection.flush()
    }

    fn listen(&self, accelerator: &Accelerator, mut grab: Grab, on_pressed: impl Fn()) -> Result<(), ConnectionError> {
        let mut last_release: Option<Timestamp> = None;
        loop {
            match self.connection.wait_for_event()? {
                // A key that is held is released and pressed again at the same moment.
                Event::KeyPress(press) if press.detail == grab.keycode && last_release != Some(press.time) => {
                    on_pressed()
                }
                Event::KeyRelease(release) => last_release = Some(release.time),
                // Another layout: the key may be elsewhere.
                Event::MappingNotify(_) => {
                    let Ok(new_grab) = self.find_grab(accelerator) else { continue };
                    if new_grab != grab {
                        self.release(grab)?;
                        grab = new_grab;
                        if self.grab(new_grab).is_err() {
                            tracing::info!("the palette's key is taken in this layout");
                        }
                    }
                }
                Event::ClientMessage(message) if message.window == self.event_window => return self.release(grab),
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

impl From<ReplyError> for GrabError {
    fn from(error: ReplyError) -> Self {
        match error {
            ReplyError::X11Error(error) if error.error_kind == ErrorKind::Access => Self::AlreadyGrabbed,
            _ => Self::NoServer,
        }
    }
}

impl From<ConnectionError> for GrabError {
    fn from(_: ConnectionError) -> Self {
        Self::NoServer
    }
}

impl From<ReplyOrIdError> for GrabError {
    fn from(_: ReplyOrIdError) -> Self {
        Self::NoServer
    }
}
