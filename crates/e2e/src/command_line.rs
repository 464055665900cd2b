//! Portico on a command line: no window, no bus; homes of its own, and the browser that stands in for
//! the person's.

use std::process::{Output, Stdio};

use serde_json::Value;

use crate::browser::Browser;
use crate::desktop::Desktop;
use crate::homes::SandboxDirs;
use crate::{TIMEOUT, opener, options, wait_within};

pub struct CommandLine(SandboxDirs);

/// What was printed, and how it ended.
#[derive(Debug)]
pub struct CommandOutput {
    pub stdout: String,
    pub stderr: String,
    pub exit_code: i32,
}

impl CommandLine {
    pub fn new() -> Self {
        let homes = SandboxDirs::new();
        opener::install(&homes);
        Self(homes)
    }

    pub fn dirs(&self) -> &SandboxDirs {
        &self.0
    }

    pub fn run(&self, arguments: &[&str]) -> CommandOutput {
        self.start(arguments).wait_with_output().expect("it ends").into()
    }

    /// The same, with somebody who signs in as soon as the browser is opened.
    pub fn run_with_browser_sign_in(&self, arguments: &[&str], user: &str) -> CommandOutput {
        let mut running = self.start(arguments);
        let calls_before = opener::recorded_calls(&self.0).len();
        let opened_url = || opener::recorded_calls(&self.0).get(calls_before).and_then(|call| call.last().cloned());
        // Where a step fails first, no browser is opened.
        let url = wait_within(TIMEOUT, || match (opened_url(), running.try_wait()) {
            (Some(url), _) => Some(Some(url)),
            (None, Ok(None)) => None,
            _ => Some(None),
        });
        if let Some(Some(url)) = url {
            Browser::new().sign_in(&url, user);
        }
        running.wait_with_output().expect("it ends").into()
    }

    fn start(&self, arguments: &[&str]) -> std::process::Child {
        let mut command = std::process::Command::new(options::portico_binary());
        self.0.apply_to(&mut command);
        for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy", "DISPLAY"] {
            command.env_remove(name);
        }
        command.args(arguments).env("PORTICO_LOG", "trace");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap_or_else(|error| panic!("Portico does not start: {error}"))
    }
}

/// The same on a desktop where Portico may be running, with its homes.
pub fn run_in_desktop(desktop: &Desktop, arguments: &[&str]) -> CommandOutput {
    run_in_desktop_with_env(desktop, arguments, &[])
}

/// With more in its environment.
pub fn run_in_desktop_with_env(desktop: &Desktop, arguments: &[&str], variables: &[(&str, &str)]) -> CommandOutput {
    let mut command = desktop.command(options::portico_binary());
    command.args(arguments).envs(variables.iter().copied()).stdin(Stdio::null());
    command.output().unwrap_or_else(|error| panic!("Portico does not start: {error}")).into()
}

impl Default for CommandLine {
    fn default() -> Self {
        Self::new()
    }
}

impl From<Output> for CommandOutput {
    fn from(output: Output) -> Self {
        Self {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            exit_code: output.status.code().unwrap_or(-1),
        }
    }
}

impl CommandOutput {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {:?}", self.stdout))
    }
}
