//! Handles requests from the command line, deep links, the desktop's search, the tray and second instances.

mod app_control;
mod running_app;

pub(crate) use running_app::RunningApp;

#[cfg(test)]
#[cfg(target_os = "linux")]
pub(crate) mod tests;
