//! The demo tenant as its clients meet it, over HTTP. One binary, so that it is linked once.

mod app_list;
mod authorize;
mod client;
mod faults;
mod http;
mod launch;
mod program;
mod sign_in;
mod token;
mod token_use;
