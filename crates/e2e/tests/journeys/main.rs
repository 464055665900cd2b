//! Journeys of the released application: what a person sets out to do, from the first key to what
//! they see, and what must not have happened on the way. Each brings its own screen and buses.
#![cfg(target_os = "linux")]

mod accounts;
mod amounts;
mod app_window;
mod browser_way;
mod check;
mod client_secret;
mod consent;
mod email_code;
mod first_run;
mod hostile_page;
mod leaving;
mod local_copy;
mod lock;
mod offline;
mod popup;
mod portal_way;
mod preset;
mod renewal;
mod restart;
mod secrets;
mod setup_faults;
mod sign_out;
mod trace;
mod trouble;
