//! Runs Portico's command line: without a desktop, in folders of its own and with a fake browser, or on a desktop where
//! Portico may be running.

use std::process::{Output, Stdio};

use serde_json::Value;

use crate::desktop::fake_browser;
use crate::desktop::sandbox_dirs::SandboxDirs;
use crate::desktop::session::Desktop;
use crate::exclusive::{self, Guard};
use crate::network::browser::Browser;
use crate::options;
use crate::wait::{TIMEOUT, wait_within};

/// A command line without display and buses.
pub struct CommandLine {
    dirs: SandboxDirs,
    exclusive: Guard,
}

/// What a command printed, and its exit code.
#[derive(Debug)]
pub struct CommandOutput {
    pub stdout: String,
    pub stderr: String,
    pub exit_code: i32,
}

impl CommandLine {
    /// `name` is the journey's own name, which [`exclusive`] looks up.
    pub fn new(name: &str) -> Self {
        let exclusive = exclusive::acquire(name);
        let dirs = SandboxDirs::new();
        fake_browser::install(&dirs);
        Self { dirs, exclusive }
    }

    pub fn dirs(&self) -> &SandboxDirs {
        &self.dirs
    }

    pub fn run(&self, arguments: &[&str]) -> CommandOutput {
        self.start(arguments).wait_with_output().expect("it ends").into()
    }

    /// As [`Self::run`]; `user` signs in as soon as the command opens the browser.
    pub fn run_with_browser_sign_in(&self, arguments: &[&str], user: &str) -> CommandOutput {
        self.exclusive.assert_has_loopback_port();
        let calls_before = fake_browser::recorded_calls(&self.dirs).len();
        let mut running = self.start(arguments);
        let opened_url =
            || fake_browser::recorded_calls(&self.dirs).get(calls_before).and_then(|call| call.last().cloned());
        // The command may fail before it opens the browser.
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
        self.dirs.apply_to(&mut command);
        for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy", "DISPLAY"] {
            command.env_remove(name);
        }
        command.args(arguments).env("PORTICO_LOG", "trace");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap_or_else(|error| panic!("Portico does not start: {error}"))
    }
}

/// Runs Portico with these arguments on a desktop, in its folders; another Portico may be running there.
pub fn run_in_desktop(desktop: &Desktop, arguments: &[&str]) -> CommandOutput {
    run_in_desktop_with_env(desktop, arguments, &[])
}

/// As [`run_in_desktop`], with further environment variables.
pub fn run_in_desktop_with_env(desktop: &Desktop, arguments: &[&str], variables: &[(&str, &str)]) -> CommandOutput {
    let mut command = desktop.command(options::portico_binary());
    command.args(arguments).envs(variables.iter().copied()).stdin(Stdio::null());
    command.output().unwrap_or_else(|error| panic!("Portico does not start: {error}")).into()
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
