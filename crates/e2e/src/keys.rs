//! Keys as another client of the X server has them: pressed at a known moment, for clocks, or with whatever window
//! there is, for keys that work everywhere; and taken, so that nobody else gets them. Journeys type through
//! [`crate::Window`], which does not care about milliseconds.

use std::time::Instant;

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    ConnectionExt as _, GetKeyboardMappingReply, GrabMode, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, ModMask,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use crate::desktop::Desktop;

pub struct Keys {
    screen: RustConnection,
    root: u32,
    first: u8,
    codes: GetKeyboardMappingReply,
}

impl Keys {
    pub const BACKSPACE: u32 = 0xff08;
    pub const RETURN: u32 = 0xff0d;
    pub const SPACE: u32 = 0x20;
    pub const CONTROL: u32 = 0xffe3;
    pub const ALT: u32 = 0xffe9;

    pub fn of(desktop: &Desktop) -> Self {
        let (screen, number) = RustConnection::connect(Some(desktop.display())).expect("the screen");
        let (first, last) = (screen.setup().min_keycode, screen.setup().max_keycode);
        let codes =
            screen.get_keyboard_mapping(first, last - first + 1).expect("a question").reply().expect("the keys");
        let root = screen.setup().roots[number].root;
        Self { screen, root, first, codes }
    }

    /// Goes down and up again. `key`: X's number, for a letter its own. Returns the moment before it went down.
    pub fn press(&self, key: u32) -> Instant {
        self.press_with_modifiers(&[], key)
    }

    /// The same while others are held.
    pub fn press_with_modifiers(&self, held: &[u32], key: u32) -> Instant {
        let now = Instant::now();
        held.iter().for_each(|key| self.send(KEY_PRESS_EVENT, *key));
        self.send(KEY_PRESS_EVENT, key);
        self.send(KEY_RELEASE_EVENT, key);
        held.iter().rev().for_each(|key| self.send(KEY_RELEASE_EVENT, *key));
        self.screen.flush().expect("a key");
        now
    }

    /// Takes a key with Ctrl and Alt from all other programs, until this is dropped.
    pub fn take(&self, key: u32) {
        let code = self.code(key);
        let held = ModMask::CONTROL | ModMask::M1;
        let taken = self.screen.grab_key(false, self.root, held, code, GrabMode::ASYNC, GrabMode::ASYNC);
        taken.expect("a question").check().expect("the key is free");
    }

    fn send(&self, event: u8, key: u32) {
        self.screen.xtest_fake_input(event, self.code(key), 0, x11rb::NONE, 0, 0, 0).expect("a key");
    }

    fn code(&self, key: u32) -> u8 {
        let each = usize::from(self.codes.keysyms_per_keycode);
        let place = self.codes.keysyms.chunks(each).position(|symbols| symbols.first() == Some(&key)).expect("the key");
        self.first + u8::try_from(place).expect("a key code")
    }
}
