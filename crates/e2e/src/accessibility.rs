//! Reads the accessibility tree of the applications over AT-SPI, as a screen reader does.

pub(crate) mod announcements;
pub(crate) mod node;
pub(crate) mod role;
pub(crate) mod speech;
pub(crate) mod state;
