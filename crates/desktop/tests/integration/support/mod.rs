//! Fakes and folders that the tests share.

#[cfg(target_os = "linux")]
pub(crate) mod bus;
#[cfg(target_os = "linux")]
pub(crate) mod fake_app;
pub(crate) mod test_home;
