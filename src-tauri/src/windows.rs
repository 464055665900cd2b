//! TODO

mod app;
mod app_bar;
mod app_labels;
mod main;
mod palette;
mod sign_in;
mod sign_in_bar;
