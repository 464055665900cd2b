//! Fakes and folders that the tests share.

#[cfg(target_os = "linux")]
#[path = "../../../../desktop/tests/integration/support/bus.rs"]
pub(crate) mod bus;
#[path = "../../../../desktop/tests/integration/support/fake_app.rs"]
pub(crate) mod fake_app;
pub(crate) mod home;
