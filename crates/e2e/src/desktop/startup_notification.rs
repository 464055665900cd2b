//! Reads the startup notification messages that programs send to all listeners at the root window. A desktop shows a
//! busy pointer until it hears that a start is complete.

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{Atom, ChangeWindowAttributesAux, ConnectionExt as _, EventMask};
use x11rb::rust_connection::RustConnection;

use crate::desktop::session::Desktop;
use crate::wait::{TIMEOUT, wait_within};

pub struct StartupNotifications {
    connection: RustConnection,
    /// Atom that marks the first part of a message.
    begin: Atom,
}

impl StartupNotifications {
    /// Starts to listen.
    pub fn listen(desktop: &Desktop) -> Self {
        let (connection, number) = RustConnection::connect(Some(desktop.display())).expect("the screen");
        let root = connection.setup().roots[number].root;
        let messages = ChangeWindowAttributesAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        connection.change_window_attributes(root, &messages).expect("a question").check().expect("it is told");
        let begin = connection.intern_atom(false, b"_NET_STARTUP_INFO_BEGIN").expect("a question").reply();
        let begin = begin.expect("an atom").atom;
        Self { connection, begin }
    }

    /// Waits for the message that this start is complete.
    pub fn wait_for_completion(&self, id: &str) {
        let mut received = String::new();
        let is_completed = wait_within(TIMEOUT, || {
            while let Some(event) = self.connection.poll_for_event().expect("the screen") {
                if let Event::ClientMessage(part) = event
                    && part.format == 8
                {
                    if part.type_ == self.begin {
                        received.push('\n');
                    }
                    let text = part.data.as_data8().into_iter().take_while(|byte| *byte != 0);
                    received.extend(text.map(char::from));
                }
            }
            let is_over = |line: &str| line.starts_with("remove:") && line.contains(id);
            received.lines().any(is_over).then_some(())
        });
        is_completed.unwrap_or_else(|| panic!("the desktop does not know that {id} is over: {received:?}"));
    }
}
