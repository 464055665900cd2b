//! Fakes and folders that the tests share.

pub(crate) mod browser_calls;
#[cfg(target_os = "linux")]
pub(crate) mod bus;
#[cfg(target_os = "linux")]
pub(crate) mod fake_app;
pub(crate) mod test_home;
