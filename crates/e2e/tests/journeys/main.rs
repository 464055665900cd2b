//! Journeys of the released application: what a person sets out to do, from the first key to what
//! they see, and what must not have happened on the way. Each brings its own screen and buses.
#![cfg(target_os = "linux")]

mod accounts;
mod amounts;
mod app_bar;
mod app_download;
mod app_page;
mod app_popup;
mod app_window;
mod browser_way;
mod cable;
mod check;
mod client_secret;
mod consent;
mod details;
mod email_code;
mod favourites;
mod feed;
mod first_run;
mod hostile_page;
mod icons;
mod kept;
mod keys;
mod languages;
mod leaving;
mod local_copy;
mod lock;
mod next_person;
mod offline;
mod opening;
mod outside;
mod places;
mod popup;
mod portal_way;
mod preset;
mod renewal;
mod restart;
mod secrets;
mod setup_faults;
mod shelf;
mod sign_out;
mod speech;
mod trace;
mod trouble;
