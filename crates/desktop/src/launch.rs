//! Opens an address outside Portico: in the default browser, in a chosen one, or by a command template.
//!
//! The command is a program and an array of arguments, one of which is the address or contains it. An [`Address`]
//! proves that the address may be opened. It begins with `http`, so no program takes it for an option. The started
//! program is independent of Portico: it has a process group of its own, none of our streams, and none of the variables
//! that concern our own start ([`Environment`]).

use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use crate::address::Address;
use crate::browser::Browser;
use crate::command_template::CommandTemplate;
use crate::environment::Environment;
use crate::profile::{self, Profile};

/// How long a program is looked at. A launcher that fails does so at once; a browser that is still there after this
/// has begun to work, and its exit code is its own affair.
pub const EARLY_EXIT_TIMEOUT: Duration = Duration::from_millis(500);

/// Programs that open an address in the desktop's default browser, the most general first. `xdg-open` follows each
/// desktop's own rules and, in a sandbox, the portal.
#[cfg(not(any(windows, target_os = "macos")))]
const DEFAULT_OPENERS: &[(&str, &[&str])] =
    &[("xdg-open", &[]), ("gio", &["open"]), ("kde-open6", &[]), ("kde-open5", &[]), ("kde-open", &[])];

#[cfg(target_os = "macos")]
const DEFAULT_OPENERS: &[(&str, &[&str])] = &[("/usr/bin/open", &["--"])];

/// Where an address is opened.
#[derive(Clone, Copy, Debug)]
pub enum OpenWith<'a> {
    Default,
    Browser { browser: &'a Browser, profile: Option<&'a Profile>, is_private: bool },
    Template(&'a CommandTemplate),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// The system has nothing that opens addresses.
    NoOpener,
    /// The browser or the template's program is not there any more.
    NoProgram,
    /// This browser cannot be asked for this profile or for a private window.
    Unsupported,
    /// The system did not start it.
    NotStarted(io::ErrorKind),
    /// It started, and gave up at once.
    ExitedEarly,
}

/// A program and its arguments, ready to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    pub program: PathBuf,
    pub arguments: Vec<String>,
}

/// A program that was started. It goes on whatever becomes of this.
#[derive(Debug)]
pub struct StartedProgram(Receiver<io::Result<ExitStatus>>);

impl StartedProgram {
    /// Waits until the program ends, or for `timeout`. The first browser that a person starts stays; one that hands
    /// the address to a running one ends well. Blocks.
    pub fn wait_for_early_exit(self, timeout: Duration) -> Result<(), Error> {
        match self.0.recv_timeout(timeout) {
            Ok(Ok(status)) if !status.success() => Err(Error::ExitedEarly),
            // What cannot be waited for was started all the same.
            Ok(_) | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Ok(()),
        }
    }
}

/// Starts the program that opens `address`, and returns as soon as it runs. `activation_token` is the token that our
/// window got for this click, with which the browser may come to the front (on Wayland).
pub fn open(
    environment: &Environment,
    address: &Address,
    open_with: OpenWith<'_>,
    activation_token: Option<&str>,
) -> Result<StartedProgram, Error> {
    // Windows has no program for this, but a call.
    #[cfg(windows)]
    if matches!(open_with, OpenWith::Default) {
        open::that_detached(address.as_str()).map_err(|error| Error::NotStarted(error.kind()))?;
        return Ok(StartedProgram(channel().1));
    }
    spawn(environment, &command_line(environment, address, open_with)?, activation_token)
}

/// What [`open`] starts.
pub fn command_line(
    environment: &Environment,
    address: &Address,
    open_with: OpenWith<'_>,
) -> Result<CommandLine, Error> {
    match open_with {
        OpenWith::Default => default_opener(environment, address),
        OpenWith::Browser { browser, profile, is_private } => {
            let options = profile::launch_options(browser, profile, is_private).ok_or(Error::Unsupported)?;
            let exec = if options.is_empty() { &browser.open_command } else { &browser.options_command };
            let program = environment.find_program(exec.program()).ok_or(Error::NoProgram)?;
            let arguments = exec.arguments(&options, address.as_str()).ok_or(Error::Unsupported)?;
            Ok(CommandLine { program, arguments })
        }
        OpenWith::Template(template) => {
            let program = environment.find_program(template.program()).ok_or(Error::NoProgram)?;
            Ok(CommandLine { program, arguments: template.arguments(address) })
        }
    }
}

#[cfg(not(windows))]
fn default_opener(environment: &Environment, address: &Address) -> Result<CommandLine, Error> {
    let found = DEFAULT_OPENERS.iter().find_map(|(name, options)| Some((environment.find_program(name)?, options)));
    let (program, options) = found.ok_or(Error::NoOpener)?;
    let arguments = options.iter().copied().chain([address.as_str()]).map(str::to_owned).collect();
    Ok(CommandLine { program, arguments })
}

#[cfg(windows)]
fn default_opener(_environment: &Environment, _address: &Address) -> Result<CommandLine, Error> {
    Err(Error::NoOpener)
}

fn spawn(
    environment: &Environment,
    command_line: &CommandLine,
    activation_token: Option<&str>,
) -> Result<StartedProgram, Error> {
    let mut command = Command::new(&command_line.program);
    command.args(&command_line.arguments).env_clear().envs(environment.vars());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(token) = activation_token.filter(|token| is_valid_token(token)) {
        command.env("XDG_ACTIVATION_TOKEN", token).env("DESKTOP_STARTUP_ID", token);
    }
    // Ours may be removed while the program runs, and an AppImage's is.
    if let Some(home) = environment.home().filter(|home| home.is_dir()) {
        command.current_dir(home);
    }
    detach(&mut command);
    let child = command.spawn().map_err(|error| Error::NotStarted(error.kind()))?;
    Ok(StartedProgram(reap_in_background(child)))
}

/// It is not stopped with us, by Ctrl+C in our terminal or when that closes.
#[cfg(unix)]
fn detach(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(windows)]
fn detach(command: &mut Command) {
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    std::os::windows::process::CommandExt::creation_flags(command, CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
}

/// A thread waits for the program's end, however late, so that it does not stay behind as a zombie.
fn reap_in_background(mut child: Child) -> Receiver<io::Result<ExitStatus>> {
    let (sender, receiver) = channel();
    let reaper = thread::Builder::new().name("launched".to_owned()).stack_size(64 * 1024).spawn(move || {
        // Err: nobody waits for the outcome any more.
        let _ = sender.send(child.wait());
    });
    // Err: no thread to be had. The program runs; the system reaps it when we end.
    drop(reaper);
    receiver
}

/// It becomes the value of a variable.
fn is_valid_token(token: &str) -> bool {
    !token.is_empty()
        && token.len() <= 1024
        && OsStr::new(token).is_ascii()
        && !token.contains(|it: char| it.is_control())
}
