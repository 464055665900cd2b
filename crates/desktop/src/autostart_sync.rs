//! Applies the autostart setting, and respects what the user changed in a settings panel of the desktop.

use crate::autostart;
use crate::environment::Environment;
use crate::menu_entry::Error;

/// Remembers the setting that was applied last.
#[derive(Debug, Default)]
pub struct AutostartSync {
    applied: Option<bool>,
}

impl AutostartSync {
    /// Brings the autostart entry in line with the setting. `arguments` are those of the program at the start of a
    /// session.
    ///
    /// At the first call an existing entry is only updated to start this program: one that was switched off by a
    /// settings panel of the desktop stays off until the user turns the setting on again.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the desktop has no autostart folder; otherwise the file could not be written.
    pub fn apply(&mut self, environment: &Environment, is_enabled: bool, arguments: &[&str]) -> Result<(), Error> {
        let previous = self.applied.replace(is_enabled);
        match (previous, is_enabled) {
            (None, true) if autostart::exists(environment) => autostart::update_if_stale(environment, arguments),
            (None | Some(false), true) => autostart::enable(environment, arguments),
            (None | Some(true), false) => autostart::disable(environment),
            (Some(true), true) | (Some(false), false) => Ok(()),
        }
    }
}
