//! Keys at a known moment, for clocks: pressed through the X server's test extension from this process. Journeys type
//! through [`crate::Window`], which does not care about milliseconds.

use std::time::Instant;

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt as _, GetKeyboardMappingReply, KEY_PRESS_EVENT, KEY_RELEASE_EVENT};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use crate::desktop::Desktop;

pub struct Keys {
    screen: RustConnection,
    first: u8,
    codes: GetKeyboardMappingReply,
}

impl Keys {
    pub const BACKSPACE: u32 = 0xff08;
    pub const RETURN: u32 = 0xff0d;

    pub fn of(desktop: &Desktop) -> Self {
        let (screen, _) = RustConnection::connect(Some(desktop.display())).expect("the screen");
        let (first, last) = (screen.setup().min_keycode, screen.setup().max_keycode);
        let codes =
            screen.get_keyboard_mapping(first, last - first + 1).expect("a question").reply().expect("the keys");
        Self { screen, first, codes }
    }

    /// Goes down and up again. `key`: X's number, for a letter its own. Returns the moment before it went down.
    pub fn press(&self, key: u32) -> Instant {
        let each = usize::from(self.codes.keysyms_per_keycode);
        let place = self.codes.keysyms.chunks(each).position(|symbols| symbols.first() == Some(&key)).expect("the key");
        let code = self.first + u8::try_from(place).expect("a key code");
        let now = Instant::now();
        for event in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
            self.screen.xtest_fake_input(event, code, 0, x11rb::NONE, 0, 0, 0).expect("a key");
        }
        self.screen.flush().expect("a key");
        now
    }
}
