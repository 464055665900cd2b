//! Whether Portico starts when the person signs in to the desktop: one file in the XDG autostart folder, which the
//! desktop's own settings show and may switch off as well.
//!
//! Not for Windows and macOS, where this is a registry value and a launch agent; there it is [`Error::Unsupported`].

use std::path::PathBuf;

use crate::entry::{self, Error};
use crate::environment::Environment;
use crate::exec;
use crate::file;
use crate::keyfile::{Group, KeyFile, escaped};

const NAME: &str = "dev.portico.Portico.desktop";
const LARGEST: u64 = 64 * 1024;

/// Whether the file is there and nobody, a settings panel for one, has switched it off inside.
pub fn is_on(environment: &Environment) -> bool {
    let text = path(environment).ok().and_then(|path| file::read(&path, LARGEST));
    text.is_some_and(|text| KeyFile::parse(&text).group("Desktop Entry").is_some_and(is_left_on))
}

fn is_left_on(group: &Group<'_>) -> bool {
    !group.is_true("Hidden") && group.get("X-GNOME-Autostart-enabled") != Some("false")
}

/// Whether the file is there, whatever it says.
pub fn is_there(environment: &Environment) -> bool {
    path(environment).is_ok_and(|path| path.symlink_metadata().is_ok())
}

/// Starts Portico with these arguments from the next session on.
pub fn switch_on(environment: &Environment, arguments: &[&str]) -> Result<(), Error> {
    let path = path(environment)?;
    let (program, command) = started(environment, arguments)?;
    let text = format!(
        "[Desktop Entry]\nType=Application\nName=Portico\nExec={}\nTryExec={}\nIcon=portico\nTerminal=false\n",
        escaped(&command),
        escaped(program)
    );
    file::replace(&path, &text).map_err(|error| Error::Disk(error.kind()))
}

/// Where the file is on and starts something else, an image under its old name for one, it is written anew. What a
/// settings panel switched off stays so.
pub fn renew(environment: &Environment, arguments: &[&str]) -> Result<(), Error> {
    let Some(text) = file::read(&path(environment)?, LARGEST) else { return Ok(()) };
    let (program, command) = started(environment, arguments)?;
    let file = KeyFile::parse(&text);
    let Some(group) = file.group("Desktop Entry").filter(|group| is_left_on(group)) else { return Ok(()) };
    let is = |key: &str, ours: &str| group.string(key).as_deref() == Some(ours);
    if is("Exec", &command) && is("TryExec", program) { Ok(()) } else { switch_on(environment, arguments) }
}

/// Our program, and the command for `Exec`.
fn started<'a>(environment: &'a Environment, arguments: &[&str]) -> Result<(&'a str, String), Error> {
    let program = entry::program(environment)?;
    if !arguments.iter().all(|argument| exec::is_writable(argument)) {
        return Err(Error::Program);
    }
    Ok((program, exec::quoted([program].into_iter().chain(arguments.iter().copied()))))
}

pub fn switch_off(environment: &Environment) -> Result<(), Error> {
    file::remove(&path(environment)?).map_err(|error| Error::Disk(error.kind()))
}

fn path(environment: &Environment) -> Result<PathBuf, Error> {
    if !entry::SUPPORTED {
        return Err(Error::Unsupported);
    }
    Ok(environment.config_home().ok_or(Error::Unsupported)?.join("autostart").join(NAME))
}
