//! Requests to the window manager (Extended Window Manager Hints).

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};
use x11rb::rust_connection::RustConnection;

use crate::desktop::session::Desktop;

/// Asks the window manager to close a window, as its close button and a panel do (`_NET_CLOSE_WINDOW`).
pub(crate) fn request_close(desktop: &Desktop, window: u32) {
    /// The request comes from a user's action, not from the application.
    const SOURCE_PAGER: u32 = 2;
    let (connection, screen) = RustConnection::connect(Some(desktop.display())).expect("the X server");
    let root = connection.setup().roots[screen].root;
    let atom = connection.intern_atom(false, b"_NET_CLOSE_WINDOW").expect("a request").reply().expect("an atom").atom;
    let message = ClientMessageEvent::new(32, window, atom, [x11rb::CURRENT_TIME, SOURCE_PAGER, 0, 0, 0]);
    let receivers = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
    connection.send_event(false, root, receivers, message).expect("a request").check().expect("the window manager");
}
