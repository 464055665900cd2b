//! A Linux desktop that belongs to one journey: X server, window manager, buses, folders, and the desktop's services.

pub(crate) mod environment;
pub(crate) mod fake_browser;
pub(crate) mod keyboard;
pub(crate) mod keyring;
pub(crate) mod notifications;
pub(crate) mod process;
pub(crate) mod sandbox_dirs;
pub(crate) mod screen;
pub(crate) mod search_provider;
pub(crate) mod session;
pub(crate) mod spawn_probe;
pub(crate) mod startup_notification;
pub(crate) mod tray;
pub(crate) mod window_manager;
pub(crate) mod window_watcher;
pub(crate) mod xtest_keyboard;
