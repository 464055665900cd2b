//! The application's windows, one module for each kind: the main window and the palette show Portico's own pages;
//! sign-in and app windows are groups of windows with pages from outside.

pub(crate) mod app;
pub(crate) mod main;
mod page_group;
pub(crate) mod palette;
pub(crate) mod sign_in;
