//! Drives Portico itself: its processes, its windows, its command line.

pub(crate) mod command_line;
pub(crate) mod portico;
pub(crate) mod window;
