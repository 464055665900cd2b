//! Starting other programs, one after the other, either in the open on the terminal or into a log with a heartbeat.
//!
//! A verb hands one `Run` down to whatever it calls, so the same step ("build the UI") shows its output in
//! `cargo xtask demo` and writes it to the lane's log in `cargo xtask test`.

use crate::{machine, place};
use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How often a lane without a terminal says that it is alive.
const BEAT: Duration = Duration::from_secs(30);
/// No step takes this long unless it hangs.
const LIMIT: Duration = Duration::from_secs(40 * 60);

pub(crate) struct Run {
    log: Option<Log>,
}

struct Log {
    label: String,
    path: PathBuf,
    file: File,
    started: Instant,
    beat: Instant,
}

impl Run {
    pub(crate) fn terminal() -> Self {
        Self { log: None }
    }

    pub(crate) fn logged(label: &str, path: &Path) -> Result<Self, String> {
        let file = File::create(path).map_err(|error| format!("{} cannot be written: {error}.", path.display()))?;
        let now = Instant::now();
        Ok(Self { log: Some(Log { label: label.to_owned(), path: path.to_owned(), file, started: now, beat: now }) })
    }

    /// A line for whoever reads along.
    pub(crate) fn say(&mut self, text: &str) {
        match &mut self.log {
            None => println!("{text}"),
            // A log that cannot be written shows up as an empty log; the lane's verdict does not depend on it.
            Some(log) => drop(writeln!(log.file, "{text}")),
        }
    }

    /// Runs a program to its end. Its failure is told with the command that failed.
    pub(crate) fn step(&mut self, command: &mut Command) -> Result<(), String> {
        let shown = shown(command);
        self.say(&format!("$ {shown}"));
        let status = match &mut self.log {
            None => command.status().map_err(|error| not_started(command, &error))?,
            Some(log) => log.watch(command)?,
        };
        if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}.", shorten(&shown, 120))) }
    }

    /// All that went to the log so far; nothing on the terminal.
    pub(crate) fn logged_text(&self) -> String {
        let bytes = self.log.as_ref().and_then(|log| std::fs::read(&log.path).ok());
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    }

    /// Where a program that is started beside the steps should write.
    pub(crate) fn sink(&self) -> Stdio {
        match &self.log {
            None => Stdio::inherit(),
            Some(log) => log.file.try_clone().map_or_else(|_| Stdio::null(), Stdio::from),
        }
    }
}

impl Log {
    fn watch(&mut self, command: &mut Command) -> Result<ExitStatus, String> {
        let copy = || self.file.try_clone().map_err(|error| format!("the log cannot be shared: {error}."));
        // A log is text: nobody's colours.
        command.envs([("NO_COLOR", "1"), ("CARGO_TERM_COLOR", "never"), ("TERM", "dumb")]);
        command.stdin(Stdio::null()).stdout(copy()?).stderr(copy()?);
        let mut child = command.spawn().map_err(|error| not_started(command, &error))?;
        let began = Instant::now();
        let mut pause = Duration::from_millis(5);
        loop {
            match child.try_wait() {
                Ok(Some(status)) => {
                    self.clear();
                    return Ok(status);
                }
                Ok(None) => {}
                Err(error) => return Err(format!("a step was lost: {error}.")),
            }
            if began.elapsed() > LIMIT {
                end(&mut child);
                self.clear();
                return Err(format!("`{}` hung: no end after {} minutes.", shown(command), LIMIT.as_secs() / 60));
            }
            self.heartbeat();
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(200));
        }
    }

    fn heartbeat(&mut self) {
        let every = if std::io::stdout().is_terminal() { Duration::from_secs(1) } else { BEAT };
        if self.beat.elapsed() < every {
            return;
        }
        self.beat = Instant::now();
        let line = format!("  {:<16}{:>5} s  {}", self.label, self.started.elapsed().as_secs(), self.last_line());
        if std::io::stdout().is_terminal() {
            print!("\r\x1b[2K{}", shorten(&line, 100));
            // A terminal that went away is no reason to stop.
            drop(std::io::stdout().flush());
        } else {
            println!("{}", shorten(&line, 110));
        }
    }

    fn clear(&self) {
        if std::io::stdout().is_terminal() {
            print!("\r\x1b[2K");
        }
    }

    fn last_line(&self) -> String {
        let text = last_lines(&self.path, 1).pop().unwrap_or_default();
        text.chars().filter(|letter| !letter.is_control()).collect()
    }
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
    command.current_dir(place::root());
    command
}

pub(crate) fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// What a program prints, or the sentence that says why it printed nothing.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| not_started(command, &error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("`{}` ended with {}: {}", shown(command), output.status, said.trim()))
    }
}

/// Ends a program that we started, and all that it started.
pub(crate) fn end(child: &mut Child) {
    for pid in machine::descendants(child.id()) {
        drop(Command::new("kill").arg(pid.to_string()).stderr(Stdio::null()).status());
    }
    // Either may have ended by itself; then there is nothing to do.
    drop(child.kill());
    drop(child.wait());
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    let name = command.get_program().to_string_lossy();
    if error.kind() == std::io::ErrorKind::NotFound {
        format!("the program \"{name}\" is not installed. `cargo xtask setup` installs what is missing.")
    } else {
        format!("the program \"{name}\" did not start: {error}.")
    }
}

fn shown(command: &Command) -> String {
    let mut text = String::new();
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            text.push_str(&format!("{}={} ", name.to_string_lossy(), value.to_string_lossy()));
        }
    }
    let name = Path::new(command.get_program());
    let short = if name.ends_with("cargo") { "cargo".to_owned() } else { place::shown(name) };
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
