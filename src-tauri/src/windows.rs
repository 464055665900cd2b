//! The application's windows, one module for each kind: the main window and the palette show Portico's own pages;
//! sign-in and app windows show web pages, with a bar where the platform has one.

pub(crate) mod app;
pub(crate) mod app_bar;
pub(crate) mod app_labels;
pub(crate) mod main;
pub(crate) mod palette;
pub(crate) mod sign_in;
pub(crate) mod sign_in_bar;
