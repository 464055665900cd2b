//! TODO

pub mod linux;
#[cfg(any(test, not(target_os = "linux")))]
#[cfg_attr(target_os = "linux", allow(dead_code, reason = "its rules are tested here, and used elsewhere"))]
mod bearer_page;
mod blocked_navigation;
mod download;
mod page_error;
mod page_origin;
mod trusted;
mod untrusted;
