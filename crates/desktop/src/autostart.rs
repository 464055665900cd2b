//! Turns autostart at sign-in to the desktop on and off: one file in the XDG autostart folder, which the desktop's own
//! settings also show and can disable. [`AutostartSync`] respects what the user changed there.
//!
//! Windows and macOS use a registry value and a launch agent instead; there every call returns [`Error::Unsupported`].

use std::path::PathBuf;

use crate::environment::Environment;
use crate::exec;
use crate::file;
use crate::keyfile::{Group, KeyFile, escape};
use crate::menu_entry::{self, Error};

#[cfg(test)]
#[cfg(all(unix, not(target_os = "macos")))]
mod tests;

const FILE_NAME: &str = "dev.portico.Portico.desktop";
const MAX_FILE_BYTES: u64 = 64 * 1024;

/// Remembers the setting that was applied last, and successfully.
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
        match (self.applied, is_enabled) {
            (None, true) if exists(environment) => update_if_stale(environment, arguments),
            (None | Some(false), true) => enable(environment, arguments),
            (None | Some(true), false) => disable(environment),
            (Some(true), true) | (Some(false), false) => Ok(()),
        }?;
        self.applied = Some(is_enabled);
        Ok(())
    }
}

/// Whether the file is there and nobody, a settings panel for one, has switched it off inside.
pub fn is_enabled(environment: &Environment) -> bool {
    let text = path(environment).ok().and_then(|path| file::read_text(&path, MAX_FILE_BYTES));
    text.is_some_and(|text| KeyFile::parse(&text).group("Desktop Entry").is_some_and(is_group_enabled))
}

fn is_group_enabled(group: &Group<'_>) -> bool {
    !group.is_true("Hidden") && group.get("X-GNOME-Autostart-enabled") != Some("false")
}

/// Whether the file is there, whatever it says.
pub fn exists(environment: &Environment) -> bool {
    path(environment).is_ok_and(|path| path.symlink_metadata().is_ok())
}

/// Starts Portico with these arguments from the next session on.
pub fn enable(environment: &Environment, arguments: &[&str]) -> Result<(), Error> {
    let path = path(environment)?;
    let (program, command) = autostart_command(environment, arguments)?;
    let text = format!(
        "[Desktop Entry]\nType=Application\nName=Portico\nExec={}\nTryExec={}\nIcon=portico\nTerminal=false\n",
        escape(&command),
        escape(program)
    );
    file::replace(&path, &text).map_err(|error| Error::Io(error.kind()))
}

/// Where the file is on and starts something else, an image under its old name for one, it is written anew. What a
/// settings panel switched off stays so.
pub fn update_if_stale(environment: &Environment, arguments: &[&str]) -> Result<(), Error> {
    let Some(text) = file::read_text(&path(environment)?, MAX_FILE_BYTES) else { return Ok(()) };
    let (program, command) = autostart_command(environment, arguments)?;
    let file = KeyFile::parse(&text);
    let Some(group) = file.group("Desktop Entry").filter(|group| is_group_enabled(group)) else { return Ok(()) };
    let has_value = |key: &str, expected: &str| group.string(key).as_deref() == Some(expected);
    if has_value("Exec", &command) && has_value("TryExec", program) { Ok(()) } else { enable(environment, arguments) }
}

/// Our program, and the command for `Exec`.
fn autostart_command<'a>(environment: &'a Environment, arguments: &[&str]) -> Result<(&'a str, String), Error> {
    let program = menu_entry::own_program(environment)?;
    if !arguments.iter().all(|argument| exec::is_writable(argument)) {
        return Err(Error::ProgramUnavailable);
    }
    Ok((program, exec::quote([program].into_iter().chain(arguments.iter().copied()))))
}

pub fn disable(environment: &Environment) -> Result<(), Error> {
    file::remove(&path(environment)?).map_err(|error| Error::Io(error.kind()))
}

fn path(environment: &Environment) -> Result<PathBuf, Error> {
    if !menu_entry::IS_SUPPORTED {
        return Err(Error::Unsupported);
    }
    Ok(environment.config_home().ok_or(Error::Unsupported)?.join("autostart").join(FILE_NAME))
}
