//! Portico on a command line: no window, no bus; homes of its own, and the browser that stands in for
//! the person's.

use std::process::{Output, Stdio};

use serde_json::Value;

use crate::browser::Browser;
use crate::desktop::Desktop;
use crate::homes::Homes;
use crate::{PATIENCE, opener, options, wait_within};

pub struct CommandLine(Homes);

/// What was printed, and how it ended.
#[derive(Debug)]
pub struct Said {
    pub text: String,
    pub aside: String,
    pub code: i32,
}

impl CommandLine {
    pub fn new() -> Self {
        let homes = Homes::new();
        opener::install(&homes);
        Self(homes)
    }

    pub fn homes(&self) -> &Homes {
        &self.0
    }

    pub fn run(&self, words: &[&str]) -> Said {
        self.start(words).wait_with_output().expect("it ends").into()
    }

    /// The same, with somebody who signs in as soon as the browser is opened.
    pub fn run_with_person(&self, words: &[&str], user: &str) -> Said {
        let mut running = self.start(words);
        let before = opener::calls(&self.0).len();
        let opened = || opener::calls(&self.0).get(before).and_then(|call| call.last().cloned());
        // Where a step fails first, no browser is opened.
        let url = wait_within(PATIENCE, || match (opened(), running.try_wait()) {
            (Some(url), _) => Some(Some(url)),
            (None, Ok(None)) => None,
            _ => Some(None),
        });
        if let Some(Some(url)) = url {
            Browser::new().sign_in(&url, user);
        }
        running.wait_with_output().expect("it ends").into()
    }

    fn start(&self, words: &[&str]) -> std::process::Child {
        let mut command = std::process::Command::new(options::portico());
        self.0.apply(&mut command);
        for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy", "DISPLAY"] {
            command.env_remove(name);
        }
        command.args(words).env("PORTICO_LOG", "trace");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap_or_else(|error| panic!("Portico does not start: {error}"))
    }
}

/// The same on a desktop where Portico may be running, with its homes.
pub fn run_on(desktop: &Desktop, words: &[&str]) -> Said {
    run_among(desktop, words, &[])
}

/// With more in its environment.
pub fn run_among(desktop: &Desktop, words: &[&str], variables: &[(&str, &str)]) -> Said {
    let mut command = desktop.command(options::portico());
    command.args(words).envs(variables.iter().copied()).stdin(Stdio::null());
    command.output().unwrap_or_else(|error| panic!("Portico does not start: {error}")).into()
}

impl Default for CommandLine {
    fn default() -> Self {
        Self::new()
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            text: String::from_utf8_lossy(&output.stdout).into_owned(),
            aside: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code().unwrap_or(-1),
        }
    }
}

impl Said {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {:?}", self.text))
    }
}
