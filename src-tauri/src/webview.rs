//! What windows do with the pages they show: rules for trusted and untrusted pages, the origin of a page, its errors,
//! blocked navigations and downloads.

#[cfg(any(test, not(target_os = "linux")))]
#[cfg_attr(target_os = "linux", allow(dead_code, reason = "used on other systems; its rules are tested here"))]
pub(crate) mod bearer_page;
pub(crate) mod blocked_navigation;
pub(crate) mod download;
#[cfg(target_os = "linux")]
pub(crate) mod linux;
pub(crate) mod page_error;
pub(crate) mod page_origin;
pub(crate) mod trusted;
pub(crate) mod untrusted;
