//! Sends and grabs keys as another client of the X server: at a known moment, for measurements, or to whatever window
//! is active, for global shortcuts. Journeys type through [`crate::Window`], which does not care about milliseconds.

use std::time::Instant;

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    ConnectionExt as _, GetKeyboardMappingReply, GrabMode, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, ModMask,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use crate::desktop::session::Desktop;

pub struct XTestKeyboard {
    connection: RustConnection,
    root: u32,
    first_keycode: u8,
    keymap: GetKeyboardMappingReply,
}

impl XTestKeyboard {
    pub const BACKSPACE: u32 = 0xff08;
    pub const RETURN: u32 = 0xff0d;
    pub const SPACE: u32 = 0x20;
    pub const CONTROL: u32 = 0xffe3;
    pub const ALT: u32 = 0xffe9;

    pub fn connect(desktop: &Desktop) -> Self {
        let (connection, number) = RustConnection::connect(Some(desktop.display())).expect("the screen");
        let (first_keycode, last) = (connection.setup().min_keycode, connection.setup().max_keycode);
        let keymap = connection
            .get_keyboard_mapping(first_keycode, last - first_keycode + 1)
            .expect("a question")
            .reply()
            .expect("the keys");
        let root = connection.setup().roots[number].root;
        Self { connection, root, first_keycode, keymap }
    }

    /// Presses and releases a key, given as keysym (for a letter its code). Returns the moment before it went down.
    pub fn press(&self, key: u32) -> Instant {
        self.press_with_modifiers(&[], key)
    }

    /// As [`Self::press`], while the modifiers are held down.
    pub fn press_with_modifiers(&self, modifiers: &[u32], key: u32) -> Instant {
        let now = Instant::now();
        modifiers.iter().for_each(|key| self.send(KEY_PRESS_EVENT, *key));
        self.send(KEY_PRESS_EVENT, key);
        self.send(KEY_RELEASE_EVENT, key);
        modifiers.iter().rev().for_each(|key| self.send(KEY_RELEASE_EVENT, *key));
        self.connection.flush().expect("a key");
        now
    }

    /// Grabs a key with Ctrl and Alt for this client, until it is dropped.
    pub fn grab_with_ctrl_alt(&self, key: u32) {
        let code = self.keycode(key);
        let modifiers = ModMask::CONTROL | ModMask::M1;
        let grab = self.connection.grab_key(false, self.root, modifiers, code, GrabMode::ASYNC, GrabMode::ASYNC);
        grab.expect("a question").check().expect("the key is free");
    }

    fn send(&self, event: u8, key: u32) {
        self.connection.xtest_fake_input(event, self.keycode(key), 0, x11rb::NONE, 0, 0, 0).expect("a key");
    }

    fn keycode(&self, key: u32) -> u8 {
        let symbols_per_keycode = usize::from(self.keymap.keysyms_per_keycode);
        let index = self
            .keymap
            .keysyms
            .chunks(symbols_per_keycode)
            .position(|symbols| symbols.first() == Some(&key))
            .expect("the key");
        self.first_keycode + u8::try_from(index).expect("a key code")
    }
}
