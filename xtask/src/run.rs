//! Starts other programs, with their output on the terminal or in a log.
//!
//! A verb hands one `Run` down to what it calls, so the same step ("build the UI") shows its output in
//! `cargo xtask demo` and writes it to the lane's log in `cargo xtask test`.

use crate::{machine, paths};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How often a step in a log prints a line on the terminal.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(30);
/// A step that takes longer hangs.
const STEP_TIMEOUT: Duration = Duration::from_secs(40 * 60);

pub(crate) struct Run {
    log: Option<Log>,
}

struct Log {
    label: String,
    path: PathBuf,
    file: File,
    started: Instant,
    heartbeat: Instant,
    timeout: Duration,
}

impl Run {
    pub(crate) fn to_terminal() -> Self {
        Self { log: None }
    }

    pub(crate) fn to_log(label: &str, path: &Path) -> Result<Self, String> {
        let file = File::create(path).map_err(|error| format!("{} cannot be written: {error}.", path.display()))?;
        let now = Instant::now();
        let (label, path) = (label.to_owned(), path.to_owned());
        Ok(Self { log: Some(Log { label, path, file, started: now, heartbeat: now, timeout: STEP_TIMEOUT }) })
    }

    /// Gives each step more time than usual.
    pub(crate) fn allow(&mut self, timeout: Duration) {
        if let Some(log) = &mut self.log {
            log.timeout = timeout;
        }
    }

    pub(crate) fn print(&mut self, text: &str) {
        match &mut self.log {
            None => println!("{text}"),
            // A log that cannot be written shows up as an empty log; the lane's verdict does not depend on it.
            Some(log) => drop(writeln!(log.file, "{text}")),
        }
    }

    /// Runs a program to its end. The error names the command that failed.
    pub(crate) fn step(&mut self, command: &mut Command) -> Result<(), String> {
        let line = command_line(command);
        self.print(&format!("$ {line}"));
        let status = match &mut self.log {
            None => command.status().map_err(|error| start_error(command, &error))?,
            Some(log) => {
                command.stdout(log.copy()?);
                log.watch(command, None)?
            }
        };
        succeeded(status, &line)
    }

    /// As `step`, and returns what the program printed; its errors go to the terminal or the log.
    pub(crate) fn step_with_output(&mut self, command: &mut Command) -> Result<String, String> {
        let line = command_line(command);
        self.print(&format!("$ {line}"));
        let mut printed = String::new();
        let status = match &mut self.log {
            None => {
                let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
                let output = output.map_err(|error| start_error(command, &error))?;
                printed = String::from_utf8_lossy(&output.stdout).into_owned();
                output.status
            }
            Some(log) => {
                command.stdout(Stdio::piped());
                log.watch(command, Some(&mut printed))?
            }
        };
        succeeded(status, &line).map(|()| printed)
    }

    /// Everything in the log so far; nothing on the terminal.
    pub(crate) fn logged_text(&self) -> String {
        let bytes = self.log.as_ref().and_then(|log| std::fs::read(&log.path).ok());
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    }

    /// Where a program that runs beside the steps should write.
    pub(crate) fn output(&self) -> Stdio {
        match &self.log {
            None => Stdio::inherit(),
            Some(log) => log.file.try_clone().map_or_else(|_| Stdio::null(), Stdio::from),
        }
    }
}

impl Log {
    fn copy(&self) -> Result<File, String> {
        self.file.try_clone().map_err(|error| format!("the log cannot be shared: {error}."))
    }

    /// Runs a program to its end. `printed` receives what it writes to a piped standard output.
    fn watch(&mut self, command: &mut Command, printed: Option<&mut String>) -> Result<ExitStatus, String> {
        // A log is plain text.
        command.envs([("NO_COLOR", "1"), ("CARGO_TERM_COLOR", "never"), ("TERM", "dumb")]);
        command.stdin(Stdio::null()).stderr(self.copy()?);
        let mut child = command.spawn().map_err(|error| start_error(command, &error))?;
        let reader = child.stdout.take().map(|mut pipe| {
            std::thread::spawn(move || {
                let mut bytes = Vec::new();
                // What was read before an error is still what the program printed.
                drop(pipe.read_to_end(&mut bytes));
                bytes
            })
        });
        let status = self.wait(command, &mut child)?;
        if let (Some(reader), Some(printed)) = (reader, printed) {
            let bytes = reader.join().map_err(|_| "the output of a step was lost.".to_owned())?;
            *printed = String::from_utf8_lossy(&bytes).into_owned();
        }
        Ok(status)
    }

    fn wait(&mut self, command: &Command, child: &mut Child) -> Result<ExitStatus, String> {
        let began = Instant::now();
        let mut pause = Duration::from_millis(5);
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) => {}
                Err(error) => return Err(format!("a step was lost: {error}.")),
            }
            if began.elapsed() > self.timeout {
                kill_tree(child);
                let minutes = self.timeout.as_secs() / 60;
                return Err(format!("`{}` hung: no end after {minutes} minutes.", command_line(command)));
            }
            self.print_heartbeat();
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(200));
        }
    }

    fn print_heartbeat(&mut self) {
        if self.heartbeat.elapsed() < HEARTBEAT_INTERVAL {
            return;
        }
        self.heartbeat = Instant::now();
        let text = last_lines(&self.path, 1).pop().unwrap_or_default();
        let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
        let line = format!("  {:<16}{:>5} s  {text}", self.label, self.started.elapsed().as_secs());
        println!("{}", shorten(&line, 110));
    }
}

fn succeeded(status: ExitStatus, line: &str) -> Result<(), String> {
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}.", shorten(line, 120))) }
}

/// The last lines of a text file that are not empty.
pub(crate) fn last_lines(path: &Path, count: usize) -> Vec<String> {
    let bytes = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let mut lines: Vec<String> =
        text.lines().rev().filter(|line| !line.trim().is_empty()).take(count).map(str::to_owned).collect();
    lines.reverse();
    lines
}

/// A program of the system, started at the root of the repository.
pub(crate) fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(paths::root());
    command
}

pub(crate) fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// What a program prints. The error names the command and holds what it wrote to standard error.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| start_error(command, &error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let errors = String::from_utf8_lossy(&output.stderr);
        Err(format!("`{}` ended with {}: {}", command_line(command), output.status, errors.trim()))
    }
}

/// Ends a program that xtask started, and all that it started.
pub(crate) fn kill_tree(child: &mut Child) {
    for pid in machine::descendants(child.id()) {
        drop(Command::new("kill").arg(pid.to_string()).stderr(Stdio::null()).status());
    }
    // Either may have ended by itself; then there is nothing to do.
    drop(child.kill());
    drop(child.wait());
}

fn start_error(command: &Command, error: &std::io::Error) -> String {
    let name = command.get_program().to_string_lossy();
    if error.kind() == std::io::ErrorKind::NotFound {
        format!("the program \"{name}\" is not installed. `cargo xtask setup` installs what is missing.")
    } else {
        format!("the program \"{name}\" did not start: {error}.")
    }
}

fn command_line(command: &Command) -> String {
    let mut text = String::new();
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            text.push_str(&format!("{}={} ", name.to_string_lossy(), value.to_string_lossy()));
        }
    }
    let name = Path::new(command.get_program());
    let short = if name.ends_with("cargo") { "cargo".to_owned() } else { paths::display(name) };
    text.push_str(&short);
    for word in command.get_args() {
        text.push(' ');
        text.push_str(&word.to_string_lossy());
    }
    text
}

fn shorten(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width - 1).chain(['…']).collect()
}
