//! Journeys of the released application: what a person sets out to do, from the first key to what
//! they see, and what must not have happened on the way. Each brings its own screen and buses.
#![cfg(target_os = "linux")]

mod amounts;
mod app_window;
mod consent;
mod email_code;
mod first_run;
mod hostile_page;
mod leaving;
mod local_copy;
mod offline;
mod preset;
mod secrets;
mod sign_out;
